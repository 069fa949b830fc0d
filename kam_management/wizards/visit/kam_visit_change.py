from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations
from ...models.organisation.kam_root_company_mixin import COLLEAGUES


class KamVisitChange(models.TransientModel):
    """Asks how visits are changed and why: cancelled, moved, led by somebody else, waived."""

    _name = "kam.visit.change"
    _description = "Change Visits"
    _inherit = ["kam.batch.dialog.mixin"]

    visit_ids = relations.Many2many("kam.visit", string="Visits")
    names = fields.Text(
        string="Which Visits", compute="_compute_names", help="What is changed, one visit per line."
    )
    company_id = fields.Many2one("res.company", compute="_compute_names")
    change = fields.Selection(
        [
            ("cancel", "Cancel"),
            ("reschedule", "Reschedule"),
            ("leader", "Change the Leader"),
            ("waive", "Waive"),
        ],
        string="What Is Changed",
        required=True,
        default="cancel",
    )
    date_start = fields.Datetime(string="Visit From")
    date_stop = fields.Datetime(
        string="Visit Until", help="Empty: the visit lasts as long as before."
    )
    user_id = fields.Many2one(
        "res.users", string="Visit Leader", domain=COLLEAGUES, ondelete="cascade"
    )
    reason = fields.Text(help="Stays with the visit.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("visit_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.visit_ids.mapped("display_name"))
            companies = wizard.visit_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    def action_apply(self):
        """Change the visits one by one; what cannot be changed is named, the others stand.

        :return: an action that closes the dialog, or shows what could not be done and why
        :raise UserError: without a visit, or when the only one cannot be changed
        """
        arguments.one(self)
        if not self.visit_ids:
            raise UserError(self.env._("Choose the visits first."))
        if self.change == "reschedule":
            self.visit_ids._check_moved_alone()
        return self._apply_each(self.visit_ids, self._apply, self.env._("Could Not Be Changed"))

    def _apply(self, visit):
        reason = self.reason or ""
        if self.change == "cancel":
            visit.action_cancel(reason)
        elif self.change == "leader":
            visit.action_change_leader(self.user_id.id, reason)
        elif self.change == "waive":
            visit.action_waive(reason)
        else:
            visit.action_reschedule(self.date_start, self.date_stop, reason)
