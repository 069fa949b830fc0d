"""The step ``due`` of :mod:`.instalments`: what had fallen due."""

from odoo.tools import SQL

from ..rules.windows import FULFILMENT_DAYS


def step(scope, as_of, grace_days, condition, source, columns):
    """Return the step that finds what had fallen due; see :func:`.instalments.steps`."""
    return SQL(
        """
        due AS (
            SELECT line.id,
                   %(columns)s
                   line.move_id,
                   partner.commercial_partner_id AS debtor_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   COALESCE(line.date_maturity, line.date) + %(grace)s AS last_day,
                   COALESCE(line.date_maturity, line.date) >= %(as_of)s - %(days)s AS is_recent,
                   line.balance,
                   line.discount_date,
                   %(as_of)s AS as_of
              FROM %(lines)s AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
                   %(source)s
             WHERE line.company_id IN %(companies)s
               AND line.account_id IN %(receivable)s
               AND line.parent_state = 'posted'
               AND line.balance > 0
               AND move.move_type = 'out_invoice'
               AND %(is_invoiced)s
               AND %(counts)s
               AND %(condition)s
        )
        """,
        as_of=as_of,
        days=FULFILMENT_DAYS,
        grace=grace_days,
        source=source or SQL(),
        columns=SQL().join(
            SQL("%s AS %s, ", column, SQL.identifier(name)) for name, column in columns.items()
        ),
        condition=condition or SQL("TRUE"),
        companies=scope.company_ids,
        receivable=scope.receivable_ids,
        is_invoiced=_compare(SQL("move.invoice_date"), SQL("move.date"), "<=", as_of),
        # which lines count: of everybody found by their dates, of some debtors asked line by line
        lines=SQL.identifier("account_move_line") if condition else _lines(as_of, grace_days),
        counts=_counts(as_of, grace_days, is_one_day=not source) if condition else SQL("TRUE"),
    )


def _lines(as_of, grace_days):
    """Return the journal items for which :func:`_counts` holds, as a subquery.

    Three disjoint parts, so that PostgreSQL reads each through the index that fits: of all
    receivables of all years only those due in the window, and the few older ones still open.
    """
    return SQL(
        """
        (
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.date_maturity >= %(first)s
               AND line.date_maturity < %(end)s
                OR line.date_maturity IS NULL
               AND line.date >= %(first)s
               AND line.date < %(end)s
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE COALESCE(line.date_maturity, line.date) < LEAST(%(first)s, %(end)s)
               AND line.reconciled IS NOT TRUE
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE COALESCE(line.date_maturity, line.date) < LEAST(%(first)s, %(end)s)
               AND line.reconciled
               AND %(is_settled_later)s
        )
        """,
        is_settled_later=_is_settled_later(as_of, is_one_day=True),
        first=SQL("(%s - %s)", as_of, FULFILMENT_DAYS),
        end=SQL("(%s - %s)", as_of, grace_days),
    )


def _counts(as_of, grace_days, is_one_day):
    """Return the condition that ``line`` had fallen due, lately or still open on the day."""
    return SQL(
        "%(has_fallen_due)s"
        " AND (%(is_recent)s OR line.reconciled IS NOT TRUE OR %(is_settled_later)s)",
        has_fallen_due=_is_due("<", SQL("%s - %s", as_of, grace_days)),
        is_recent=_is_due(">=", SQL("%s - %s", as_of, FULFILMENT_DAYS)),
        is_settled_later=_is_settled_later(as_of, is_one_day),
    )


def _is_settled_later(as_of, is_one_day):
    """Return the condition that something was reconciled with ``line`` after the day.

    :param SQL as_of: the day
    :param bool is_one_day: the same day for all lines: PostgreSQL then reads what is later once,
        instead of asking line by line
    """
    if is_one_day:
        return SQL(
            "line.id IN (SELECT debit_move_id FROM account_partial_reconcile WHERE max_date > %s)",
            as_of,
        )
    return SQL(
        """
        EXISTS (
            SELECT 1
              FROM account_partial_reconcile AS later
             WHERE later.debit_move_id = line.id
               AND later.max_date > %s
        )
        """,
        as_of,
    )


def _is_due(operator, day):
    """Return the condition on the due date of ``line``."""
    return _compare(SQL("line.date_maturity"), SQL("line.date"), operator, day)


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
