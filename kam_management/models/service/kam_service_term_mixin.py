from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import transactions
from ...rules import services, validity
from ...wording import format_date

# what an offer and an entitlement can say
VERDICTS = [(services.INCLUDED, "Included"), (services.APPROVAL, "Needs approval")]


class KamServiceTermMixin(models.AbstractModel):
    """What is offered of one content from one day to another, with the allowance of a year.

    What has begun stays as it was said: it ends, and something else begins. So what a customer was
    entitled to on a past day can be answered for ever.

    A model names in ``_term_key`` whose offer it is: of the same, no two hold on one day.
    """

    _name = "kam.service.term.mixin"
    _description = "Offered from One Day to Another"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]

    _term_key = ()

    content_id = fields.Many2one(
        "kam.service.content", string="Service Content", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    verdict = fields.Selection(
        VERDICTS, string="What Holds", required=True, default=services.INCLUDED
    )
    counted_by = fields.Selection(
        [("times", "How often"), ("money", "How much money")],
        string="Allowance Counted By",
        compute="_compute_counted_by",
        store=True,
    )
    has_allowance = fields.Boolean(
        string="Limited", help="A calendar year holds an allowance; beyond it, approval is needed."
    )
    allowance = fields.Float(
        string="Allowance per Year",
        digits=(16, 2),
        aggregator=None,
        help="How often, or for how much money in company currency, in a calendar year.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._kam_today()
    )
    date_to = fields.Date(string="To", help="The last day. Empty: until further notice.")
    phase = fields.Selection(
        [("current", "Holds now"), ("future", "Begins later"), ("ended", "Ended")],
        compute="_compute_phase",
        search="_search_phase",
    )

    _date_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "“To” lies before “From”: choose a later last day or leave “To” empty.",
    )
    _allowance_possible = models.Constraint(
        "CHECK(allowance >= 0 AND allowance < 1e12)",
        "“Allowance per Year” is a number, and not negative.",
    )

    @api.depends("content_id")
    def _compute_counted_by(self):
        for term in self:
            # frozen with what it limits
            term.counted_by = term.counted_by or term.content_id.counted_by

    @api.depends("date_from", "date_to")
    def _compute_phase(self):
        for term in self:
            today = (term.company_id or self.env.company)._kam_today()
            if not term.date_from or term.date_from > today:
                term.phase = "future"
            elif validity.is_current(term.date_from, term.date_to, today):
                term.phase = "current"
            else:
                term.phase = "ended"

    @api.model
    def _search_phase(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        for company in self.env.companies.root_id:
            today = company._kam_today()
            begun = Domain("date_from", "<=", today)
            over = Domain("date_to", "!=", False) & Domain("date_to", "<", today)
            domains = {"current": begun & ~over, "future": ~begun, "ended": over}
            asked = Domain.OR(domains[phase] for phase in value if phase in domains)
            found |= Domain("company_id", "=", company.id) & asked
        return found

    @api.model
    def _get_held_domain(self, day):
        """Return the domain of what holds on a day.

        :param date day: a day where the company works
        """
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _get_offer(self, source):
        """Return what the term says, for the rules.

        :param str source: what it comes from
        :rtype: services.Offer
        """
        self.ensure_one()
        is_limited = self.has_allowance and self.verdict == services.INCLUDED
        allowance = Decimal(str(self.allowance)) if is_limited else None
        return services.Offer(source, self.verdict, allowance)

    # ------------------------------------------------------------------
    # what holds of each
    # ------------------------------------------------------------------

    @api.constrains("has_allowance", "verdict", "content_id")
    def _check_allowance(self):
        for term in self.filtered("has_allowance"):
            if term.verdict != services.INCLUDED:
                raise ValidationError(
                    self.env._(
                        "%(term)s: each time is approved, hence nothing is to be limited. Untick "
                        "“%(field)s”.",
                        term=term.display_name,
                        field=self._get_label("has_allowance"),
                    )
                )
            if not term.content_id.counted_by:
                raise ValidationError(
                    self.env._(
                        "%(term)s cannot be limited: the content does not say what its allowance "
                        "counts. Untick “%(field)s”, or say so at the content.",
                        term=term.display_name,
                        field=self._get_label("has_allowance"),
                    )
                )

    @api.constrains(lambda self: [*self._term_key, "date_from", "date_to"])
    def _check_overlap(self):
        # two who enter the same at once
        transactions.serialise(self.sudo()[self._term_key[0]])  # sudo: whoever may change it
        for term in self:
            # sudo: what holds counts, whoever may see it
            others = term.sudo().search(
                Domain("id", "!=", term.id)
                & Domain.AND(Domain(name, "=", term.sudo()[name].id) for name in self._term_key)
            )
            for other in others:
                if validity.overlap(
                    (term.date_from, term.date_to), (other.date_from, other.date_to)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(term)s: the same holds already from %(date_from)s to %(date_to)s. "
                            "Let that end before this begins.",
                            term=term.display_name,
                            date_from=format_date(self.env, other.date_from),
                            date_to=format_date(self.env, other.date_to)
                            or self.env._("further notice"),
                        )
                    )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: what holds begins today or later; the past stays what it was.

        :raise UserError: naming the day
        """
        vals_list = [
            self._add_missing_default_values(vals) for vals in super()._complete_create(vals_list)
        ]
        today = self.env.company.root_id._kam_today()
        for vals in vals_list:
            given = fields.Date.to_date(vals.get("date_from") or today)
            if given < today and not self.env.su:
                raise UserError(
                    self.env._(
                        "“%(field)s” cannot be %(day)s, which is past: choose %(today)s or later.",
                        field=self._get_label("date_from"),
                        day=format_date(self.env, given),
                        today=format_date(self.env, today),
                    )
                )
        return vals_list

    def _check_write(self, vals):
        """See the base method: what has begun only ends, and not in the past.

        :raise UserError: naming the field and the record
        """
        super()._check_write(vals)
        for term in self:
            today = term.company_id._kam_today()
            if not term.date_from or term.date_from > today:
                continue
            changed = sorted(vals.keys() - {"date_to"} - set(models.MAGIC_COLUMNS))
            if changed:
                term._refuse_begun(changed[0])
            date_to = fields.Date.to_date(vals.get("date_to") or False)
            was_over = term.date_to and term.date_to < today
            if was_over or (date_to and date_to < today - timedelta(days=1)):
                term._refuse_begun("date_to")

    def _refuse_begun(self, name):
        raise UserError(
            self.env._(
                "“%(field)s” of %(term)s cannot be changed: it began on %(date_from)s and stays in "
                "the records. Let it end, and enter another one.",
                field=self._get_label(name),
                term=self.display_name,
                date_from=format_date(self.env, self.date_from),
            )
        )

    def _check_unlink(self):
        """See the base method: what has begun stays in the records."""
        super()._check_unlink()
        for term in self:
            if term.date_from <= term.company_id._kam_today():
                raise UserError(
                    self.env._(
                        "%(term)s began on %(date_from)s and stays in the records. Let it end "
                        "instead.",
                        term=term.display_name,
                        date_from=format_date(self.env, term.date_from),
                    )
                )

    def action_end(self):
        """Let what holds end today; today is its last day.

        :return: True
        :raise UserError: for what has not begun, or has ended
        :raise AccessError: for whoever may not change it
        """
        self.check_access("write")
        for term in self:
            today = term.company_id._kam_today()
            if term.phase != "current":
                raise UserError(
                    self.env._("%s does not hold today: only what holds ends.", term.display_name)
                )
            if term.date_to != today:
                term.write({"date_to": today})
        return True
