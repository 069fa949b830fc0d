"""The customers of a legal entity as they stand, and their orders, for looking at all of them."""

from odoo.tools import SQL

from . import arrays


def customers(root_id):
    """Return the query of customers with an account, and of whoever shares a credit group.

    :param int root_id: the legal entity
    :return: columns in the order of ``models.simulation.kam_credit_portfolio.Customer``; amounts
        and scores as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT profile.id,
               profile.partner_id,
               profile.account_id,
               account.state,
               account.unit_id,
               tier.code,
               COALESCE(profile.credit_limit, 0)::text,
               COALESCE(profile.has_unlimited_credit, FALSE),
               profile.credit_group_id,
               COALESCE(profile.is_blocked, FALSE),
               COALESCE(profile.has_score, FALSE),
               COALESCE(profile.score, 0)::text,
               COALESCE(profile.is_score_overridden, FALSE),
               rated.code,
               profile.assessment_id
          FROM kam_credit_profile AS profile
     LEFT JOIN kam_account AS account ON account.id = profile.account_id
     LEFT JOIN kam_credit_tier AS tier ON tier.id = profile.tier_id
     LEFT JOIN kam_credit_tier AS rated ON rated.id = profile.tier_by_score_id
         WHERE profile.company_id = %s
           AND (profile.account_id IS NOT NULL OR profile.credit_group_id IS NOT NULL)
      ORDER BY profile.id
        """,
        root_id,
    )


def orders(company_ids, debtor_ids, today, confirmed_from):
    """Return the query of orders that are looked at: open quotations, and those lately confirmed.

    A quotation whose validity is over is not open any more.

    :param tuple company_ids: the companies of the legal entity
    :param list debtor_ids: whose orders
    :param datetime.date today: the day it is there
    :param datetime.datetime confirmed_from: from when on confirmed orders count
    :return: columns ``id``, ``debtor_id``, ``name``, ``is_confirmed``, ``currency_id``,
        ``company_id``
    :rtype: SQL
    """
    return SQL(
        """
        SELECT ordered.id,
               ordered.kam_credit_debtor_id AS debtor_id,
               ordered.name,
               ordered.state = 'sale' AS is_confirmed,
               ordered.currency_id,
               ordered.company_id
          FROM sale_order AS ordered
         WHERE ordered.company_id IN %(companies)s
           AND ordered.kam_credit_debtor_id = ANY(%(debtors)s)
           AND (
               ordered.state = 'sale' AND ordered.date_order >= %(confirmed_from)s
               OR ordered.state IN ('draft', 'sent')
               AND (ordered.validity_date IS NULL OR ordered.validity_date >= %(today)s)
           )
      ORDER BY ordered.id
        """,
        companies=company_ids,
        debtors=arrays.integers(debtor_ids),
        today=today,
        confirmed_from=confirmed_from,
    )


def confirmed(company_ids, confirmed_from):
    """Return the query of the ids of orders that were confirmed lately.

    :param tuple company_ids: the companies of the legal entity
    :param datetime.datetime confirmed_from: from when on confirmed orders count
    :rtype: SQL
    """
    return SQL(
        "SELECT id FROM sale_order WHERE state = 'sale' AND company_id IN %s AND date_order >= %s",
        company_ids,
        confirmed_from,
    )


def judged_criteria(assessment_ids):
    """Return the query of what criteria of assessments got.

    :param list assessment_ids: the assessments
    :return: columns ``assessment_id``, ``criterion_id``, ``formula``, names by language, what a
        computed one was found to be and the points of another, both as text, None where nothing is
        known
    :rtype: SQL
    """
    return SQL(
        """
        SELECT line.assessment_id,
               line.criterion_id,
               line.formula,
               line.content -> 'name',
               CASE WHEN line.has_value THEN line.value::text END,
               CASE WHEN line.has_points THEN line.points::text END
          FROM kam_credit_assessment_line AS line
         WHERE line.assessment_id = ANY(%s)
        """,
        arrays.integers(assessment_ids),
    )


def insert(table, columns):
    """Return the statement that adds rows to a table at once.

    :param str table: name of the table
    :param dict columns: name of a column -> its values as an array, one for each row; see
        :mod:`.arrays`
    :rtype: SQL
    """
    return SQL(
        "INSERT INTO %(table)s (%(names)s) SELECT * FROM unnest(%(arrays)s)",
        table=SQL.identifier(table),
        names=SQL(", ").join(map(SQL.identifier, columns)),
        arrays=SQL(", ").join(columns.values()),
    )
