from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import authority as authorities
from ...rules import checks, limits
from ..profile.kam_position import CREDIT_ROLES

# No document is worth more.
MOST_AMOUNT = 10**15
# A release holds for a year at most.
MOST_DAYS = 365


class Proposal(NamedTuple):
    """What the dialog of a release begins with: ``ceiling`` is 0 for several documents, of which
    each is released up to the most that it may be; ``note`` says what is proposed, and why."""

    ceiling: float
    date_until: object
    note: str


class KamCreditHold(models.Model):
    """What is proposed for a release, and what is checked of one."""

    _inherit = "kam.credit.hold"

    # ------------------------------------------------------------------
    # what is proposed
    # ------------------------------------------------------------------

    def _propose_release(self):
        """Return what the user would release by default.

        A single document: up to what it is worth now and the tolerance of the company, as far as
        the user's authority goes. Several: each up to the most that it may be.

        :rtype: Proposal
        """
        companies = self.company_id
        # each company says for how long
        until = self._get_last_day(companies) if len(companies) == 1 else False
        ceiling, texts = 0, []
        if len(self) == 1:
            ceiling, text = self._propose_ceiling()
            texts.append(text)
        elif self:
            texts.append(
                self.env._(
                    "Proposed: each up to what it is worth now and the tolerance of orders that "
                    "the company has set."
                )
            )
        if until:
            texts.append(
                self.env._(
                    "It holds until %(day)s, as long as the company has set.",
                    day=format_date(self.env, until),
                )
            )
        return Proposal(ceiling, until, "\n".join(texts))

    def _propose_ceiling(self):
        """Return up to what the document is released by default, and why so much."""
        self.ensure_one()
        currency = self.currency_id
        most, room = self._get_most_ceiling(), self._find_own_room()
        own = most if room is None else currency.round(self.value + float(room))
        tolerance = self.company_id._kam_credit_order_tolerance()
        values = {
            "ceiling": currency.format(min(most, own)),
            "value": currency.format(self.value),
            "tolerance": wording.percentage(
                self.env, tolerance * 100, digits=limits.percent_digits(tolerance)
            ),
        }
        if currency.compare_amounts(own, most) >= 0:
            return most, self.env._(
                "Proposed: up to %(ceiling)s, what it is worth now (%(value)s) and the tolerance "
                "of orders (%(tolerance)s).",
                **values,
            )
        return own, self.env._(
            "Proposed: up to %(ceiling)s, as far as your authority goes; it is worth %(value)s "
            "now, and the tolerance of orders (%(tolerance)s) would be more.",
            **values,
        )

    def _find_own_room(self):
        """Return how much more than what it is held for the user may let go; None without an end.

        What the user released for the same customer today counts as well.
        """
        self.ensure_one()
        roles = self._get_own_roles()[self]
        rows = self.env["kam.credit.authority"]._find_authorities(self.company_id)
        stakes = self._get_stakes()
        self._add_released_today(stakes)
        own = [row for row in rows if row.role in roles]
        return authorities.find_room(own, stakes, self.profile_id)

    def _word_obstacle(self):
        """Return why the user cannot release these together; an empty text where nothing is."""
        roles = self._get_own_roles()
        for hold in self:
            if not roles[hold]:
                return hold._word_not_mine()
            if hold not in hold._find_stopping():
                return hold._word_ended()
        for holds in self.grouped("company_id").values():
            shared = set(CREDIT_ROLES).intersection(*(roles[hold] for hold in holds))
            if holds._find_authority(shared) is None:
                return holds._word_beyond_authority()
        return ""

    # ------------------------------------------------------------------
    # what is checked of a release
    # ------------------------------------------------------------------

    def _get_release_label(self, name):
        return self.env["kam.credit.release"]._fields[name]._description_string(self.env)

    def _check_reason(self, company, reason_id):
        label = self._get_release_label("reason_id")
        ids = arguments.ids(self.env, label, [reason_id] if reason_id else [])
        # sudo: the list is policy, open to whoever releases
        reason = self.env["kam.credit.release.reason"].sudo().browse(ids).exists()
        if not reason or reason.company_id != company or not reason.active:
            raise UserError(
                self.env._(
                    "“%(field)s” is missing: choose a reason of %(company)s.",
                    field=label,
                    company=company.display_name,
                )
            )
        return reason

    def _check_until(self, company, date_until):
        label = self._get_release_label("date_until")
        today = company._kam_today()
        until = arguments.day(self.env, label, date_until) or self._get_last_day(company)
        latest = today + timedelta(days=MOST_DAYS)
        if not today <= until <= latest:
            raise UserError(
                self.env._(
                    "“%(field)s” is %(value)s: enter a day from today to %(latest)s.",
                    field=label,
                    value=format_date(self.env, until),
                    latest=format_date(self.env, latest),
                )
            )
        return until

    @api.model
    def _get_last_day(self, company):
        """Return until when a release holds, unless who releases says otherwise."""
        # sudo: a setting
        return company._kam_today() + timedelta(days=company.sudo().kam_credit_release_days)

    def _get_most_ceiling(self):
        """Return the most up to which the document is released: its worth plus the tolerance."""
        self.ensure_one()
        tolerance = self.company_id._kam_credit_order_tolerance()
        return self.currency_id.round(float(Decimal(str(self.value)) * (1 + tolerance)))

    def _check_ceiling(self, ceiling):
        self.ensure_one()
        most, room = self._get_most_ceiling(), self._find_own_room()
        if room is not None:
            # the tolerance lets nobody release more than their own authority
            most = min(most, self.currency_id.round(self.value + float(room)))
        if not ceiling:
            return most
        # a whole number may be longer than a float
        is_number = type(ceiling) in (int, float) and -MOST_AMOUNT < ceiling < MOST_AMOUNT
        if not is_number or not self.value <= ceiling <= most:
            raise UserError(
                self.env._(
                    "“%(field)s” of %(document)s is %(value)s: enter an amount from %(least)s to "
                    "%(most)s.",
                    field=self._get_release_label("ceiling"),
                    document=self.document_name,
                    value=self.currency_id.format(ceiling)
                    if is_number
                    else arguments.shown(ceiling),
                    least=self.currency_id.format(self.value),
                    most=self.currency_id.format(most),
                )
            )
        return ceiling

    def _check_seen(self, seen):
        """Refuse to release documents that have become more than the workbench said.

        :param dict seen: hold -> what the document was worth when it was looked at last
        :raise UserError: naming the document, and what it is worth
        """
        for hold in self:
            tolerance = hold.company_id._kam_credit_order_tolerance()
            before, now = Decimal(str(seen[hold])), Decimal(str(hold.value))
            if checks.has_grown(now, before, tolerance):
                raise UserError(
                    self.env._(
                        "%(document)s is worth %(now)s by now, no longer %(before)s: press “Check "
                        "Again”, and decide on that.",
                        document=hold.document_name,
                        now=hold.currency_id.format(hold.value),
                        before=hold.currency_id.format(seen[hold]),
                    )
                )

    def _check_authority(self, roles):
        """Return the authority by which all of these are released.

        :raise AccessError: naming what they come to
        """
        granted = self._find_authority(roles)
        if granted is None:
            raise AccessError(self._word_beyond_authority())
        return granted

    def _word_beyond_authority(self):
        """Return what all of these come to, and whose authority is enough."""
        stakes = self._get_stakes()
        self._add_released_today(stakes)
        total = sum(stake.amount for some in stakes.values() for stake in some)
        rows = self.env["kam.credit.authority"]._find_authorities(self.company_id)
        lowest = authorities.find_lowest(rows, stakes)
        values = {
            "amount": self.company_id.currency_id.format(float(total)),
            "role": self._get_role_label(lowest and lowest.role)
            or self.env._("a role that releases more"),
        }
        if sum(map(len, stakes.values())) == 1:
            return self.env._(
                "%(document)s is %(amount)s beyond what is granted. That is more than your "
                "authority: leave it to %(role)s.",
                document=self.document_name,
                **values,
            )
        return self.env._(
            "%(documents)s: together %(amount)s beyond what is granted, with what you released for "
            "these customers today. That is more than your authority: leave it to %(role)s.",
            documents=wording.listed(self.env, self.mapped("document_name")),
            **values,
        )

    @api.model
    def _get_role_label(self, role):
        return dict(self._fields["needed_role"]._description_selection(self.env)).get(role, "")
