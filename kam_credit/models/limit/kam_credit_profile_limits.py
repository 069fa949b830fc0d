from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from odoo.addons.kam_management import arguments, wording

from ...rules import limits


class Limits(NamedTuple):
    """What holds for a customer on a day: :class:`limits.Held`, or None for what there is none of.

    ``own`` is that of its tier or a temporary one, ``group`` that of its group. Both hold.
    ``valid`` is the one that leaves the least room; an unlimited one where nothing binds.
    """

    own: limits.Held | None
    group: limits.Held | None
    valid: limits.Held | None


class KamCreditProfile(models.Model):
    """Which limit holds on a day, and what ends with the tier.

    Everything is asked by the dates: no job has to run for a temporary limit to begin or to end.
    """

    _inherit = "kam.credit.profile"

    @api.readonly
    def limit_on(self, day=False):
        """Return the credit limit that holds for the customer on a day.

        On a past day that is the customer's own limit, as its history knows it; today and later
        the limit of its group counts as well.

        :param day: a day where the company works, today by default
        :return: dict: ``amount`` (company currency; False where nothing limits), ``is_unlimited``,
            ``source`` (``tier``, ``temporary``, ``group``; False without a tier: nothing is
            granted, and nothing limits), ``document_model``, ``document_id``, ``document`` (the
            tier, form or group, by name; False for none). An amount of 0 is no credit
        :raise UserError: for what is no customer or day
        :raise AccessError: for whoever may not read the credit profile
        """
        arguments.one(self)
        self.check_access("read")
        label = self._fields["date_figures"]._description_string(self.env)
        day = arguments.day(self.env, label, day) or None
        valid = self._get_limits(day)[self].valid
        origin = valid.origin if valid else None
        return arguments.told(
            {
                "amount": float(valid.amount) if valid and not valid.is_unlimited else None,
                "is_unlimited": bool(valid and valid.is_unlimited),
                "source": valid.source if valid else None,
                "document_model": origin._name if origin else None,
                "document_id": origin.id if origin else None,
                "document": origin.with_env(self.env).sudo().display_name if origin else None,
            }
        )

    def _get_limits(self, day=None, exposures=None, has_temporary=True):
        """Return what holds for customers on a day; set-based.

        :param date day: a day where the companies work; by default today
        :param dict exposures: profile -> dict source of a limit -> Decimal, what is used up of it
        :param bool has_temporary: False where it is known that none has a temporary limit
        :return: dict profile -> :class:`Limits`
        """
        found = {}
        for company, profiles in self.grouped("company_id").items():
            # one that is not chosen yet is of no company
            today = (company or self.env.company)._kam_today()
            on = day or today
            owns = profiles._get_own_limits(on, today, has_temporary)
            for profile in profiles:
                own = owns[profile]
                group = profile._get_group_limit() if on >= today else None
                used = (exposures or {}).get(profile)
                valid = limits.binding([own, group], used) or own or group
                found[profile] = Limits(own, group, valid)
        return found

    def _get_own_limits(self, day, today, has_temporary):
        """Return the customers' own limits on a day: dict profile -> :class:`limits.Held`, or None.

        :param date day: a day where the company works
        :param date today: the day it is there
        :param bool has_temporary: whether any of them may have a temporary limit
        """
        forms = self.env["kam.credit.temporary.limit"]
        temporary = forms._find_held(self, day) if has_temporary else {}
        of_tier = self._get_tier_limits_on(day) if day < today else {}
        found = {}
        for profile in self:
            form = temporary.get(profile._origin)
            if form:
                found[profile] = limits.Held(
                    limits.TEMPORARY, Decimal(str(form.amount)), form.is_unlimited, form
                )
            elif day < today:
                found[profile] = of_tier.get(profile)
            else:
                found[profile] = profile._hold_tier_limit(
                    profile.tier_id, profile.credit_limit, profile.has_unlimited_credit
                )
        return found

    @api.model
    def _hold_tier_limit(self, tier, amount, is_unlimited):
        """Return the limit of a tier, or None where there is no tier."""
        if not tier:
            return None
        return limits.Held(limits.TIER, Decimal(str(amount)), is_unlimited, tier)

    def _get_tier_limits_on(self, day):
        """Return what the tiers granted at the end of a past day, by the history."""
        [company] = self.company_id
        events = (
            self.env["kam.credit.event"]
            .sudo()  # sudo: whoever reads the profile reads its history
            .search(
                [
                    ("profile_id", "in", self.ids),
                    ("date", "<", company._kam_day_start(day + timedelta(days=1))),
                ],
                order="date, id",
            )
        )
        # the latest one stays
        latest = {event.profile_id: event for event in events}
        return {
            profile: self._hold_tier_limit(
                event.tier_to_id, event.credit_limit, event.has_unlimited_credit
            )
            for profile, event in latest.items()
        }

    def _get_group_limit(self):
        """Return the limit of the customer's group as :class:`limits.Held`, or None."""
        self.ensure_one()
        # sudo: what limits the customer is told to whoever reads its profile
        group = self.sudo().credit_group_id
        if not group:
            return None
        return limits.Held(
            limits.GROUP, Decimal(str(group.credit_limit)), group.has_unlimited_credit, group
        )

    def _get_watched_limits(self):
        """See the base method: the one that holds today, be it a temporary one or the group's."""
        held = self._get_limits()
        return {
            profile: float(limit.valid.amount)
            for profile, limit in held.items()
            if limit.valid and limit.valid.amount and not limit.valid.is_unlimited
        }

    # ------------------------------------------------------------------
    # what ends with the tier
    # ------------------------------------------------------------------

    def _end_tier(self):
        """See the base method: temporary limits end with the tier that they replace."""
        result = super()._end_tier()
        self._supersede_temporary_limits("no_tier")
        return result

    def _supersede_temporary_limits(self, code):
        """End the customers' temporary limits, and cancel the requests for them.

        :param str code: why, a reason that forms are cancelled for
        """
        forms = self.env["kam.credit.temporary.limit"]
        forms._find_unended(self)._supersede(code)
        open_forms = forms._find_open(self.account_id)
        open_forms.filtered(lambda form: form.profile_id in self)._cancel(code)

    # ------------------------------------------------------------------
    # the way to the forms
    # ------------------------------------------------------------------

    def action_view_temporary_limits(self):
        """Open the temporary limits of the customer.

        :return: a window action
        """
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_temporary_limit"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id, "hide_profile": True},
        }

    def action_request_temporary_limit(self):
        """Open a new request for a temporary limit of the customer.

        :return: a window action
        :raise AccessError: for whoever may not write one
        """
        arguments.one(self)
        self.check_access("read")
        self.env["kam.credit.temporary.limit"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.temporary.limit",
            "view_mode": "form",
            "context": {"default_profile_id": self.id},
        }

    def action_view_credit_group(self):
        """Open the group that the customer belongs to.

        :return: a window action
        """
        arguments.one(self)
        return self.credit_group_id.get_formview_action()
