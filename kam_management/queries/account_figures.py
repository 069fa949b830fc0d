"""Turnover and open money of customers, from the documents that the reader may open.

The callers hand over a query of documents that has the reader's rules in it; what is asked of it
here is one statement for any number of customers.
"""

from odoo.tools import SQL

MOVE_TYPES = ("out_invoice", "out_refund")


def sales_domain(company_id):
    """Return the domain of the documents that make turnover: posted, of the company's tree.

    :param int company_id: the root company
    """
    return [
        ("state", "=", "posted"),
        ("move_type", "in", MOVE_TYPES),
        ("company_id", "child_of", company_id),
    ]


def open_domain(company_id):
    """Return the domain of the instalments that are not settled.

    :param int company_id: the root company
    """
    return [
        ("parent_state", "=", "posted"),
        ("move_id.move_type", "in", MOVE_TYPES),
        ("display_type", "=", "payment_term"),
        ("reconciled", "=", False),
        ("company_id", "child_of", company_id),
    ]


def turnover(moves, query, company_id, starts):
    """Return the query of net sales per customer and month.

    Columns: what it is, id of the company, id of the customer, number of the month from 1 on, a
    list of the sum in company currency.

    :param moves: ``account.move``
    :param Query query: the documents; it is changed
    :param int company_id: the root company
    :param list starts: first days of the months, and the day after the last one
    :rtype: SQL
    """
    table = moves._table
    query.groupby = SQL("3, 4")
    return query.select(
        SQL("'turnover'"),
        SQL("%s", company_id),
        moves._field_to_sql(table, "commercial_partner_id", query),
        SQL(
            "width_bucket(%s, %s::date[])",
            moves._field_to_sql(table, "invoice_date", query),
            starts,
        ),
        SQL("ARRAY[SUM(%s)]", moves._field_to_sql(table, "amount_untaxed_signed", query)),
    )


def open_money(lines, query, company_id, today):
    """Return the query of what customers owe, and of what is overdue in it.

    Columns as of :func:`turnover`, to be asked with it: the list is of what is open and what is
    overdue, from the first place on.

    :param lines: ``account.move.line``
    :param Query query: the instalments; it is changed
    :param int company_id: the root company
    :param date today: what fell due before it is overdue
    :rtype: SQL
    """
    table = lines._table
    moves = lines.env["account.move"]
    of = query.join(table, "move_id", moves._table, "id", "figure")
    owed = lines._field_to_sql(table, "amount_residual", query)
    query.groupby = SQL("3")
    return query.select(
        SQL("'open_money'"),
        SQL("%s", company_id),
        moves._field_to_sql(of, "commercial_partner_id", query),
        SQL("1"),
        SQL(
            # what is in the customer's favour is no instalment, and hides none that is overdue
            "ARRAY[SUM(%s), SUM(%s) FILTER (WHERE %s > 0 AND %s < %s)]",
            owed,
            owed,
            owed,
            lines._field_to_sql(table, "date_maturity", query),
            today,
        ),
    )


def turnover_of(alias, moves, query, today_start, today):
    """Return the net sales of the customer of one row of accounts, as an expression.

    :param str alias: the table of accounts in the statement around
    :param moves: ``account.move``
    :param Query query: posted documents of all customers; it is changed
    :param date today_start: the first day that counts
    :param date today: the last one
    :rtype: SQL
    """
    table = moves._table
    query.add_where(
        SQL(
            "%s = %s AND %s BETWEEN %s AND %s"
            " AND %s IN (SELECT id FROM res_company"
            " WHERE split_part(parent_path, '/', 1)::int = %s)",
            moves._field_to_sql(table, "commercial_partner_id", query),
            SQL.identifier(alias, "partner_id"),
            moves._field_to_sql(table, "invoice_date", query),
            today_start,
            today,
            moves._field_to_sql(table, "company_id", query),
            SQL.identifier(alias, "company_id"),
        )
    )
    amount = moves._field_to_sql(table, "amount_untaxed_signed", query)
    return SQL("COALESCE((%s), 0)", query.select(SQL("SUM(%s)", amount)))
