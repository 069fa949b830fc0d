from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import wording
from ...rules import fit, texts

STAGES_WITH_OPPORTUNITIES = ("analysis", "review", "confirmed")

# What we answer a need with (scheme, one.1: 技术、生产、售后), each from 0 to 5.
RESOURCES = ("technology", "production", "service")
HIGHEST = 5


class KamScreeningNeed(models.Model):
    """A need of the customer, what it asks for, and what we have for it."""

    _name = "kam.screening.need"
    _description = "Need of a Customer in Screening"
    _inherit = ["kam.approval.line.mixin"]
    _order = "screening_id, importance desc, id"

    _approval_form_field = "screening_id"
    _approval_lines_field = "need_ids"
    _protected_fields = frozenset(
        {"screening_id", "company_id", "fit", "has_fit", "gap", "lead_id"}
    )
    _protected_except_on_create = frozenset({"screening_id"})

    screening_id = fields.Many2one(
        "kam.screening", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="screening_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Text(string="Need", required=True, help="What the customer needs, and how much.")
    importance = fields.Integer(
        required=True, default=3, aggregator=None, help="From 1 to 5; important needs weigh more."
    )
    technology_required = fields.Integer(
        aggregator=None, help="What the need asks of our technology, from 0 to 5."
    )
    technology_own = fields.Integer(aggregator=None, help="What we have of it, from 0 to 5.")
    production_required = fields.Integer(
        aggregator=None, help="What the need asks of our production, from 0 to 5."
    )
    production_own = fields.Integer(aggregator=None, help="What we have of it, from 0 to 5.")
    service_required = fields.Integer(
        string="After-sales Required",
        aggregator=None,
        help="What the need asks of our after-sales service, from 0 to 5.",
    )
    service_own = fields.Integer(
        string="After-sales Own", aggregator=None, help="What we have of it, from 0 to 5."
    )
    technology = fields.Char(compute="_compute_gaps", help="Required / own.")
    production = fields.Char(compute="_compute_gaps", help="Required / own.")
    service = fields.Char(string="After-sales", compute="_compute_gaps", help="Required / own.")
    technology_gap = fields.Integer(compute="_compute_gaps")
    production_gap = fields.Integer(compute="_compute_gaps")
    service_gap = fields.Integer(string="After-sales Gap", compute="_compute_gaps")
    gap = fields.Integer(
        compute="_compute_fit",
        store=True,
        aggregator=None,
        help="What is missing over all resources.",
    )
    fit = fields.Float(
        digits=(5, 2),
        compute="_compute_fit",
        store=True,
        aggregator=None,
        help="How much of what the need asks for we have, in percent.",
    )
    has_fit = fields.Boolean(compute="_compute_fit", store=True)
    is_opportunity = fields.Boolean(
        string="Sales Opportunity", help="The need can become an opportunity in CRM."
    )
    expected_revenue = fields.Monetary(help="Of the opportunity, in the currency of the company.")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index="btree_not_null", ondelete="set null", copy=False
    )
    has_lead = fields.Boolean(compute="_compute_has_lead")

    _importance_possible = models.Constraint(
        "CHECK(importance BETWEEN 1 AND 5)", "“Importance” of a need runs from 1 to 5."
    )
    _revenue_possible = models.Constraint(
        "CHECK(expected_revenue >= 0 AND expected_revenue < 1e15)",
        "“Expected Revenue” of a need is an amount, and not negative.",
    )

    @api.model
    def _get_matrix_fields(self):
        """Return the names of the fields that the fit follows from."""
        return [f"{resource}_{side}" for resource in RESOURCES for side in ("required", "own")]

    def _get_pairs(self):
        """Return what is required and what we have, one pair per resource."""
        self.ensure_one()
        return [(self[f"{resource}_required"], self[f"{resource}_own"]) for resource in RESOURCES]

    @api.depends(lambda self: self._get_matrix_fields())
    def _compute_gaps(self):
        for need in self:
            for resource, pair in zip(RESOURCES, need._get_pairs(), strict=True):
                need[resource] = "{} / {}".format(*pair)
                need[f"{resource}_gap"] = fit.gap(*pair)

    @api.depends(lambda self: self._get_matrix_fields())
    def _compute_fit(self):
        for need in self:
            pairs = need._get_pairs()
            value = fit.fit(pairs)
            need.gap = sum(fit.gap(*pair) for pair in pairs)
            need.has_fit = value is not None
            need.fit = fit.rounded(value)

    @api.depends("lead_id")
    def _compute_has_lead(self):
        for need in self:
            # sudo: whether there is an opportunity is no secret, what it says may be
            need.has_lead = bool(need.sudo().lead_id)

    @api.constrains("name")
    def _check_name(self):
        for need in self:
            if not texts.trimmed(need.name):
                raise ValidationError(
                    self.env._("“Need” is blank: say what the customer needs, and how much.")
                )

    @api.constrains(
        "importance",
        "technology_required",
        "technology_own",
        "production_required",
        "production_own",
        "service_required",
        "service_own",
    )
    def _check_scale(self):
        for need in self:
            lowest_of = {"importance": 1}
            for name in ("importance", *self._get_matrix_fields()):
                lowest = lowest_of.get(name, 0)
                if not lowest <= need[name] <= HIGHEST:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of the need “%(need)s” is %(value)s: enter a whole number "
                            "from %(lowest)s to %(highest)s.",
                            field=self._fields[name]._description_string(self.env),
                            need=need.name,
                            value=need[name],
                            lowest=lowest,
                            highest=HIGHEST,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_opportunity(self):
        for need in self.filtered("has_lead"):
            raise ValidationError(
                self.env._(
                    "The need “%(need)s” became an opportunity and stays with it.", need=need.name
                )
            )

    # ------------------------------------------------------------------
    # the opportunity in CRM (scheme, one.1)
    # ------------------------------------------------------------------

    def action_create_opportunity(self):
        """Make an opportunity in CRM of each need that is marked as one; each once.

        The salesperson is the account manager. Whoever may write the screening may do it, with or
        without rights in CRM.

        :return: True
        :raise UserError: for a need that is not marked, or a screening that has not begun or ended
        :raise AccessError: for whoever may not write the screening
        """
        for need in self:
            need._create_opportunity()
        return True

    def _create_opportunity(self):
        self.ensure_one()
        screening = self.screening_id
        screening.check_access("write")
        screening._serialise()
        if not self.is_opportunity:
            raise UserError(
                self.env._(
                    "“%(need)s” is not marked as a sales opportunity: tick “Sales Opportunity”.",
                    need=self.name,
                )
            )
        if screening.stage not in STAGES_WITH_OPPORTUNITIES:
            stages = dict(screening._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(screening)s is at “%(stage)s”: opportunities are made from the beginning of "
                    "the analysis on, unless the customer is rejected.",
                    screening=screening.display_name,
                    stage=stages[screening.stage],
                )
            )
        # sudo: the screening makes the opportunity, for people without rights in CRM as well; they
        # see it there only with such rights
        need = self.sudo()
        if need.lead_id:
            return
        lead = self.env["crm.lead"].sudo().create(need._prepare_lead_vals())  # sudo: as above
        need._protected_write({"lead_id": lead.id})

    def _prepare_lead_vals(self):
        screening = self.screening_id
        # Odoo lets only users of the very company keep its opportunities
        own = screening.manager_id._kam_companies_of(screening.company_id)
        company = (own & screening.company_id) or own[:1] or screening.company_id
        return {
            "name": wording.labelled(
                self.env,
                screening.partner_id.name,
                self.name.strip().splitlines()[0][:80],
            ),
            "type": "opportunity",
            "partner_id": screening.partner_id.id,
            "company_id": company.id,
            "user_id": screening.manager_id.id,
            "expected_revenue": self.expected_revenue,
            "description": self.name,
        }
