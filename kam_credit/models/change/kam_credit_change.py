from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.rules.route_table import Step
from odoo.addons.kam_management.wording import format_date

from ...rules import change_dates

_lt = LazyTranslate(__name__)


class KamCreditChange(models.Model):
    """The credit tier change request 大客户信用等级变更申请表, also for the first tier (scheme,
    credit management, section 5).

    ``kam_credit_change_process``: proposals, what ends and begins anew, the area's confirmation.
    ``kam_credit_change_duties``: until when the area submits, corrects and confirms it.
    """

    _name = "kam.credit.change"
    _description = "Credit Tier Change Request"
    _inherit = ["kam.credit.figures.mixin"]
    _order = "date_standard_met desc, id desc"
    # copied when the request is made, and again when it is submitted
    _kept_figures = (
        "transaction_amount",
        "amount_due",
        "amount_on_time",
        "fulfilment_rate",
        "has_rate",
        "date_figures",
        "tier_by_amount_id",
        "tier_led_id",
    )
    _kam_own_days = frozenset({"date_standard_met"})

    # to credit officers of the area, whoever leads the unit
    _is_left_to_owners = True
    _form_prefix = "CTC/%(year)s/"
    # region three days, headquarters three, up to seven (scheme, 3.5)
    _approval_route_name = _lt("Credit tier change")
    _approval_total_days = change_dates.TOTAL_DAYS
    _approval_route = (
        Step(
            "credit_reviewer",
            "region",
            _lt("Verification by the region"),
            days=3,
            opinion_required=True,
        ),
        Step(
            "credit_approver",
            "headquarters",
            _lt("Signature by headquarters"),
            days=3,
            extension_days=7,
            extension_role="director",
        ),
    )

    profile_id = fields.Many2one(domain="[('account_state', '=', 'key')]")
    origin = fields.Selection(
        [("manual", "By hand"), ("job", "Proposed by the evaluation")],
        required=True,
        default="manual",
        copy=False,
    )
    tier_from_id = fields.Many2one(
        "kam.credit.tier", string="Present Tier", copy=False, ondelete="restrict"
    )
    tier_to_id = fields.Many2one(
        "kam.credit.tier",
        string="Requested Tier",
        check_company=True,
        ondelete="restrict",
        domain="([] if revision_mark else [('id', '!=', held_tier_id)])",
        help="Empty: the customer shall hold no tier.",
    )
    held_tier_id = fields.Many2one(
        related="profile_id.tier_id",
        string="Tier Held",
        help="What the customer holds today: a request is for another one.",
    )
    direction = fields.Selection(
        [
            ("first", "First tier"),
            ("up", "Better"),
            ("down", "Worse"),
            ("same", "Same tier"),
            ("end", "No tier"),
        ],
        compute="_compute_direction",
        help="A revision may ask for the tier that is held, and correct what the request says.",
    )
    justification = fields.Text(help="Why the tier shall change, for those who decide.")
    date_standard_met = fields.Date(
        string="Standard Met On",
        required=True,
        compute="_compute_date_standard_met",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The day on which the standard for the other tier was met. All dates count from it.",
    )
    date_submission_due = fields.Date(
        string="Submit By", compute="_compute_dates", store=True, help="Two days later."
    )
    date_confirmation_due = fields.Date(
        string="Confirm By",
        compute="_compute_dates",
        store=True,
        help="Ten days later: until then the area confirms that management follows the new tier.",
    )
    tier_led_id = fields.Many2one(
        "kam.credit.tier", string="Tier by Figures", copy=False, ondelete="restrict"
    )
    date_applied = fields.Datetime(string="Applied On", copy=False)
    is_customer_told = fields.Boolean(string="Customer Told", copy=False)
    measures = fields.Text(
        string="Measures Adjusted",
        copy=False,
        help="What changed in the treatment of the customer: deliveries, terms, visits.",
    )
    confirmed_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_confirmed = fields.Date(string="Confirmed On", copy=False)
    stage = fields.Selection(
        [
            ("prepare", "To submit"),
            ("review", "In review"),
            ("confirm", "To confirm"),
            ("done", "Done"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand=True,
    )
    date_stage_due = fields.Date(
        string="Next Due",
        compute="_compute_date_stage_due",
        store=True,
        index="btree_not_null",
        help="Until when the request is submitted, its present step decided, or the tier "
        "confirmed.",
    )
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    _one_open_per_account = models.UniqueIndex(
        "(profile_id) WHERE approval_state IN ('draft', 'in_review')",
        "This customer has an open tier change request already.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "stage",
            "date_submission_due",
            "date_confirmation_due",
            "date_stage_due",
            "origin",
            "tier_from_id",
            "date_applied",
            "confirmed_by_id",
            "date_confirmed",
        }

    @api.depends("profile_id")
    def _compute_date_standard_met(self):
        for change in self:
            company = change.profile_id.company_id or self.env.company.root_id
            change.date_standard_met = change.date_standard_met or company._kam_today()

    @api.onchange("profile_id")
    def _onchange_profile_id(self):
        """Propose the tier to which the figures lead, unless it is the one that is held."""
        profile = self.profile_id
        if self.tier_to_id == profile.tier_id or not self.tier_to_id:
            self.tier_to_id = profile._get_tier_to_request()

    @api.depends("tier_from_id", "tier_to_id")
    def _compute_direction(self):
        for change in self:
            before, after = change.tier_from_id, change.tier_to_id
            if not after:
                change.direction = "end"
            elif not before:
                change.direction = "first"
            elif after == before:
                change.direction = "same"
            else:
                better = after.amount_from > before.amount_from
                change.direction = "up" if better else "down"

    @api.depends("date_standard_met")
    def _compute_dates(self):
        """Days are counted as the route counts them."""
        for change in self:
            met, company = change.date_standard_met, change.company_id
            route = self.env["kam.approval.route"]._find(self._name, company)
            days = {
                "date_submission_due": change_dates.SUBMISSION_DAYS,
                "date_confirmation_due": change_dates.TOTAL_DAYS,
            }
            for name, number in days.items():
                # of no customer yet, hence of no company
                is_known = bool(met and company)
                change[name] = is_known and company._kam_due(met, number, route.day_count)

    @api.depends("approval_state", "date_confirmed")
    def _compute_stage(self):
        stages = {"draft": "prepare", "in_review": "review"}
        for change in self:
            if change.approval_state == "approved":
                change.stage = "done" if change.date_confirmed else "confirm"
            else:
                change.stage = stages.get(change.approval_state, change.approval_state)

    @api.constrains("date_standard_met")
    def _check_date_standard_met(self):
        for change in self:
            if change.date_standard_met > change.company_id._kam_today():
                raise ValidationError(
                    self.env._(
                        "“Standard Met On” %(day)s lies in the future: enter the day on which the "
                        "standard was met.",
                        day=format_date(self.env, change.date_standard_met),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create requests with the figures that they rest on."""
        changes = super().create(vals_list)
        changes._freeze_figures()
        changes._open_submission()
        return changes

    def _freeze_figures(self):
        """Copy the present tier and figures from the profile."""
        for change in self:
            profile = change.profile_id
            change._protected_write(
                {
                    "tier_from_id": profile.tier_id.id,
                    **change._prepare_figures(profile),
                }
            )

    # ------------------------------------------------------------------
    # approval
    # ------------------------------------------------------------------

    def _get_approval_first_day(self):
        """See the base method: the clock runs from the day on which the standard was met."""
        return self.date_standard_met

    @api.model
    def _get_step_titles(self):
        """See the base method: the scheme's form has its own words for the steps of the scheme."""
        region = self.env._("Opinion of the Regional Department")
        headquarters = self.env._("Decision of Headquarters")
        return {
            **super()._get_step_titles(),
            "Verification by the region": region,
            "Signature by headquarters": headquarters,
            # as requests were submitted before 19.0.1.1.0
            "Verified by the region": region,
            "Signed by headquarters": headquarters,
        }

    def _get_extension_title(self, review):
        """See the base method: in the scheme it is the marketing director who extends."""
        if review.extension_role == "director":
            return self.env._("Extension by the Marketing Director")
        return super()._get_extension_title(review)

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what the customer is and holds."""
        return super()._get_missing_depends() | {
            "profile_id.account_state",
            "profile_id.tier_id",
            "revision_mark",
            "tier_led_id",
            "tier_to_id.active",
        }

    def _is_tier_forgotten(self):
        """Tell whether nothing was chosen for a customer whose figures lead to a tier.

        A revision takes a tier away that should not have been given.
        """
        held = self.profile_id.tier_id
        return bool(held and self.tier_led_id and not self.tier_to_id and not self.revision_mark)

    def _get_missing(self):
        """See the base method: a request changes something, and says why."""
        missing = super()._get_missing()
        customer = self.profile_id.display_name
        if self.profile_id.account_state != "key":
            missing.append(
                self.env._(
                    "%(customer)s is no key account: only these hold tiers.", customer=customer
                )
            )
        if self.tier_to_id == self.profile_id.tier_id and not self.revision_mark:
            missing.append(
                self.env._(
                    "“Requested Tier” of %(customer)s is the one it holds. Choose another one.",
                    customer=customer,
                )
            )
        if self._is_tier_forgotten():
            missing.append(
                self.env._(
                    "“Requested Tier” of %(customer)s is empty, which would take its tier away, "
                    "while the figures lead to %(tier)s. Choose a tier.",
                    customer=customer,
                    tier=self.tier_led_id.display_name,
                )
            )
        if self.tier_to_id and not self.tier_to_id.active:
            missing.append(
                self.env._(
                    "“Requested Tier” %(tier)s is no longer in use. Choose another one.",
                    tier=self.tier_to_id.display_name,
                )
            )
        if not texts.trimmed(self.justification):
            missing.append(
                self.env._(
                    "“Justification” of %(customer)s is empty: say why the tier shall change.",
                    customer=customer,
                )
            )
        return missing

    def _check_submittable(self):
        """See the base method: the area submits its requests itself."""
        if not self._may_submit():
            raise AccessError(
                self.env._(
                    "%(change)s is submitted by a credit officer of %(unit)s.",
                    change=self.display_name,
                    unit=self.unit_id.complete_name,
                )
            )
        super()._check_submittable()

    def _on_submitted(self):
        """Freeze the figures as they are today."""
        super()._on_submitted()
        self._freeze_figures()
        self.env["kam.deadline"]._close(self, "credit_submission")

    def _on_approved(self):
        """Apply the tier at once; the area confirms that management follows it."""
        # a revision may leave the tier as it is
        if self.tier_to_id == self.profile_id.tier_id:
            pass
        elif self.tier_to_id:
            self.profile_id._assign_tier(self.tier_to_id, self.justification, document=self)
        else:
            self.profile_id._drop_tier(self.justification, document=self)
        # ticked before approval it would say nothing
        self._protected_write({"date_applied": fields.Datetime.now(), "is_customer_told": False})
        super()._on_approved()

    def _on_all_approved(self):
        """See the base method: the area confirms that management follows what was filed."""
        super()._on_all_approved()
        for change in self:
            change._open_confirmation()

    # ------------------------------------------------------------------
    # route, and until when the request is due where it stands
    # ------------------------------------------------------------------

    @api.depends(
        "stage",
        "date_submission_due",
        "date_confirmation_due",
        "date_first_submitted",
        "date_total_due",
        "review_ids.state",
        "review_ids.date_due",
    )
    def _compute_date_stage_due(self):
        for change in self:
            if change.stage == "prepare":
                # a request that was returned has the whole of its time, not two days
                was_submitted = change.date_first_submitted
                due = change.date_total_due if was_submitted else change.date_submission_due
            elif change.stage == "review":
                due = change.date_due
            else:
                due = change.stage == "confirm" and change.date_confirmation_due
            change.date_stage_due = due

    @api.depends("date_stage_due")
    def _compute_is_late(self):
        super()._compute_is_late()

    def _get_next_due(self):
        """See the base method: also until submitted, and until confirmed."""
        return self.date_stage_due

    @api.model
    def _get_late_domain(self, today):
        """See the base method."""
        return Domain("date_stage_due", "<", today)
