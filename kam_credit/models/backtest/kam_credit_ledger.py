from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...queries import due, history, instalments, outcomes
from ...rules.fulfilment import Fulfilment


class Outcome(NamedTuple):
    """What became of a debtor's instalments: their sums, and what was written off of them."""

    sums: Fulfilment
    written_off: Decimal


class KamCreditLedger(models.AbstractModel):
    """What became of instalments after a day, for backtests and for the register of overrides."""

    _inherit = "kam.credit.ledger"

    @api.model
    def _outcomes(self, company, days, late_days=0, partner_ids=None, scope=None):
        """Return what became of the instalments invoiced from one day on until another.

        An instalment that was not honoured within ``late_days`` after its last day on time is not
        honoured in the sums; what had not its time by the end is left out. One statement, whatever
        the number of debtors.

        :param res.company company: whose ledger (its branches' as well), and whose policy
        :param tuple days: the first and the last day
        :param int late_days: days after the last day on time
        :param partner_ids: ids of commercial partners; None for every debtor
        :param Scope scope: what ``_scope`` says of the company, for who asks several times
        :return: dict debtor id -> :class:`Outcome`
        """
        self._flush()
        scope = scope or self._scope(company)
        counting = company._kam_credit_counting()
        date_from, date_to = days
        moved_ids = ()
        if partner_ids is None:
            rows = self.env.execute_query(due.moved_ids(scope, date_to))
            moved_ids = [line_id for [line_id] in rows]
        asked = (
            scope,
            SQL("%s::date", date_to),
            SQL("%s", counting.grace_days + late_days),
        )
        ledger = outcomes.of_ledger(date_from, date_to, partner_ids, moved_ids)
        past = outcomes.of_history(date_from, date_to, partner_ids)
        return self._sum_outcomes(asked, (ledger, past), counting, "debtor_id")

    @api.model
    def _outcomes_of(self, company, cases, late_days=0):
        """Return what became of instalments in cases that each have their own days.

        :param res.company company: whose ledger, and whose policy
        :param cases: ``(id, debtor id, from when on invoices count, last day)`` rows, each a year
            at most
        :param int late_days: as in :meth:`_outcomes`
        :return: dict id of the case -> :class:`Outcome`
        """
        if not cases:
            return {}
        self._flush()
        counting = company._kam_credit_counting()
        asked = (
            self._scope(company),
            SQL.identifier("asked", "date_to"),
            SQL("%s", counting.grace_days + late_days),
        )
        return self._sum_outcomes(asked, outcomes.of_cases(cases), counting, "case_id")

    @api.model
    def _sum_outcomes(self, asked, choices, counting, key):
        """Return the outcomes of the choices of ledger and history lines, by a column of theirs."""
        ledger, past = choices
        query = outcomes.sums(
            # where each case has its own day, it is a column
            instalments.steps(*asked, ledger, in_detail=key == "case_id"),
            history.instalments(*asked, past),
            SQL("%s::numeric", str(counting.honoured_share)),
            key,
        )
        with self._room(ledger.is_everybody):
            rows = self.env.execute_query(query)
        return {
            key_id: Outcome(
                Fulfilment(Decimal(amount_due), Decimal(on_time), count_due, count_honoured),
                Decimal(written_off),
            )
            for key_id, amount_due, on_time, count_due, count_honoured, written_off in rows
        }
