"""What debtors owe and what their confirmed orders still bring: the exposure 信用敞口.

Steps that build on each other: ``asked`` are the debtors, ``item`` what is open on receivables,
``commitment`` what each order adds, ``draft`` what invoices that are not posted add.
"""

from odoo.tools import SQL

from .commitments import commitments, of_debtors
from .parties import array, asked, unit
from .scope import debtor


def per_debtor(ledger, debtors, orders):
    """Return the query of the exposures of debtors, and of what some of their orders add to them.

    :param Ledger ledger: the legal entity
    :param debtors: list of :class:`Asked`, each debtor once
    :param SQL orders: query of the ids of these orders, which are confirmed
    :return: see :func:`told`
    :rtype: SQL
    """
    ids = [one.debtor_id for one in debtors]
    return SQL(
        "WITH %s, %s %s",
        asked(debtors),
        exposures(ledger, ids, of_debtors(ledger)),
        told(SQL("commitment.order_id IN (%s)", orders)),
    )


def told(condition):
    """Return the query of what the steps of :func:`exposures` find.

    :param SQL condition: which orders are told of
    :return: columns ``order_id``, ``debtor_id``, ``receivables``, ``orders``, ``drafts``,
        ``overdue``, amounts in company currency, as text. ``order_id`` is empty for a debtor; of an
        order only ``orders`` is told
    :rtype: SQL
    """
    return SQL(
        """
        SELECT NULL::int AS order_id, exposure.*
          FROM exposure
     UNION ALL
        SELECT commitment.order_id, commitment.debtor_id, NULL, commitment.amount::text, NULL, NULL
          FROM commitment
         WHERE %s
        """,
        condition,
    )


def exposures(ledger, debtor_ids, condition, **kwargs):
    """Return the steps up to ``exposure``: what the debtors ``asked`` owe and have ordered.

    :param Ledger ledger: the legal entity
    :param debtor_ids: ids of the debtors
    :param SQL condition: which orders are looked at; those that do not count are left out
    :param kwargs: see :func:`commitments`
    :rtype: SQL
    """
    return SQL(
        """
        %(item)s,
        %(commitment)s,
        %(draft)s,
        part AS (
            SELECT item.debtor_id,
                   item.residual AS receivables,
                   0 AS orders,
                   0 AS drafts,
                   CASE WHEN item.is_overdue THEN item.residual ELSE 0 END AS overdue
              FROM item
         UNION ALL
            SELECT commitment.debtor_id, 0, commitment.amount, 0, 0
              FROM commitment
             WHERE commitment.counts
         UNION ALL
            SELECT draft.debtor_id, 0, 0, draft.amount, 0
              FROM draft
        ),
        exposure AS (
            SELECT part.debtor_id,
                   SUM(part.receivables)::text AS receivables,
                   SUM(part.orders)::text AS orders,
                   SUM(part.drafts)::text AS drafts,
                   SUM(part.overdue)::text AS overdue
              FROM part
          GROUP BY part.debtor_id
        )
        """,
        item=items(ledger, debtor_ids),
        commitment=commitments(ledger, condition, **kwargs),
        draft=drafts(ledger),
    )


# ----------------------------------------------------------------------
# open items
# ----------------------------------------------------------------------


def items(ledger, debtor_ids):
    """Return the steps up to ``item``: what is posted and open on the claims of debtors ``asked``.

    What was paid or credited and is matched to nothing lowers the sum; it makes nothing less
    overdue. Whose an item is, is found once for each before the debtors are looked up.

    :param Ledger ledger: the legal entity
    :param debtor_ids: ids of the debtors
    :rtype: SQL
    """
    return SQL(
        """
        owed AS MATERIALIZED (
            SELECT line.id,
                   line.move_id,
                   line.amount_residual AS residual,
                   %(debtor)s AS debtor_id,
                   %(due)s AS date_due,
                   line.id IN (%(disputed)s) AS is_disputed
              FROM (%(lines)s) AS line
              JOIN account_move AS move ON move.id = line.move_id
        ),
        item AS (
            SELECT owed.id,
                   owed.move_id,
                   owed.debtor_id,
                   owed.residual,
                   owed.date_due,
                   owed.is_disputed,
                   owed.residual > 0
                   AND owed.date_due < asked.overdue_before
                   AND NOT owed.is_disputed AS is_overdue
              FROM owed
              JOIN asked ON asked.debtor_id = owed.debtor_id
        )
        """,
        lines=_lines_of(ledger, debtor_ids) if ledger.is_narrow else _all_lines(ledger),
        debtor=debtor("move", "line"),
        due=date_due("line"),
        disputed=ledger.disputed,
    )


def date_due(line):
    """Return the day that counts of an item: the one that was missed, if it was moved later.

    :param str line: alias of ``account_move_line``
    :rtype: SQL
    """
    return SQL(
        "COALESCE(%s, %s, %s)",
        SQL.identifier(line, "kam_date_missed"),
        SQL.identifier(line, "date_maturity"),
        SQL.identifier(line, "date"),
    )


def _is_open(ledger):
    """Return the condition that ``line`` is posted and open on the claims of the legal entity."""
    return SQL(
        """
        line.account_id = ANY(%s)
        AND line.reconciled IS NOT TRUE
        AND line.parent_state = 'posted'
        AND line.company_id = ANY(%s)
        """,
        array(ledger.scope.claim_ids, "int"),
        array(ledger.scope.company_ids, "int"),
    )


# what is read of an open item
_LINE = SQL(
    """
    line.id, line.move_id, line.partner_id, line.amount_residual, line.kam_date_missed,
    line.date_maturity, line.date
    """
)


def _all_lines(ledger):
    """Return the query of the open items of everybody."""
    return SQL("SELECT %s FROM account_move_line AS line WHERE %s", _LINE, _is_open(ledger))


def _lines_of(ledger, debtor_ids):
    """Return the query of the open items of some debtors.

    Two ways, each through its index: by whom the item names, who belongs to the debtor today, and
    by the debtor that Odoo stored with an entry of a contact, who may belong to another by now.
    """
    return SQL(
        """
        SELECT %(line)s
          FROM account_move_line AS line
         WHERE %(is_open)s
           AND line.partner_id IN (
               SELECT contact.id
                 FROM res_partner AS contact
                WHERE contact.commercial_partner_id = ANY(%(debtors)s)
            UNION
               SELECT unnest(%(debtors)s)
           )
     UNION
        SELECT %(line)s
          FROM account_move AS entry
          JOIN account_move_line AS line ON line.move_id = entry.id
         WHERE %(is_open)s
           AND entry.commercial_partner_id = ANY(%(debtors)s)
           AND entry.partner_id != entry.commercial_partner_id
           AND entry.move_type = 'entry'
        """,
        line=_LINE,
        is_open=_is_open(ledger),
        debtors=array(debtor_ids, "int"),
    )


# ----------------------------------------------------------------------
# drafts
# ----------------------------------------------------------------------


def drafts(ledger):
    """Return the step ``draft``: invoices of the debtors ``asked`` that are not posted.

    Only as far as they are not of an order that counts itself.

    :param Ledger ledger: the legal entity
    :rtype: SQL
    """
    return SQL(
        """
        draft AS (
            SELECT move.id AS move_id,
                   asked.debtor_id,
                   GREATEST(
                       move.amount_total_signed - COALESCE(ROUND(
                           ordered.amount / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                           / %(unit)s
                       ) * %(unit)s, 0),
                       0
                   ) AS amount
              FROM account_move AS move
              JOIN asked ON asked.debtor_id = move.commercial_partner_id
         LEFT JOIN LATERAL (
                   SELECT SUM(item.price_total) AS amount
                     FROM account_move_line AS item
                    WHERE item.move_id = move.id
                      AND EXISTS (
                          SELECT 1
                            FROM sale_order_line_invoice_rel AS linked
                            JOIN sale_order_line AS line ON line.id = linked.order_line_id
                            JOIN sale_order AS counting ON counting.id = line.order_id
                           WHERE linked.invoice_line_id = item.id
                             AND counting.state = 'sale'
                             AND counting.kam_credit_released_rest IS NOT TRUE
                      )
                   ) AS ordered ON TRUE
             WHERE move.state = 'draft'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.company_id = ANY(%(companies)s)
        )
        """,
        unit=unit(ledger),
        companies=array(ledger.scope.company_ids, "int"),
    )
