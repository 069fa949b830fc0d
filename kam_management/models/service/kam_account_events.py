from datetime import date, timedelta
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ... import arguments, wording
from ...rules import services

# what somebody was invited to counts, unless it was called off
NOT_CALLED_OFF = Domain("event_id.state", "!=", "cancelled") & Domain("date_invited", "!=", False)


class KamAccount(models.Model):
    """Events to which an account is invited, and what they count for."""

    _inherit = "kam.account"

    @api.depends_context("uid")
    def _compute_service_event_count(self):
        # as far as the reader sees events and guests
        found = dict(
            self.env["kam.service.guest"]._read_group(
                [("account_id", "in", self._origin.ids)],
                ["account_id"],
                ["event_id:count_distinct"],
            )
        )
        for account in self:
            account.service_event_count = found.get(account._origin, 0)

    def _get_service_used(self, year, contents, event=None):
        """See the base method: an event counts once for each account that was invited to it.

        Where the allowance is money, its gifts and its share of the cost count.
        """
        used = super()._get_service_used(year, contents, event)
        # sudo: what is used up counts, whoever may see the guests
        guests = self.env["kam.service.guest"].sudo()
        for account, attended, gifts, shares in guests._read_group(
            NOT_CALLED_OFF
            & Domain("account_id", "in", self.ids)
            & Domain("event_id.content_id", "in", contents.ids)
            & Domain("event_id", "not in", event.ids if event else [])
            & self._get_year_domain(year),
            ["account_id", "event_id"],
            ["gift_amount:sum", "cost_share:sum"],
        ):
            content = attended.content_id
            counted = (gifts or 0) + (shares or 0) if content.counted_by == "money" else 1
            used[account.id, content.id] += Decimal(str(counted))
        return used

    def _get_year_domain(self, year):
        """Return the domain of the guests of events that begin in a year, where companies work."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_start", ">=", company._kam_day_start(date(year, 1, 1)))
            & Domain(
                "date_start", "<", company._kam_day_start(date(year, 12, 31) + timedelta(days=1))
            )
            for company in self.company_id
        )

    def _find_invitation_obstacles(self, day, content, event):
        """Return why accounts cannot be invited by the user: dict account -> sentence.

        What an account is not offered has to be granted. What needs approval is approved by
        whoever may grant services to it, by inviting.

        :param date day: when the event begins
        :param kam.service.content content: what it counts as
        :param kam.service.event event: which does not count itself
        """
        answers = self._get_service_answers(
            day, content, wanted={content: Decimal(1)}, view="reader", event=event
        )
        classes = self._get_service_classes(day)
        obstacles = {}
        for account in self:
            answer = answers[account][content]
            is_approved = answer.verdict == services.APPROVAL and account._may_grant_service()
            if answer.verdict != services.INCLUDED and not is_approved:
                obstacles[account] = account._word_entitlement(answer, content, classes[account])
        return obstacles

    def action_view_service_events(self):
        """Open the events to which the account is invited.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_guest"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["display_name"], self.display_name),
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "hide_account": True},
        }
