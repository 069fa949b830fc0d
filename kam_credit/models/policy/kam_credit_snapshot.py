from odoo import models


class KamCreditSnapshot(models.Model):
    _name = "kam.credit.snapshot"
    _inherit = ["kam.credit.judged.mixin", "kam.credit.snapshot"]
