"""What orders add to the exposures of their debtors."""

from odoo.tools import SQL

from .parties import array, unit

INVOICE_TYPES = ("out_invoice", "out_refund", "out_receipt")


def of_debtors(ledger):
    """Return which orders count for the debtors ``asked``: those confirmed.

    :param Ledger ledger: the legal entity
    :rtype: SQL
    """
    return SQL(
        "ordered.state = 'sale' AND ordered.company_id = ANY(%s)",
        array(ledger.scope.company_ids, "int"),
    )


def of_debtors_and_orders(order_ids):
    """Return the condition for the orders that count for the debtors ``asked``, and for others.

    :param order_ids: ids of orders, whatever their state
    :rtype: SQL
    """
    return SQL(
        """
        ordered.id IN (
            SELECT counting.id
              FROM sale_order AS counting
              JOIN asked AS debtor ON debtor.debtor_id = counting.kam_credit_debtor_id
             WHERE counting.state = 'sale'
         UNION
            SELECT unnest(%s)
        )
        """,
        array(order_ids, "int"),
    )


def of_orders(order_ids):
    """Return the condition for orders by their ids, whatever their state.

    :param order_ids: ids of orders
    :rtype: SQL
    """
    return SQL("ordered.id = ANY(%s)", array(order_ids, "int"))


def commitments(ledger, condition, today=None, rates=((), ())):
    """Return the step ``commitment``: what orders add to the exposure of the debtors ``asked``.

    Of each line its value at what was ordered, or at what was delivered where that is more, less
    what was invoiced of it; down payments count as invoiced until the final invoice gives them
    back. Of a line that is due after the horizon, and of an order whose rest is released, only what
    was delivered counts. What was paid online and stands in no ledger yet lowers the order.

    :param Ledger ledger: the legal entity
    ``counts`` tells whether the order is part of the exposure by now.

    :param SQL condition: which orders; see :func:`of_debtors`, :func:`of_orders`,
        :func:`of_debtors_and_orders`
    :param datetime.date today: the day on which orders are confirmed that are not yet; None where
        there are none
    :param rates: ids of orders that get another rate when they are confirmed, and how many units of
        its currency a unit of the company's is then
    :rtype: SQL
    """
    order_ids, units = rates
    return SQL(
        """
        commitment AS (
            SELECT rest.order_id,
                   rest.debtor_id,
                   rest.counts,
                   ROUND(rest.amount / rest.rate / %(unit)s) * %(unit)s AS amount
              FROM (
                   SELECT ordered.id AS order_id,
                          ordered.kam_credit_debtor_id AS debtor_id,
                          %(counts)s AS counts,
                          COALESCE(fresh.rate, NULLIF(ordered.currency_rate, 0), 1) AS rate,
                          GREATEST(
                              COALESCE(SUM(%(line)s), 0) - COALESCE(MIN(paid.amount), 0), 0
                          ) AS amount
                     FROM sale_order AS ordered
                     JOIN asked ON asked.debtor_id = ordered.kam_credit_debtor_id
                LEFT JOIN unnest(%(order_ids)s, %(units)s)
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
        unit=unit(ledger),
        line=_rest_of_line(ledger, today),
        counts=of_debtors(ledger),
        order_ids=array(order_ids, "int"),
        units=array(units, "numeric"),
        paid=_paid(),
        invoiced=_invoiced(),
        condition=condition,
    )


def coming(ledger, today):
    """Return the step ``coming``: what confirmed orders are going to add to the exposure of the
    debtors ``asked``, and from which day on.

    That are lines due after the horizon, at what is neither delivered nor invoiced of them. The day
    is that of the first of them.

    :param Ledger ledger: the legal entity
    :param datetime.date today: the day of the check, from which the horizon is counted
    :rtype: SQL
    """
    return SQL(
        """
        coming AS (
            SELECT later.order_id,
                   later.debtor_id,
                   MIN(later.day - (later.last_day - %(today)s::date)) AS date_counts,
                   SUM(ROUND(later.amount / later.rate / %(unit)s) * %(unit)s) AS amount
              FROM (
                   SELECT ordered.id AS order_id,
                          ordered.kam_credit_debtor_id AS debtor_id,
                          asked.last_day,
                          COALESCE(NULLIF(ordered.currency_rate, 0), 1) AS rate,
                          %(day)s AS day,
                          %(value)s - GREATEST(
                              COALESCE(invoiced.amount, 0),
                              CASE WHEN COALESCE(line.qty_delivered, 0) = 0 THEN 0
                                   ELSE %(delivered)s
                              END
                          ) AS amount
                     FROM sale_order AS ordered
                     JOIN asked ON asked.debtor_id = ordered.kam_credit_debtor_id
                     JOIN sale_order_line AS line
                       ON line.order_id = ordered.id
                      AND line.display_type IS NULL
                LEFT JOIN LATERAL (%(invoiced)s) AS invoiced ON TRUE
                    WHERE %(condition)s
                      AND asked.last_day < %(day)s
                      AND line.is_downpayment IS NOT TRUE
                      AND ordered.kam_credit_released_rest IS NOT TRUE
                   ) AS later
             WHERE later.amount > 0
          GROUP BY later.order_id, later.debtor_id
        )
        """,
        unit=unit(ledger),
        today=today,
        day=_day_of_line(ledger, None),
        value=_value_of_line(),
        delivered=_delivered_value(),
        invoiced=_invoiced(),
        condition=of_debtors(ledger),
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
