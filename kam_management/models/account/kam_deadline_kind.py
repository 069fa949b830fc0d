from odoo import fields, models


class KamDeadlineKind(models.Model):
    _inherit = "kam.deadline.kind"

    assign = fields.Selection(
        selection_add=[("account_manager", "Account manager")],
        ondelete={"account_manager": "cascade"},
    )
