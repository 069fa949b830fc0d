from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations, transactions
from ...models.organisation.kam_root_company_mixin import COLLEAGUES


class KamDevelopmentAssign(models.TransientModel):
    """Gives developments to another person, many at once (development scheme, 2.1)."""

    _name = "kam.development.assign"
    _description = "Give Developments to Somebody"

    development_ids = relations.Many2many("kam.development", string="Developments Given")
    names = fields.Text(
        string="Which Developments", compute="_compute_names", help="One development per line."
    )
    company_id = fields.Many2one("res.company", compute="_compute_names")
    user_id = fields.Many2one(
        "res.users", string="Developed By", domain=COLLEAGUES, ondelete="cascade"
    )
    reason = fields.Text(help="Stays in the conversation of the development.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("development_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.development_ids.mapped("display_name"))
            companies = wizard.development_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    def action_apply(self):
        """Give the developments one by one; what is refused is named, the others stand.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a development or a person, or when the only one is refused
        """
        arguments.one(self)
        if not self.development_ids:
            raise UserError(self.env._("Choose the developments first."))
        if not self.user_id:
            raise UserError(self.env._("“Developed By” is empty: choose who develops them."))
        if len(self.development_ids) == 1:
            self._apply(self.development_ids)
            return {"type": "ir.actions.act_window_close"}
        _results, refused = transactions.run_each(self.development_ids, self._apply)
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        self.failures = "\n".join(development._explain(error) for development, error in refused)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Could Not Be Given"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _apply(self, development):
        development.action_change_developer(self.user_id.id, self.reason or "")
