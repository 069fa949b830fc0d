from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ...queries import radar as queries
from ...queries.parties import Asked
from ...rules import radar as rules
from ...rules.windows import window

# What the queries read besides what figures and exposures do: flushed before they run.
RADAR_FIELDS = {
    "sale.order": [
        "amount_untaxed",
        "company_id",
        "currency_rate",
        "date_order",
        "kam_credit_debtor_id",
        "state",
    ],
}


class Paid(NamedTuple):
    """What a debtor paid and owes by month, and its first late payment, if it is a recent one."""

    months: list
    unpaid: list
    late: rules.Late | None


class KamCreditLedger(models.AbstractModel):
    """What signs of deterioration rest on, one statement for each question."""

    _inherit = "kam.credit.ledger"

    @api.model
    def _radar_steps(self, company, day, partner_ids):
        """Return the steps and the history lines that the queries of the radar stand on."""
        self._flush()
        counting = company._kam_credit_counting()
        return self._steps_of(
            self._scope(company),
            window(day, counting.grace_days),
            partner_ids,
            counting,
            in_detail=True,
            days=queries.DUE_DAYS,
        )

    @api.model
    def _radar_paid(self, company, day, late_days, partner_ids=None):
        """Return what debtors paid and owe by month, as it was known on a day.

        :param res.company company: the legal entity
        :param date day: the day
        :param int late_days: from how many days after the due date on a payment is late
        :param partner_ids: ids of commercial partners; None for everybody
        :return: dict debtor id -> :class:`Paid`
        """
        query = queries.months(*self._radar_steps(company, day, partner_ids), day, late_days)
        found = defaultdict(lambda: Paid([], [], None))
        with self._room(partner_ids is None):
            rows = self.env.execute_query(query)
        for debtor_id, what, month, count, amount, day_amount, parts in rows:
            if what == "paid":
                paid = rules.Month(month, count, amount, day_amount, parts)
                found[debtor_id].months.append(paid)
            elif what == "open":
                found[debtor_id].unpaid.append(rules.Unpaid(amount, day_amount))
            else:
                late = rules.Late(count, int(day_amount), amount)
                found[debtor_id] = found[debtor_id]._replace(late=late)
        return dict(found)

    @api.model
    def _radar_evidence(self, company, day, partner_ids):
        """Return the payments of a year and what is overdue, as known on a day.

        :param res.company company: the legal entity
        :param date day: the day
        :param partner_ids: ids of commercial partners
        :return: dict debtor id -> list of dicts, see :func:`queries.radar.evidence`
        """
        found = defaultdict(list)
        if partner_ids:
            query = queries.evidence(*self._radar_steps(company, day, partner_ids), day)
            for row in self.env.execute_query_dict(query):
                found[row["debtor_id"]].append(row)
        return found

    @api.model
    def _radar_trade(self, company, day, partner_ids=None):
        """Return what debtors ordered and were invoiced in the last quarter and before.

        :param res.company company: the legal entity
        :param date day: the day
        :param partner_ids: ids of commercial partners; None for everybody
        :return: dict debtor id -> pair of :class:`rules.radar.Trade`: orders, invoices
        """
        self._flush()
        for name, fnames in RADAR_FIELDS.items():
            self.env[name].flush_model(fnames)
        # sudo: where a company works is no secret
        zone = company.sudo().root_id._kam_timezone().zone
        rows = self.env.execute_query(queries.trade(self._scope(company), zone, day, partner_ids))
        return {
            debtor_id: (rules.Trade(ordered, ordered_before), rules.Trade(invoiced, before))
            for debtor_id, ordered, ordered_before, invoiced, before in rows
        }

    @api.model
    def _radar_debts(self, company, day, partner_ids):
        """Return what debtors owed at the end of a day, whether or not it was due.

        :param res.company company: the legal entity
        :param date day: the day
        :param partner_ids: ids of commercial partners
        :return: dict debtor id -> amount in company currency
        """
        if not partner_ids:
            return {}
        self._flush_exposure()
        self.env["account.partial.reconcile"].flush_model()
        debtors = [Asked(partner_id, None, day) for partner_id in partner_ids]
        ledger = self._exposure_ledger(company, day, len(debtors))
        rows = self.env.execute_query(queries.debts(ledger, day, debtors))
        return {debtor_id: float(amount) for debtor_id, amount in rows}
