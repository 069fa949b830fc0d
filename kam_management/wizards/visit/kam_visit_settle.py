from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations


class KamVisitSettle(models.TransientModel):
    """Asks how problems found on visits were solved, or why information is not taken over."""

    _name = "kam.visit.settle"
    _description = "Settle Findings"
    _inherit = ["kam.batch.dialog.mixin"]

    finding_ids = relations.Many2many("kam.visit.finding", string="Findings")
    names = fields.Text(
        string="What Is Settled", compute="_compute_names", help="One finding per line."
    )
    decision = fields.Selection(
        [("solve", "Solve"), ("decline", "Leave out")], required=True, default="solve"
    )
    said = fields.Text(string="Solution", help="Whoever visited reads it.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("finding_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.finding_ids.mapped("display_name"))

    def action_apply(self):
        """Settle the findings one by one; what is refused is named, the others stand.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a finding, or when the only one is refused
        """
        arguments.one(self)
        if not self.finding_ids:
            raise UserError(self.env._("Choose the findings first."))
        return self._apply_each(self.finding_ids, self._apply, self.env._("Could Not Be Settled"))

    def _explain(self, record, error):
        """See the base method: the error names what it is about."""
        return str(error)

    def _apply(self, finding):
        if self.decision == "solve":
            finding.action_solve(self.said or "")
        else:
            finding.action_decline(self.said or "")
