from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_policy_mark = fields.Char(
        string="Credit Management Scheme in Force", compute="_compute_kam_credit_policy_mark"
    )

    @api.depends("company_id")
    def _compute_kam_credit_policy_mark(self):
        for settings in self:
            # whoever sets up the company need not read the scheme
            policy = self.env["kam.credit.policy"]._find_in_force(settings.company_id)
            settings.kam_credit_policy_mark = policy._get_mark()
