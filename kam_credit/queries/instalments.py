"""Instalments and their settlement, as a chain of steps (common table expressions):

``due``         instalments of posted customer invoices that had fallen due
``matched``     what was reconciled with them up to the day of the figures
``impure``      payments with more than money in them, and ``written_off``, what of that exceeds
                the early-payment discount they granted
``netting``     entries that set a receivable off against a payable of the same debtor
``settlement``  each reconciliation: its kind, how much of it is money, what it takes off the amount
``instalment``  per instalment: what fell due and what of it was honoured on time
"""

from odoo.tools import SQL

from ..rules.windows import FULFILMENT_DAYS


def steps(scope, as_of, grace_days, condition, source=None, columns=None):
    """Return the whole chain, to stand behind ``WITH``.

    :param Scope scope: the ledger
    :param SQL as_of: day of the figures, a literal or a column of ``source``
    :param SQL grace_days: days of grace, likewise
    :param SQL condition: which debtors; may use ``line``, ``partner``, ``move`` and ``source``
    :param SQL source: further joins
    :param SQL columns: further columns of ``due`` and ``instalment``, each with a comma behind it
    :rtype: SQL
    """
    return SQL(", ").join(
        [
            _due(scope, as_of, grace_days, condition, source or SQL(), columns or SQL()),
            _matched(SQL("due.as_of") if source else as_of),
            _written_off(scope),
            _netting(scope),
            _classified(),
            _settlement(),
            _instalment(),
        ]
    )


def _due(scope, as_of, grace_days, condition, source, columns):
    """Return the step that finds what had fallen due; see :func:`steps` for the arguments."""
    return SQL(
        """
        due AS MATERIALIZED (
            SELECT line.id,
                   %(columns)s
                   line.move_id,
                   partner.commercial_partner_id AS debtor_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   COALESCE(line.date_maturity, line.date) + %(grace)s AS last_day,
                   line.balance,
                   line.discount_date,
                   line.balance - line.discount_balance AS discount,
                   %(as_of)s AS as_of
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
                   %(source)s
             WHERE line.company_id IN %(companies)s
               AND line.account_id IN %(receivable)s
               AND line.parent_state = 'posted'
               AND line.balance > 0
               AND move.move_type = 'out_invoice'
               AND %(is_invoiced)s
               AND %(has_fallen_due)s
               AND %(condition)s
               AND (%(is_recent)s OR line.reconciled IS NOT TRUE OR %(is_settled_later)s)
        )
        """,
        as_of=as_of,
        grace=grace_days,
        source=source,
        columns=columns,
        condition=condition,
        companies=scope.company_ids,
        receivable=scope.receivable_ids,
        is_invoiced=_compare(SQL("move.invoice_date"), SQL("move.date"), "<=", as_of),
        has_fallen_due=_is_due("<", SQL("%s - %s", as_of, grace_days)),
        is_recent=_is_due(">=", SQL("%s - %s", as_of, FULFILMENT_DAYS)),
        is_settled_later=_is_settled_later(as_of, is_one_day=not source),
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


def _matched(as_of):
    """Return the step that finds what was reconciled with the instalments.

    ``OFFSET 0`` makes PostgreSQL look each counterpart up instead of reading all journal items:
    it counts on a slow disk, but the counterparts of a year lie close together.
    """
    return SQL(
        """
        matched AS MATERIALIZED (
            SELECT partial.debit_move_id AS instalment_id,
                   due.debtor_id,
                   due.last_day,
                   due.balance,
                   due.discount,
                   due.discount_date >= partial.max_date AS in_discount_time,
                   partial.id,
                   partial.amount,
                   partial.max_date,
                   counterpart.move_id,
                   counterpart.is_payment,
                   CASE
                     WHEN NOT counterpart.is_payment THEN (
                          SELECT move.move_type
                            FROM account_move AS move
                           WHERE move.id = counterpart.move_id
                     )
                   END AS move_type
              FROM due
              JOIN account_partial_reconcile AS partial ON partial.debit_move_id = due.id
        CROSS JOIN LATERAL (
                   SELECT line.move_id,
                          COALESCE(line.payment_id, line.statement_line_id) IS NOT NULL
                              AS is_payment
                     FROM account_move_line AS line
                    WHERE line.id = partial.credit_move_id
                      AND line.parent_state = 'posted'
                   OFFSET 0
                   ) AS counterpart
             WHERE partial.max_date <= %s
        )
        """,
        as_of,
    )


def _written_off(scope):
    """Return the steps that find what of a payment is no money."""
    return SQL(
        """
        impure AS MATERIALIZED (
            SELECT line.move_id, SUM(line.balance) AS amount
              FROM account_move_line AS line
             WHERE line.move_id IN (SELECT move_id FROM matched WHERE is_payment)
               AND (line.payment_id IS NOT NULL OR line.statement_line_id IS NOT NULL)
               AND line.balance > 0
               AND line.account_id NOT IN %(harmless)s
          GROUP BY line.move_id
        ),
        written_off AS MATERIALIZED (
            SELECT impure.move_id,
                   impure.amount,
                   SUM(-receipt.balance) AS received,
                   COALESCE(SUM(granted.discount), 0) AS discount
              FROM impure
              JOIN account_move_line AS receipt
                ON receipt.move_id = impure.move_id
               AND receipt.account_id IN %(receivable)s
               AND receipt.balance < 0
         LEFT JOIN LATERAL (
                   SELECT SUM(
                          (line.balance - line.discount_balance)
                          * partial.amount / line.balance
                          ) AS discount
                     FROM account_partial_reconcile AS partial
                     JOIN account_move_line AS line ON line.id = partial.debit_move_id
                    WHERE partial.credit_move_id = receipt.id
                      AND line.balance > 0
                      AND line.discount_date >= partial.max_date
                   ) AS granted ON TRUE
          GROUP BY impure.move_id, impure.amount
        )
        """,
        harmless=scope.harmless_ids,
        receivable=scope.receivable_ids,
    )


def _netting(scope):
    """Return the step that finds entries which set a debtor's two sides off."""
    return SQL(
        """
        netting AS MATERIALIZED (
            SELECT entry.move_id,
                   partner.commercial_partner_id AS debtor_id,
                   SUM(line.balance) FILTER (
                       WHERE line.account_id IN %(payable)s AND line.balance > 0
                   ) AS payable,
                   SUM(-line.balance) FILTER (
                       WHERE line.account_id IN %(receivable)s AND line.balance < 0
                   ) AS receivable
              FROM (SELECT DISTINCT move_id FROM matched WHERE move_type = 'entry') AS entry
              JOIN account_move_line AS line ON line.move_id = entry.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
          GROUP BY entry.move_id, partner.commercial_partner_id
        )
        """,
        payable=scope.payable_ids,
        receivable=scope.receivable_ids,
    )


def _classified():
    """Return the step that tells what each reconciliation is, and what of it is no money."""
    return SQL(
        """
        classified AS (
            SELECT matched.*,
                   CASE
                     WHEN matched.is_payment THEN 'payment'
                     WHEN matched.move_type = 'out_refund' THEN 'credit_note'
                     WHEN matched.move_id IN (
                          SELECT exchange_move_id
                            FROM account_partial_reconcile
                           WHERE exchange_move_id IS NOT NULL
                     ) THEN 'exchange'
                     WHEN netting.payable > 0 THEN 'netting'
                     ELSE 'write_off'
                   END AS kind,
                   CASE
                     WHEN written_off.discount > 0 AND matched.in_discount_time
                     THEN matched.discount * matched.amount / matched.balance
                          * LEAST(written_off.amount / written_off.discount, 1)
                     ELSE 0
                   END AS discounted,
                   CASE
                     WHEN written_off.amount > written_off.discount
                     THEN matched.amount
                          * LEAST(written_off.amount - written_off.discount, written_off.received)
                          / written_off.received
                     ELSE 0
                   END AS lost,
                   matched.amount * LEAST(netting.payable, netting.receivable)
                          / netting.receivable AS netted
              FROM matched
         LEFT JOIN written_off ON written_off.move_id = matched.move_id
         LEFT JOIN netting
                ON netting.move_id = matched.move_id
               AND netting.debtor_id = matched.debtor_id
        )
        """
    )


def _settlement():
    """Return the step that sums up each reconciliation."""
    return SQL(
        """
        settlement AS (
            SELECT classified.id,
                   classified.instalment_id,
                   classified.debtor_id,
                   classified.move_id,
                   classified.max_date,
                   classified.amount,
                   classified.kind,
                   classified.max_date <= classified.last_day AS is_on_time,
                   CASE classified.kind
                     WHEN 'payment'
                     THEN classified.amount - classified.discounted - classified.lost
                     WHEN 'netting' THEN classified.netted
                     ELSE 0
                   END AS money,
                   CASE
                     WHEN classified.kind IN ('credit_note', 'exchange') THEN classified.amount
                     ELSE classified.discounted
                   END AS reduction
              FROM classified
        )
        """
    )


def _instalment():
    """Return the step with one row per instalment that belongs to the due set."""
    return SQL(
        """
        instalment AS (
            SELECT due.*,
                   due.balance - COALESCE(settled.amount, 0) AS open,
                   COALESCE(settled.reduction, 0) AS reduction,
                   GREATEST(due.balance - COALESCE(settled.reduction, 0), 0) AS base,
                   LEAST(
                       COALESCE(settled.on_time, 0),
                       GREATEST(due.balance - COALESCE(settled.reduction, 0), 0)
                   ) AS on_time,
                   COALESCE(settled.money, 0) AS money,
                   settled.date_settled
              FROM due
         LEFT JOIN (
                   SELECT instalment_id,
                          SUM(amount) AS amount,
                          SUM(reduction) AS reduction,
                          SUM(money) AS money,
                          SUM(money) FILTER (WHERE is_on_time) AS on_time,
                          MAX(max_date) FILTER (WHERE money > 0) AS date_settled
                     FROM settlement
                 GROUP BY instalment_id
                   ) AS settled ON settled.instalment_id = due.id
             WHERE due.date_due >= due.as_of - %(days)s
                OR due.balance > COALESCE(settled.amount, 0)
        )
        """,
        days=FULFILMENT_DAYS,
    )
