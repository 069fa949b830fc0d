from odoo import api, fields, models

from ... import arguments


class KamSuggestionAnswer(models.TransientModel):
    """Asks what the customer is told: the answer, or how things stand until then."""

    _name = "kam.suggestion.answer"
    _description = "Answer a Suggestion"

    suggestion_id = fields.Many2one("kam.suggestion", required=True, ondelete="cascade")
    purpose = fields.Selection(
        [("reply", "Answer"), ("interim", "Interim answer")], required=True, default="reply"
    )
    suggestion_text = fields.Text(related="suggestion_id.description", related_sudo=False)
    decision = fields.Selection(related="suggestion_id.decision", related_sudo=False)
    decision_reason = fields.Text(related="suggestion_id.decision_reason", related_sudo=False)
    date_promise = fields.Date(related="suggestion_id.date_promise", related_sudo=False)
    countdown = fields.Char(related="suggestion_id.countdown", related_sudo=False)
    recipient = fields.Char(
        string="Goes To",
        compute="_compute_recipient",
        help="Without an e-mail address the form is printed, and handed over.",
    )
    has_address = fields.Boolean(compute="_compute_recipient")
    text = fields.Text(
        string="What the Customer Is Told", compute="_compute_text", store=True, readonly=False
    )
    arrangement = fields.Text(
        string="How It Is Carried Out", compute="_compute_text", store=True, readonly=False
    )
    date_arranged = fields.Date(
        string="Carried Out By", compute="_compute_text", store=True, readonly=False
    )
    date_new = fields.Date(string="New Promised Date")

    @api.depends("suggestion_id")
    def _compute_recipient(self):
        for wizard in self:
            # whom somebody wrote is told to whoever reads what they said
            suggestion = wizard.suggestion_id._filtered_access("read")
            address = suggestion and suggestion._get_address()
            wizard.has_address = bool(address)
            wizard.recipient = address or (suggestion and suggestion._get_addressee().name)

    @api.depends("suggestion_id", "purpose")
    def _compute_text(self):
        for wizard in self:
            suggestion = wizard.suggestion_id
            if not suggestion or wizard.purpose != "reply":
                wizard.text, wizard.arrangement, wizard.date_arranged = (
                    wizard.text,
                    wizard.arrangement,
                    wizard.date_arranged,
                )
                continue
            wizard.text = suggestion.reply_text
            wizard.arrangement = suggestion._propose_arrangement()
            wizard.date_arranged = (
                suggestion.decision == "adopted" and suggestion._get_last_task_day()
            )

    def action_apply(self):
        """Answer the customer, or propose the interim answer.

        :return: an action that closes the dialog, or prints what is handed over
        :raise UserError: see ``action_reply`` and ``action_propose_interim``
        :raise AccessError: for all but those who answer
        """
        arguments.one(self)
        suggestion = self.suggestion_id
        close = {"type": "ir.actions.act_window_close"}
        if self.purpose == "interim":
            suggestion.action_propose_interim(self.text or "", self.date_new)
            return close
        printed = suggestion.action_reply(
            self.text or "", self.arrangement or "", self.date_arranged
        )
        return close if printed is True else {**printed, "close_on_report_download": True}
