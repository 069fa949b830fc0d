from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...queries import disputes, instalments, promises
from ...queries.scope import NOBODY, is_one_of
from ...rules.promises import Money


class Disputed(NamedTuple):
    """What of a debtor's instalments had fallen due and is in dispute."""

    base: Decimal
    count: int


class KamCreditLedger(models.AbstractModel):
    """What is in dispute, which figures leave out, and the money that promises are judged by."""

    _inherit = "kam.credit.ledger"

    @api.model
    def _scope(self, company):
        """See the base method: also what is disputed."""
        scope = super()._scope(company)
        return scope._replace(disputed=self._find_disputes(scope.root_id))

    @api.model
    def _find_disputes(self, root_id):
        """Return what is or was in dispute: ``(line id, first day, day of the end or None)``.

        :param int root_id: the legal entity
        :rtype: tuple
        """
        forms = self.env["kam.credit.dispute"]
        forms.flush_model(["company_id", "date_first", "date_ended"])
        field = forms._fields["receivable_ids"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT chosen.%(line)s, dispute.date_first, dispute.date_ended
                  FROM kam_credit_dispute AS dispute
                  JOIN %(relation)s AS chosen ON chosen.%(own)s = dispute.id
                 WHERE dispute.company_id = %(root)s
                   AND dispute.date_first IS NOT NULL
                   AND (dispute.date_ended IS NULL OR dispute.date_ended > dispute.date_first)
              ORDER BY 1, 2
                """,
                line=SQL.identifier(field.column2),
                own=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                root=root_id,
            )
        )
        return tuple(rows)

    @api.model
    def _get_disputed_ids(self, company, day):
        """Return the instalments that are in dispute on a day.

        From the day on which the dispute was approved, and no longer on the one on which it was
        resolved.

        :param res.company company: the legal entity, the root or one of its branches
        :param date day: the day
        :return: ids of ``account.move.line``
        :rtype: tuple
        """
        rows = self.env.execute_query(
            SQL("SELECT id FROM (%s) AS disputed ORDER BY id", self._disputed(company, day))
        )
        return tuple(line_id for [line_id] in rows)

    @api.model
    def _disputed(self, company, day):
        """Return the query of the instalments that are in dispute on a day.

        :param res.company company: the legal entity, the root or one of its branches
        :param date day: the day
        :return: one column: ids of ``account.move.line``, each once
        :rtype: SQL
        """
        forms = self.env["kam.credit.dispute"]
        forms.flush_model(["company_id", "date_first", "date_ended"])
        field = forms._fields["receivable_ids"]
        # sudo: which companies are one is no secret
        return disputes.on_day(field, company.sudo().root_id.id, day)

    @api.model
    def _disputed_amounts(self, company, window, partner_ids=None):
        """Return what had fallen due and is left out because it is in dispute.

        :param res.company company: whose ledger, and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners; None for everybody
        :return: dict debtor id -> :class:`Disputed`, of those who dispute something
        :rtype: dict
        """
        line_ids = list(self._get_disputed_ids(company, window.as_of))
        if not line_ids:
            return {}
        self._flush()
        choice = instalments.Choice(
            condition=lambda debtor_id: SQL(
                "line.id = ANY(%s) AND %s", line_ids, is_one_of(debtor_id, partner_ids)
            ),
            keeps_disputed=True,
        )
        steps = instalments.steps(
            self._scope(company),
            SQL("%s::date", window.as_of),
            # sudo: figures follow from the policy, whoever has them computed
            SQL("%s", company.sudo().kam_credit_grace_days),
            choice,
        )
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT debtor_id, SUM(base)::text, COUNT(*) FROM instalment"
                " WHERE base > 0 GROUP BY debtor_id",
                steps,
            )
        )
        return {debtor_id: Disputed(Decimal(base), count) for debtor_id, base, count in rows}

    @api.model
    def _receipts(self, company, partner_ids, first_day):
        """Return the money of debtors from a day on, and what they owe now; in one statement.

        :param res.company company: whose ledger
        :param partner_ids: ids of commercial partners
        :param date first_day: from when on
        :return: dict debtor id -> list of :class:`rules.promises.Money`, and dict debtor id -> dict
            of what is open, by the id of the journal item
        :rtype: tuple
        """
        self._flush()
        scope = self._scope(company)
        suspense = self._bank_journals(self._legal_entity(company)).suspense_account_id
        rows = self.env.execute_query(
            promises.receipts(scope, tuple(suspense.ids) or NOBODY, partner_ids, first_day)
        )
        money, owed = defaultdict(dict), defaultdict(dict)
        for debtor_id, money_id, day, item_id, amount in rows:
            if money_id is None:
                owed[debtor_id][item_id] = Decimal(amount)
            else:
                _day, parts = money[debtor_id].setdefault(money_id, (day, defaultdict(Decimal)))
                parts[item_id] += Decimal(amount)
        return (
            {
                debtor_id: [_as_money(money_id, *found) for money_id, found in entries.items()]
                for debtor_id, entries in money.items()
            },
            owed,
        )


def _as_money(money_id, day, parts):
    """Return money of one entry: what was matched with instalments, and what nobody has matched."""
    matched = sorted((item_id, amount) for item_id, amount in parts.items() if item_id is not None)
    return Money(money_id, day, sum(parts.values(), Decimal(0)), tuple(matched))
