from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import formatLang

from ... import wording
from ...rules import findings, texts
from ...searching import by_tick
from ...wording import format_date
from ..approval.kam_approval_mixin_process import is_blank

FINDING_KINDS = [
    ("information", "Latest information"),
    ("opportunity", "Opportunity"),
    ("problem", "Problem"),
    ("suggestion", "Suggestion"),
]
# Whoever only owes the solution reads nothing of the account besides the customer's name.
ACCOUNT_GROUPS = "kam_management.group_kam_representative,kam_management.group_kam_administrator"


class KamVisitFinding(models.Model):
    """Something found on a visit, and what becomes of it (scheme, one.2, 6 to 8).

    ``kam_visit_finding_passing``: information, opportunities, problems and suggestions on their
    way.
    ``kam_visit_finding_duties``: who owes what, and who is told.
    """

    _name = "kam.visit.finding"
    _description = "Finding of a Visit"
    _inherit = ["kam.root.company.mixin", "kam.deadline.mixin", "kam.protected.mixin"]
    _order = "id desc"
    _entity_fields = ("department_ids",)

    _protected_fields = frozenset(
        {
            "visit_id",
            "account_id",
            "company_id",
            "state",
            "text_before",
            "superior_ids",
            "date_passed",
            "passed_by_id",
            "solution",
            "is_declined",
            "date_done",
            "done_by_id",
        }
    )
    _protected_except_on_create = frozenset({"visit_id"})

    visit_id = fields.Many2one(
        "kam.visit",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        groups=ACCOUNT_GROUPS,
    )
    account_id = fields.Many2one(
        related="visit_id.account_id", store=True, index=True, groups=ACCOUNT_GROUPS
    )
    customer_name = fields.Char(
        string="Whose Problem",
        compute="_compute_customer_name",
        compute_sudo=True,
        help="The customer at whom it was found.",
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Told By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        groups=ACCOUNT_GROUPS,
        help="Who at the customer said it.",
    )
    kind = fields.Selection(
        FINDING_KINDS, string="Kind of Finding", required=True, default="information", index=True
    )
    name = fields.Char(string="Finding", required=True, help="What was found, in a few words.")
    description = fields.Text(
        string="Details", help="What exactly; of suggestions in the words of the customer."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "In progress"), ("done", "Done")],
        string="Progress",
        required=True,
        default="draft",
        index=True,
        copy=False,
        group_expand=True,
    )
    # information → the account's file
    field_name = fields.Selection(
        selection=lambda self: self._get_file_fields(),
        string="Place in the File",
        help="What in the account's file it belongs to.",
    )
    write_mode = fields.Selection(
        [("append", "Added to what is there"), ("replace", "Instead of what is there")],
        string="How It Is Entered",
        default="append",
    )
    new_text = fields.Text(
        string="Text for the File",
        groups=ACCOUNT_GROUPS,
        help="As it shall stand in the account's file.",
    )
    text_before = fields.Text(
        string="What Was There Before",
        copy=False,
        groups=ACCOUNT_GROUPS,
    )
    # suggestion → the suggestions of the customer
    thanks_by_mail = fields.Boolean(
        string="Thank by E-Mail",
        default=True,
        groups=ACCOUNT_GROUPS,
        help="Whoever suggested it is thanked, with number and promised date, where they have an "
        "address.",
    )
    # opportunity → CRM
    product = fields.Char(
        string="Product or Service", groups=ACCOUNT_GROUPS, help="What the customer may buy."
    )
    positioning = fields.Text(
        string="First Positioning",
        groups=ACCOUNT_GROUPS,
        help="How promising it is, and how we stand.",
    )
    next_step = fields.Char(groups=ACCOUNT_GROUPS, help="What is done next, by whom and when.")
    expected_revenue = fields.Monetary(
        string="Expected Amount", aggregator=None, groups=ACCOUNT_GROUPS
    )
    # of the system: who may read the opportunity sees it in `lead_id`
    crm_lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity Made",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=NO_ACCESS,
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity in CRM", compute="_compute_lead_id", compute_sudo=False
    )
    # problem → departments and superior; an opportunity is told to them
    department_ids = fields.Many2many(
        "hr.department",
        relation="kam_visit_finding_department_rel",
        column1="finding_id",
        column2="department_id",
        string="Departments Concerned",
        copy=False,
    )
    date_due = fields.Date(
        string="To Be Solved By",
        default=lambda self: self._default_date_due(),
        copy=False,
    )
    superior_ids = fields.Many2many(
        "res.users",
        relation="kam_visit_finding_superior_rel",
        column1="finding_id",
        column2="user_id",
        string="Superiors Told",
        copy=False,
        context={"active_test": False},
        help="Who was next above whoever led the visit when it was passed on. Empty: none above.",
    )
    solution = fields.Text(copy=False, help="How the problem was solved, or why nothing follows.")
    is_declined = fields.Boolean(string="Kept Out of the File", copy=False)
    date_passed = fields.Datetime(string="Passed On At", copy=False, index="btree_not_null")
    passed_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_done = fields.Datetime(string="Settled At", copy=False)
    done_by_id = fields.Many2one("res.users", string="Settled By", copy=False, ondelete="restrict")
    outcome = fields.Text(string="What Became of It", compute="_compute_outcome", compute_sudo=True)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late", compute_sudo=False
    )
    can_change = fields.Boolean(compute="_compute_can")
    can_pass_on = fields.Boolean(compute="_compute_can")
    can_take_over = fields.Boolean(compute="_compute_can")
    can_solve = fields.Boolean(compute="_compute_can")
    can_take_up = fields.Boolean(compute="_compute_can")

    _revenue_possible = models.Constraint(
        "CHECK(expected_revenue >= 0 AND expected_revenue < 1e15)",
        "“Expected Amount” of a finding is an amount, and not negative.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Pass On” and “Solve” write it down, with who did it.")

    @api.model
    def _get_file_fields(self):
        """Return the places in the account's file that take a text: pairs of name and label."""
        return self.env["kam.account"]._get_text_places()

    @api.model
    def _default_date_due(self):
        company = self.env.company.root_id
        return company._kam_due(company._kam_today(), findings.SOLVE_DAYS)

    @api.depends("account_id.partner_id.name")
    def _compute_customer_name(self):
        for finding in self:
            finding.customer_name = finding.account_id.partner_id.name

    @api.depends("crm_lead_id")
    @api.depends_context("uid")
    def _compute_lead_id(self):
        for finding in self:
            # sudo: the opportunity is shown to whoever may read it
            lead = finding.sudo().crm_lead_id.with_env(self.env)
            finding.lead_id = lead._filtered_access("read") if lead.has_access("read") else False

    @api.depends("deadline_ids.state", "deadline_ids.date_due")
    @api.depends_context("uid")
    def _compute_is_late(self):
        for finding in self:
            finding.is_late = any(finding.open_deadline_ids.mapped("is_late"))

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain("open_deadline_ids", "any", [("is_late", "=", True)])
        return by_tick(operator, value, late)

    @api.depends(
        "kind",
        "state",
        "field_name",
        "account_id.manager_id",
        "department_ids",
        "superior_ids",
        "date_due",
        "is_declined",
        "solution",
        "done_by_id",
        "date_done",
    )
    @api.depends_context("lang")
    def _compute_outcome(self):
        for finding in self:
            finding.outcome = finding._word_outcome()

    def _word_outcome(self):
        """Return what became of the finding, in the reader's language."""
        if self.state == "draft":
            return self.env._("Not passed on yet.")
        return getattr(self, f"_word_{self.kind}")()

    def _word_day(self):
        return format_date(self.env, self.company_id._kam_day_of(self.date_done))

    def _word_information(self):
        place = dict(self._get_file_fields()).get(self.field_name, "")
        if self.state == "open":
            return self.env._(
                "Waits for %(user)s to take it over into “%(place)s”.",
                user=self.account_id.manager_id.name or self.env._("the account manager"),
                place=place,
            )
        if self.is_declined:
            return self.env._(
                "Not taken over by %(user)s: %(why)s", user=self.done_by_id.name, why=self.solution
            )
        return self.env._(
            "Taken over into “%(place)s” by %(user)s on %(day)s.",
            place=place,
            user=self.done_by_id.name,
            day=self._word_day(),
        )

    def _word_people(self):
        """Return the departments and superiors that were told, as text."""
        superiors = wording.listed(self.env, self.superior_ids.mapped("name"))
        names = [*self.department_ids.mapped("name"), superiors or self.env._("none above")]
        return wording.phrased(self.env, names)

    def _word_opportunity(self):
        return self.env._(
            "An opportunity in CRM since %(day)s. Told: %(people)s.",
            day=self._word_day(),
            people=self._word_people(),
        )

    def _word_problem(self):
        if self.state == "open":
            return self.env._(
                "To be solved by %(day)s. Told: %(people)s.",
                day=format_date(self.env, self.date_due),
                people=self._word_people(),
            )
        return self.env._(
            "Solved by %(user)s on %(day)s: %(solution)s",
            user=self.done_by_id.name,
            day=self._word_day(),
            solution=self.solution,
        )

    def _word_labelled(self, name):
        """Return a value with the name of its field before it, as prints say it; empty for none."""
        value = self[name]
        if not value:
            return ""
        if self._fields[name].type == "monetary":
            value = formatLang(self.env, value, currency_obj=self.currency_id)
        return wording.labelled(self.env, self._fields[name]._description_string(self.env), value)

    def _word_suggestion(self):
        kept = self.env._("Kept: it is taken up with the suggestions of customers.")
        return self.account_id._word_suggestions(self).get(self, kept)

    # ------------------------------------------------------------------
    # who may do what
    # ------------------------------------------------------------------

    @api.depends("state", "kind", "visit_id.state")
    @api.depends_context("uid")
    def _compute_can(self):
        for finding in self:
            seen = finding._origin or finding
            is_draft = finding.state == "draft"
            finding.can_change = is_draft and finding._may_note(finding.visit_id)
            finding.can_pass_on = is_draft and bool(finding._origin) and seen.has_access("write")
            is_open = finding.state == "open"
            finding.can_take_over = (
                is_open and finding.kind == "information" and seen._may_take_over()
            )
            finding.can_solve = is_open and finding.kind == "problem" and seen._may_solve()
            finding.can_take_up = is_open and finding.kind == "suggestion" and seen._may_take_over()

    @api.model
    def _may_note(self, visit):
        """Tell whether the user writes down now what was found on a visit."""
        # as it is stored: a form may hold it changed
        visit = visit._origin
        if not visit or not visit.has_access("read"):
            return False
        is_time = visit.state in findings.NOTING_STATES
        return is_time and (self.env.su or self.env.user in visit._get_people())

    @api.model
    def _check_may_note(self, noted):
        """Refuse unless the user writes down now what was found on visits.

        :raise AccessError: for whoever takes no part
        :raise UserError: before a visit begins, and when it is closed
        """
        for visit in noted:
            visit._check_participant()
            if visit.state not in findings.NOTING_STATES:
                visit._refuse_state(findings.NOTING_STATES)

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: what was found is written down by who visits.

        :raise AccessError: for whoever takes no part in the visit
        :raise UserError: before the visit begins, and when it is closed
        """
        vals_list = [
            self._add_missing_default_values(vals) for vals in super()._complete_create(vals_list)
        ]
        ids = {vals.get("visit_id") for vals in vals_list} - {None, False}
        self._check_may_note(self.env["kam.visit"].browse(ids))
        return vals_list

    def _check_write(self, vals):
        """See the base method: what was passed on stays as it was.

        :raise UserError: for a finding that was passed on
        :raise AccessError: for whoever takes no part in the visit
        """
        super()._check_write(vals)
        if not vals:
            return
        self.check_access("write")
        for finding in self:
            finding._check_draft()
        self._check_may_note(self.visit_id)

    def _check_unlink(self):
        """See the base method: only drafts go.

        :raise UserError: for a finding that was passed on
        """
        super()._check_unlink()
        for finding in self:
            finding._check_draft()
        self._check_may_note(self.visit_id)

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "“%(finding)s” was passed on, and stays as it was written. Write a further "
                    "finding down.",
                    finding=self.name,
                )
            )

    @api.constrains("name")
    def _check_name(self):
        for finding in self:
            if not texts.trimmed(finding.name):
                raise ValidationError(
                    self.env._(
                        "“%s” is blank: say what was found.",
                        self._fields["name"]._description_string(self.env),
                    )
                )

    @api.constrains("date_due")
    def _check_date_due(self):
        for finding in self:
            # sudo: when the visit was counts, whoever writes
            last = fields.Date.add(finding.sudo()._get_first_day(), days=findings.LONGEST_DAYS)
            if finding.date_due and finding.date_due > last:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is %(date)s: nobody waits that long for a solution. Enter a "
                        "day until %(last)s.",
                        field=self._fields["date_due"]._description_string(self.env),
                        date=format_date(self.env, finding.date_due),
                        last=format_date(self.env, last),
                    )
                )

    @api.constrains("stakeholder_id", "visit_id")
    def _check_stakeholder(self):
        for finding in self:
            # sudo: whose stakeholder it is counts, whoever may see it
            stakeholder = finding.sudo().stakeholder_id
            if stakeholder and stakeholder.account_id != finding.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a stakeholder of %(customer)s.",
                        field=self._fields["stakeholder_id"]._description_string(self.env),
                        customer=finding.visit_id.partner_id.name,
                    )
                )

    def _get_gaps(self):
        """Return what a finding lacks before it is passed on, as texts."""
        self.ensure_one()
        gaps = [
            self.env._(
                "“%(finding)s”: “%(field)s” is empty.",
                finding=self.name,
                field=self._fields[name]._description_string(self.env),
            )
            for name in findings.REQUIRED[self.kind]
            if is_blank(self._fields[name], self[name])
        ]
        if self.kind == "problem" and self.date_due and self.date_due < self._get_first_day():
            gaps.append(
                self.env._(
                    "“%(finding)s”: “%(field)s” lies before the visit.",
                    finding=self.name,
                    field=self._fields["date_due"]._description_string(self.env),
                )
            )
        return gaps

    def _get_first_day(self):
        visit = self.visit_id
        return self.company_id._kam_day_of(visit.date_started or visit.date_start)

    def _refuse_others(self, who):
        """Refuse what only some people may do with the finding.

        :param str who: who may, for people
        :raise AccessError: naming the finding, and who may
        """
        raise AccessError(
            self.env._("“%(finding)s” is settled by %(who)s.", finding=self.name, who=who)
        )
