from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations
from ...models.organisation.kam_root_company_mixin import COLLEAGUES


class KamDevelopmentAssign(models.TransientModel):
    """Gives developments to another person, many at once (development scheme, 2.1)."""

    _name = "kam.development.assign"
    _description = "Give Developments to Somebody"
    _inherit = ["kam.batch.dialog.mixin"]

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
        return self._apply_each(self.development_ids, self._apply, self.env._("Could Not Be Given"))

    def _apply(self, development):
        development.action_change_developer(self.user_id.id, self.reason or "")
