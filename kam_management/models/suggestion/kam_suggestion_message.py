from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ...wording import Worded

KINDS = [
    ("thanks", "Thank-you"),
    ("message", "Message"),
    ("interim", "Interim Answer"),
    ("answer", "Answer to the Customer"),
    ("rating", "Told in a Rating"),
]
WAYS = [("portal", "On the portal"), ("mail", "Sent by e-mail")]


class KamSuggestionMessage(models.Model):
    """What was said between a customer and us about a suggestion: written once, for both to read.

    It is no conversation of colleagues: that one stands on the suggestion, and no word of it comes
    here. Rows are written as the system, so that a portal user can be deleted; who said it is a
    name. Files hang on the row, and are read by who may read it.
    """

    _name = "kam.suggestion.message"
    _description = "Message to or from a Customer"
    _inherit = ["kam.history.mixin"]
    _order = "id"
    _rec_name = "date"

    public_id = fields.Many2one(
        "kam.suggestion.public",
        string="Suggestion of the Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Written At", required=True, readonly=True, index=True, default=fields.Datetime.now
    )
    kind = fields.Selection(KINDS, string="Kind of Message", required=True, readonly=True)
    is_ours = fields.Boolean(string="From Us", readonly=True)
    way = fields.Selection(
        WAYS,
        string="Sent How",
        required=True,
        readonly=True,
        default="portal",
        help="From us: whether it was mailed as well. From the customer: where it came from.",
    )
    author_name = fields.Char(string="Said By", required=True, readonly=True)
    address = fields.Char(
        string="E-mail Address",
        readonly=True,
        groups="base.group_user",
        help="Where it was mailed to, or came from.",
    )
    # our thanks are worded for whoever reads them: the portal speaks one language on a page
    text = Worded(string="What Was Said", required=True, readonly=True)
    left_out = fields.Text(
        string="Files Left Out",
        readonly=True,
        help="Files of a mail that were too large, too many or of a kind that is not taken.",
    )
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        string="Files",
        domain=[("res_model", "=", "kam.suggestion.message")],
        readonly=True,
    )
    # as lists of files are shown
    file_ids = fields.Many2many(
        "ir.attachment",
        string="Files of the Message",
        compute="_compute_file_ids",
        compute_sudo=False,
    )
    # as above, and by which its answer is recognised
    client_key = fields.Char(readonly=True, groups=NO_ACCESS)
    mail_reference = fields.Char(readonly=True, index="btree_not_null", groups=NO_ACCESS)

    _client_key_uniq = models.UniqueIndex(
        "(public_id, client_key) WHERE client_key IS NOT NULL",
        "This message was sent already.",
    )

    @api.depends("attachment_ids")
    def _compute_file_ids(self):
        for message in self:
            message.file_ids = message.attachment_ids

    @api.model
    def _get_reasons(self):
        """Return what is said by the process itself: dict code -> text."""
        return {
            "thanks": self.env._(
                "Thank you for your suggestion. We have taken it in as %(number)s, and you will "
                "have our answer by %(day)s."
            )
        }
