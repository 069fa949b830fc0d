from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management.searching import by_tick

from ...rules import limits
from ..limit.kam_credit_profile import SOURCES

# From so much of a limit on it is nearly used up.
NEARLY = 0.9
# What the refresh writes; nothing else may.
CACHED_FIELDS = (
    "exposure",
    "exposure_receivables",
    "exposure_orders",
    "exposure_drafts",
    "exposure_limit",
    "exposure_source",
    "exposure_available",
    "exposure_share",
    "is_exposure_limited",
    "is_over_limit",
    "date_exposure",
)


class KamCreditProfile(models.Model):
    """What the customer owes and has ordered: as it was last computed, for lists, and now.

    ``kam_credit_profile_exposure``: the exposure, live, and what is used up of the limits.
    ``kam_credit_profile_refresh``: what lists show of it, and the job that keeps it.
    """

    _inherit = "kam.credit.profile"

    exposure = fields.Monetary(
        string="Credit Exposure",
        readonly=True,
        copy=False,
        help="What the customer owes and what its orders still bring, when it was last computed.",
    )
    exposure_receivables = fields.Monetary(
        string="Open Receivables",
        readonly=True,
        copy=False,
        help="Posted and open; what was paid or credited and is matched to nothing is taken off.",
    )
    exposure_orders = fields.Monetary(
        string="Open Orders",
        readonly=True,
        copy=False,
        help="What confirmed orders still bring, taxes included, less what was paid in advance.",
    )
    exposure_drafts = fields.Monetary(
        string="Draft Invoices",
        readonly=True,
        copy=False,
        help="Invoices that are not posted, as far as they are of no order.",
    )
    exposure_limit = fields.Monetary(
        string="Binding Limit",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The one that binds: the customer's own, or that of its group, which all customers of "
        "the group use together. As of when the exposure was last computed.",
    )
    exposure_source = fields.Selection(
        SOURCES,
        string="Binding Limit From",
        readonly=True,
        copy=False,
        help="Of the own limit and that of the group, the one that leaves less.",
    )
    exposure_available = fields.Monetary(
        string="Available",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What is left of the limit that binds: the customer's own, or that of its group.",
    )
    exposure_share = fields.Float(
        string="Share Used",
        digits=(12, 4),
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of the limit that binds. 0.9 means 90 %.",
    )
    is_exposure_limited = fields.Boolean(
        string="Has a Limit",
        readonly=True,
        copy=False,
        help="The customer had a limit when the exposure was last computed.",
    )
    is_over_limit = fields.Boolean(
        string="Over the Limit",
        readonly=True,
        copy=False,
        help="The exposure was above the limit that binds when it was last computed.",
    )
    date_exposure = fields.Datetime(
        string="Exposure As Of", readonly=True, copy=False, help="When it was last computed."
    )
    is_nearly_used = fields.Boolean(
        string="More Than 90 % Used",
        compute="_compute_is_nearly_used",
        search="_search_is_nearly_used",
        help="Of the limit that binds, when the exposure was last computed.",
    )

    exposure_now = fields.Monetary(
        compute="_compute_exposure_now", compute_sudo=True, aggregator=None
    )
    receivables_now = fields.Monetary(
        string="Open Receivables Now",
        compute="_compute_exposure_now",
        compute_sudo=True,
        aggregator=None,
    )
    orders_now = fields.Monetary(
        string="Open Orders Now",
        compute="_compute_exposure_now",
        compute_sudo=True,
        aggregator=None,
    )
    drafts_now = fields.Monetary(
        string="Draft Invoices Now",
        compute="_compute_exposure_now",
        compute_sudo=True,
        aggregator=None,
    )
    overdue_now = fields.Monetary(
        string="Overdue for the Check",
        compute="_compute_exposure_now",
        compute_sudo=True,
        aggregator=None,
        help="Open for longer after its due date than the tier tolerates, and not disputed.",
    )
    available_now = fields.Monetary(
        compute="_compute_exposure_now",
        compute_sudo=True,
        aggregator=None,
        help="What is left of the limit that binds: the customer's own, or that of its group.",
    )
    is_limited_now = fields.Boolean(
        string="Limited Now", compute="_compute_exposure_now", compute_sudo=True
    )
    is_over_limit_now = fields.Boolean(
        string="Over the Limit Now", compute="_compute_exposure_now", compute_sudo=True
    )
    binding_source = fields.Selection(
        [
            (limits.TIER, "Limit of the tier"),
            (limits.TEMPORARY, "Limit granted for a time"),
            (limits.GROUP, "Limit of the group"),
        ],
        string="Limit That Binds",
        compute="_compute_exposure_now",
        compute_sudo=True,
        help="Of the own limit and that of the group, the one that leaves less.",
    )

    group_use_note = fields.Text(
        string="Who Uses the Limit of the Group",
        compute="_compute_group_use_note",
        help="What each customer of the group uses of it now; for those who see all of them.",
    )

    _over_limit_idx = models.Index("(company_id) WHERE is_over_limit")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {*CACHED_FIELDS}

    @api.depends("exposure_share", "is_exposure_limited")
    def _compute_is_nearly_used(self):
        for profile in self:
            profile.is_nearly_used = profile.is_exposure_limited and profile.exposure_share > NEARLY

    @api.model
    def _search_is_nearly_used(self, operator, value):
        nearly = Domain("is_exposure_limited", "=", True) & Domain("exposure_share", ">", NEARLY)
        return by_tick(operator, value, nearly)

    # sudo (compute_sudo): whoever reads the profile reads what it counts, of all companies and
    # documents of the legal entity
    def _compute_exposure_now(self):
        known = self.filtered("company_id")
        exposures = known._get_exposures()
        standings = known._get_standings(exposures)
        for profile in self:
            found = exposures.get(profile)
            held, stands = standings.get(profile, (None, None))
            profile.exposure_now = float(found.total) if found else 0
            profile.receivables_now = float(found.receivables) if found else 0
            profile.orders_now = float(found.orders) if found else 0
            profile.drafts_now = float(found.drafts) if found else 0
            profile.overdue_now = float(found.overdue) if found else 0
            profile.available_now = float(stands.available) if stands else 0
            profile.is_limited_now = bool(stands and stands.is_limited)
            profile.is_over_limit_now = bool(stands and stands.is_over)
            profile.binding_source = held.source if held and stands.is_limited else False

    @api.depends("credit_group_id")
    @api.depends_context("uid", "lang")
    def _compute_group_use_note(self):
        for profile in self:
            profile.group_use_note = profile.credit_group_id.use_note
