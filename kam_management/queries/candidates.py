"""Customers that might become key accounts, with their figures: one statement for all of them.

``invoiced``  net sales per customer: the only step that reads all invoices of two years
``sold``      only those whose sales are worth a look
``due``       their instalments that fell due
``figures``   per customer what was sold, what fell due, and what of it was not settled until then

Then only those are left whom the reader may see, who are no key accounts and not in screening.
What is summed up is put side by side and summed up again, never joined: PostgreSQL takes sums that
meet conditions for few rows, and would go through all that fell due once for each customer.

Definitions, all in company currency, for the customer as a whole: the commercial partner that a
document was made out to, as credit has it. A contact that goes to another company takes nothing
along.

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
        WITH %(invoiced)s, %(sold)s, %(due)s, %(figures)s
        SELECT figures.partner_id,
               figures.sales::text,
               figures.before::text,
               figures.due::text,
               figures.late::text,
               figures.date_last_invoice,
               partner.country_id,
               partner.user_id,
               account.state AS account_state
          FROM figures
          JOIN res_partner AS partner ON partner.id = figures.partner_id
     LEFT JOIN kam_account AS account
            ON account.partner_id = figures.partner_id
           AND account.company_id = %(company)s
         WHERE %(conditions)s
      ORDER BY figures.sales DESC, figures.partner_id
        """,
        invoiced=_invoiced(company_ids, window, filters.partner_ids),
        sold=_sold(filters),
        due=_due(company_ids, window, is_few=filters.partner_ids is not None),
        figures=_figures(filters.late_share_max),
        company=company_id,
        conditions=_conditions(company_ids, window, filters, is_visible, screened),
    )


def _invoiced(company_ids, window, partner_ids):
    """Return the step that sums up invoices; ``partner_ids`` are customers, None for all."""
    if partner_ids is None:
        among = SQL("TRUE")
    else:
        among = SQL("move.commercial_partner_id = ANY(%s)", list(partner_ids))
    return SQL(
        """
        invoiced AS (
            SELECT move.commercial_partner_id AS partner_id,
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
          GROUP BY move.commercial_partner_id
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
            "invoiced.before > 0 AND invoiced.sales >= invoiced.before * %s",
            1 + filters.growth_min,
        )
    return SQL(
        """
        sold AS MATERIALIZED (
            SELECT invoiced.partner_id,
                   invoiced.sales,
                   COALESCE(invoiced.before, 0) AS before,
                   invoiced.date_last_invoice
              FROM invoiced
             WHERE invoiced.sales > 0
               AND invoiced.sales >= %(amount_min)s
               AND %(has_grown)s
        )
        """,
        amount_min=filters.amount_min,
        has_grown=has_grown,
    )


def _conditions(company_ids, window, filters, is_visible, screened):
    """Return the conditions that leave who may be proposed; see :func:`find` for the arguments."""
    conditions = [
        SQL("partner.active"),
        SQL("(partner.company_id IS NULL OR partner.company_id IN %s)", company_ids),
        SQL("account.state IS DISTINCT FROM 'key'"),
        SQL("(figures.partner_id IN %s) IS NOT TRUE", screened),
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
    return SQL(" AND ").join(conditions)


def _has_bought(company_ids, window, category_ids):
    """Return the condition that the customer was invoiced products of some categories."""
    return SQL(
        """
        figures.partner_id IN (
            SELECT bill.commercial_partner_id
              FROM account_move_line AS item
              JOIN account_move AS bill ON bill.id = item.move_id
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
    """Return the step that finds what fell due.

    PostgreSQL cannot know how many customers the sums leave, and might look up the journal items of
    each. ``OFFSET 0`` makes it read by due date instead, in one go, unless few customers are asked
    for.
    """
    return SQL(
        """
        due AS MATERIALIZED (
            SELECT sold.partner_id, line.id, line.balance, line.date_maturity
              FROM (
                   SELECT item.id, item.move_id, item.balance, item.date_maturity
                     FROM account_move_line AS item
                    WHERE item.company_id IN %(companies)s
                      AND item.parent_state = 'posted'
                      AND item.display_type = 'payment_term'
                      AND item.balance > 0
                      AND item.date_maturity >= %(due_from)s
                      AND item.date_maturity < %(day)s
                   %(barrier)s
                   ) AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN sold ON sold.partner_id = move.commercial_partner_id
             WHERE move.move_type = 'out_invoice'
        )
        """,
        companies=company_ids,
        due_from=window.sales_from,
        day=window.day,
        barrier=SQL() if is_few else SQL("OFFSET 0"),
    )


def _figures(late_share_max):
    """Return the step that puts the figures of each customer together; see :func:`find`."""
    return SQL(
        """
        figures AS (
            SELECT part.partner_id,
                   SUM(part.sales) AS sales,
                   SUM(part.before) AS before,
                   COALESCE(SUM(part.due), 0) AS due,
                   COALESCE(SUM(part.due), 0) - COALESCE(SUM(part.on_time), 0) AS late,
                   MAX(part.date_last_invoice) AS date_last_invoice
              FROM (
                   SELECT partner_id,
                          sales,
                          before,
                          NULL::numeric AS due,
                          NULL::numeric AS on_time,
                          date_last_invoice
                     FROM sold
                    UNION ALL
                   SELECT partner_id, NULL, NULL, SUM(balance), NULL, NULL
                     FROM due
                 GROUP BY partner_id
                    UNION ALL
                   SELECT due.partner_id, NULL, NULL, NULL, SUM(partial.amount), NULL
                     FROM due
                     JOIN account_partial_reconcile AS partial
                       ON partial.debit_move_id = due.id
                      AND partial.max_date <= due.date_maturity
                 GROUP BY due.partner_id
                   ) AS part
          GROUP BY part.partner_id
            HAVING %(is_punctual)s
        )
        """,
        is_punctual=_is_punctual(late_share_max),
    )


def _is_punctual(late_share_max):
    """Return the condition on the late share; where nothing fell due, nothing was late."""
    if late_share_max is None:
        return SQL("TRUE")
    return SQL(
        "COALESCE(SUM(part.due) - COALESCE(SUM(part.on_time), 0) <= SUM(part.due) * %s, TRUE)",
        late_share_max,
    )
