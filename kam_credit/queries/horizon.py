"""Which confirmed orders may come within the horizon 敞口计算期 of their customer's tier."""

from odoo.tools import SQL


def orders():
    """Return the query of the ids of confirmed orders of tiers with a horizon.

    Those of which everything is invoiced and nothing counted are left out.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT sale.id
          FROM sale_order AS sale
          JOIN res_company AS branch ON branch.id = sale.company_id
          JOIN kam_credit_profile AS profile
            ON profile.partner_id = sale.kam_credit_debtor_id
           AND profile.company_id = split_part(branch.parent_path, '/', 1)::int
          JOIN kam_credit_tier AS tier ON tier.id = profile.tier_id
         WHERE sale.state = 'sale'
           AND tier.horizon_days > 0
           AND tier.order_policy != 'none'
           AND (sale.invoice_status != 'invoiced' OR sale.kam_credit_counted > 0)
      ORDER BY sale.id
        """
    )


def counted(order_ids):
    """Return the query of what orders took of the exposure when they were looked at last.

    :param order_ids: ids of orders
    :return: columns ``id`` and ``amount``, the latter as text and null of orders that nobody has
        looked at yet
    :rtype: SQL
    """
    return SQL(
        "SELECT id, kam_credit_counted::text FROM sale_order WHERE id = ANY(%s)", list(order_ids)
    )
