from datetime import timedelta
from typing import NamedTuple

from odoo import api, models

from odoo.addons.kam_management import wording

from ...rules import radar as rules
from ...rules.windows import FULFILMENT_DAYS, is_complete, window
from .kam_credit_ledger import Paid


class Facts(NamedTuple):
    """What is known of the customers of a company on a day, by debtor or by profile.

    ``is_whole`` tells whether the ledger is complete for the year that is compared.
    """

    day: object
    is_whole: bool
    paid: dict
    trade: dict
    debts: dict
    promises: dict
    watched: dict


class Found(NamedTuple):
    """A sign of a customer, how it reads (see :func:`wording.worded`), and what it weighs."""

    sign: rules.Sign
    reason: str
    value: float


class KamCreditSignal(models.Model):
    """From the ledger to signs: one statement for each question, whatever the number of customers;
    what is a sign is said by ``rules/radar.py``."""

    _inherit = "kam.credit.signal"

    @api.model
    def _find_facts(self, company, profiles, day, is_everybody=False):
        """Return what signs of customers are judged by, as it was known on a day.

        Promises, and who has looked at a customer, are known of today only.

        :param res.company company: a root company
        :param kam.credit.profile profiles: its customers
        :param date day: the day
        :param bool is_everybody: whether the ledger is read as for everybody, which is cheaper for
            many
        :rtype: Facts
        """
        ledger = self.env["kam.credit.ledger"]
        partner_ids = profiles.partner_id.ids
        asked_ids = None if is_everybody else partner_ids
        # sudo: signals follow from the policy, whatever finds them
        company_sudo = company.sudo()
        lacking = self.env["kam.credit.promise"]._find_lacking(profiles)
        return Facts(
            day=day,
            is_whole=is_complete(window(day), company_sudo.kam_credit_complete_from),
            paid=ledger._radar_paid(company, day, company_sudo.kam_credit_radar_days, asked_ids),
            trade=ledger._radar_trade(company, day, asked_ids),
            debts=ledger._radar_debts(company, day, partner_ids),
            promises={
                profile: (
                    len(promises),
                    float(sum(found.missing for _promise, found in promises)),
                    float(promises[0][1].idle),
                )
                for profile, promises in lacking.items()
            },
            watched=profiles._find_watched(),
        )

    @api.model
    def _judge(self, profile, facts, policy, minimum):
        """Return the signs of a customer: dict kind -> :class:`Found`.

        :param kam.credit.profile profile: the customer
        :param Facts facts: what is known
        :param rules.radar.Policy policy: from what on a sign is told
        :param float minimum: customers who owe less are not looked at
        """
        debtor_id = profile.partner_id.id
        value = facts.debts.get(debtor_id, 0.0)
        if value <= 0 or value < minimum:
            return {}
        paid = facts.paid.get(debtor_id, Paid([], [], None))
        signs = [
            rules.broken_promises(*facts.promises.get(profile, (0, 0.0, 0.0))),
            rules.unwatched((facts.day - facts.watched[profile]).days, policy),
        ]
        basis = None
        # a ledger that begins in the middle of the year compares nothing with nothing
        if facts.is_whole:
            basis, growing = self._judge_growth(paid, facts.trade.get(debtor_id), policy)
            signs += [
                rules.slowing(paid.months, policy),
                growing,
                rules.in_parts(paid.months, policy),
                rules.first_late(paid.late, policy),
            ]
        return {
            sign.kind: Found(sign, self._word(sign, profile, basis, facts.watched[profile]), value)
            for sign in signs
            if sign
        }

    @api.model
    def _judge_growth(self, paid, trade, policy):
        """Return what grows (``orders``, or ``invoices`` where there are no orders), and the sign.

        :param Paid paid: what the customer paid and owes
        :param trade: orders and invoices of the customer, or None
        :param rules.radar.Policy policy: from what on
        """
        if trade is None:
            return None, None
        orders, invoices = trade
        basis = "orders" if orders.recent > 0 and orders.before > 0 else "invoices"
        asked = orders if basis == "orders" else invoices
        return basis, rules.growing(paid.months, paid.unpaid, asked, policy)

    @api.model
    def _word(self, sign, profile, basis, watched):
        """Return what was found as a code with its figures, rounded as people read them."""
        figures = sign.figures
        currency = profile.company_id.currency_id
        if sign.kind == rules.SLOWING:
            return wording.worded(
                sign.kind,
                slope=_days(figures["slope"], 1),
                first=_days(figures["first"]),
                last=_days(figures["last"]),
                count=figures["count"],
            )
        if sign.kind == rules.GROWING:
            return wording.worded(
                f"{sign.kind}_{basis}",
                growth=wording.percent(round(figures["growth"], 2), 0),
                before=_days(figures["before"]),
                now=_days(figures["now"]),
            )
        if sign.kind == rules.PARTS:
            return wording.worded(
                sign.kind,
                now=wording.percent(round(figures["now"], 2), 0),
                before=wording.percent(round(figures["before"], 2), 0),
                count=figures["count"],
            )
        if sign.kind == rules.UNWATCHED:
            return wording.worded(sign.kind, day=wording.day(watched), days=figures["days"])
        amounts = {
            name: wording.amount(currency.round(figures[name]), currency)
            for name in ("amount", "idle")
            if name in figures
        }
        is_idle = currency.round(figures.get("idle", 0)) > 0
        code = f"{sign.kind}_idle" if is_idle else sign.kind
        return wording.worded(code, **{**figures, **amounts})

    @api.model
    def _get_first_day(self, kind, facts, profile):
        """Return the first day of what a sign compares.

        :param str kind: its kind
        :param Facts facts: what is known
        :param kam.credit.profile profile: the customer
        """
        if kind == rules.UNWATCHED:
            return facts.watched[profile]
        return facts.day - timedelta(days=FULFILMENT_DAYS - 1)

    @api.model
    def _choose_evidence(self, sign, rows, policy):
        """Return those of the payments and open items of a customer that a sign rests on.

        :param rules.radar.Sign sign: the sign
        :param list rows: see :func:`queries.radar.evidence`
        :param rules.radar.Policy policy: from what on a sign is told
        """
        if sign.kind == rules.UNWATCHED:
            return []
        if sign.kind == rules.FIRST_LATE:
            return [row for row in rows if row["days"] >= policy.days]
        if sign.kind == rules.PARTS:
            return [row for row in rows if row["is_part"]]
        if sign.kind == rules.PROMISE:
            return [row for row in rows if not row["date_paid"]]
        least = None
        if sign.kind == rules.GROWING:
            least = sign.figures["before"] + policy.days
        return [
            row for row in rows if row["date_paid"] or (least is not None and row["days"] >= least)
        ]


def _days(number, digits=0):
    """Return days as they stand in a sentence."""
    rounded = round(number, digits)
    return rounded if digits else int(rounded)
