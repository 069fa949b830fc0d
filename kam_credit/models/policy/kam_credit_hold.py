from odoo import models


class KamCreditHold(models.Model):
    _name = "kam.credit.hold"
    _inherit = ["kam.credit.judged.mixin", "kam.credit.hold"]
