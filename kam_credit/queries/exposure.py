"""What debtors owe and what their confirmed orders still bring: the exposure 信用敞口.

Steps that build on each other: ``asked`` are the debtors, ``item`` what is open on receivables,
``commitment`` what each order adds, ``draft`` what invoices that are not posted add.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from .scope import debtor

INVOICE_TYPES = ("out_invoice", "out_refund", "out_receipt")


class Asked(NamedTuple):
    """A debtor whose exposure is asked for.

    ``last_day`` is the last day on which a delivery counts that is still to come, None for every
    day; what was due before ``overdue_before`` is overdue for the check.
    """

    debtor_id: int
    last_day: datetime.date | None
    overdue_before: datetime.date


class Claims(NamedTuple):
    """The companies of a legal entity, and the accounts that hold its claims."""

    company_ids: tuple
    claim_ids: tuple


class Ledger(NamedTuple):
    """A legal entity whose exposures are asked for.

    ``zone`` names its time zone, ``unit`` is the smallest unit of its currency, ``disputed_ids``
    the journal items in dispute. With ``is_narrow`` the open items are looked up debtor by debtor,
    otherwise all are read.
    """

    scope: Claims
    zone: str
    unit: Decimal
    disputed_ids: tuple = ()
    is_narrow: bool = True


def asked(debtors):
    """Return the step ``asked``.

    :param debtors: list of :class:`Asked`
    :rtype: SQL
    """
    ids, last_days, overdue = zip(*debtors, strict=True) if debtors else ((), (), ())
    return SQL(
        "asked AS MATERIALIZED ("
        "SELECT * FROM unnest(%s::int[], %s::date[], %s::date[])"
        " AS asked (debtor_id, last_day, overdue_before))",
        list(ids),
        list(last_days),
        list(overdue),
    )


def per_debtor(ledger, debtors):
    """Return the query of the exposures of debtors, one row for each.

    :param Ledger ledger: the legal entity
    :param debtors: list of :class:`Asked`, each debtor once
    :return: columns ``debtor_id``, ``receivables``, ``orders``, ``drafts``, ``overdue``, amounts in
        company currency, as text
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(asked)s,
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
         UNION ALL
            SELECT draft.debtor_id, 0, 0, draft.amount, 0
              FROM draft
        )
        SELECT part.debtor_id,
               SUM(part.receivables)::text,
               SUM(part.orders)::text,
               SUM(part.drafts)::text,
               SUM(part.overdue)::text
          FROM part
      GROUP BY part.debtor_id
        """,
        asked=asked(debtors),
        item=items(ledger, [one.debtor_id for one in debtors]),
        commitment=commitments(ledger, of_debtors(ledger)),
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
                   line.id = ANY(%(disputed)s::int[]) AS is_disputed
              FROM %(lines)s AS line
              JOIN account_move AS move ON move.id = line.move_id
             WHERE line.company_id IN %(companies)s
               AND line.account_id IN %(claims)s
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
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
        lines=_lines_of(ledger, debtor_ids)
        if ledger.is_narrow
        else SQL.identifier("account_move_line"),
        debtor=debtor("move", "line"),
        due=date_due("line"),
        disputed=list(ledger.disputed_ids),
        companies=ledger.scope.company_ids,
        claims=ledger.scope.claim_ids,
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


def _lines_of(ledger, debtor_ids):
    """Return the open items of some debtors as a subquery.

    Two ways, each through its index: by whom the item names, who belongs to the debtor today, and
    by the debtor that Odoo stored with an entry of a contact, who may belong to another by now.
    """
    return SQL(
        """
        (
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.id IN (
                   SELECT known.id
                     FROM account_move_line AS known
                    WHERE known.account_id IN %(claims)s
                      AND known.reconciled IS NOT TRUE
                      AND known.partner_id IN (
                          SELECT contact.id
                            FROM res_partner AS contact
                           WHERE contact.commercial_partner_id = ANY(%(debtors)s::int[])
                        UNION
                          SELECT unnest(%(debtors)s::int[])
                      )
                UNION
                   SELECT moved.id
                     FROM account_move AS entry
                     JOIN account_move_line AS moved ON moved.move_id = entry.id
                    WHERE entry.commercial_partner_id = ANY(%(debtors)s::int[])
                      AND entry.partner_id != entry.commercial_partner_id
                      AND entry.move_type = 'entry'
                      AND moved.account_id IN %(claims)s
                      AND moved.reconciled IS NOT TRUE
             )
        )
        """,
        claims=ledger.scope.claim_ids,
        debtors=list(debtor_ids),
    )


# ----------------------------------------------------------------------
# orders
# ----------------------------------------------------------------------


def of_debtors(ledger):
    """Return which orders count for the debtors ``asked``: those confirmed.

    :param Ledger ledger: the legal entity
    :rtype: SQL
    """
    return SQL("ordered.state = 'sale' AND ordered.company_id IN %s", ledger.scope.company_ids)


def of_orders(order_ids):
    """Return the condition for orders by their ids, whatever their state.

    :param order_ids: ids of orders
    :rtype: SQL
    """
    return SQL("ordered.id = ANY(%s)", list(order_ids))


def commitments(ledger, condition, today=None, rates=()):
    """Return the step ``commitment``: what orders add to the exposure of the debtors ``asked``.

    Of each line its value at what was ordered, or at what was delivered where that is more, less
    what was invoiced of it; down payments count as invoiced until the final invoice gives them
    back. Of a line that is due after the horizon, and of an order whose rest is released, only what
    was delivered counts. What was paid online and stands in no ledger yet lowers the order.

    :param Ledger ledger: the legal entity
    :param SQL condition: which orders; see :func:`of_debtors`, :func:`of_orders`
    :param datetime.date today: the day on which orders are confirmed that are not yet; None where
        there are none
    :param rates: ``(order id, units of its currency per unit of the company's)`` of orders that get
        another rate when they are confirmed
    :rtype: SQL
    """
    order_ids, units = zip(*rates, strict=True) if rates else ((), ())
    return SQL(
        """
        commitment AS (
            SELECT rest.order_id,
                   rest.debtor_id,
                   ROUND(rest.amount / rest.rate / %(unit)s) * %(unit)s AS amount
              FROM (
                   SELECT ordered.id AS order_id,
                          ordered.kam_credit_debtor_id AS debtor_id,
                          COALESCE(fresh.rate, NULLIF(ordered.currency_rate, 0), 1) AS rate,
                          GREATEST(
                              COALESCE(SUM(%(line)s), 0) - COALESCE(MIN(paid.amount), 0), 0
                          ) AS amount
                     FROM sale_order AS ordered
                     JOIN asked ON asked.debtor_id = ordered.kam_credit_debtor_id
                LEFT JOIN unnest(%(order_ids)s::int[], %(units)s::numeric[])
                          AS fresh (order_id, rate) ON fresh.order_id = ordered.id
                LEFT JOIN LATERAL (%(paid)s) AS paid ON TRUE
                LEFT JOIN sale_order_line AS line
                       ON line.order_id = ordered.id
                      AND line.display_type IS NULL
                LEFT JOIN LATERAL (%(invoiced)s) AS invoiced ON TRUE
                    WHERE %(condition)s
                 GROUP BY ordered.id, fresh.rate
                   ) AS rest
        )
        """,
        unit=SQL("%s::numeric", str(ledger.unit)),
        line=_rest_of_line(ledger, today),
        order_ids=list(order_ids),
        units=[str(rate) for rate in units],
        paid=_paid(),
        invoiced=_invoiced(),
        condition=condition,
    )


def _rest_of_line(ledger, today):
    """Return what ``line`` of ``ordered`` still brings, in the currency of the order."""
    return SQL(
        """
        CASE
          WHEN line.is_downpayment THEN -COALESCE(invoiced.amount, 0)
          WHEN (asked.last_day IS NULL OR %(day)s <= asked.last_day)
               AND (ordered.state != 'sale' OR ordered.kam_credit_released_rest IS NOT TRUE)
          THEN %(value)s - COALESCE(invoiced.amount, 0)
          WHEN COALESCE(line.qty_delivered, 0) = 0 THEN 0
          ELSE GREATEST(%(delivered)s - COALESCE(invoiced.amount, 0), 0)
        END
        """,
        day=_day_of_line(ledger, today),
        value=_value_of_line(),
        delivered=_delivered_value(),
    )


def _day_of_line(ledger, today):
    """Return the day on which ``line`` is to be delivered, where the company works."""
    local = SQL("AT TIME ZONE 'UTC' AT TIME ZONE %s", ledger.zone)
    begins = SQL("(ordered.date_order %s)", local)
    if today:
        begins = SQL(
            "CASE WHEN ordered.state = 'sale' THEN %s ELSE %s::timestamp END", begins, today
        )
    return SQL(
        "COALESCE((ordered.commitment_date %(local)s)::date,"
        " (%(begins)s + COALESCE(line.customer_lead, 0) * interval '1 day')::date)",
        local=local,
        begins=begins,
    )


def _value_of_line():
    """Return the value of ``line`` at what was ordered, or delivered beyond it, taxes included."""
    return SQL(
        """
        CASE
          WHEN line.product_uom_qty >= 0
               AND COALESCE(line.qty_delivered, 0) > line.product_uom_qty
               OR line.product_uom_qty < 0
               AND COALESCE(line.qty_delivered, 0) < line.product_uom_qty
          THEN %s
          ELSE COALESCE(line.price_total, 0)
        END
        """,
        _delivered_value(),
    )


def _delivered_value():
    """Return the value of what was delivered of ``line``, taxes included.

    Of what was never ordered Odoo has no total: an expense that is charged on, for instance. Its
    price is known, and its taxes as far as they are percentages.
    """
    return SQL(
        """
        (line.qty_delivered * CASE
          WHEN line.product_uom_qty != 0 THEN line.price_total / line.product_uom_qty
          ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100) * (1 + COALESCE((
              SELECT SUM(tax.amount) / 100
                FROM account_tax_sale_order_line_rel AS taxed
                JOIN account_tax AS tax ON tax.id = taxed.account_tax_id
                JOIN res_company AS taxing ON taxing.id = tax.company_id
               WHERE taxed.sale_order_line_id = line.id
                 AND tax.amount_type = 'percent'
                 AND COALESCE(tax.price_include_override, taxing.account_price_include)
                     != 'tax_included'
          ), 0))
        END)
        """
    )


def _invoiced():
    """Return the query of what is posted of ``line``, in the currency of ``ordered``.

    An invoice in another currency than the order counts by what both are worth to the company.
    """
    return SQL(
        """
        SELECT SUM(
                   CASE WHEN move.move_type = 'out_refund' THEN -item.price_total
                        ELSE item.price_total
                   END
                   * CASE WHEN item.currency_id = ordered.currency_id THEN 1
                          ELSE COALESCE(NULLIF(ordered.currency_rate, 0), 1)
                               / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                     END
               ) AS amount
          FROM sale_order_line_invoice_rel AS linked
          JOIN account_move_line AS item ON item.id = linked.invoice_line_id
          JOIN account_move AS move ON move.id = item.move_id
         WHERE linked.order_line_id = line.id
           AND move.move_type IN %(types)s
           AND (move.state = 'posted' OR move.payment_state = 'invoicing_legacy')
        """,
        types=INVOICE_TYPES,
    )


def _paid():
    """Return the query of what was paid online for ``ordered`` and stands in no ledger yet.

    One that pays several orders is shared out by their totals. What was captured of one in parts,
    given up or refunded is no longer its own.
    """
    return SQL(
        """
        SELECT SUM(
                   GREATEST(paying.amount - COALESCE(gone.amount, 0), 0)
                   * ordered.amount_total / NULLIF(together.amount, 0)
               ) AS amount
          FROM sale_order_transaction_rel AS meant
          JOIN payment_transaction AS paying ON paying.id = meant.transaction_id
    CROSS JOIN LATERAL (
               SELECT SUM(other.amount_total) AS amount
                 FROM sale_order_transaction_rel AS also
                 JOIN sale_order AS other ON other.id = also.sale_order_id
                WHERE also.transaction_id = paying.id
               ) AS together
     LEFT JOIN LATERAL (
               SELECT SUM(ABS(part.amount)) AS amount
                 FROM payment_transaction AS part
                WHERE part.source_transaction_id = paying.id
                  AND (
                      part.operation = 'refund' AND part.state = 'done'
                      OR part.operation != 'refund' AND part.state = 'cancel'
                      OR part.operation != 'refund' AND part.state = 'done' AND %(is_part_booked)s
                  )
               ) AS gone ON TRUE
         WHERE meant.sale_order_id = ordered.id
           AND paying.state IN ('authorized', 'done')
           AND paying.source_transaction_id IS NULL
           AND paying.currency_id = ordered.currency_id
           AND NOT %(is_booked)s
        """,
        is_booked=_is_booked("paying"),
        is_part_booked=_is_booked("part"),
    )


def _is_booked(transaction):
    """Return the condition that the payment of a transaction stands in the ledger, or was undone.

    :param str transaction: alias of ``payment_transaction``
    """
    return SQL(
        """
        EXISTS (
            SELECT 1
              FROM account_payment AS payment
         LEFT JOIN account_move AS booked ON booked.id = payment.move_id
             WHERE payment.id = %s
               AND (booked.state = 'posted' OR payment.state IN ('paid', 'canceled', 'rejected'))
        )
        """,
        SQL.identifier(transaction, "payment_id"),
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
               AND move.company_id IN %(companies)s
        )
        """,
        unit=SQL("%s::numeric", str(ledger.unit)),
        companies=ledger.scope.company_ids,
    )
