import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import format_date

from ...rules.windows import FIRST_DAY

# Corrected by hand or by a later file; each correction leaves a trace.
CORRECTED_FIELDS = (
    "name",
    "date_invoice",
    "date_due",
    "amount",
    "amount_untaxed",
    "date_settled",
)
# What says whose line it is stays; a line of the wrong customer is deleted and entered again.
FIXED_FIELDS = ("company_id", "partner_id")
LAST_DAY = datetime.date(2100, 1, 1)
# Above every invoice, and within what the database holds exactly.
AMOUNT_LIMIT = 1e13


class KamCreditHistoryLine(models.Model):
    """An item of a former system: it counts in amount and rate, and stands in no ledger."""

    _name = "kam.credit.history.line"
    _description = "History Line"
    _inherit = [
        "kam.root.company.mixin",
        "kam.protected.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False
    _order = "date_due desc, id desc"
    _check_company_auto = True

    _protected_fields = frozenset({"commercial_partner_id"})

    name = fields.Char(
        string="Number", required=True, help="The number of the invoice in the former system."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
        help="The legal entity whose invoice it was.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The customer or contact to whom it was invoiced.",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        help="The company that owed it when the line was entered. It stays, whatever becomes of "
        "the contact.",
    )
    date_invoice = fields.Date(string="Invoiced On", required=True, index=True)
    date_due = fields.Date(string="Due Date", required=True)
    amount = fields.Monetary(
        required=True, help="What fell due, with tax, in the currency of the company."
    )
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount",
        help="Counts as transaction amount where the company counts without tax. Empty on entry: "
        "the amount.",
    )
    date_settled = fields.Date(
        string="Settled On", help="The day it was paid. Empty: it counts as unpaid."
    )
    is_visible = fields.Boolean(
        string="In My Sight",
        compute="_compute_is_visible",
        search="_search_is_visible",
        help="You see the credit profile of the debtor.",
    )

    @api.depends("commercial_partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_visible(self):
        visible = self.search([("id", "in", self.ids), ("is_visible", "=", True)])
        for line in self:
            line.is_visible = line in visible

    @api.model
    def _search_is_visible(self, operator, value):
        # sudo: who sees which profile is said by the domain itself
        profiles = self.env["kam.credit.profile"].sudo()
        seen = profiles._search(profiles.with_user(self.env.user)._get_visible_domain())
        visible = Domain(
            "id",
            "in",
            SQL(
                """(
                SELECT line.id
                  FROM kam_credit_history_line AS line
                  JOIN kam_credit_profile AS profile
                    ON profile.partner_id = line.commercial_partner_id
                   AND profile.company_id = line.company_id
                 WHERE profile.id IN %s
                )""",
                seen.subselect(),
            ),
        )
        return by_tick(operator, value, visible)

    def _get_logged_profiles(self):
        """See the base method: a line belongs to who owed it then."""
        return self._find_profiles_of("commercial_partner_id")

    # ------------------------------------------------------------------
    # what is refused
    # ------------------------------------------------------------------

    @api.constrains("amount", "amount_untaxed")
    def _check_amounts(self):
        for line in self:
            if not 0 < line.amount < AMOUNT_LIMIT:
                raise ValidationError(
                    self.env._(
                        "“Amount” of %(line)s is %(value)s: enter what fell due, more than 0.",
                        line=line.name,
                        value=line.amount,
                    )
                )
            if not 0 < line.amount_untaxed <= line.amount:
                raise ValidationError(
                    self.env._(
                        "“Untaxed Amount” of %(line)s is %(value)s: enter more than 0, up to "
                        "%(amount)s.",
                        line=line.name,
                        value=line.amount_untaxed,
                        amount=line.amount,
                    )
                )

    @api.constrains("date_invoice", "date_due", "date_settled")
    def _check_dates(self):
        for line in self:
            today = line.company_id._kam_today()
            for name, last in (
                ("date_invoice", today),
                ("date_due", LAST_DAY),
                ("date_settled", today),
            ):
                day = line[name]
                if day and not FIRST_DAY <= day <= last:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(line)s is %(value)s: enter a day from %(first)s to "
                            "%(last)s.",
                            field=self._fields[name]._description_string(self.env),
                            line=line.name,
                            value=format_date(self.env, day),
                            first=format_date(self.env, FIRST_DAY),
                            last=format_date(self.env, last),
                        )
                    )

    @api.constrains("name", "commercial_partner_id", "company_id")
    def _check_number(self):
        """Refuse a second line of a debtor with the same number.

        No unique index: merging two customers would have Odoo delete the lines of one.
        """
        for company, lines in self.grouped("company_id").items():
            counts = self._read_group(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "in", lines.commercial_partner_id.ids),
                    ("name", "in", lines.mapped("name")),
                ],
                ["commercial_partner_id", "name"],
                having=[("__count", ">", 1)],
            )
            for debtor, name in counts:
                raise ValidationError(
                    self.env._(
                        "“Number” %(number)s of %(customer)s is entered already: correct that "
                        "line, or give another number, such as %(number)s/2 for a second "
                        "instalment.",
                        number=name,
                        customer=debtor.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # the doors: what is corrected or deleted leaves a trace, whatever the context
    # ------------------------------------------------------------------

    def write(self, vals):  # pylint: disable=method-required-super
        """Correct lines; what they said before stays in their trace."""
        return self._correct(dict.fromkeys(self, vals))

    @api.model
    def _correct(self, vals_by_line):
        """Correct lines, each with values of its own, see :meth:`write`.

        :param dict vals_by_line: line -> values
        :return: True
        """
        before = {line: line._describe() for line in vals_by_line}
        for line, vals in vals_by_line.items():
            # pylint: disable-next=super-method-mismatch
            super(KamCreditHistoryLine, line).write(vals)
        changes = [
            (line, {name: (old, new[name]) for name, old in said.items() if old != new[name]})
            for line, said in before.items()
            if (new := line._describe()) != said
        ]
        self.env["kam.credit.history.trace"]._record("corrected", changes)
        return True

    def unlink(self):
        """Delete lines; what they said stays in their trace."""
        self.check_access("unlink")
        self.env["kam.credit.history.trace"]._record(
            "deleted",
            [
                (line, {name: (value, None) for name, value in line._describe().items()})
                for line in self
            ],
        )
        return super().unlink()

    def _describe(self):
        """Return what the line says, as values that are kept."""
        self.ensure_one()
        return {
            name: fields.Date.to_string(value) if isinstance(value, datetime.date) else value
            for name in CORRECTED_FIELDS
            for value in [self[name]]
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Let the untaxed amount be the amount where none is given."""
        self._check_shape(vals_list)
        defaults = self.default_get(["partner_id", "amount", "amount_untaxed"])
        complete = []
        for given in vals_list:
            vals = {**defaults, **given}
            if isinstance(vals.get("name"), str):
                vals["name"] = vals["name"].strip()
            # a form that was left empty sends 0
            vals["amount_untaxed"] = vals.get("amount_untaxed") or vals.get("amount")
            self._check_numbers(vals)
            complete.append(vals)
        return super().create(complete)

    @api.model
    def _check_numbers(self, vals):
        """Refuse what is no number before it is rounded."""
        for name in ("amount", "amount_untaxed"):
            value = vals.get(name) or 0
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not abs(value) < AMOUNT_LIMIT:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is %(value)s: enter an amount.",
                        field=self._fields[name]._description_string(self.env),
                        value=str(value)[:50],
                    )
                )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: the debtor is the one of this moment."""
        self._check_references(vals_list)
        # sudo: whose contact somebody is, is no secret to who enters invoices to them
        partners = self.env["res.partner"].sudo()
        partners = partners.browse({vals.get("partner_id") for vals in vals_list} - {None, False})
        debtors = {partner.id: partner.commercial_partner_id.id for partner in partners.exists()}
        return super()._complete_create(
            [
                {**vals, "commercial_partner_id": debtors.get(vals.get("partner_id"))}
                for vals in vals_list
            ]
        )

    def _check_write(self, vals):
        """See the base method: whose line it is stays as well."""
        super()._check_write(vals)
        self._check_numbers(vals)
        for name in FIXED_FIELDS:
            if name in vals and any(line[name].id != vals[name] for line in self):
                self.check_access("write")
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(line)s stays: delete the line and enter it again.",
                        field=self._fields[name]._description_string(self.env),
                        line=self[:1].name,
                    )
                )
