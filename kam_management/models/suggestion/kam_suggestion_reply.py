from odoo import fields, models

from ...wording import format_date
from .kam_suggestion import DECISIONS


class KamSuggestionReply(models.Model):
    """The suggestion feedback form 建议反馈表 (scheme, one.3, 8 and 9): a customer's answer.

    It holds what goes to the customer and nothing else, as it was then. Its PDF is a file of its
    own, named here by its checksum.
    """

    _name = "kam.suggestion.reply"
    _description = "Suggestion Feedback Form"
    _inherit = ["kam.numbered.mixin", "kam.guarded.mixin", "kam.suggestion.sending.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _number_prefix = "SF/%(year)s/"
    _number_padding = 4
    _guard_final_states = ("sent",)
    _guard_mutable_fields = ("state", "checksum", "way", "sent_to", "mail_number")

    number = fields.Char(string="Number of the Feedback Form", readonly=True, index=True)
    state = fields.Selection(
        [("made", "Being made"), ("sent", "Sent")], required=True, readonly=True, default="made"
    )
    suggestion_id = fields.Many2one(
        "kam.suggestion", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="restrict"
    )
    person_name = fields.Char(string="Suggested By", readonly=True)
    suggestion_number = fields.Char(readonly=True)
    name = fields.Char(string="Subject of the Suggestion", readonly=True)
    suggestion_text = fields.Text(string="Your Suggestion", readonly=True)
    date_received = fields.Date(string="Suggested On", readonly=True)
    date_promise = fields.Date(string="Promised Date", readonly=True)
    decision = fields.Selection(DECISIONS, string="What Was Decided", required=True, readonly=True)
    text = fields.Text(string="Our Answer", required=True, readonly=True)
    arrangement = fields.Text(string="How It Is Carried Out", readonly=True)
    date_arranged = fields.Date(string="Carried Out By", readonly=True)
    date = fields.Datetime(
        string="Answer Given At", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Answered By", required=True, readonly=True, ondelete="restrict"
    )
    our_contact = fields.Char(
        string="Account Manager, Contact", readonly=True, help="Who of us looks after them."
    )
    lang = fields.Char(string="Language of the Form", readonly=True)
    checksum = fields.Char(readonly=True, help="SHA-256 of the form as it was sent.")

    _number_uniq = models.Constraint(
        "UNIQUE(company_id, number)", "Another feedback form has this number."
    )

    def _get_day(self):
        """Return the day of the answer, where the company works."""
        self.ensure_one()
        return self.company_id._kam_day_of(self.date)

    def _get_salutation(self):
        """Return how the form begins, in the language of its customer."""
        return self.env._("Dear %s,", self.partner_id.name)

    def _get_done_by(self):
        """Return how and by when it is carried out, as the form says it; “—” for nothing."""
        self.ensure_one()
        day = self.date_arranged and self.env._(
            "By %s", format_date(self.env, self.date_arranged, date_format="long")
        )
        return [text for text in (self.arrangement, day) if text] or ["—"]

    def action_print(self):
        """Print the feedback forms in the language of their customers.

        :return: a report action
        :raise AccessError: for whoever may not read them
        """
        self.check_access("read")
        report = self.env.ref("kam_management.action_report_kam_suggestion_reply")
        return report.report_action(self)
