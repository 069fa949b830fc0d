from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ...rules import candidates

_lt = LazyTranslate(__name__)

# The scheme leaves the amounts to the company; these are in company currency.
DEFAULT_CLASSES = [
    # code, name, net sales of 12 months, growth, late share; None asks for nothing
    ("A", _lt("Strategic customer"), 5_000_000, None, 0.25),
    ("B", _lt("Large customer"), 1_000_000, None, 0.25),
    ("C", _lt("Growing customer"), 200_000, 0.1, 0.25),
]


class KamCustomerClass(models.Model):
    """Classes of customers, best first, each with its standard (scheme, one.1: the company's
    standard by which customers are divided, such as sales)."""

    _name = "kam.customer.class"
    _description = "Customer Class"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin", "kam.thread.mixin"]
    _order = "company_id, sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    _default_texts = ("name",)

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, tracking=True, help="Short name, shown in lists.")
    sequence = fields.Integer(
        default=10, help="The best class comes first: a customer belongs to the first one it meets."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_min = fields.Monetary(
        string="Net Sales From",
        tracking=True,
        aggregator=None,
        help="Lowest net sales of twelve months, in company currency: posted customer invoices "
        "less credit notes, without tax.",
    )
    has_growth_min = fields.Boolean(string="Asks for Growth", tracking=True)
    growth_min = fields.Float(
        string="Growth From",
        digits=(9, 4),
        tracking=True,
        aggregator=None,
        help="Lowest growth of net sales against the twelve months before. A customer who bought "
        "nothing then has no growth, and does not meet it.",
    )
    has_late_share_max = fields.Boolean(string="Asks for Punctual Payment", tracking=True)
    late_share_max = fields.Float(
        string="Late Share up to",
        digits=(5, 4),
        tracking=True,
        aggregator=None,
        help="Highest share, by amount, of what fell due in twelve months and was paid late or is "
        "overdue. A hint for choosing customers; credit has its own, exact fulfilment rate.",
    )
    active = fields.Boolean(default=True)

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id) WHERE active",
        "Another class of this company has the same code: choose a different one.",
    )
    _code_not_blank = models.Constraint(
        "CHECK(btrim(code) <> '')", "“Code” of a class is empty: give it one."
    )
    _amount_possible = models.Constraint(
        "CHECK(amount_min >= 0)", "“Net Sales From” of a class is negative: enter 0 or more."
    )
    _growth_possible = models.Constraint(
        "CHECK(growth_min >= -1)",
        "“Growth From” of a class is below -100 %: sales cannot shrink by more than all of them.",
    )
    _late_share_possible = models.Constraint(
        "CHECK(late_share_max BETWEEN 0 AND 1)",
        "“Late Share up to” of a class is a share: enter 0 % to 100 %.",
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for customer_class in self:
            customer_class.display_name = f"{customer_class.code} · {customer_class.name}"

    @api.constrains("company_id")
    def _check_company_of_accounts(self):
        for customer_class in self:
            # sudo: an account has its class whether or not the user may see it
            accounts_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
            other = accounts_sudo.search(
                [
                    ("class_id", "=", customer_class.id),
                    ("company_id", "!=", customer_class.company_id.id),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "“Company” of the class “%(class_name)s” cannot become %(company)s: "
                        "accounts of %(other)s are of this class. Make a class of its own for "
                        "%(company)s.",
                        class_name=customer_class.display_name,
                        company=customer_class.company_id.name,
                        other=other.company_id.name,
                    )
                )

    @api.model
    def _of_company(self, company):
        """Return the classes of a company, best first.

        :param res.company company: the company
        """
        # sudo: the standard of the company serves who searches, and the job
        return self.sudo().search([("company_id", "=", company.id)])

    def _get_standards(self):
        """Return what the classes ask for, in their order.

        :rtype: list[rules.candidates.Standard]
        """
        return [
            candidates.Standard(
                key=customer_class.id,
                amount_min=Decimal(str(customer_class.amount_min)),
                growth_min=(
                    Decimal(str(customer_class.growth_min))
                    if customer_class.has_growth_min
                    else None
                ),
                late_share_max=(
                    Decimal(str(customer_class.late_share_max))
                    if customer_class.has_late_share_max
                    else None
                ),
            )
            for customer_class in self
        ]

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: three classes, to be adjusted by the company."""
        return [
            {
                "code": code,
                "name": self.env._(name),
                "sequence": sequence * 10,
                "amount_min": amount_min,
                "has_growth_min": growth_min is not None,
                "growth_min": growth_min or 0,
                "has_late_share_max": late_share_max is not None,
                "late_share_max": late_share_max or 0,
            }
            for sequence, (code, name, amount_min, growth_min, late_share_max) in enumerate(
                DEFAULT_CLASSES, 1
            )
        ]
