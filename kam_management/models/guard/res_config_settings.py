from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_seal_recipient = fields.Char(
        string="Auditor's Email",
        config_parameter="kam_management.seal_recipient",
        help="Gets the digest of each night's last seal, to be compared later. Empty: nobody.",
    )
