"""Customers that might become key accounts, with their figures: one statement for all of them.

``invoiced``   net sales per invoiced contact: the only step that reads all invoices of two years
``sold``       the same per customer, and only those whose sales are worth a look
``candidate``  of these, who the reader may see, who is no key account and not in screening
``due``        their instalments that fell due, ``fallen_due`` per customer, ``on_time`` what of it
               was settled until its due date

Definitions, all in company currency, for the customer (commercial partner) as a whole:

- net sales: untaxed signed amount of posted customer invoices and credit notes, by accounting date;
- due: instalments of posted customer invoices with a due date in the last twelve months and before
  the day; late: what of their amount was not settled until the due date. Whatever settles counts,
  on the later day of the two documents: payments, credit notes, write-offs. This chooses
  candidates; the contract fulfilment rate, which looks closer, is the business of credit.
"""

from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

MOVE_TYPES = ("out_invoice", "out_refund")


class Filters(NamedTuple):
    """What customers must have; empty filters ask for nothing.

    Shares are fractions of one. ``category_ids`` are product categories with those below them,
    ``only_new`` leaves out customers that are potential key accounts already.
    """

    amount_min: Decimal = Decimal(0)
    growth_min: Decimal | None = None
    late_share_max: Decimal | None = None
    country_ids: tuple = ()
    category_ids: tuple = ()
    user_ids: tuple = ()
    partner_ids: tuple | None = None
    only_new: bool = False


def find(company_id, company_ids, window, filters, is_visible, screened):
    """Return the query of customers that may be proposed, those with the highest sales first.

    Columns: ``partner_id``, ``sales``, ``before``, ``due``, ``late`` (amounts as text, because the
    cursor turns numbers of the database into floats), ``date_last_invoice``, ``country_id``,
    ``user_id`` (the salesperson), ``account_state``.

    :param int company_id: whose accounts
    :param tuple company_ids: whose invoices: those of the company and of its branches
    :param Window window: the days that count, see ``rules/candidates.py``
    :param Filters filters: what customers must have
    :param SQL is_visible: condition that the reader may see ``partner`` with its ``account``
    :param SQL screened: subquery of the customers that cannot be screened now
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(invoiced)s, %(sold)s, %(candidate)s, %(due)s
        SELECT candidate.partner_id,
               candidate.sales::text,
               candidate.before::text,
               COALESCE(fallen_due.amount, 0)::text AS due,
               (COALESCE(fallen_due.amount, 0) - COALESCE(on_time.amount, 0))::text AS late,
               candidate.date_last_invoice,
               candidate.country_id,
               candidate.user_id,
               candidate.account_state
          FROM candidate
     LEFT JOIN fallen_due ON fallen_due.partner_id = candidate.partner_id
     LEFT JOIN on_time ON on_time.partner_id = candidate.partner_id
         WHERE %(is_punctual)s
      ORDER BY candidate.sales DESC, candidate.partner_id
        """,
        invoiced=_invoiced(company_ids, window, filters.partner_ids),
        sold=_sold(filters),
        candidate=_candidate(company_id, company_ids, window, filters, is_visible, screened),
        due=_due(company_ids, window, is_few=filters.partner_ids is not None),
        is_punctual=_is_punctual(filters.late_share_max),
    )


def _invoiced(company_ids, window, partner_ids):
    """Return the step that sums up invoices; ``partner_ids`` are customers, None for all."""
    if partner_ids is None:
        among = SQL("TRUE")
    else:
        among = SQL(
            "move.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
            list(partner_ids),
        )
    return SQL(
        """
        invoiced AS (
            SELECT move.partner_id,
                   SUM(move.amount_untaxed_signed) FILTER (WHERE move.date >= %(sales_from)s)
                       AS sales,
                   SUM(move.amount_untaxed_signed) FILTER (WHERE move.date < %(sales_from)s)
                       AS before,
                   MAX(move.date) FILTER (WHERE move.move_type = 'out_invoice')
                       AS date_last_invoice
              FROM account_move AS move
             WHERE move.company_id IN %(companies)s
               AND move.state = 'posted'
               AND move.move_type IN %(types)s
               AND move.date BETWEEN %(before_from)s AND %(day)s
               AND %(among)s
          GROUP BY move.partner_id
        )
        """,
        sales_from=window.sales_from,
        before_from=window.before_from,
        day=window.day,
        companies=company_ids,
        types=MOVE_TYPES,
        among=among,
    )


def _sold(filters):
    """Return the step that leaves the customers with enough sales and growth."""
    has_grown = SQL("TRUE")
    if filters.growth_min is not None:
        # without a division, so that the limit itself counts exactly
        has_grown = SQL(
            "SUM(invoiced.before) > 0 AND SUM(invoiced.sales) >= SUM(invoiced.before) * %s",
            1 + filters.growth_min,
        )
    return SQL(
        """
        sold AS MATERIALIZED (
            SELECT contact.commercial_partner_id AS partner_id,
                   SUM(invoiced.sales) AS sales,
                   COALESCE(SUM(invoiced.before), 0) AS before,
                   MAX(invoiced.date_last_invoice) AS date_last_invoice
              FROM invoiced
              JOIN res_partner AS contact ON contact.id = invoiced.partner_id
          GROUP BY contact.commercial_partner_id
            HAVING SUM(invoiced.sales) > 0
               AND SUM(invoiced.sales) >= %(amount_min)s
               AND %(has_grown)s
        )
        """,
        amount_min=filters.amount_min,
        has_grown=has_grown,
    )


def _candidate(company_id, company_ids, window, filters, is_visible, screened):
    """Return the step that leaves who may be proposed; see :func:`find` for the arguments."""
    conditions = [
        SQL("partner.active"),
        SQL("(partner.company_id IS NULL OR partner.company_id IN %s)", company_ids),
        SQL("account.state IS DISTINCT FROM 'key'"),
        SQL("(sold.partner_id IN %s) IS NOT TRUE", screened),
        is_visible,
    ]
    if filters.only_new:
        conditions.append(SQL("account.state IS DISTINCT FROM 'potential'"))
    if filters.country_ids:
        conditions.append(SQL("partner.country_id IN %s", tuple(filters.country_ids)))
    if filters.user_ids:
        conditions.append(SQL("partner.user_id IN %s", tuple(filters.user_ids)))
    if filters.category_ids:
        conditions.append(_has_bought(company_ids, window, filters.category_ids))
    return SQL(
        """
        candidate AS MATERIALIZED (
            SELECT sold.*,
                   partner.country_id,
                   partner.user_id,
                   account.state AS account_state
              FROM sold
              JOIN res_partner AS partner ON partner.id = sold.partner_id
         LEFT JOIN kam_account AS account
                ON account.partner_id = sold.partner_id
               AND account.company_id = %(company)s
             WHERE %(conditions)s
        )
        """,
        company=company_id,
        conditions=SQL(" AND ").join(conditions),
    )


def _has_bought(company_ids, window, category_ids):
    """Return the condition that the customer was invoiced products of some categories."""
    return SQL(
        """
        sold.partner_id IN (
            SELECT buyer.commercial_partner_id
              FROM account_move_line AS item
              JOIN account_move AS bill ON bill.id = item.move_id
              JOIN res_partner AS buyer ON buyer.id = bill.partner_id
              JOIN product_product AS variant ON variant.id = item.product_id
              JOIN product_template AS product ON product.id = variant.product_tmpl_id
             WHERE item.company_id IN %(companies)s
               AND item.parent_state = 'posted'
               AND item.display_type = 'product'
               AND item.date BETWEEN %(sales_from)s AND %(day)s
               AND bill.move_type = 'out_invoice'
               AND product.categ_id IN %(categories)s
        )
        """,
        companies=company_ids,
        sales_from=window.sales_from,
        day=window.day,
        categories=tuple(category_ids),
    )


def _due(company_ids, window, is_few):
    """Return the steps that find what fell due, and what of it was settled on time.

    PostgreSQL cannot know how many candidates the sums leave, takes them for few and would look up
    the journal items of each. ``OFFSET 0`` makes it read by due date instead, in one go, unless
    few customers are asked for.
    """
    return SQL(
        """
        due AS MATERIALIZED (
            SELECT candidate.partner_id, line.id, line.balance, line.date_maturity
              FROM (
                   SELECT item.id, item.move_id, item.partner_id, item.balance, item.date_maturity
                     FROM account_move_line AS item
                    WHERE item.company_id IN %(companies)s
                      AND item.parent_state = 'posted'
                      AND item.display_type = 'payment_term'
                      AND item.balance > 0
                      AND item.date_maturity >= %(due_from)s
                      AND item.date_maturity < %(day)s
                   %(barrier)s
                   ) AS line
              JOIN res_partner AS contact ON contact.id = line.partner_id
              JOIN candidate ON candidate.partner_id = contact.commercial_partner_id
              JOIN account_move AS move ON move.id = line.move_id
             WHERE move.move_type = 'out_invoice'
        ),
        fallen_due AS (
            SELECT partner_id, SUM(balance) AS amount FROM due GROUP BY partner_id
        ),
        on_time AS (
            SELECT due.partner_id, SUM(partial.amount) AS amount
              FROM due
              JOIN account_partial_reconcile AS partial
                ON partial.debit_move_id = due.id
               AND partial.max_date <= due.date_maturity
          GROUP BY due.partner_id
        )
        """,
        companies=company_ids,
        due_from=window.sales_from,
        day=window.day,
        barrier=SQL() if is_few else SQL("OFFSET 0"),
    )


def _is_punctual(late_share_max):
    """Return the condition on the late share; where nothing fell due, nothing was late."""
    if late_share_max is None:
        return SQL("TRUE")
    return SQL(
        "COALESCE(fallen_due.amount - COALESCE(on_time.amount, 0) <= fallen_due.amount * %s, TRUE)",
        late_share_max,
    )
