from odoo import fields, models


class KamSetupTick(models.Model):
    """Somebody has looked at what comes ready-made, and says that it fits the company."""

    _name = "kam.setup.tick"
    _description = "Step of the Set-Up"
    _inherit = ["kam.root.company.mixin"]
    _rec_name = "key"

    key = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", string="Looked at By", required=True, ondelete="restrict"
    )

    _key_company_uniq = models.Constraint(
        "UNIQUE(key, company_id)", "This step of the set-up is ticked already."
    )
