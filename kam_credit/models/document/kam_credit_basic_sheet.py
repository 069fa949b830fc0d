from odoo import fields, models

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.models.account.kam_account_form_mixin import one_open_form

from ...rules import credit_items


class KamCreditBasicSheet(models.Model):
    """The customer basic information sheet 客户基本情况表 (scheme, credit management, 4.3 ②)."""

    _name = "kam.credit.basic.sheet"
    _description = "Customer Basic Information Sheet"
    _inherit = ["kam.credit.content.mixin"]

    _form_prefix = "CBI/%(year)s/"
    _one_open_per_account = one_open_form(
        "This customer has an open basic information sheet already."
    )
    _form_line_fields = ("line_ids",)
    _items = credit_items.BASIC

    line_ids = relations.One2many("kam.credit.basic.line", "sheet_id", string="Items", copy=False)
    profile_id = fields.Many2one(domain="[('account_id', '!=', False)]")
