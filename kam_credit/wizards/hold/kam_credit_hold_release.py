from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditHoldRelease(models.TransientModel):
    """Asks why documents are released, up to what amount and until when."""

    _name = "kam.credit.hold.release"
    _description = "Release Documents"

    hold_ids = relations.Many2many("kam.credit.hold", string="Documents to Release")
    names = fields.Text(
        string="Which Documents", compute="_compute_names", help="One document per line."
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason_id = fields.Many2one(
        "kam.credit.release.reason", domain="[('company_id', '=', company_id)]"
    )
    note = fields.Text(help="What else speaks for it. It stays with the release.")
    is_single = fields.Boolean(compute="_compute_names")
    reason_note = fields.Text(string="Why It Is Held", compute="_compute_names")
    obstacle = fields.Text(string="Why You Cannot Release It", compute="_compute_obstacle")
    proposal = fields.Text(string="Proposed Release", compute="_compute_proposal")
    ceiling = fields.Monetary(
        string="Released Up To",
        compute="_compute_proposed",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="With tax, in company currency: from what it is worth now up to that plus the "
        "tolerance, which 0 stands for.",
    )
    date_until = fields.Date(
        string="Released Until",
        compute="_compute_proposed",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Empty: as the company says.",
    )
    stake = fields.Monetary(
        string="Beyond What Is Granted",
        compute="_compute_names",
        help="Of all of them together: your authority is asked for so much.",
    )
    has_orders = fields.Boolean(compute="_compute_names")

    @api.depends("hold_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(
                f"{hold.document_name} · {hold.profile_id.display_name} · "
                f"{hold.currency_id.format(hold.amount)}"
                for hold in wizard.hold_ids
            )
            wizard.is_single = len(wizard.hold_ids) == 1
            wizard.reason_note = wizard.is_single and wizard.hold_ids.reason_note
            wizard.stake = sum(wizard.hold_ids.mapped("stake"))
            wizard.has_orders = any(
                hold.order_id and hold.kind == "order" for hold in wizard.hold_ids
            )

    @api.depends("hold_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.hold_ids.company_id[:1]

    @api.depends("hold_ids")
    @api.depends_context("uid", "lang")
    def _compute_proposal(self):
        for wizard in self:
            wizard.proposal = wizard.hold_ids._origin._propose_release().note

    # apart from the sentence: what is read in another language keeps what was typed
    @api.depends("hold_ids")
    def _compute_proposed(self):
        for wizard in self:
            proposal = wizard.hold_ids._origin._propose_release()
            wizard.ceiling = proposal.ceiling
            wizard.date_until = proposal.date_until

    @api.depends("hold_ids")
    @api.depends_context("uid", "lang")
    def _compute_obstacle(self):
        for wizard in self:
            wizard.obstacle = wizard.hold_ids._origin._word_obstacle()

    def action_apply(self):
        """Release the documents: all of them within the own authority, or none.

        :return: an action that closes the dialog
        :raise UserError: without documents, or as ``kam.credit.hold.action_release``
        :raise AccessError: as ``kam.credit.hold.action_release``
        """
        return self._apply("action_release")

    def action_apply_and_confirm(self):
        """Release orders, and confirm them.

        :return: an action that closes the dialog, or says what is held anew
        :raise UserError: as :meth:`action_apply`
        """
        return self._apply("action_release_and_confirm")

    def _apply(self, name):
        arguments.one(self)
        if not self.hold_ids:
            raise UserError(self.env._("Choose what is to be released first."))
        release = getattr(self.hold_ids, name)
        result = release(self.reason_id.id, self.note or "", self._get_ceiling(), self.date_until)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}

    def _get_ceiling(self):
        """Return up to what is released; 0 for the most of what each is worth at that moment."""
        if not self.is_single or self.ceiling == self.hold_ids._get_most_ceiling():
            return 0
        return self.ceiling
