from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kam_management.models.organisation.kam_root_company_mixin import COLLEAGUES
from odoo.addons.kam_management.rules.form_states import OPEN_STATES
from odoo.addons.kam_management.rules.route_table import Step
from odoo.addons.kam_management.wording import Worded

from ...rules import measures

_lt = LazyTranslate(__name__)

PHASES = [
    ("open", "Not approved yet"),
    (measures.FUTURE, "Begins later"),
    (measures.CURRENT, "Holds now"),
    (measures.ENDED, "Over"),
    ("void", "Not granted"),
]


class KamCreditMeasure(models.Model):
    """An individual measure for a customer 个性化的客户管理措施 (scheme, credit management, 6.3).

    It is what credit information is used for.

    Written by credit roles, supervisors and above over the customer's unit, approved by the
    manager. It holds from its first to its last day, unless it is ended before, by somebody or with
    the state of a key account.

    ``kam_credit_measure_process``: who writes and ends it, what it lacks, and when it holds.
    """

    _name = "kam.credit.measure"
    _description = "Individual Measure"
    _inherit = ["kam.credit.form.mixin"]
    _order = "date_from desc, id desc"
    _entity_fields = ("responsible_id",)
    _colleague_fields = ("responsible_id",)

    _form_prefix = "CIM/%(year)s/"
    _revise = "copy"
    _in_charge_fields = ("responsible_id",)
    _approval_route_name = _lt("Individual measure")
    _approval_route = (
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval of the measure by the manager"),
            days=3,
        ),
    )
    _required_to_submit = ("kind_id", "content", "need", "date_from", "date_to", "responsible_id")

    kind_id = fields.Many2one(
        "kam.credit.measure.kind",
        string="Kind of Measure",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    content = fields.Text(
        string="Content of the Measure", help="What is done for this customer, and how."
    )
    need = fields.Text(
        string="Need It Answers",
        help="Which need of the customer's business it answers: credit information serves this "
        "and nothing else.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", help="The last day.")
    responsible_id = fields.Many2one(
        "res.users",
        string="Responsible Person",
        index="btree_not_null",
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        help="Somebody who may read the credit of the customer. They tell others what to do, not "
        "why.",
    )
    date_ended = fields.Date(
        string="Ended On", copy=False, help="The day on which it ended before its last day."
    )
    end_reason = Worded(string="Why It Ended", copy=False)
    ended_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    phase = fields.Selection(
        PHASES, string="How It Stands", compute="_compute_phase", search="_search_phase"
    )
    can_end = fields.Boolean(string="Can Be Ended", compute="_compute_can_end")

    _date_order = models.Constraint(
        "CHECK(date_to >= date_from)",
        "“To” of a measure lies before “From”: choose a later last day.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"date_ended", "end_reason", "ended_by_id"}

    @api.model
    def _get_reasons(self):
        """Return why measures end by themselves: dict code -> text."""
        return {
            "not_key": self.env._("The customer is a key account no longer."),
            "replaced": self.env._("Another edition was approved."),
        }

    @api.depends("approval_state", "date_from", "date_to", "date_approved", "date_ended")
    def _compute_phase(self):
        for measure in self:
            measure.phase = measure._get_phase()

    def _get_phase(self):
        """Return how the measure stands today, a value of ``phase``."""
        self.ensure_one()
        if self.approval_state in OPEN_STATES:
            return "open"
        if self.approval_state != "approved" or not self.date_approved:
            return "void"
        return measures.phase(
            self.company_id._kam_today(),
            self.date_from,
            self.date_to,
            self.date_approved,
            self.date_ended or None,
        )

    @api.model
    def _search_phase(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        for company in self.env.companies.root_id:
            domains = self._get_phase_domains(company._kam_today())
            asked = Domain.OR(domains[phase] for phase in value if phase in domains)
            found |= Domain("company_id", "=", company.id) & asked
        return found

    @api.model
    def _get_phase_domains(self, day):
        """Return the domains of the measures that stand in each phase on a day: dict by phase.

        The same as :func:`rules.measures.phase`.

        :param date day: a day where the company works
        """
        decided = Domain("approval_state", "=", "approved") & Domain("date_approved", "!=", False)
        not_begun = Domain("date_from", ">", day) | Domain("date_approved", ">", day)
        over = Domain("date_to", "<", day) | Domain("date_ended", "<", day)
        # ended on a day before it would have begun, and before its last day
        never = Domain("date_ended", "!=", False) & not_begun
        is_open = Domain("approval_state", "in", OPEN_STATES)
        return {
            "open": is_open,
            measures.FUTURE: decided & not_begun & ~over & ~never,
            measures.CURRENT: decided & ~not_begun & ~over,
            measures.ENDED: decided & (over | never),
            "void": ~is_open & ~decided,
        }
