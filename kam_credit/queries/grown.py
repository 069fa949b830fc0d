"""Which confirmed orders are worth more than they were let pass for, by what other documents added.

An order is worth what was ordered, or what was delivered where that is more.
"""

from odoo.tools import SQL


def orders():
    """Return the query of the ids of confirmed orders that have grown beyond the tolerance.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT worth.id
          FROM (%s) AS worth
          JOIN sale_order AS sale ON sale.id = worth.id
          JOIN res_company AS branch ON branch.id = sale.company_id
          JOIN res_company AS root
            ON root.id = split_part(branch.parent_path, '/', 1)::int
         WHERE worth.value
               > sale.kam_credit_passed * (1 + COALESCE(root.kam_credit_order_tolerance, 0))
      ORDER BY worth.id
        """,
        _worth(),
    )


def moved():
    """Return the query of the ids of confirmed orders of contacts that joined a company since.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT sale.id
          FROM sale_order AS sale
          JOIN res_partner AS debtor ON debtor.id = sale.kam_credit_debtor_id
         WHERE sale.state = 'sale'
           AND debtor.commercial_partner_id != debtor.id
      ORDER BY sale.id
        """
    )


def _worth():
    """Return the query of what confirmed orders are worth: id, value in company currency."""
    return SQL(
        """
        SELECT sale.id,
               (sale.amount_total + COALESCE(further.amount, 0))
                   / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric AS value
          FROM sale_order AS sale
     LEFT JOIN LATERAL (
               SELECT SUM(
                          COALESCE(
                              line.price_total / NULLIF(line.product_uom_qty, 0),
                              line.price_unit * (1 - line.discount / 100)
                          )
                              * (line.qty_delivered - line.product_uom_qty)
                      ) AS amount
                 FROM sale_order_line AS line
                WHERE line.order_id = sale.id
                  AND line.qty_delivered > line.product_uom_qty
             ) AS further ON TRUE
         WHERE sale.state = 'sale'
           AND sale.kam_credit_passed > 0
        """
    )
