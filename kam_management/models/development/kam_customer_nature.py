from odoo import fields, models


class KamCustomerNature(models.Model):
    """Of which customers it is asked what influences them (development scheme, 2.3)."""

    _inherit = "kam.customer.nature"

    asks_factors = fields.Boolean(
        string="Asks for Influencing Factors",
        help="A development scheme of such a customer says what influences its buying. Dealers "
        "in the scheme.",
    )
