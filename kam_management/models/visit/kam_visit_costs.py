from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments


class KamVisit(models.Model):
    """What a visit really cost: lines of the account's ledger that it is the source of."""

    _inherit = "kam.visit"

    @api.depends(
        "budget_total",
        "account_id.cost_ids.amount_company",
        "account_id.cost_ids.is_superseded",
    )
    @api.depends_context("uid")
    def _compute_spent(self):
        costs = self._find_costs()
        for visit in self:
            lines = costs.get(visit._origin.id, self.env["kam.account.cost"])
            counted = lines.filtered(lambda line: not line.is_superseded)
            visit.spent_total = sum(counted.mapped("amount_company"))
            visit.budget_left = visit.budget_total - visit.spent_total

    def _find_costs(self):
        """Return what was spent on visits, corrected lines among it, as the reader sees it.

        A line that corrects another one belongs to the visit of that one.

        :return: dict id of a visit -> lines of the ledger
        """
        costs = self.env["kam.account.cost"]
        if not costs.has_access("read"):
            return {}
        visits = self._origin
        of_accounts = Domain("account_id", "in", visits.account_id.ids)
        step = costs.search(
            of_accounts & Domain("res_model", "=", self._name) & Domain("res_id", "in", visits.ids)
        )
        visit_of = {line: line.res_id for line in step}
        # each line is corrected once; few are corrected twice
        while step := step.filtered("is_superseded"):
            step = costs.search(of_accounts & Domain("corrects_id", "in", step.ids))
            visit_of.update({line: visit_of[line.corrects_id] for line in step})
        found = {}
        for line, visit_id in visit_of.items():
            found[visit_id] = found.get(visit_id, costs) | line
        return found

    def action_view_costs(self):
        """Open what was spent on the visit.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_cost"
        )
        lines = self._find_costs().get(self.id, self.env["kam.account.cost"])
        return {
            **action,
            "display_name": self.env._("Costs of %s", self.display_name),
            "domain": [("id", "in", lines.ids)],
            "context": {"create": False, "hide_account": True},
        }

    def action_spend(self):
        """Open the dialog that enters what was spent on the visit.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self._ask_spent()

    def _ask_spent(self, line=None):
        """Return the dialog that enters a cost, as planned in a line of the budget."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter a Cost"),
            "res_model": "kam.visit.spend",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_visit_id": self.id,
                **({"default_budget_id": line.id} if line else {}),
            },
        }

    def _note_spent(self, vals, line=None):
        """Write down in the account's ledger what was spent, within the ceiling of who received it.

        :param dict vals: values of ``kam.account.cost``
        :param line: the line of the budget that planned it
        :return: the line of the ledger
        :raise UserError: for a visit that was cancelled, or a planned line that was spent before
        :raise ValidationError: for a cost that lies ahead, or is above the ceiling
        :raise AccessError: for whoever may not write the visit
        """
        self.check_access("write")
        self._serialise()
        if self.state == "cancelled":
            states = dict(self._fields["state"]._description_selection(self.env))
            self._refuse_state([state for state in states if state != "cancelled"])
        if line and (line.visit_id != self or line.cost_id):
            raise UserError(
                self.env._(
                    "“%(line)s” was entered as spent before, or belongs to another visit. Correct "
                    "the cost instead.",
                    line=line.display_name,
                )
            )
        cost = self.account_id._note_cost(vals, self)
        if line:
            # sudo: the process's own field; who may was checked
            line.sudo()._protected_write({"cost_id": cost.id})
        return cost
