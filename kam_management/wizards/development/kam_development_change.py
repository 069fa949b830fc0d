from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations, transactions
from ...models.organisation.kam_root_company_mixin import COLLEAGUES


class KamDevelopmentChange(models.TransientModel):
    """Asks why developments are cancelled, or who develops the customers from now on."""

    _name = "kam.development.change"
    _description = "Change Developments"

    development_ids = relations.Many2many("kam.development", string="Developments")
    names = fields.Text(
        string="Which Developments",
        compute="_compute_names",
        help="What is changed, one development per line.",
    )
    company_id = fields.Many2one("res.company", compute="_compute_names")
    change = fields.Selection(
        [("cancel", "Cancel"), ("developer", "Change the Developer")],
        string="What Is Changed",
        required=True,
        default="cancel",
    )
    user_id = fields.Many2one(
        "res.users", string="Developed By", domain=COLLEAGUES, ondelete="cascade"
    )
    reason = fields.Text(help="Stays with the development.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("development_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.development_ids.mapped("display_name"))
            companies = wizard.development_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    def action_apply(self):
        """Change the developments one by one; what cannot be changed is named, the others stand.

        :return: an action that closes the dialog, or shows what could not be done and why
        :raise UserError: without a development, or when the only one cannot be changed
        :raise AccessError: for the only one, of whoever may not write it
        """
        arguments.one(self)
        if not self.development_ids:
            raise UserError(self.env._("Choose the developments first."))
        if self.change == "developer" and not self.user_id:
            raise UserError(
                self.env._(
                    "“%s” is empty: fill it in.",
                    self._fields["user_id"]._description_string(self.env),
                )
            )
        if len(self.development_ids) == 1:
            self._apply(self.development_ids)
            return {"type": "ir.actions.act_window_close"}
        _results, refused = transactions.run_each(self.development_ids, self._apply)
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        self.failures = "\n".join(form._explain(error) for form, error in refused)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Could Not Be Changed"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _apply(self, development):
        if self.change == "cancel":
            development.action_cancel(self.reason or "")
        else:
            development.action_change_developer(self.user_id.id, self.reason or "")
