from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ...queries.parties import Asked
from ...rules import exposure, limits


class KamCreditProfile(models.Model):
    """The exposure of customers, live, and what is used up of their limits."""

    _inherit = "kam.credit.profile"

    def _get_exposures(self, day=None):
        """Return the exposure of customers as it is now; one statement for each legal entity.

        Whoever asks has to have checked who may know: what is counted is everything that the legal
        entity has with the debtor, whatever the user may see of it or has chosen.

        :param date day: the day of the check where the companies work, today by default: overdue
            and horizon are counted from it
        :return: dict profile -> :class:`rules.exposure.Exposure`, in company currency
        """
        found = {}
        # sudo: see above
        for company, profiles in self.sudo().grouped("company_id").items():
            on = day or company._kam_today()
            debtors = profiles._as_asked(on)
            by_debtor = self.env["kam.credit.ledger"]._exposures(company, on, debtors)
            found.update(profiles._assign_exposures(by_debtor))
        return {profile: found[profile] for profile in self}

    def _assign_exposures(self, by_debtor):
        """Return the exposures of customers by customer; of who owes nothing an empty one."""
        return {
            profile: by_debtor.get(profile.partner_id.id, exposure.Exposure()) for profile in self
        }

    def _as_asked(self, day):
        """Return customers of one company as the queries take them.

        :param date day: the day of the check
        :return: list of :class:`queries.parties.Asked`
        """
        return [
            Asked(profile.partner_id.id, *profile.tier_id._get_exposure_days(day))
            for profile in self._origin
        ]

    @api.model
    def _find_asked(self, company, day, ids=None):
        """Return the customers of a company as the queries take them.

        :param res.company company: a root company
        :param date day: the day of the check
        :param ids: ids of profiles; None for all of the company
        :return: list of :class:`queries.parties.Asked`
        """
        asked = Domain("company_id", "=", company.id)
        if ids is not None:
            asked &= Domain("id", "in", list(ids))
        # sudo: rows are computed for these, whether a reader sees them is for record rules to say
        return self.sudo().search_fetch(asked, ["partner_id", "tier_id"])._as_asked(day)

    @api.model
    def _prepare_asked(self, company, partners, day):
        """Return debtors as the queries take them, also those without a profile.

        :param res.company company: a root company
        :param partners: the debtors
        :param date day: the day of the check
        :return: list of :class:`queries.parties.Asked`
        """
        # sudo: as in _get_exposures
        profiles = self.sudo().search_fetch(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)],
            ["partner_id", "tier_id"],
        )
        tiers = {profile.partner_id.id: profile.tier_id for profile in profiles}
        no_tier = self.env["kam.credit.tier"]
        return [
            Asked(partner.id, *tiers.get(partner.id, no_tier)._get_exposure_days(day))
            for partner in partners
        ]

    def _get_used(self, exposures, day=None):
        """Return what is used up of each limit that may hold for customers.

        :param dict exposures: profile -> :class:`rules.exposure.Exposure`, as
            :meth:`_get_exposures` says
        :param date day: the day of the check; today by default
        :return: dict profile -> dict source of a limit -> Decimal, as :meth:`_get_limits` takes it:
            of the own one, be it the tier's or a temporary one, what the customer uses; of that of
            its group, what all members use
        """
        # sudo: all members count, whoever may see them
        groups = self.sudo().credit_group_id
        others = groups.all_member_ids.filtered(lambda member: member not in exposures)
        known = {**exposures, **others._get_exposures(day)}
        by_group = {
            group: sum((known[member].total for member in group.all_member_ids), Decimal(0))
            for group in groups
        }
        used = {}
        for profile in self:
            own = exposures[profile].total
            used[profile] = {limits.TIER: own, limits.TEMPORARY: own}
            # sudo: as above
            group = profile.sudo().credit_group_id
            if group:
                used[profile][limits.GROUP] = by_group[group]
        return used

    def _get_standings(self, exposures, day=None):
        """Return how customers stand against the limits that bind.

        :param dict exposures: as :meth:`_get_exposures` says
        :param date day: the day of the check; today by default
        :return: dict profile -> (:class:`rules.limits.Held` that binds, or None,
            :class:`rules.exposure.Standing`)
        """
        used = self._get_used(exposures, day)
        # sudo: as above
        held = self.sudo()._get_limits(day, used)
        found = {}
        for profile in self:
            valid = held[profile].valid
            binds = valid is not None and not valid.is_unlimited
            found[profile] = (
                valid,
                exposure.standing(valid.amount, used[profile][valid.source])
                if binds
                else exposure.standing(None, Decimal(0)),
            )
        return found
