from odoo import fields, models


class KamAccount(models.Model):
    """The dimensions by which accounts are classified (scheme, two.1: product category, customer
    nature, service content), and their class by the standard of the company."""

    _inherit = "kam.account"

    class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Customer Class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        help="The class by the standard of the company. A confirmed screening sets it; whoever may "
        "change the account may correct it.",
    )
    product_category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="kam_account_product_category_rel",
        column1="account_id",
        column2="category_id",
        string="Product Categories",
        help="What the customer buys, or might buy.",
    )
    nature_id = fields.Many2one(
        comodel_name="kam.customer.nature",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="What kind of customer it is.",
    )
    service_content_ids = fields.Many2many(
        comodel_name="kam.service.content",
        relation="kam_account_service_content_rel",
        column1="account_id",
        column2="content_id",
        string="Service Contents",
        help="What the customer is served with.",
    )
