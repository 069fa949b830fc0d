from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import LazyTranslate

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.rules.form_states import OPEN_STATES
from odoo.addons.kam_management.rules.route_table import Step
from odoo.addons.kam_management.wording import Standard, format_date

from ..collection.res_company import LIMITS as COLLECTION_LIMITS
from ..document.res_company import LIMITS as DOCUMENT_LIMITS
from ..hold.res_company import LIMITS as HOLD_LIMITS
from ..hold.res_company import ORDINARY_POLICIES
from ..limit.res_company import LIMITS as LIMIT_LIMITS
from ..profile.res_company import BASES, LIMITS, TIER_POLICIES, check_limits

_lt = LazyTranslate(__name__)

# Which settings of a company are credit policy: name on the policy -> name on the company. Of
# tiers it is all of kam.credit.tier.mixin.
SETTINGS = {
    name: f"kam_credit_{name}"
    for name in (
        "threshold",
        "grace_days",
        "minimum_due",
        "basis",
        "honoured_share",
        "with_tax",
        "tier_policy",
        "limit_tolerance",
        "capital_months",
        "temporary_most",
        "temporary_share",
        "temporary_notice",
        "order_tolerance",
        "release_hours",
        "release_days",
        "ordinary_policy",
        "ordinary_is_limited",
        "ordinary_limit",
        "ordinary_tolerated",
        "dispute_days",
        "dispute_share",
        "year_days",
        "quarter_days",
        "warn_days",
    )
}
ALL_LIMITS = LIMITS | LIMIT_LIMITS | HOLD_LIMITS | COLLECTION_LIMITS | DOCUMENT_LIMITS
NAMES = {setting: name for name, setting in SETTINGS.items()}
# What an edition says for itself: no place of the document that it changes.
OWN_FIELDS = ("reason", "proposal_ids", "valid_from")
# What a scheme says in words until somebody words it otherwise.
TEXTS = {
    "purpose": _lt(
        "To strengthen the credit management of key accounts, prevent risks of the business, lower "
        "the cost of managing key accounts, and let the business develop steadily."
    ),
    "duties": _lt(
        "The key account centre of headquarters is in charge of all matters of key account credit. "
        "The key account departments of the regions and the key account offices of the areas carry "
        "this scheme out, and propose how to improve it."
    ),
    "scope": _lt(
        "This scheme holds for the credit management of potential key accounts, of new key "
        "accounts, and of key accounts of every list."
    ),
    "information_use": _lt(
        "1. Credit information is the credit tier, the credit limit and the criteria of the rating "
        "that are on record.\n"
        "2. Managers from supervisor upwards in the key account offices of the areas, the key "
        "account departments of the regions and the key account centre of headquarters may read "
        "and use credit information, and propose how to improve credit management.\n"
        "3. Credit information is used only to make individual measures that fit the business of a "
        "key account, and to work together with it more closely."
    ),
}


class KamCreditPolicy(models.Model):
    """The credit management scheme 大客户信用管理方案: by what credit is judged (scheme, credit
    management).

    Each revision is an edition of its own. On its day an approved edition writes the settings of
    the company and its tiers; from then on nobody else changes them.

    ``kam_credit_policy_start``: what a scheme begins with.
    ``kam_credit_policy_force``: how an edition is put in force, or called off before.
    ``kam_credit_policy_comparison``: what differs from the settings in force.
    ``kam_credit_policy_print``: what its print shows.
    """

    _name = "kam.credit.policy"
    _description = "Credit Management Scheme"
    _inherit = ["kam.credit.scheme.mixin"]
    _order = "is_in_force desc, valid_from desc, id desc"

    _form_prefix = "CPO/%(year)s/"
    _form_line_fields = ("tier_ids",)
    _required_to_submit = ("valid_from", "purpose", "duties", "scope", "information_use")
    _approval_route_name = _lt("Credit management scheme")
    _approval_route = (
        Step(
            "credit_approver",
            "headquarters",
            _lt("Review of the scheme by headquarters"),
            days=5,
            opinion_required=True,
        ),
        Step(
            ("director", "vice_president", "general_manager"),
            "headquarters",
            _lt("Approval of the scheme"),
            days=5,
        ),
    )

    valid_from = fields.Date(
        string="In Force From",
        default=lambda self: self.env.company.root_id._kam_today(),
        index=True,
        tracking=True,
        help="On this day the edition writes the settings, once it is approved.",
    )
    date_in_force = fields.Date(
        string="In Force Since",
        copy=False,
        readonly=True,
        help="The day on which the settings were written.",
    )
    date_out_of_force = fields.Date(
        string="In Force Until",
        copy=False,
        readonly=True,
        help="The day on which another edition wrote the settings.",
    )
    force_error = fields.Text(
        string="Why It Is Not in Force",
        copy=False,
        readonly=True,
        help="Why the settings could not be written on the day. It is tried again every hour.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("in_review", "In review"),
            ("waiting", "Approved, waits for its day"),
            ("in_force", "In force"),
            ("obsolete", "Obsolete"),
            ("dropped", "Not put in force"),
        ],
        string="State of the Edition",
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_in_force = fields.Boolean(
        string="In Force", compute="_compute_state", store=True, help="Credit is judged by it now."
    )
    can_call_off = fields.Boolean(compute="_compute_can_call_off")
    reason = fields.Text(
        string="Reason for the Revision", help="What this edition changes, and why it is wanted."
    )
    proposal_ids = relations.Many2many(
        "kam.credit.proposal",
        string="Proposals Taken Up",
        copy=False,
        domain="[('company_id', '=', company_id), ('decision', 'in', ('adopted', 'partly'))]",
        help="Adopted proposals to improve credit management that this edition carries out.",
    )
    writer_ids = relations.Many2many(
        "res.users",
        string="Written By",
        copy=False,
        readonly=True,
        help="Whoever wrote something into the edition: none of them decides on it.",
    )
    purpose = Standard(string="Purpose of the Scheme")
    duties = Standard(string="Duties and Powers")
    scope = Standard()
    information_use = Standard(string="Using Credit Information")
    scorecard_id = fields.Many2one(
        "kam.credit.scorecard",
        check_company=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('approval_state', 'in', ('draft', 'in_review', "
        "'approved')), ('control_status', '!=', 'obsolete')]",
        help="The edition of the scorecard that goes with this scheme.",
    )
    tier_ids = relations.One2many("kam.credit.policy.tier", "policy_id", string="Lists")

    # what is judged by, named as on the company
    threshold = fields.Float(string="Fulfilment Threshold", digits=(6, 5))
    grace_days = fields.Integer(string="Days of Grace")
    minimum_due = fields.Integer(string="Minimum of Due Instalments")
    basis = fields.Selection(BASES, string="Fulfilment Counted", required=True)
    honoured_share = fields.Float(string="Share That Counts as Honoured", digits=(6, 5))
    with_tax = fields.Boolean(string="Transaction Amount with Tax")
    tier_policy = fields.Selection(TIER_POLICIES, string="Tier Decided By", required=True)
    limit_tolerance = fields.Float(string="Tolerance of Limits", digits=(6, 5))
    capital_months = fields.Integer(string="Age of Statements (Months)")
    temporary_most = fields.Monetary(string="Large Temporary Limit")
    temporary_share = fields.Float(string="Large Share of the Limit", digits=(6, 5))
    temporary_notice = fields.Integer(string="Notice of the End (Days)")
    order_tolerance = fields.Float(string="Tolerance of Orders", digits=(6, 5))
    release_hours = fields.Integer(string="Release Usually Within (Hours)")
    release_days = fields.Integer(string="Validity of a Release (Days)")
    ordinary_policy = fields.Selection(
        ORDINARY_POLICIES, string="Orders of Ordinary Customers", required=True
    )
    ordinary_is_limited = fields.Boolean(string="Limit for Ordinary Customers")
    ordinary_limit = fields.Monetary(string="Limit of an Ordinary Customer")
    ordinary_tolerated = fields.Monetary(string="Overdue Tolerated of Ordinary Customers")
    dispute_days = fields.Integer(string="Days for a Dispute")
    dispute_share = fields.Float(string="Share in Dispute", digits=(6, 5))
    year_days = fields.Integer(string="Yearly Statement Owed After")
    quarter_days = fields.Integer(string="Quarterly Statement Owed After")
    warn_days = fields.Integer(string="Renew Documents Before")

    _ordinary_positive = models.Constraint(
        "CHECK(COALESCE(ordinary_limit, 0) >= 0 AND COALESCE(ordinary_tolerated, 0) >= 0)",
        "What ordinary customers may owe cannot be negative.",
    )
    _one_in_force = models.UniqueIndex(
        "(company_id) WHERE state = 'in_force'",
        "Another edition of the credit management scheme is in force.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "date_in_force",
            "date_out_of_force",
            "force_error",
            "writer_ids",
        }

    @api.depends("approval_state", "control_status", "date_in_force")
    def _compute_state(self):
        for policy in self:
            if policy.approval_state != "approved":
                is_open = policy.approval_state in OPEN_STATES
                policy.state = policy.approval_state if is_open else "dropped"
            elif policy.control_status == "obsolete":
                policy.state = "obsolete"
            else:
                policy.state = "in_force" if policy.date_in_force else "waiting"
            policy.is_in_force = policy.state == "in_force"

    @api.depends("number", "revision_mark", "valid_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for policy in self:
            if not policy.number:
                policy.display_name = self.env._("New credit management scheme")
                continue
            policy.display_name = self.env._(
                "%(number)s, valid from %(day)s",
                number=policy._get_mark(),
                day=format_date(self.env, policy.valid_from) if policy.valid_from else "—",
            )

    def _get_mark(self):
        """Return number and mark of the edition, as a print shows them."""
        return " ".join(filter(None, (self.number, self.revision_mark)))

    @api.constrains(*SETTINGS)
    def _check_settings(self):
        check_limits(self, {NAMES[setting]: limits for setting, limits in ALL_LIMITS.items()})

    # ------------------------------------------------------------------
    # who wrote it
    # ------------------------------------------------------------------

    def write(self, vals):
        """Note who wrote what the scheme says."""
        result = super().write(vals)
        if vals.keys() & {*SETTINGS, *TEXTS, *OWN_FIELDS, "scorecard_id", "tier_ids"}:
            self._note_writer()
        return result

    def _note_writer(self):
        """Note that the user wrote something into the editions."""
        if self.env.su:
            return
        fresh = self.filtered(lambda policy: self.env.user not in policy.writer_ids)
        if fresh:
            fresh._protected_write({"writer_ids": [Command.link(self.env.uid)]})

    def _get_authors(self):
        """See the base method: also everybody who wrote something into the edition."""
        return super()._get_authors() | self.writer_ids

    # ------------------------------------------------------------------
    # the form
    # ------------------------------------------------------------------

    @api.model
    def _get_edition_fields(self):
        """See the base method: why it is revised, and from when on, each edition says anew."""
        return super()._get_edition_fields() - {*OWN_FIELDS}

    def _get_content(self):
        """See the base method: neither why nor from when on is a place that changes."""
        content = super()._get_content()
        return {place: text for place, text in content.items() if place not in OWN_FIELDS}

    def _get_required_to_submit(self):
        """See the base method: a revision says why."""
        return (*super()._get_required_to_submit(), *(["reason"] if self.edition_of_id else []))

    def _get_missing(self):
        """See the base method: the intervals are without gap, and the day is a later one."""
        missing = super()._get_missing()
        if not self.tier_ids:
            missing.append(self.env._("“%s” are missing.", self._get_label("tier_ids")))
        return missing + self.tier_ids._get_band_defects() + self._get_day_defects()

    def _get_day_defects(self):
        """Return why the edition could not be put in force on its day: texts."""
        # sudo: every approved edition counts
        latest = self.sudo().search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("approval_state", "=", "approved")
            & Domain("id", "!=", self._origin.id),
            order="valid_from desc, id desc",
            limit=1,
        )
        if not latest or not self.valid_from or self.valid_from > latest.valid_from:
            return []
        return [
            self.env._(
                "“%(field)s”: %(edition)s is approved and in force from %(day)s. Choose a later "
                "day.",
                field=self._get_label("valid_from"),
                edition=latest._get_mark(),
                day=format_date(self.env, latest.valid_from),
            )
        ]

    def _check_complete_as_entered(self):
        """See the base method: lists are looked at once they are stored."""

    def _check_unlink(self):
        """See the base method: the lists go with a draft of their own."""
        super()._check_unlink()
        # the database deletes them with it, and what looks after them has to know
        self.tier_ids.unlink()
