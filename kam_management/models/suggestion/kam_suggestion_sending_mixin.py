from odoo import api, fields, models
from odoo.fields import NO_ACCESS

WAYS = [("mail", "Sent by e-mail"), ("hand", "Handed over")]


class KamSuggestionSendingMixin(models.AbstractModel):
    """What customers were told of their suggestions, and whether the mail went out.

    Rows of processes. The mail is named by its number only: mails may be deleted, rows stay.
    """

    _name = "kam.suggestion.sending.mixin"
    _description = "Sent to a Customer"

    way = fields.Selection(
        WAYS,
        string="Told How",
        readonly=True,
        help="Handed over: no e-mail address is known; whoever answered hands the print over, or "
        "tells it.",
    )
    sent_to = fields.Char(readonly=True, help="The person, and the address to which it went.")
    # of the system: its answer is no secret, the queue of mails is
    mail_number = fields.Integer(readonly=True, groups=NO_ACCESS, aggregator=None)
    mail_failure = fields.Char(
        string="Why It Did Not Go Out", compute="_compute_mail_failure", compute_sudo=True
    )

    @api.depends("mail_number")
    def _compute_mail_failure(self):
        mails = self.env["mail.mail"].browse(filter(None, self.mapped("mail_number"))).exists()
        by_number = {mail.id: mail for mail in mails}
        for row in self:
            row.mail_failure = by_number.get(row.mail_number, mails.browse())._kam_get_failure()
