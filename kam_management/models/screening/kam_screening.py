from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import protection

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


class KamScreening(models.Model):
    """From a customer to a confirmed key account (大客户筛选), with the customer risk analysis form
    客户风险分析表."""

    _name = "kam.screening"
    _description = "Customer Risk Analysis Form"
    _inherit = ["kam.form.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id"]
    _check_company_auto = True

    # the customer is chosen when the screening is made, and stays
    _protected_except_on_create = frozenset({"partner_id", "company_id"})

    _form_report = "kam_management.action_report_kam_screening"
    _form_sequence = "kam.screening"
    _form_prefix = "CRA/%(year)s/"
    _form_line_fields = ("need_ids", "line_ids")
    # whoever follows in the account follows in its open screening
    _in_charge_fields = ("manager_id",)

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The company itself; a contact stands for the company it belongs to.",
    )
    account_id = fields.Many2one(
        "kam.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    account_state = fields.Selection(related="account_id.state", string="Customer Is")
    account_number = fields.Char(related="account_id.number")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        copy=False,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "kam.unit",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self._default_unit(),
        help="The unit that will look after the key account. Its supervisor reviews the form.",
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
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
        help="By the standard of the company. Approval gives the class to the account.",
    )
    origin = fields.Selection(
        [
            ("manual", "By hand"),
            ("search", "Found by a search"),
            ("job", "Proposed by the job"),
            ("import", "Existing list"),
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
    need_ids = fields.One2many("kam.screening.need", "screening_id", string="Needs", copy=True)
    line_ids = fields.One2many("kam.screening.line", "screening_id", string="Risk Indicators")

    _one_open_per_account = models.UniqueIndex(
        "(account_id) WHERE approval_state IN ('draft', 'in_review')",
        "This customer is being screened already: go on with that screening.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            *PROPOSAL_FIGURES,
            "partner_id",
            "account_id",
            "company_id",
            "origin",
            "stage",
            "date_started",
            "started_by_id",
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

    @api.depends("number", "partner_id")
    def _compute_display_name(self):
        for screening in self:
            parts = (screening.number, screening.partner_id.name)
            screening.display_name = " ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        """Begin screenings: each with the account of its customer, its number and risk indicators.

        :raise UserError: for a key account, a customer that is being screened already, or one
            that was rejected not long ago
        :raise AccessError: for a unit or account manager that the user may not choose
        """
        if not protection.is_open(self):
            self.check_access("create")
            self._check_protected_values(vals_list)
        # a screening that ended in this transaction is open no longer for the unique index
        self.flush_model(["approval_state"])
        vals_list = [self._prepare_new(vals) for vals in vals_list]
        self._check_screenable(vals_list)
        vals_list = self._add_accounts(vals_list)
        self._check_new_owners(vals_list)
        # the account that was found is a protected field
        screenings = super(KamScreening, protection.opened(self)).create(vals_list)
        screenings = screenings.with_env(self.env)
        screenings._make_lines()
        return screenings

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

    def action_view_account(self):
        """Open the account of the customer.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
        }
