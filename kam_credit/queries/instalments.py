"""Instalments and their settlement, as a chain of steps (common table expressions):

``due``         what had fallen due: instalments of posted customer invoices, and of the opening,
                without those in dispute on the day
``matched``     what was reconciled with them up to the day of the figures; a row without an amount
                for an instalment that nothing was matched with
``unusual``     the few of these that are not plainly money: only they are looked at closely, see
                :mod:`.treatments`
``special``     of each unusual reconciliation its kind, how much of it is money, what it takes off
                the amount, and what it moved elsewhere and is still owed there
``settlement``  the same of every reconciliation
``crowded``     instalments that several reconciliations may settle: only these need sums
``settled``     per instalment: the sums of what settled it
``instalment``  per instalment: what fell due and what of it was honoured on time

Evaluating everybody walks through some hundred thousand rows: each step keeps only the columns that
the next ones use, and what only few rows need is computed for these alone.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools import SQL

from ..rules.windows import FULFILMENT_DAYS
from . import due, treatments
from .scope import is_one_of

# Of these only whoever looks at single instalments has a use.
DATES = ("move_id", "date_due", "as_of")


class Choice(NamedTuple):
    """Whose instalments are read, and what else is kept of each.

    ``condition`` and ``source`` get the debtor as SQL and return a condition and further joins;
    both may use ``line`` and ``move``. ``columns`` are further columns of ``instalment``, name to
    SQL. ``keeps_disputed`` reads what is in dispute as well, which sums leave out. ``days`` is how
    far back due dates count of what is settled.
    """

    condition: Callable
    source: Callable = lambda debtor_id: SQL()
    columns: dict = {}
    is_everybody: bool = False
    moved_ids: tuple = ()
    keeps_disputed: bool = False
    days: int = FULFILMENT_DAYS


def of_debtors(partner_ids, moved_ids=()):
    """Return the choice of some debtors.

    :param partner_ids: ids of commercial partners; None for everybody
    :param moved_ids: for everybody the result of :func:`.due.moved_ids`
    :rtype: Choice
    """
    return Choice(
        condition=lambda debtor_id: is_one_of(debtor_id, partner_ids),
        is_everybody=partner_ids is None,
        moved_ids=tuple(moved_ids),
    )


def steps(scope, as_of, grace_days, choice, in_detail=False):
    """Return the whole chain, to stand behind ``WITH``.

    :param Scope scope: the ledger
    :param SQL as_of: day of the figures, a literal or a column of the choice's source
    :param SQL grace_days: days of grace, likewise
    :param Choice choice: whose instalments; for everybody the day must be a literal
    :param bool in_detail: whether single instalments are looked at: ``instalment`` then also has
        ``move_id``, ``date_due`` and ``as_of``, and known are its ``date_settled`` and the ``date``
        of a ``settlement``. Sums need none
    :rtype: SQL
    """
    kept = [*choice.columns, *(DATES if in_detail else ())]
    return SQL(", ").join(
        [
            due.step(scope, as_of, grace_days, choice),
            _matched(
                scope,
                kept,
                in_detail,
                _are_there(as_of)
                if choice.is_everybody
                else _is_there(SQL.identifier("due", "as_of")),
            ),
            treatments.steps(scope, SQL.identifier("matched", "as_of") if in_detail else as_of),
            _settlement(),
            _crowded(),
            _settled(kept),
            _instalment(kept),
        ]
    )


def _names(kept, alias):
    """Return columns of ``alias``, each with a comma behind it."""
    return SQL().join(SQL("%s, ", SQL.identifier(alias, name)) for name in kept)


def _matched(scope, kept, in_detail, is_there):
    """Return the step that finds what was reconciled with the instalments.

    ``is_there`` is the condition that ``partial`` counts.

    Without detail ``date`` is null, which takes no room.

    ``is_money`` is true where nothing stands in the entry but money accounts and the receivables
    that it settles (a payment that settles exactly what it brought need not be opened for that),
    else null: PostgreSQL takes nulls for rare, and plans for the few that they are.

    Counterparts and payments are joined as tables: what is asked in a subquery of each row is not
    shared by the processors.
    """
    return SQL(
        """
        matched AS MATERIALIZED (
            SELECT due.id AS instalment_id,
                   %(kept)s
                   due.debtor_id,
                   due.balance,
                   due.is_recent,
                   due.last_day,
                   counterpart.date <= due.last_day AS is_on_time,
                   CASE
                     WHEN counterpart.statement_line_id IS NULL
                      AND payment.amount_company_currency_signed = -counterpart.balance
                      AND payment.outstanding_account_id IN %(money)s
                     THEN TRUE
                     WHEN %(is_opened)s THEN TRUE
                   END AS is_money,
                   counterpart.move_id AS counterpart_id,
                   partial.id,
                   %(date)s AS date,
                   CASE WHEN counterpart.move_id IS NOT NULL THEN partial.amount END AS amount
              FROM due
         LEFT JOIN account_partial_reconcile AS partial
                ON partial.debit_move_id = due.id
               AND %(is_there)s
         LEFT JOIN account_move_line AS counterpart
                ON counterpart.id = partial.credit_move_id
               AND counterpart.parent_state = 'posted'
         LEFT JOIN account_payment AS payment ON payment.id = counterpart.payment_id
        )
        """,
        kept=_names(kept, "due"),
        money=scope.money_ids,
        is_opened=_holds_money_only(scope),
        date=SQL("counterpart.date") if in_detail else SQL("NULL::date"),
        is_there=is_there,
    )


def _is_there(as_of):
    """Return the condition that ``partial`` counts on a day.

    An exchange difference belongs to the payment that it was booked for, whatever day it got.

    :param SQL as_of: the day
    :rtype: SQL
    """
    return SQL(
        """
        (
            partial.max_date <= %(as_of)s
            OR EXISTS (
                SELECT 1
                  FROM account_move_line AS difference
                  JOIN account_partial_reconcile AS origin
                    ON origin.exchange_move_id = difference.move_id
                 WHERE difference.id = partial.credit_move_id
                   AND origin.max_date <= %(as_of)s
            )
        )
        """,
        as_of=as_of,
    )


def _are_there(as_of):
    """Return the same condition as :func:`_is_there`, for everybody's reconciliations.

    The few that have later days are found once. Asked for one by one, PostgreSQL would take that
    for the cost of each, and look each reconciliation up rather than read all at once.

    :param SQL as_of: the day, a literal
    :rtype: SQL
    """
    return SQL(
        """
        (
            partial.max_date <= %(as_of)s
            OR partial.id IN (
                SELECT later.id
                  FROM account_partial_reconcile AS later
                  JOIN account_move_line AS difference ON difference.id = later.credit_move_id
                  JOIN account_partial_reconcile AS origin
                    ON origin.exchange_move_id = difference.move_id
                 WHERE later.max_date > %(as_of)s
                   AND origin.max_date <= %(as_of)s
            )
        )
        """,
        as_of=as_of,
    )


def _holds_money_only(scope):
    """Return the condition that an entry holds money and what it settles, and nothing else."""
    return SQL(
        """
        counterpart.move_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
              FROM account_move_line AS other
             WHERE other.move_id = counterpart.move_id
               AND other.id != counterpart.id
               AND other.account_id NOT IN %(money)s
               AND (other.account_id NOT IN %(claims)s OR other.balance > 0)
            OFFSET 0
        )
        """,
        money=scope.money_ids,
        claims=scope.claim_ids,
    )


def _settlement():
    """Return the step that tells of each reconciliation what it is and comes to.

    What only unusual ones have is null of all others.
    """
    return SQL(
        """
        settlement AS NOT MATERIALIZED (
            SELECT matched.*,
                   COALESCE(special.kind, 'payment') AS kind,
                   COALESCE(special.money, matched.amount) AS money,
                   special.reduction,
                   special.moved,
                   special.owed,
                   special.followed
              FROM matched
         LEFT JOIN special ON special.id = matched.id
        )
        """
    )


def _crowded():
    """Return the step that finds the instalments that several reconciliations may settle.

    Whatever settles an instalment in full is alone: Odoo never reconciles more than there is, and
    what it reconciles with an amount of nothing (differences of a foreign currency) is found here.
    """
    return SQL(
        """
        crowded AS MATERIALIZED (
            SELECT instalment_id
              FROM matched
             WHERE id IS NOT NULL
               AND (amount IS NULL OR amount < balance)
        )
        """
    )


def _settled(kept):
    """Return the step with the sums of what settled each instalment.

    Sums cost more than all else here, and most instalments have a single settlement or none.
    """
    return SQL(
        """
        settled AS (
            SELECT instalment_id,
                   %(kept)s
                   debtor_id,
                   balance,
                   is_recent,
                   last_day,
                   amount,
                   reduction,
                   owed,
                   followed,
                   CASE WHEN is_on_time THEN money END AS on_time,
                   CASE WHEN money > 0 THEN date END AS date_settled
              FROM settlement
             WHERE instalment_id NOT IN (SELECT instalment_id FROM crowded)
         UNION ALL
            SELECT instalment_id,
                   %(kept)s
                   debtor_id,
                   balance,
                   is_recent,
                   last_day,
                   SUM(amount),
                   SUM(reduction),
                   SUM(owed),
                   SUM(followed),
                   SUM(money) FILTER (WHERE is_on_time),
                   MAX(date) FILTER (WHERE money > 0)
              FROM settlement
             WHERE instalment_id IN (SELECT instalment_id FROM crowded)
          GROUP BY %(kept)s instalment_id, debtor_id, balance, is_recent, last_day
        )
        """,
        kept=_names(kept, "settlement"),
    )


def _instalment(kept):
    """Return the step with one row per instalment that belongs to the due set.

    ``owed`` is what a settlement moved to another receivable and is still owed there, ``followed``
    the money that came there in time.
    """
    return SQL(
        """
        instalment AS (
            SELECT owing.instalment_id AS id,
                   %(kept)s
                   owing.debtor_id,
                   owing.balance,
                   owing.last_day,
                   owing.balance - COALESCE(owing.amount - COALESCE(owing.owed, 0), 0) AS open,
                   COALESCE(owing.reduction, 0) AS reduction,
                   COALESCE(owing.owed, 0) AS owed,
                   owing.base,
                   LEAST(COALESCE(owing.on_time, 0) + COALESCE(owing.followed, 0), owing.base)
                       AS on_time,
                   owing.date_settled
              FROM (
                   SELECT settled.*,
                          CASE
                            WHEN settled.reduction IS NULL THEN settled.balance
                            ELSE GREATEST(settled.balance - settled.reduction, 0)
                          END AS base
                     FROM settled
                    WHERE settled.is_recent
                       OR settled.amount IS NULL
                       OR settled.balance > settled.amount
                       OR settled.owed > 0
                   ) AS owing
        )
        """,
        kept=_names(kept, "owing"),
    )
