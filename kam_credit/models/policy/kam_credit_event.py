from odoo import models


class KamCreditEvent(models.Model):
    _name = "kam.credit.event"
    _inherit = ["kam.credit.judged.mixin", "kam.credit.event"]
