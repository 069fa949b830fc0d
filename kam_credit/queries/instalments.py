"""Instalments and their settlement, as a chain of steps (common table expressions):

``due``         instalments of posted customer invoices that had fallen due
``matched``     what was reconciled with them up to the day of the figures; a row without an amount
                for an instalment that nothing was matched with
``unusual``     the few of these that are not plainly money: only they are looked at closely
``impure``      payments with more than money in them, and ``written_off``, what of that exceeds
                the early-payment discount they granted
``netting``     entries that set a receivable off against a payable of the same debtor
``special``     of each unusual reconciliation its kind, how much of it is money, and what it takes
                off the amount
``settlement``  the same of every reconciliation
``crowded``     instalments that several reconciliations may settle: only these need sums
``instalment``  per instalment: what fell due and what of it was honoured on time

Evaluating everybody walks through some hundred thousand rows: each step keeps only the columns that
the next ones use, and what only few rows need is computed for these alone.
"""

from odoo.tools import SQL

from . import due, special

# Of these only whoever looks at single instalments has a use.
DATES = ("move_id", "date_due", "last_day", "as_of")


def steps(scope, as_of, grace_days, condition, source=None, columns=None, in_detail=False):
    """Return the whole chain, to stand behind ``WITH``.

    :param Scope scope: the ledger
    :param SQL as_of: day of the figures, a literal or a column of ``source``
    :param SQL grace_days: days of grace, likewise
    :param SQL condition: which debtors; may use ``line``, ``partner``, ``move`` and ``source``.
        None for everybody, on a day that is a literal
    :param SQL source: further joins
    :param dict columns: name -> SQL of further columns of ``instalment``; may use what
        ``condition`` may
    :param bool in_detail: whether single instalments are looked at: ``instalment`` then also has
        ``move_id``, ``date_due``, ``last_day`` and ``as_of``, and known are its ``date_settled``,
        the ``max_date`` of a ``settlement`` and how much of a late one is money. Sums need none
    :rtype: SQL
    """
    columns = columns or {}
    kept = [*columns, *(DATES if in_detail else ())]
    return SQL(", ").join(
        [
            due.step(scope, as_of, grace_days, condition, source, columns),
            _matched(kept, in_detail),
            special.steps(scope),
            _settlement(),
            _crowded(),
            _instalment(kept),
        ]
    )


_LATE = SQL(
    """
    WHEN COALESCE(line.payment_id, line.statement_line_id) IS NOT NULL
     AND partial.max_date > due.last_day
     AND (due.discount_date IS NULL OR partial.max_date > due.discount_date)
    THEN TRUE
    """
)


def _names(kept, alias):
    """Return columns of ``alias``, each with a comma behind it."""
    return SQL().join(SQL("%s, ", SQL.identifier(alias, name)) for name in kept)


def _matched(kept, in_detail):
    """Return the step that finds what was reconciled with the instalments.

    Without detail ``max_date`` is null, which takes no room.
    """
    return SQL(
        """
        matched AS MATERIALIZED (
            SELECT due.id AS instalment_id,
                   %(kept)s
                   due.debtor_id,
                   due.balance,
                   due.is_recent,
                   partial.max_date <= due.last_day AS is_on_time,
                   counterpart.is_money,
                   counterpart.move_id AS counterpart_id,
                   partial.id,
                   %(max_date)s AS max_date,
                   CASE WHEN counterpart.move_id IS NOT NULL THEN partial.amount END AS amount
              FROM due
         LEFT JOIN account_partial_reconcile AS partial
                ON partial.debit_move_id = due.id
               AND partial.max_date <= due.as_of
         LEFT JOIN LATERAL (%(counterpart)s) AS counterpart ON TRUE
        )
        """,
        kept=_names(kept, "due"),
        max_date=SQL("partial.max_date") if in_detail else SQL("NULL::date"),
        counterpart=_counterpart(in_detail),
    )


def _counterpart(in_detail):
    """Return the query of the document behind ``partial``, and whether it is plainly money.

    ``is_money`` is true where a payment or bank statement line settles exactly the money it
    brought, else null: PostgreSQL takes nulls for rare, and plans for the few that they are.
    Without detail also where a payment came late and after any early-payment discount: whatever it
    holds, it neither counts as on time nor lowers what fell due.

    ``OFFSET 0`` makes PostgreSQL look each counterpart up instead of reading all journal items:
    it counts on a slow disk, but the counterparts of a year lie close together.
    """
    return SQL(
        """
        SELECT line.move_id,
               CASE
                 %(late)s
                 WHEN line.payment_id IS NOT NULL AND line.statement_line_id IS NULL
                 THEN (
                      SELECT NULLIF(
                             payment.amount_company_currency_signed = -line.balance,
                             FALSE
                             )
                        FROM account_payment AS payment
                       WHERE payment.id = line.payment_id
                 )
                 WHEN line.payment_id IS NULL
                  AND line.statement_line_id IS NOT NULL
                  AND line.currency_id = line.company_currency_id
                 THEN (
                      SELECT NULLIF(bank.amount = -line.balance, FALSE)
                        FROM account_bank_statement_line AS bank
                       WHERE bank.id = line.statement_line_id
                 )
               END AS is_money
          FROM account_move_line AS line
         WHERE line.id = partial.credit_move_id
           AND line.parent_state = 'posted'
        OFFSET 0
        """,
        late=SQL() if in_detail else _LATE,
    )


def _settlement():
    """Return the step that tells of each reconciliation what it is and comes to.

    ``reduction`` is null where nothing is taken off.
    """
    return SQL(
        """
        settlement AS NOT MATERIALIZED (
            SELECT matched.*,
                   COALESCE(special.kind, 'payment') AS kind,
                   COALESCE(special.money, matched.amount) AS money,
                   special.reduction
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


def _instalment(kept):
    """Return the step with one row per instalment that belongs to the due set.

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
                   amount,
                   reduction,
                   CASE WHEN is_on_time THEN money END AS on_time,
                   CASE WHEN money > 0 THEN max_date END AS date_settled
              FROM settlement
             WHERE instalment_id NOT IN (SELECT instalment_id FROM crowded)
         UNION ALL
            SELECT instalment_id,
                   %(kept)s
                   debtor_id,
                   balance,
                   is_recent,
                   SUM(amount),
                   SUM(reduction),
                   SUM(money) FILTER (WHERE is_on_time),
                   MAX(max_date) FILTER (WHERE money > 0)
              FROM settlement
             WHERE instalment_id IN (SELECT instalment_id FROM crowded)
          GROUP BY %(kept)s instalment_id, debtor_id, balance, is_recent
        ),
        instalment AS (
            SELECT owed.instalment_id AS id,
                   %(own_kept)s
                   owed.debtor_id,
                   owed.balance,
                   owed.balance - COALESCE(owed.amount, 0) AS open,
                   COALESCE(owed.reduction, 0) AS reduction,
                   owed.base,
                   LEAST(COALESCE(owed.on_time, 0), owed.base) AS on_time,
                   owed.date_settled
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
                   ) AS owed
        )
        """,
        kept=_names(kept, "settlement"),
        own_kept=_names(kept, "owed"),
    )
