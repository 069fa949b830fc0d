from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management.models.approval.kam_form_mixin import DEPARTMENTS

from ..profile.kam_position import CREDIT_ROLES

OPEN_STAGES = ("submitted", "deferred")
DECISIONS = [
    ("adopted", "Adopted"),
    ("partly", "Partly adopted"),
    ("not_adopted", "Not adopted"),
    ("deferred", "Deferred"),
]


class KamCreditProposal(models.Model):
    """A proposal to improve credit management 优化建议 (scheme, credit management, sections 2 and
    6.2), written by areas, regions and headquarters, answered by the headquarters centre.

    It is about the scheme of a company, never about a customer. A controlled form without a route:
    there are four answers, and one of them puts off the next, which a step that is approved,
    returned or rejected does not know. So it has stages of its own, and is filed with its answer.

    ``kam_credit_proposal_answering``: sending, answering, and what takes a proposal up.
    ``kam_credit_proposal_duties``: until when it is answered, and by whom.
    """

    _name = "kam.credit.proposal"
    _description = "Proposal on Credit Management"
    _inherit = ["kam.root.company.mixin", "kam.form.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True

    _is_approved = False
    _form_prefix = "CPR/%(year)s/"
    _approval_required = False
    _in_charge_fields = ("author_id",)
    _required_to_submit = ("name", "subject", "observation", "proposal", "effect")
    # given when it is begun, and kept
    _protected_except_on_create = frozenset({"company_id"})

    name = fields.Char(string="Title")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    author_id = fields.Many2one(
        "res.users",
        string="Author of the Proposal",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    unit_id = fields.Many2one(
        "kam.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_unit(),
        help="The area, region or headquarters that proposes it.",
    )
    subject = fields.Selection(
        [
            ("tiers", "Tiers and intervals"),
            ("limits", "Limits of credit"),
            ("scorecard", "Scorecard"),
            ("documents", "Documents of customers"),
            ("process", "Process"),
            ("other", "Something else"),
        ],
        index=True,
    )
    observation = fields.Text(
        string="What Is Observed", help="What does not work well, without naming a customer."
    )
    proposal = fields.Text(string="What Is Proposed")
    effect = fields.Text(string="Expected Effect", help="What is better then, and for whom.")
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waits for an answer"),
            ("deferred", "Deferred"),
            ("answered", "Answered"),
            ("cancelled", "Given up"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    date_answer_due = fields.Date(string="To Be Answered By", copy=False, index="btree_not_null")
    decision = fields.Selection(DECISIONS, string="Answer", copy=False, tracking=True)
    answer = fields.Text(string="Reason of the Answer", copy=False)
    date_deferred = fields.Date(string="Deferred Until", copy=False)
    answered_by_id = fields.Many2one(
        "res.users", string="Answering Person", copy=False, ondelete="restrict"
    )
    date_answered = fields.Date(string="Day of the Answer", copy=False)
    taken_up_model = fields.Char(string="Model That Takes It Up", copy=False)
    taken_up_id = fields.Many2oneReference(
        string="Number of What Takes It Up", model_field="taken_up_model", copy=False
    )
    taken_up_name = fields.Char(
        string="Taken Up In", copy=False, help="What it was called when it was linked."
    )
    can_send = fields.Boolean(compute="_compute_can_answer_it")
    can_take_back = fields.Boolean(compute="_compute_can_answer_it")
    can_answer_it = fields.Boolean(string="Can Be Answered by Me", compute="_compute_can_answer_it")
    can_link = fields.Boolean(compute="_compute_can_answer_it")

    _deferred_has_day = models.Constraint(
        "CHECK(stage <> 'deferred' OR date_deferred IS NOT NULL)",
        "A proposal is deferred until a day.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "company_id",
            "author_id",
            "stage",
            "date_answer_due",
            "decision",
            "answer",
            "date_deferred",
            "answered_by_id",
            "date_answered",
            "taken_up_model",
            "taken_up_id",
            "taken_up_name",
        }

    @api.model
    def _default_unit(self):
        company = self.env.company.root_id
        units = self.env["kam.position"]._find_units(company, self.env.user)
        return units.get(self.env.user, self.env["kam.unit"]).id

    @api.depends("number", "name")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = " ".join(filter(None, (proposal.number, proposal.name)))

    def _needs_approval(self):
        """See the base method: it is answered, and filed with the answer."""
        return False

    def _says_missing(self):
        """See the base method: also before it is sent."""
        return True

    def _is_confidential(self):
        """See the base method: how credit is judged is known to credit readers."""
        return True

    def _is_undecided(self):
        """See the base method: headquarters decides, without a route."""
        return not self.decision

    # ------------------------------------------------------------------
    # who writes them: supervisors and above, and credit roles
    # ------------------------------------------------------------------

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: written for a unit by those who use credit information there.

        :raise AccessError: for everybody else
        """
        vals_list = [
            self._add_missing_default_values(vals) for vals in super()._complete_create(vals_list)
        ]
        units = self.env["kam.unit"].browse({vals.get("unit_id") for vals in vals_list} - {False})
        self._check_may_propose(units)
        return vals_list

    @api.model
    def _check_may_propose(self, units):
        """Refuse to propose for units of others.

        :raise AccessError: naming the unit
        """
        roles = self.env["kam.position"]._supervising_roles() | set(CREDIT_ROLES)
        for unit in units:
            is_own = self.env["kam.position"]._has_role_over(self.env.user, unit, roles)
            if not (self.env.su or is_own):
                raise AccessError(
                    self.env._(
                        "Proposals of %(unit)s are written by its supervisors and above, and by "
                        "its credit roles.",
                        # sudo: how a unit is called is no secret
                        unit=unit.sudo().complete_name,
                    )
                )

    def _check_write(self, vals):
        """See the base method: the author writes it, until it is sent.

        :raise UserError: for a proposal that was sent
        :raise AccessError: for everybody else
        """
        if self and not vals.keys().isdisjoint({*self._get_content_fields(), *DEPARTMENTS}):
            self.check_access("write")
            for proposal in self:
                proposal._check_author()
                proposal._check_stage("draft")
            if vals.get("unit_id"):
                self._check_may_propose(self.env["kam.unit"].browse(vals["unit_id"]))
        super()._check_write(vals)

    def _check_author(self):
        if not self.env.su and self.author_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(proposal)s is written by %(author)s alone.",
                    proposal=self.display_name,
                    author=self.author_id.name,
                )
            )

    def _check_stage(self, *stages):
        if self.stage not in stages:
            labels = dict(self._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(form)s is “%(state)s”; this is possible for “%(wanted)s” only.",
                    form=self.display_name,
                    state=labels[self.stage],
                    wanted=labels[stages[0]],
                )
            )

    def _may_submit(self):
        """See the base method: the author alone."""
        return super()._may_submit() and (self.env.su or self.author_id == self.env.user)

    def _on_cancelled(self):
        """See the base method: what was taken back and given up is not answered."""
        super()._on_cancelled()
        self._protected_write({"stage": "cancelled"})

    # ------------------------------------------------------------------
    # late, waiting
    # ------------------------------------------------------------------

    @api.depends("stage", "date_answer_due")
    def _compute_date_due(self):
        super()._compute_date_due()
        for proposal in self.filtered(lambda each: each.stage in OPEN_STAGES):
            proposal.date_due = proposal.date_answer_due

    @api.depends("stage", "date_answer_due")
    def _compute_is_late(self):
        super()._compute_is_late()

    @api.model
    def _get_late_domain(self, today):
        """See the base method: what should have been answered."""
        return Domain("stage", "in", OPEN_STAGES) & Domain("date_answer_due", "<", today)

    @api.depends("stage", "author_id")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        for proposal in self:
            proposal.is_waiting_for_me = proposal._may_answer()

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain.FALSE
        for company in self.env.companies.root_id:
            if self.env.user in self._find_centre(company):
                mine |= Domain("company_id", "=", company.id)
        waiting = (
            mine & Domain("stage", "in", OPEN_STAGES) & Domain("author_id", "!=", self.env.uid)
        )
        return Domain.TRUE if len(set(value)) > 1 else waiting if True in value else ~waiting
