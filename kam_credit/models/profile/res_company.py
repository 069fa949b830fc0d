from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules import fulfilment, tiering

# Who may know how credit is judged, and who sets it.
POLICY_GROUPS = "kam_credit.group_credit_reader,base.group_system"
BASES = [("amount", "By amount"), ("count", "By number of instalments")]
TIER_POLICIES = [
    (tiering.STRICTER, "The stricter of amount and score"),
    (tiering.SCORE, "The score"),
    (tiering.AMOUNT, "The transaction amount"),
]
# The lowest and the highest value of each setting.
LIMITS = {
    "kam_credit_threshold": (0, 1),
    "kam_credit_grace_days": (0, 90),
    "kam_credit_minimum_due": (1, 1000),
    "kam_credit_honoured_share": (0.01, 1),
}


def check_limits(records, limits):
    """Refuse settings that lie beyond what they can be.

    :param records: companies, or what holds their settings
    :param dict limits: name of a setting -> its lowest and its highest value
    :raise ValidationError: naming setting, record, value and limits
    """
    for record in records:
        for fname, (low, high) in limits.items():
            if not low <= record[fname] <= high:
                raise ValidationError(
                    record.env._(
                        "%(field)s of %(company)s cannot be %(value)s: enter a value from "
                        "%(low)s to %(high)s.",
                        field=record._fields[fname]._description_string(record.env),
                        company=record.display_name,
                        value=record[fname],
                        low=low,
                        high=high,
                    )
                )


class ResCompany(models.Model):
    _inherit = "res.company"

    kam_credit_threshold = fields.Float(
        string="Fulfilment Threshold",
        digits=(6, 5),
        default=0.75,
        help="A key account whose contract fulfilment rate is below this share becomes an ordinary "
        "customer. 0.75 means 75 %; a rate of exactly the threshold is not below it.",
        groups=POLICY_GROUPS,
    )
    kam_credit_grace_days = fields.Integer(
        string="Days of Grace",
        default=0,
        help="Days after the due date on which a payment still counts as on time.",
        groups=POLICY_GROUPS,
    )
    kam_credit_minimum_due = fields.Integer(
        string="Minimum of Due Instalments",
        default=1,
        help="With fewer instalments that fell due there is no rate and nothing happens by itself.",
        groups=POLICY_GROUPS,
    )
    kam_credit_basis = fields.Selection(
        BASES,
        string="Fulfilment Counted",
        required=True,
        default="amount",
        help="By amount, a part paid on time counts as that part. By number, an instalment is "
        "honoured or not.",
        groups=POLICY_GROUPS,
    )
    kam_credit_honoured_share = fields.Float(
        string="Share That Counts as Honoured",
        digits=(6, 5),
        default=1.0,
        help="Counting instalments, the share of the amount due that must have been paid on time "
        "for an instalment to be honoured. 1 means all of it.",
        groups=POLICY_GROUPS,
    )
    kam_credit_with_tax = fields.Boolean(
        string="Transaction Amount with Tax",
        help="Count invoices with their tax. Otherwise net.",
        groups=POLICY_GROUPS,
    )
    kam_credit_tier_policy = fields.Selection(
        TIER_POLICIES,
        string="Tier Decided By",
        required=True,
        default=tiering.STRICTER,
        help="Which tier holds when transaction amount and assessment score lead to different "
        "ones. Without an approved score the amount decides.",
        groups=POLICY_GROUPS,
    )
    kam_credit_allocation_user_id = fields.Many2one(
        "res.users",
        string="Allocates Receipts",
        domain="[('share', '=', False)]",
        help="Gets the task to allocate a customer's open receipts before a downgrade. Empty: the "
        "first user who keeps the company's invoices.",
        groups=POLICY_GROUPS,
    )

    @api.constrains(*LIMITS)
    def _check_kam_credit_policy(self):
        self._kam_check_limits(LIMITS)

    def _kam_check_limits(self, limits):
        """Refuse settings that lie beyond what they can be, see :func:`check_limits`.

        :param dict limits: name of a setting -> its lowest and its highest value
        :raise ValidationError: naming setting, company, value and limits
        """
        check_limits(self, limits)

    @api.constrains("kam_credit_allocation_user_id")
    def _check_kam_credit_allocation_user(self):
        for company in self:
            user = company.kam_credit_allocation_user_id
            if user and (user.share or company.root_id not in user.company_ids.root_id):
                raise ValidationError(
                    self.env._(
                        "“Allocates Receipts” cannot be %(user)s: choose an internal user of "
                        "%(company)s.",
                        user=user.name,
                        company=company.name,
                    )
                )

    def _kam_credit_policy(self):
        """Return the company's fulfilment policy as exact decimals.

        :rtype: rules.fulfilment.Policy
        """
        self.ensure_one()
        # sudo: figures follow from the policy, whoever has them computed
        company = self.sudo()
        return fulfilment.Policy(
            threshold=Decimal(str(company.kam_credit_threshold)),
            minimum=company.kam_credit_minimum_due,
            by_count=company.kam_credit_basis == "count",
        )

    def _kam_credit_counting(self):
        """Return what the company's policy asks of the ledger.

        :rtype: rules.fulfilment.Counting
        """
        self.ensure_one()
        # sudo: as in _kam_credit_policy
        company = self.sudo()
        return fulfilment.Counting(
            company.kam_credit_grace_days,
            Decimal(str(company.kam_credit_honoured_share)),
            company.kam_credit_with_tax,
        )

    def _kam_credit_allocation_user(self):
        """Return who allocates receipts: the user of the settings, or who posts invoices.

        :return: a user of the company, or an empty one
        """
        self.ensure_one()
        # sudo: as in _kam_credit_policy
        user = self.sudo().kam_credit_allocation_user_id
        if user:
            return user.with_env(self.env)
        return (
            self.env["res.users"]
            # sudo: the task is for accounting, whoever or whatever finds out that it is needed
            .sudo()
            .search(
                [
                    ("share", "=", False),
                    ("company_ids", "child_of", self.root_id.ids),
                    ("all_group_ids", "in", self.env.ref("account.group_account_invoice").ids),
                ],
                order="id",
                limit=1,
            )
        )
