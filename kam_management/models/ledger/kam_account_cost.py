from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang

from ... import relations, wording
from ...transactions import serialise
from ...wording import format_date

# of the company's currency: nobody spends more on one occasion
MOST = 1e12
# of any currency, the weakest ones included
MOST_WRITTEN = 1e18


class KamAccountCost(models.Model):
    """What was spent on an account, for what, and who received it.

    One ceiling holds for what a person receives in a calendar year: over all sources, accounts and
    kinds that count, whatever it was split into.

    ``kam_account_cost_expenses``: what employees spent for an order of the customer.
    """

    _name = "kam.account.cost"
    _description = "Cost of an Account"
    _inherit = ["kam.account.ledger.mixin"]
    _rec_name = "purpose"
    _counted_aggregates = frozenset({"amount_company:sum"})
    _corrected_fields = (
        "user_id",
        "stakeholder_id",
        "date",
        "kind_id",
        "amount",
        "currency_id",
        "purpose",
    )

    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._kam_today(),
        copy=False,
        help="When it was spent: the rate of this day and the ceiling of its year hold.",
    )
    kind_id = fields.Many2one(
        "kam.account.cost.kind", required=True, index=True, ondelete="restrict"
    )
    has_ceiling = fields.Boolean(related="kind_id.has_ceiling")
    amount = fields.Monetary(required=True, aggregator=None)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="By the rate of the day on which it was spent.",
    )
    stakeholder_id = fields.Many2one(
        string="Receiver", help="Who received it. Empty: nobody in particular."
    )
    receiver_id = fields.Many2one(
        "res.partner",
        string="Person at the Customer",
        compute="_compute_receiver_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The person to whose ceiling it counts, whoever takes the receiver's role later.",
    )
    purpose = fields.Char(string="Cost Purpose", required=True, help="What it was for.")
    corrects_id = fields.Many2one(
        "kam.account.cost",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    correction_ids = relations.One2many("kam.account.cost", "corrects_id", string="Corrected By")

    _corrects_uniq = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL",
        "This cost was corrected already: correct the later line.",
    )
    _amount_possible = models.Constraint(
        "CHECK(amount > 0 OR (amount = 0 AND corrects_id IS NOT NULL))",
        "“Amount” of a cost is more than 0. Only a correction may say that nothing was spent.",
    )
    _purpose_not_blank = models.Constraint(
        "CHECK(btrim(purpose) <> '')", "“Cost Purpose” of a cost is empty: say what it was for."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"amount_company", "receiver_id"}

    @api.depends("amount", "currency_id", "date", "company_id")
    def _compute_amount_company(self):
        for cost in self:
            company = cost.company_id
            cost.amount_company = cost.currency_id._convert(
                cost.amount, company.currency_id, company, cost.date
            )

    # Not of the person that the stakeholder stands for later.
    @api.depends("stakeholder_id")
    def _compute_receiver_id(self):
        # sudo: who received it counts, whether or not the user sees the contact
        for cost in self.sudo():
            cost.receiver_id = cost.stakeholder_id.partner_id

    @api.depends("purpose", "kind_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for cost in self:
            names = (
                cost.kind_id.name,
                cost.purpose,
                cost.date and format_date(self.env, cost.date),
            )
            cost.display_name = wording.phrased(self.env, names)

    @api.constrains("date")
    def _check_was_spent(self):
        for cost in self:
            if cost.date > cost.company_id._kam_today():
                raise ValidationError(
                    self.env._(
                        "“Date” of %(cost)s lies ahead. A cost is entered when it was spent.",
                        cost=cost.display_name,
                    )
                )

    @api.constrains("amount", "currency_id", "date")
    def _check_amount(self):
        for cost in self:
            if cost.amount_company > MOST:
                self._refuse_amount(cost.amount)

    @api.model
    def _refuse_amount(self, amount):
        raise ValidationError(
            self.env._(
                "“%(field)s” of a cost is %(amount)s. Enter a number that is worth at most "
                "1,000,000,000,000 in the currency of the company.",
                field=self._get_label("amount"),
                amount=str(amount)[:50],
            )
        )

    @api.constrains("currency_id", "date")
    def _check_currency(self):
        for cost in self:
            currency = cost.currency_id
            # what was spent in a currency stays spent in it, when the line is corrected later
            if not currency.active and currency != cost.corrects_id.currency_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(cost)s: %(currency)s is not active. Choose another "
                        "currency, or let an administrator activate this one.",
                        field=self._get_label("currency_id"),
                        cost=cost.display_name,
                        currency=currency.name,
                    )
                )
        self._check_rate()

    def _check_rate(self):
        foreign = self.filtered(lambda cost: cost.currency_id != cost.company_id.currency_id)
        first_days = foreign._get_first_rates()
        for cost in foreign:
            currency, root = cost.currency_id, cost.company_id.root_id
            days = {first_days.get((currency.id, company)) for company in (False, root.id)}
            if not any(day and day <= cost.date for day in days):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(cost)s: %(currency)s has no rate on or before %(date)s. "
                        "Let an administrator enter the rate, or enter the amount in %(own)s.",
                        field=self._get_label("currency_id"),
                        cost=cost.display_name,
                        currency=currency.name,
                        date=format_date(self.env, cost.date),
                        own=cost.company_id.currency_id.name,
                    )
                )

    def _get_first_rates(self):
        """Return since when there are rates of the currencies of the costs.

        :return: dict of days by the ids of currency and company, False for all companies
        """
        if not self:
            return {}
        # sudo: the rates by which amounts are converted hold for everybody
        groups = (
            self.env["res.currency.rate"]
            .sudo()
            ._read_group(
                [
                    ("currency_id", "in", self.currency_id.ids),
                    ("company_id", "in", [False, *self.company_id.root_id.ids]),
                ],
                ["currency_id", "company_id"],
                ["name:min"],
            )
        )
        return {(currency.id, company.id): day for currency, company, day in groups}

    @api.constrains("kind_id", "stakeholder_id")
    def _check_receiver(self):
        for cost in self:
            if cost.kind_id.has_ceiling and not cost.receiver_id:
                raise ValidationError(
                    self.env._(
                        "“Receiver” of %(cost)s is missing: “%(kind)s” counts for the ceiling of "
                        "a person. Choose a stakeholder whose contact is known.",
                        cost=cost.display_name,
                        kind=cost.kind_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create costs, as far as the ceiling of who received them allows.

        :raise ValidationError: when a person would receive more in a year than the ceiling
        """
        costs = super().create(vals_list)
        costs._check_ceiling()
        return costs

    @api.model
    def _before_create(self, vals_list):
        """See the base method: whoever receives at once from two, receives one after the other.

        :raise ValidationError: for an amount that is none
        """
        super()._before_create(vals_list)
        for vals in vals_list:
            try:
                is_amount = abs(float(vals.get("amount") or 0)) < MOST_WRITTEN
            except (OverflowError, TypeError, ValueError):
                is_amount = False
            if not is_amount:
                self._refuse_amount(vals["amount"])
        # sudo: what a person received counts, whoever may see it
        stakeholders = self.env["kam.stakeholder"].sudo()
        receivers = stakeholders.browse(
            {vals["stakeholder_id"] for vals in vals_list if vals.get("stakeholder_id")}
        ).partner_id
        # before anything is read of what they received: of two at once, one comes later
        serialise(receivers)

    # ------------------------------------------------------------------
    # the ceiling
    # ------------------------------------------------------------------

    def _check_ceiling(self):
        """Refuse when a person receives more in a year than the ceiling of the company.

        :raise ValidationError: naming receiver, year, sum, ceiling and the remedy
        """
        # sudo: what a person received counts, whoever may see it
        for cost in self.sudo():
            ceiling = cost.company_id.kam_receiver_ceiling
            if not ceiling or not cost._raises_sum():
                continue
            total = self._get_received(cost.receiver_id, cost.date.year, cost.company_id)
            if cost.company_currency_id.compare_amounts(total, ceiling) > 0:
                cost._refuse_above(total, ceiling)

    def _raises_sum(self):
        """Tell whether the person receives more by this line than before it."""
        if not self.has_ceiling or not self.receiver_id or not self.amount_company:
            return False
        before = self.corrects_id
        same = (
            before
            and before.has_ceiling
            and before.receiver_id == self.receiver_id
            and before.date.year == self.date.year
        )
        return not same or self.amount_company > before.amount_company

    @api.model
    def _get_received(self, receiver, year, company):
        """Return what a person received in a calendar year, of kinds that count.

        :param res.partner receiver: the person
        :param int year: the year
        :param res.company company: whose ceiling it is
        :return: amount in the currency of the company
        """
        # sudo: it counts whoever may see it
        ((total,),) = self.sudo()._read_group(
            Domain("company_id", "=", company.id)
            & Domain("receiver_id", "=", receiver.id)
            & Domain("kind_id.has_ceiling", "=", True)
            & Domain("is_superseded", "=", False)
            & Domain("date", ">=", date(year, 1, 1))
            & Domain("date", "<=", date(year, 12, 31)),
            [],
            ["amount_company:sum"],
        )
        return total or 0.0

    def _refuse_above(self, total, ceiling):
        def worded(amount):
            return formatLang(self.env, amount, currency_obj=self.company_currency_id)

        raise ValidationError(
            self.env._(
                "%(receiver)s would have received %(total)s in %(year)s, and the ceiling is "
                "%(ceiling)s a year, over all sources: %(cost)s exceeds it by %(excess)s. "
                "Spend less or choose another receiver; an administrator can change the ceiling "
                "in Key Accounts / Configuration / Settings.",
                receiver=self.receiver_id.name,
                total=worded(total),
                year=str(self.date.year),
                ceiling=worded(ceiling),
                cost=self.display_name,
                excess=worded(total - ceiling),
            )
        )
