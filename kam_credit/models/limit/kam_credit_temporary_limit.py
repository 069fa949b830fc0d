from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kam_management import transactions, wording
from odoo.addons.kam_management.rules.form_states import ALIVE_STATES
from odoo.addons.kam_management.rules.route_table import Step
from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import format_date

from ...rules import limits

_lt = LazyTranslate(__name__)

ENDING_DAYS = 30


class KamCreditTemporaryLimit(models.Model):
    """A credit limit that replaces the one of the tier from one day to another.

    It begins and ends by its days, whether or not a job runs. It is ended early with a reason, and
    by the end of the tier that it replaces.

    ``kam_credit_temporary_limit_process``: who writes it, what it lacks, how it begins and ends.
    ``kam_credit_temporary_limit_duties``: until when it is decided what follows it.
    """

    _name = "kam.credit.temporary.limit"
    _description = "Temporary Credit Limit"
    _inherit = ["kam.credit.form.mixin"]
    _order = "date_from desc, id desc"

    # to credit officers of the area, whoever leads the unit
    _is_left_to_owners = True
    _form_prefix = "TCL/%(year)s/"
    _approval_route_name = _lt("Temporary credit limit")
    _approval_route = (
        Step(
            "credit_reviewer",
            "region",
            _lt("Verification by the region"),
            days=3,
            opinion_required=True,
        ),
        Step("credit_approver", "headquarters", _lt("Signature by headquarters"), days=3),
        Step(
            "director",
            "headquarters",
            _lt("Approval by the marketing director"),
            days=3,
            condition="_step_is_large",
        ),
    )
    _required_to_submit = ("needed_for", "reason")

    profile_id = fields.Many2one(domain="[('account_state', '=', 'key'), ('tier_id', '!=', False)]")
    amount = fields.Monetary(
        string="Temporary Limit",
        aggregator=None,
        help="Replaces the limit of the tier, in company currency: it is not added to it.",
    )
    is_unlimited = fields.Boolean(
        string="Without a Limit", help="Nothing limits the customer's credit while it holds."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        help="The first day, if it is approved by then.",
    )
    date_to = fields.Date(string="To", required=True, help="The last day.")
    needed_for = fields.Char(help="The orders, the season or the project that it is for.")
    reason = fields.Text(help="Why it is asked for, for those who decide.")
    # what the tier grants, as it was when the form was submitted
    tier_id = fields.Many2one(
        "kam.credit.tier", string="Tier Held", copy=False, ondelete="restrict"
    )
    tier_limit = fields.Monetary(string="Limit of the Tier", copy=False, aggregator=None)
    is_tier_unlimited = fields.Boolean(string="Tier Without a Limit", copy=False)
    date_first = fields.Date(
        string="Held From", copy=False, help="The first day on which it held: approved by then."
    )
    date_last = fields.Date(
        string="Holds Until",
        compute="_compute_date_last",
        store=True,
        index=True,
        help="The last day on which it holds: the day before it was ended early.",
    )
    date_ended = fields.Date(
        string="Ended Early On", copy=False, help="From this day on it holds no more."
    )
    ended_by_id = fields.Many2one(
        "res.users", string="Ended Early By", copy=False, ondelete="restrict"
    )
    end_reason = wording.Worded(string="Why It Was Ended", copy=False)
    phase = fields.Selection(
        [
            ("future", "Begins later"),
            ("current", "Holds now"),
            ("over", "Holds no more"),
        ],
        string="Whether It Holds",
        compute="_compute_phase",
        search="_search_phase",
        help="Of what was approved, by the calendar of the company.",
    )
    is_ending_soon = fields.Boolean(
        string="Ends Soon",
        compute="_compute_is_ending_soon",
        search="_search_is_ending_soon",
        help="It holds now, and ends within 30 days.",
    )
    can_end = fields.Boolean(compute="_compute_can_end")

    _amount_positive = models.Constraint(
        "CHECK(amount IS NULL OR amount >= 0)", "A temporary limit cannot be negative."
    )
    _date_order = models.Constraint(
        "CHECK(date_to >= date_from)",
        "“To” lies before “From”: choose a later last day.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "tier_id",
            "tier_limit",
            "is_tier_unlimited",
            "date_first",
            "date_last",
            "date_ended",
            "ended_by_id",
            "end_reason",
        }

    @api.depends("date_to", "date_ended")
    def _compute_date_last(self):
        for form in self:
            form.date_last = form.date_to and limits.last_day(form.date_to, form.date_ended)

    @api.depends("approval_state", "date_first", "date_last")
    def _compute_phase(self):
        for form in self:
            form.phase = form._get_phase() if form.approval_state == "approved" else False

    def _get_phase(self):
        today = self.company_id._kam_today()
        if self.date_last < today:
            return "over"
        return "current" if self.date_first <= today else "future"

    @api.model
    def _search_phase(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        for company in self.env.companies.root_id:
            today = company._kam_today()
            is_over = Domain("date_last", "<", today)
            is_begun = Domain("date_first", "<=", today)
            phases = {
                "over": is_over,
                "current": ~is_over & is_begun,
                "future": ~is_over & ~is_begun,
            }
            asked = Domain.OR(phases[phase] for phase in value if phase in phases)
            found |= Domain("company_id", "=", company.id) & asked
        approved = Domain("approval_state", "=", "approved")
        return (approved & found) | ~approved if False in value else approved & found

    @api.depends("phase", "date_last")
    def _compute_is_ending_soon(self):
        for form in self:
            form.is_ending_soon = form.phase == "current" and (
                form.date_last <= fields.Date.add(form.company_id._kam_today(), days=ENDING_DAYS)
            )

    @api.model
    def _search_is_ending_soon(self, operator, value):
        ending = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_last", "<=", fields.Date.add(company._kam_today(), days=ENDING_DAYS))
            for company in self.env.companies.root_id
        )
        return by_tick(operator, value, Domain("phase", "=", "current") & ending)

    @api.constrains("profile_id", "date_from", "date_to")
    def _check_overlap(self):
        """Refuse two of one customer on one day, also of two people who enter them at once."""
        # sudo: what is asked for counts, whoever may see it
        forms = self.sudo()
        # those who enter them at once come one after the other
        transactions.serialise(forms.profile_id)
        for form in forms:
            others = form.search(
                Domain("profile_id", "=", form.profile_id.id)
                & Domain("id", "!=", form.id)
                & Domain("approval_state", "in", ALIVE_STATES)
                & Domain("date_from", "<=", form.date_last)
                & Domain("date_last", ">=", form.date_from),
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has a temporary limit from %(date_from)s to %(date_to)s "
                        "already, %(other)s: choose other days, or end that one first.",
                        customer=form.profile_id.display_name,
                        date_from=format_date(self.env, others.date_from),
                        date_to=format_date(self.env, others.date_last),
                        other=others.number,
                    )
                )

    # ------------------------------------------------------------------
    # what holds
    # ------------------------------------------------------------------

    @api.model
    def _find_held(self, profiles, day):
        """Return the temporary limits that hold on a day: dict profile -> form, as superuser.

        :param kam.credit.profile profiles: customers of one company
        :param date day: a day where the company works
        """
        forms = self.sudo().search_fetch(  # sudo: who reads the profile is told what holds
            Domain("profile_id", "in", profiles._origin.ids)
            & Domain("approval_state", "=", "approved")
            & Domain("date_first", "<=", day)
            & Domain("date_last", ">=", day),
            ["profile_id", "amount", "is_unlimited", "date_last", "number"],
        )
        return {form.profile_id: form for form in forms}

    @api.model
    def _find_unended(self, profiles):
        """Return what was approved for customers and is not over, as superuser records."""
        forms = self.sudo().search(  # sudo: what was granted counts, whoever may see it
            [("profile_id", "in", profiles.ids), ("approval_state", "=", "approved")]
        )
        return forms.filtered(lambda form: form._get_phase() != "over")
