"""Who might become a key account, in plain SQL: what finding candidates is measured against.

It answers the same, as one would write it by hand who knows the seed: one company, no rights, no
contacts that changed their company, nobody archived. Sums are joined, classes are looked up.
"""

from odoo.tools import SQL

from odoo.addons.kam_management.rules.candidates import window

_STATEMENT = """
    WITH sale AS (
        SELECT commercial_partner_id AS partner_id,
               SUM(amount_untaxed_signed) FILTER (WHERE date >= %(sales_from)s) AS sales,
               COALESCE(SUM(amount_untaxed_signed) FILTER (WHERE date < %(sales_from)s), 0)
                   AS before,
               MAX(date) FILTER (WHERE move_type = 'out_invoice') AS date_last_invoice
          FROM account_move
         WHERE company_id = %(company)s
           AND state = 'posted'
           AND move_type IN ('out_invoice', 'out_refund')
           AND date BETWEEN %(before_from)s AND %(day)s
      GROUP BY commercial_partner_id
    ),
    due AS (
        SELECT bill.commercial_partner_id AS partner_id,
               item.id,
               item.balance,
               item.date_maturity
          FROM account_move_line AS item
          JOIN account_move AS bill ON bill.id = item.move_id
         WHERE item.company_id = %(company)s
           AND item.parent_state = 'posted'
           AND item.display_type = 'payment_term'
           AND item.balance > 0
           AND item.date_maturity >= %(sales_from)s
           AND item.date_maturity < %(day)s
           AND bill.move_type = 'out_invoice'
    ),
    owed AS (
        SELECT partner_id, SUM(balance) AS amount FROM due GROUP BY partner_id
    ),
    punctual AS (
        SELECT due.partner_id, SUM(partial.amount) AS amount
          FROM due
          JOIN account_partial_reconcile AS partial
            ON partial.debit_move_id = due.id
           AND partial.max_date <= due.date_maturity
      GROUP BY due.partner_id
    ),
    figure AS (
        SELECT sale.*,
               owed.amount AS due,
               owed.amount - COALESCE(punctual.amount, 0) AS late
          FROM sale
     LEFT JOIN owed ON owed.partner_id = sale.partner_id
     LEFT JOIN punctual ON punctual.partner_id = sale.partner_id
         WHERE sale.sales > 0
    )
    SELECT figure.partner_id,
           class.id AS class_id,
           figure.sales AS sales_amount,
           figure.before AS sales_before,
           CASE WHEN figure.before > 0 THEN figure.sales / figure.before - 1 END AS growth,
           figure.late / figure.due AS late_share,
           figure.date_last_invoice,
           partner.country_id,
           partner.user_id,
           account.state AS account_state,
           account.unit_id,
           account.manager_id
      FROM figure
      JOIN res_partner AS partner ON partner.id = figure.partner_id
 LEFT JOIN kam_account AS account
        ON account.partner_id = figure.partner_id
       AND account.company_id = %(company)s
 LEFT JOIN LATERAL (
           SELECT one.id, one.sequence
             FROM kam_customer_class AS one
            WHERE one.company_id = %(company)s
              AND one.active
              AND figure.sales >= one.amount_min
              AND (NOT one.has_growth_min
                   OR figure.before > 0 AND figure.sales >= figure.before * (1 + one.growth_min))
              AND (NOT one.has_late_share_max
                   OR figure.due IS NULL
                   OR figure.late <= figure.due * one.late_share_max)
         ORDER BY one.sequence, one.id
            LIMIT 1
           ) AS class ON TRUE
     WHERE account.state IS DISTINCT FROM 'key'
       AND NOT EXISTS (
           SELECT
             FROM kam_screening AS screening
            WHERE screening.partner_id = figure.partner_id
              AND screening.company_id = %(company)s
              AND screening.approval_state IN ('draft', 'in_review')
       )
       AND %(is_wanted)s
  ORDER BY class.sequence, class.id, figure.sales DESC, figure.partner_id
"""


def statement(company, classed):
    """Return the statement.

    :param res.company company: whose customers
    :param bool classed: only those who meet a class, whichever
    :rtype: SQL
    """
    days = window(company._kam_today())
    return SQL(
        _STATEMENT,
        company=company.id,
        sales_from=days.sales_from,
        before_from=days.before_from,
        day=days.day,
        is_wanted=SQL("class.id IS NOT NULL") if classed else SQL("TRUE"),
    )


def insertion(env, bare, most):
    """Return the statement that stores what was found as a search does.

    :param env: an environment
    :param SQL bare: what :func:`statement` returned
    :param int most: how many lines are stored
    :rtype: SQL
    """
    return SQL(
        """
        WITH found AS MATERIALIZED (%(bare)s),
        search AS (
            INSERT INTO kam_candidate_search (company_id, late_share_max, create_uid, create_date)
            VALUES (%(company)s, 0, %(uid)s, now() AT TIME ZONE 'UTC')
            RETURNING id
        )
        INSERT INTO kam_candidate_search_line (
            search_id, rank, partner_id, class_id, sales_amount, sales_before, growth, has_growth,
            late_share, has_late_share, date_last_invoice, country_id, user_id, account_state,
            unit_id, manager_id, create_uid, create_date
        )
        SELECT search.id, row_number() OVER (), found.partner_id, found.class_id,
               found.sales_amount, found.sales_before, found.growth, found.growth IS NOT NULL,
               found.late_share, found.late_share IS NOT NULL, found.date_last_invoice,
               found.country_id, found.user_id, found.account_state, found.unit_id,
               COALESCE(found.manager_id, found.user_id), %(uid)s, now() AT TIME ZONE 'UTC'
          FROM search, found
         LIMIT %(most)s
     RETURNING id
        """,
        bare=bare,
        most=most,
        company=env.company.id,
        uid=env.uid,
    )


def differences(rows, found):
    """Return the customers whose answer differs, or who are missing, too many or elsewhere.

    :param rows: rows of the statement, dicts
    :param found: candidates
    :return: ids of customers
    """
    peers = {row["partner_id"]: (at, row) for at, row in enumerate(rows)}
    ours = {row["partner_id"]: (at, row) for at, row in enumerate(found)}
    return [
        partner_id
        for partner_id in peers.keys() | ours.keys()
        if partner_id not in peers
        or partner_id not in ours
        or peers[partner_id][0] != ours[partner_id][0]
        or not _are_same(peers[partner_id][1], ours[partner_id][1])
    ]


def _are_same(peer, own):
    amounts = ("sales_amount", "sales_before", "growth", "late_share")
    others = ("class_id", "date_last_invoice", "country_id", "user_id", "account_state")
    return (
        all(abs(own[name] - float(peer[name] or 0)) < 0.000001 for name in amounts)
        and all((own[name] or None) == (peer[name] or None) for name in others)
        and all(own[f"has_{name}"] is (peer[name] is not None) for name in ("growth", "late_share"))
    )
