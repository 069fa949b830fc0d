"""Every instalment that customers were invoiced, due or not, with what is open of it now."""

from odoo.tools import SQL

from .scope import debtor, has_opening, is_disputed, is_opening


def instalments(scope, choice, today):
    """Return the query of the instalments of customers.

    The same that fall due in :mod:`.due`: those of posted customer invoices, and of the opening.

    :param Scope scope: the ledger
    :param Choice choice: whose, see :class:`.instalments.Choice`
    :param date today: the day for ``is_disputed``
    :return: columns of the choice, then ``id``, ``partner_id``, ``move_id``, ``move_name``,
        ``move_ref``, ``date_invoice``, ``date_due``, ``amount``, ``amount_open`` (company
        currency), ``is_disputed``
    :rtype: SQL
    """
    invoices = SQL("move.move_type = 'out_invoice'")
    parts = [
        _select(scope, choice, today, SQL.identifier("move", "commercial_partner_id"), invoices)
    ]
    if has_opening(scope):
        openings = SQL(
            "%s AND line.payment_id IS NULL AND line.statement_line_id IS NULL",
            is_opening(scope, "move"),
        )
        parts.append(_select(scope, choice, today, debtor("move", "line"), openings))
    return SQL(" UNION ALL ").join(parts)


def _select(scope, choice, today, debtor_id, condition):
    return SQL(
        """
        SELECT %(columns)s
               line.id,
               %(debtor)s AS partner_id,
               line.move_id,
               move.name AS move_name,
               move.ref AS move_ref,
               COALESCE(move.invoice_date, move.date) AS date_invoice,
               COALESCE(line.date_maturity, line.date) AS date_due,
               line.balance AS amount,
               line.amount_residual AS amount_open,
               %(is_disputed)s AS is_disputed
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
               %(source)s
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(receivable)s
           AND line.parent_state = 'posted'
           AND line.balance > 0
           AND %(condition)s
           AND %(asked)s
        """,
        columns=SQL().join(
            SQL("%s AS %s, ", column, SQL.identifier(name))
            for name, column in choice.columns.items()
        ),
        debtor=debtor_id,
        is_disputed=is_disputed(scope, SQL.identifier("line", "id"), SQL("%s::date", today)),
        source=choice.source(debtor_id),
        companies=scope.company_ids,
        receivable=scope.trade_ids,
        condition=condition,
        asked=choice.condition(debtor_id),
    )
