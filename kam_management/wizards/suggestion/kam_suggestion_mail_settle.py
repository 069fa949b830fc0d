from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations
from ...rules import mail_headers


class KamSuggestionMailSettle(models.TransientModel):
    """Asks whose suggestion a mail is that was not taken, or why mails are put aside."""

    _name = "kam.suggestion.mail.settle"
    _description = "Settle Mails Not Taken"
    _inherit = ["kam.batch.dialog.mixin"]

    mail_ids = relations.Many2many("kam.suggestion.mail", string="Mails")
    names = fields.Text(string="Which Mails", compute="_compute_mails", help="One mail per line.")
    text = fields.Text(string="Text of the Mail", compute="_compute_mails")
    company_id = fields.Many2one("res.company", compute="_compute_mails")
    is_machine = fields.Boolean(compute="_compute_mails")
    decision = fields.Selection(
        [("take", "Make a suggestion"), ("dismiss", "Put aside")], required=True, default="take"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer or Contact",
        ondelete="cascade",
        help="Whose suggestion it is: the customer, or somebody who works there.",
    )
    kind_id = fields.Many2one(
        "kam.suggestion.kind",
        string="Kind of Suggestion",
        ondelete="cascade",
        domain="[('company_id', '=', company_id)]",
        help="Empty: it is classified later.",
    )
    name = fields.Char(
        string="Subject of the Suggestion",
        compute="_compute_name",
        store=True,
        readonly=False,
        help="What is suggested, in a few words.",
    )
    thanks_by_mail = fields.Boolean(
        string="Thank by E-Mail",
        compute="_compute_thanks_by_mail",
        store=True,
        readonly=False,
        help="Whoever wrote the mail is thanked, with number and promised date. What a machine has "
        "sent is never answered.",
    )
    reason = fields.Char(string="Why Put Aside", help="It is kept with the mail.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("mail_ids")
    def _compute_mails(self):
        for dialog in self:
            mails = dialog.mail_ids
            dialog.names = "\n".join(mails.mapped("display_name"))
            dialog.text = mails.text if len(mails) == 1 else False
            dialog.company_id = mails.company_id[:1]
            dialog.is_machine = any(mail.reason in mail_headers.MACHINE_REASONS for mail in mails)

    @api.depends("mail_ids")
    def _compute_name(self):
        for dialog in self:
            dialog.name = dialog.mail_ids.subject if len(dialog.mail_ids) == 1 else False

    @api.depends("mail_ids")
    def _compute_thanks_by_mail(self):
        for dialog in self:
            dialog.thanks_by_mail = not dialog.is_machine

    def action_apply(self):
        """Make a suggestion of the mail, or put the mails aside one by one.

        :return: a window action: the suggestion; or one that closes the dialog, or shows what was
            refused and why
        :raise UserError: without a mail, or when the only one is refused
        """
        arguments.one(self)
        if not self.mail_ids:
            raise UserError(self.env._("Choose the mails first."))
        if self.decision == "take":
            return arguments.one(self.mail_ids).action_make_suggestion(
                {
                    "partner_id": self.partner_id.id,
                    "kind_id": self.kind_id.id,
                    "name": self.name,
                    "thanks_by_mail": self.thanks_by_mail,
                }
            )
        return self._apply_each(
            self.mail_ids,
            lambda mail: mail.action_dismiss(self.reason or ""),
            self.env._("Could Not Be Put Aside"),
        )

    def _explain(self, record, error):
        """See the base method: the error names what it is about."""
        return str(error)
