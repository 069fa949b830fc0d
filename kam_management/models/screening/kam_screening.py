import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError

from ... import relations, wording
from ..account.kam_account_form_mixin import one_open_form
from ..organisation.kam_root_company_mixin import COLLEAGUES, PARTNERS

# What the form says about a competitor, besides its name and product line.
COMPETITOR_FIELDS = (
    "resources",
    "technology",
    "product",
    "service",
    "strengths",
    "weaknesses",
)

# Figures of a customer when it was proposed: copied, never entered.
PROPOSAL_FIGURES = (
    "sales_amount",
    "sales_before",
    "growth",
    "has_growth",
    "late_share",
    "has_late_share",
    "date_figures",
)
# Who is shown what customers buy and how they pay: nobody below a supervisor.
FIGURE_GROUPS = "kam_management.group_kam_supervisor,kam_management.group_kam_administrator"

RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class KamScreening(models.Model):
    """From a customer to a confirmed key account (大客户筛选; scheme, one.1), with the customer
    risk analysis form 客户风险分析表.

    ``kam_screening_analysis``: fit, risk, likelihood, and what the form still lacks.
    ``kam_screening_process``: starting, submitting, deciding, and what follows.
    ``kam_screening_rights``: whose customers are screened, by whom.
    ``kam_screening_intake``: what enters by a list or by a search.
    ``kam_screening_messages``: what mails say of it, and telling whom it is given to.
    ``kam_screening_account``: the account that goes with one that never began.
    """

    _name = "kam.screening"
    _description = "Customer Risk Analysis Form"
    _inherit = ["kam.account.form.mixin"]
    # whoever screens a customer need not see its account yet
    _rec_names_search = ["number", "partner_id"]

    # the customer is chosen when the screening is made, and stays
    _protected_except_on_create = frozenset({"partner_id", "company_id"})

    _entity_fields = ("partner_id", "manager_id")
    _customer_fields = ("partner_id",)
    _form_prefix = "CRA/%(year)s/"
    _form_line_fields = ("need_ids", "line_ids")
    # whoever follows in the account follows in its open screening
    _in_charge_fields = ("manager_id",)
    _required_to_submit = ("unit_id", "manager_id", "class_id")
    _one_open_per_account = one_open_form(
        "This customer is being screened already: go on with that screening."
    )

    # unlike other forms, a screening says for itself who it is of, and who will look after them:
    # the account follows
    partner_id = fields.Many2one(
        "res.partner",
        related=False,
        readonly=False,
        store=True,
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=PARTNERS,
        copy=False,
        help="The company itself; a contact stands for the company it belongs to.",
    )
    account_id = fields.Many2one(check_company=True)
    account_state = fields.Selection(related="account_id.state", string="Customer Is")
    account_number = fields.Char(related="account_id.number")
    company_id = fields.Many2one(
        "res.company",
        related=False,
        readonly=False,
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
        copy=False,
    )
    unit_id = fields.Many2one(
        compute=False,
        precompute=False,
        readonly=False,
        check_company=True,
        tracking=True,
        default=lambda self: self._default_unit(),
        help="The unit that will look after the key account. Its supervisor reviews the form.",
    )
    manager_id = fields.Many2one(
        "res.users",
        related=False,
        readonly=False,
        store=True,
        string="Account Manager",
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        tracking=True,
        default=lambda self: self._default_manager(),
        help="Who will be the account manager of the key account.",
    )
    class_id = fields.Many2one(
        "kam.customer.class",
        string="Customer Class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Chosen by the standard of the company, see the customer classes. Approval gives the "
        "class to the account.",
    )
    origin = fields.Selection(
        [
            ("manual", "By hand"),
            ("search", "Found by a search"),
            ("job", "Proposed by the job"),
            ("import", "Existing list"),
            ("development", "Developed"),
        ],
        required=True,
        default="manual",
        copy=False,
    )
    stage = fields.Selection(
        [
            ("candidate", "Candidate"),
            ("analysis", "Analysis"),
            ("review", "In review"),
            ("confirmed", "Confirmed"),
            ("rejected", "Rejected"),
            ("cancelled", "Given up"),
        ],
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand=True,
    )
    date_started = fields.Datetime(
        string="Analysis Began",
        copy=False,
        help="When the customer became a potential key account.",
    )
    started_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    # The figures of the customer when it was proposed.
    sales_amount = fields.Monetary(
        string="Net Sales of 12 Months",
        copy=False,
        groups=FIGURE_GROUPS,
        help="Posted customer invoices less credit notes, without tax, in the currency of the "
        "company.",
    )
    sales_before = fields.Monetary(
        string="In the 12 Months Before", copy=False, groups=FIGURE_GROUPS
    )
    growth = fields.Float(
        digits=(9, 4),
        copy=False,
        aggregator=None,
        groups=FIGURE_GROUPS,
        help="Net sales against the 12 months before.",
    )
    has_growth = fields.Boolean(copy=False, groups=FIGURE_GROUPS)
    late_share = fields.Float(
        digits=(5, 4),
        copy=False,
        aggregator=None,
        groups=FIGURE_GROUPS,
        help="Share, by amount, of what fell due and was paid late or is overdue.",
    )
    has_late_share = fields.Boolean(copy=False, groups=FIGURE_GROUPS)
    date_figures = fields.Date(string="Figures As Of", copy=False)
    need_ids = relations.One2many("kam.screening.need", "screening_id", string="Needs", copy=True)
    line_ids = relations.One2many("kam.screening.line", "screening_id", string="Risk Indicators")
    # The competitors at the customer, taken from the file of the account.
    competitor_ids = relations.Many2many(
        "kam.competitor",
        relation="kam_screening_competitor_rel",
        column1="screening_id",
        column2="competitor_id",
        string="Competitors",
        copy=False,
        help="Those of the account's file that matter here. What is known of them is kept when the "
        "form is submitted.",
    )
    competitor_copy = fields.Json(
        copy=False, help="What was known of the competitors when the form was submitted."
    )
    opportunity_count = fields.Integer(compute="_compute_opportunity_count")
    group_id = fields.Many2one(
        related="account_id.group_id",
        store=True,
        index="btree_not_null",
        string="Key Account Group",
    )
    # What the analysis comes to.
    template_id = fields.Many2one(
        "kam.risk.template",
        string="Risk Template",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The version of the indicators on which the analysis rests.",
    )
    # kept with the analysis, as the indicators are
    threshold_medium = fields.Float(string="Medium Risk From", digits=(5, 2), copy=False)
    threshold_high = fields.Float(string="High Risk From", digits=(5, 2), copy=False)
    scored_count = fields.Integer(compute="_compute_risk", store=True)
    is_scored = fields.Boolean(compute="_compute_risk", store=True)
    risk_total = fields.Float(
        string="Risk",
        digits=(5, 2),
        compute="_compute_risk",
        store=True,
        aggregator=None,
        help="Weighted mean of the scores, in percent of the highest score: from 20 to 100. Where "
        "the reviewer gave another score, that one counts.",
    )
    risk_level = fields.Selection(RISK_LEVELS, compute="_compute_risk", store=True, index=True)
    # between which totals the risk will come out, as long as scores are missing
    risk_least = fields.Float(
        string="Least Risk Possible", digits=(5, 2), compute="_compute_risk_span"
    )
    risk_most = fields.Float(
        string="Greatest Risk Possible", digits=(5, 2), compute="_compute_risk_span"
    )
    risk_level_least = fields.Selection(
        RISK_LEVELS, string="Lowest Level Possible", compute="_compute_risk_span"
    )
    risk_level_most = fields.Selection(
        RISK_LEVELS, string="Highest Level Possible", compute="_compute_risk_span"
    )
    has_fit = fields.Boolean(compute="_compute_fit", store=True)
    fit = fields.Float(
        digits=(5, 2),
        compute="_compute_fit",
        store=True,
        aggregator=None,
        help="How much of what the customer needs we can give, in percent; important needs weigh "
        "more.",
    )
    likelihood_proposed = fields.Float(
        digits=(5, 2),
        compute="_compute_likelihood",
        store=True,
        aggregator=None,
        help="The fit, less what the risk takes: at the lowest risk the fit itself, at the highest "
        "one 0.",
    )
    has_likelihood = fields.Boolean(compute="_compute_likelihood", store=True)
    is_likelihood_adjusted = fields.Boolean(
        string="Adjust the Likelihood", help="Give another one than follows from fit and risk."
    )
    likelihood_adjusted = fields.Float(string="Adjusted Likelihood", digits=(5, 2), aggregator=None)
    likelihood_reason = fields.Text(string="Reason of the Adjustment")
    likelihood = fields.Float(
        digits=(5, 2),
        compute="_compute_likelihood",
        store=True,
        aggregator=None,
        help="How likely the customer becomes a key account, in percent.",
    )
    risk_conclusion = fields.Text(
        string="Conclusion", help="What the analysis says, and what is done about the risks."
    )
    import_reason = fields.Text(
        string="Reason Instead of the Analysis",
        copy=False,
        help="For customers from an existing list: which list, who decided, and why the form is "
        "submitted without a complete analysis. Only administrators of key accounts write it.",
    )
    can_import = fields.Boolean(compute="_compute_can_import")
    can_start = fields.Boolean(compute="_compute_can_start")
    can_review_lines = fields.Boolean(compute="_compute_can_review_lines")

    _likelihood_possible = models.Constraint(
        "CHECK(likelihood_adjusted BETWEEN 0 AND 100)",
        "“Adjusted Likelihood” runs from 0 to 100 percent.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() - {"unit_id"} | {
            *PROPOSAL_FIGURES,
            "partner_id",
            "competitor_copy",
            "origin",
            "stage",
            "date_started",
            "started_by_id",
            "template_id",
            "threshold_medium",
            "threshold_high",
            "scored_count",
            "is_scored",
            "risk_total",
            "risk_level",
            "has_fit",
            "fit",
            "likelihood_proposed",
            "has_likelihood",
            "likelihood",
        }

    @api.depends("approval_state", "date_started")
    def _compute_stage(self):
        stages = {"in_review": "review", "approved": "confirmed"}
        for screening in self:
            state = screening.approval_state
            if state == "draft":
                screening.stage = "analysis" if screening.date_started else "candidate"
            else:
                screening.stage = stages.get(state, state)

    @api.model_create_multi
    def create(self, vals_list):
        """Begin screenings: each with its number and risk indicators."""
        # a screening that ended in this transaction is open no longer for the unique index
        self.flush_model(["approval_state"])
        try:
            screenings = super().create(vals_list)
        except psycopg2.errors.UniqueViolation as error:
            # somebody else has begun at this moment: the call is repeated, and says who
            raise ConcurrencyError(str(error)) from error
        screenings._make_lines()
        return screenings

    @api.model
    def _complete_create(self, vals_list):
        """Check who may be screened by whom, and add the account of each customer.

        :raise UserError: for a key account, a customer that is being screened already, or one
            that was rejected not long ago
        :raise AccessError: for a unit or account manager that the user may not choose
        """
        vals_list = [self._prepare_new(vals) for vals in super()._complete_create(vals_list)]
        self._check_screenable(vals_list)
        vals_list = self._add_accounts(vals_list)
        self._check_new_owners(vals_list)
        return vals_list

    @api.model
    def _prepare_new(self, vals):
        """Return values in which the customer is the company."""
        vals = self._add_missing_default_values(vals)
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        if not partner:
            raise ValidationError(self.env._("“Customer” is empty: choose whom to screen."))
        vals["partner_id"] = partner.commercial_partner_id.id
        return vals

    @api.model
    def _add_accounts(self, vals_list):
        """Return the values with the account of each customer, made where there is none."""
        account_ids = {}
        for company_id in {vals["company_id"] for vals in vals_list}:
            partners = self.env["res.partner"].browse(
                {vals["partner_id"] for vals in vals_list if vals["company_id"] == company_id}
            )
            company = self.env["res.company"].browse(company_id)
            accounts = self.env["kam.account"]._get_or_create(partners, company)
            # sudo: whoever screens a customer need not see its account yet
            for account in accounts.sudo():
                account_ids[account.partner_id.id, company_id] = account.id
        return [
            {**vals, "account_id": account_ids[vals["partner_id"], vals["company_id"]]}
            for vals in vals_list
        ]

    @api.constrains("manager_id")
    def _check_manager_is_internal(self):
        for screening in self:
            if screening.manager_id.share:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is a portal user and cannot be the account manager of "
                        "%(customer)s. Choose an internal user.",
                        user=screening.manager_id.name,
                        customer=screening.partner_id.name,
                    )
                )

    @api.constrains("unit_id")
    def _check_unit_is_active(self):
        for screening in self:
            if screening.unit_id and not screening.unit_id.active:
                raise ValidationError(
                    self.env._(
                        "The unit “%(unit)s” is archived. Choose another unit for %(customer)s.",
                        unit=screening.unit_id.complete_name,
                        customer=screening.partner_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # competitors, taken from the file of the account
    # ------------------------------------------------------------------

    @api.constrains("competitor_ids")
    def _check_competitors(self):
        for screening in self:
            # sudo: whose the competitors are counts, whether or not the user may read them
            strangers = screening.sudo().competitor_ids.filtered(
                lambda competitor: competitor.account_id != screening.account_id  # noqa: B023
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "“Competitors” of %(screening)s: %(competitors)s belong to another "
                        "account. Enter them in the file of %(customer)s first.",
                        screening=screening.display_name,
                        competitors=wording.listed(self.env, strangers.mapped("display_name")),
                        customer=screening.partner_id.name,
                    )
                )

    def _on_submitted(self):
        """Keep what is known of the competitors as the form goes into review."""
        self._protected_write({"competitor_copy": self._get_present_competitors()})
        super()._on_submitted()

    @api.model
    def _get_step_titles(self):
        """See the base method: the scheme's form has its own words for the steps of the scheme."""
        supervisor = self.env._("Opinion of the Supervisor")
        manager = self.env._("Opinion and Confirmation of the Manager")
        return {
            **super()._get_step_titles(),
            "Review by the supervisor": supervisor,
            "Confirmation by the manager": manager,
            # as screenings were submitted before 19.0.1.2.0
            "Reviewed by the supervisor": supervisor,
            "Confirmed by the manager": manager,
        }

    def _get_proposed_likelihood_text(self):
        """Return what the print says beside a likelihood that somebody has adjusted."""
        self.ensure_one()
        proposed = wording.percentage(self.env, self.likelihood_proposed, digits=2)
        return self.env._("(proposed: %s)", proposed)

    def _get_total_text(self):
        """Return the total of the scores and the level, as printed."""
        self.ensure_one()
        levels = dict(self._fields["risk_level"]._description_selection(self.env))
        total = wording.percentage(self.env, self.risk_total, digits=2)
        return wording.phrased(self.env, (total, levels.get(self.risk_level)))

    def _get_threshold_text(self):
        """Return what the print says beside the total of the scores."""
        self.ensure_one()
        return self.env._(
            "(medium from %(medium)s, high from %(high)s; %(least)s to %(most)s possible)",
            medium=wording.percentage(self.env, self.threshold_medium, digits=2),
            high=wording.percentage(self.env, self.threshold_high, digits=2),
            least=wording.percentage(self.env, 20),
            most=wording.percentage(self.env, 100),
        )

    def _get_present_competitors(self):
        return [
            {
                "id": competitor.id,
                "name": competitor.display_name,
                **{name: competitor[name] or "" for name in COMPETITOR_FIELDS},
            }
            for competitor in self.competitor_ids
        ]

    def _get_competitors(self):
        """Return the competitors as the form prints them: kept from the submission on.

        :return: list of dicts with ``name`` and what else is known
        """
        self.ensure_one()
        if self.approval_state == "draft":
            return self._get_present_competitors()
        return self.competitor_copy or []

    # ------------------------------------------------------------------
    # the way to the opportunities
    # ------------------------------------------------------------------

    @api.depends("need_ids.lead_id")
    @api.depends_context("uid")
    def _compute_opportunity_count(self):
        lead_model = self.env["crm.lead"]
        readable = lead_model
        if lead_model.has_access("read"):
            # sudo: which opportunities there are; what may be seen of them is asked right here
            lead_ids = self.sudo().need_ids.lead_id.ids
            readable = lead_model.search([("id", "in", lead_ids)])
        for screening in self:
            # sudo: as above
            screening.opportunity_count = len(
                readable.filtered(lambda lead: lead.id in screening.sudo().need_ids.lead_id.ids)  # noqa: B023
            )

    def action_view_opportunities(self):
        """Open the opportunities that were made of the needs, as far as the user may see them.

        :return: a window action
        """
        self.ensure_one()
        # sudo: which opportunities there are; the list shows those that the user may see
        lead_ids = self.sudo().need_ids.lead_id.ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("id", "in", lead_ids), ("type", "=", "opportunity")],
            "context": {"create": False},
        }
