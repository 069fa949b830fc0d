from odoo import api, fields, models
from odoo.tools import ormcache

from ...rules import exposure

# Days after the due date that are tolerated where nobody says otherwise.
OVERDUE_DAYS = 30


class KamCreditTierMixin(models.AbstractModel):
    """How a tier counts orders and what is overdue."""

    _inherit = "kam.credit.tier.mixin"

    horizon_days = fields.Integer(
        string="Horizon (Days)",
        tracking=True,
        aggregator=None,
        help="Orders count in the exposure as far as they are to be delivered within so many days. "
        "0: all of them count.",
    )
    overdue_days = fields.Integer(
        string="Overdue After (Days)",
        default=OVERDUE_DAYS,
        tracking=True,
        aggregator=None,
        help="What is open so many days after its due date is overdue for the credit check. 0: "
        "from the day after the due date.",
    )

    _exposure_days_possible = models.Constraint(
        "CHECK(horizon_days BETWEEN 0 AND 3650 AND overdue_days BETWEEN 0 AND 3650)",
        "The days of the horizon, and those after which something is overdue, are from 0 to 3650.",
    )

    @api.model
    def _get_policy_fields(self):
        """Return the names of the fields that the check asks of a tier. To be extended."""
        return {"horizon_days", "overdue_days"}

    def _get_policy(self, name):
        """Return what the tier says to the check, or a false value without a tier.

        Kept from one check to the next; whoever changes a tier lets it be forgotten.

        :param str name: one of :meth:`_get_policy_fields`
        """
        return self._policy(self.id)[name] if self else False

    @api.model
    @ormcache("tier_id")
    def _policy(self, tier_id):
        """Return what a tier says to the check: dict name of a field -> value.

        :param int tier_id: id of the tier
        """
        # sudo: the policy holds for whoever asks
        tier = self.sudo().browse(tier_id)
        return {name: tier[name] for name in self._get_policy_fields()}

    def write(self, vals):
        """Change tiers; what the check keeps of them is forgotten."""
        result = super().write(vals)
        if self._get_policy_fields() & vals.keys():
            self.env.registry.clear_cache()
        return result

    def _get_exposure_days(self, day):
        """Return which deliveries count and what is overdue for a check, also without a tier.

        :param date day: the day of the check
        :return: last day of deliveries that count, None for every day; day before which what fell
            due is overdue
        """
        overdue_days = self._get_policy("overdue_days") if self else OVERDUE_DAYS
        return (
            exposure.last_day(day, self._get_policy("horizon_days")),
            exposure.overdue_before(day, overdue_days),
        )
