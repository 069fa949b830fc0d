"""The step ``due`` of :mod:`.instalments`: what had fallen due."""

from odoo.tools import SQL

from .scope import debtor, has_opening, is_disputed, is_opening


def step(scope, as_of, grace_days, choice):
    """Return the step that finds what had fallen due; see :func:`.instalments.steps`."""
    parts = [_invoices(scope, as_of, grace_days, choice)]
    if has_opening(scope):
        parts.append(_openings(scope, as_of, grace_days, choice))
    return SQL("due AS (%s)", SQL(" UNION ALL ").join(parts))


def _invoices(scope, as_of, grace_days, choice):
    """Return the query of instalments of posted customer invoices."""
    is_due = SQL(
        "move.move_type = 'out_invoice' AND %s",
        _compare(SQL("move.invoice_date"), SQL("move.date"), "<=", as_of),
    )
    return _select(
        scope, as_of, grace_days, choice, SQL.identifier("move", "commercial_partner_id"), is_due
    )


def _openings(scope, as_of, grace_days, choice):
    """Return the query of what the opening entries say that customers owed.

    An invoice of its own stands behind each debit there, with the day that it fell due.
    """
    is_due = SQL(
        "%s AND line.payment_id IS NULL AND line.statement_line_id IS NULL AND line.date <= %s",
        is_opening(scope, "move"),
        as_of,
    )
    return _select(scope, as_of, grace_days, choice, debtor("move", "line"), is_due)


def _select(scope, as_of, grace_days, choice, debtor_id, is_due):
    return SQL(
        """
        SELECT line.id,
               %(columns)s
               line.move_id,
               %(debtor)s AS debtor_id,
               %(date_due)s AS date_due,
               %(date_due)s + %(grace)s AS last_day,
               %(date_due)s >= %(as_of)s - %(days)s AS is_recent,
               line.balance,
               %(as_of)s AS as_of
          FROM %(lines)s AS line
          JOIN account_move AS move ON move.id = line.move_id
               %(source)s
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(receivable)s
           AND line.parent_state = 'posted'
           AND line.balance > 0
           AND %(is_due)s
           AND %(counts)s
           AND %(is_left)s
           AND %(condition)s
        """,
        columns=SQL().join(
            SQL("%s AS %s, ", column, SQL.identifier(name))
            for name, column in choice.columns.items()
        ),
        debtor=debtor_id,
        date_due=date_due(),
        as_of=as_of,
        days=choice.days,
        grace=grace_days,
        source=choice.source(debtor_id),
        condition=choice.condition(debtor_id),
        companies=scope.company_ids,
        receivable=scope.trade_ids,
        is_due=is_due,
        # which lines count: of everybody found by their dates, of some debtors asked line by line
        lines=_lines(as_of, grace_days, choice)
        if choice.is_everybody
        else SQL.identifier("account_move_line"),
        counts=SQL("TRUE")
        if choice.is_everybody
        else _counts(scope, as_of, grace_days, choice.days),
        # what is disputed on the day is left out
        is_left=SQL("TRUE")
        if choice.keeps_disputed
        else SQL("NOT %s", is_disputed(scope, SQL.identifier("line", "id"), as_of)),
    )


def date_due():
    """Return the day that counts of ``line``: the one that was missed, if it was moved later."""
    return SQL("COALESCE(line.kam_date_missed, line.date_maturity, line.date)")


def _lines(as_of, grace_days, choice):
    """Return the journal items for which :func:`_counts` holds, as a subquery.

    Disjoint parts, so that PostgreSQL reads each through the index that fits: of all receivables
    of all years only those due in the window, the few older ones still open, and the few whose due
    date was moved after it had been missed.
    """
    return SQL(
        """
        (
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.kam_date_missed IS NULL
               AND (
                   line.date_maturity >= %(first)s
                   AND line.date_maturity < %(end)s
                   OR line.date_maturity IS NULL
                   AND line.date >= %(first)s
                   AND line.date < %(end)s
                   )
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.kam_date_missed IS NULL
               AND COALESCE(line.date_maturity, line.date) < LEAST(%(first)s, %(end)s)
               AND line.reconciled IS NOT TRUE
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.kam_date_missed IS NULL
               AND COALESCE(line.date_maturity, line.date) < LEAST(%(first)s, %(end)s)
               AND line.reconciled
               AND %(is_settled_later)s
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.kam_date_missed < %(end)s
               AND (
                   line.kam_date_missed >= %(first)s
                   OR line.reconciled IS NOT TRUE
                   OR %(is_settled_later)s
                   )
        )
        """,
        is_settled_later=SQL(
            "line.id IN ("
            "SELECT debit_move_id FROM account_partial_reconcile WHERE max_date > %s"
            " UNION ALL SELECT unnest(%s::int[]))",
            as_of,
            list(choice.moved_ids),
        ),
        first=SQL("(%s - %s)", as_of, choice.days),
        end=SQL("(%s - %s)", as_of, grace_days),
    )


def _counts(scope, as_of, grace_days, days):
    """Return the condition that ``line`` had fallen due, lately or still open on the day.

    Though reconciled it may have been open: something was reconciled with it later, or what
    settled it moved the debt to another receivable.
    """
    return SQL(
        """
        %(due)s < %(as_of)s - %(grace)s
        AND (
            %(due)s >= %(as_of)s - %(days)s
            OR line.reconciled IS NOT TRUE
            OR EXISTS (
                SELECT 1
                  FROM account_partial_reconcile AS partial
                 WHERE partial.debit_move_id = line.id
                   AND (
                       partial.max_date > %(as_of)s
                       OR EXISTS (
                          SELECT 1
                            FROM account_move_line AS credit
                            JOIN account_move_line AS moved ON moved.move_id = credit.move_id
                           WHERE credit.id = partial.credit_move_id
                             AND moved.account_id IN %(claims)s
                             AND moved.balance > 0
                       )
                   )
            )
        )
        """,
        due=date_due(),
        as_of=as_of,
        grace=grace_days,
        days=days,
        claims=scope.claim_ids,
    )


def moved_ids(scope, as_of):
    """Return the query of instalments whose debt an entry moved to a receivable still open.

    Asked before everybody's instalments are read: mostly there is none, and PostgreSQL plans for
    that. Two parts, each through its own index: what is open now, and what was on the day.

    :param Scope scope: the ledger
    :param datetime.date as_of: the day
    :rtype: SQL
    """
    return SQL(
        """
        SELECT DISTINCT partial.debit_move_id
          FROM (
               SELECT line.id, line.move_id
                 FROM account_move_line AS line
                WHERE line.account_id IN %(claims)s
                  AND line.company_id IN %(companies)s
                  AND line.reconciled IS NOT TRUE
                  AND line.parent_state = 'posted'
                  AND line.balance > 0
                  AND line.display_type != 'payment_term'
            UNION ALL
               SELECT line.id, line.move_id
                 FROM account_partial_reconcile AS later
                 JOIN account_move_line AS line ON line.id = later.debit_move_id
                WHERE later.max_date > %(as_of)s
                  AND line.account_id IN %(claims)s
                  AND line.company_id IN %(companies)s
                  AND line.display_type != 'payment_term'
               OFFSET 0
               ) AS moved
          JOIN account_move_line AS credit ON credit.move_id = moved.move_id
          JOIN account_partial_reconcile AS partial ON partial.credit_move_id = credit.id
         WHERE credit.account_id IN %(claims)s
           AND credit.balance < 0
        """,
        claims=scope.claim_ids,
        companies=scope.company_ids,
        as_of=as_of,
    )


def _compare(column, substitute, operator, day):
    """Return ``COALESCE(column, substitute) <operator> day`` in a form that PostgreSQL can judge.

    It has statistics of columns, not of what a function returns: it would take the rows for few
    and look each one up.
    """
    return SQL(
        "(%(column)s %(operator)s %(day)s"
        " OR %(column)s IS NULL AND %(substitute)s %(operator)s %(day)s)",
        column=column,
        substitute=substitute,
        operator=SQL(operator),
        day=day,
    )
