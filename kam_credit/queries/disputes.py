"""What is in dispute."""

from odoo.tools import SQL


def on_day(field, root_id, day):
    """Return the query of the instalments that are in dispute on a day.

    From the day on which the dispute was approved, and no longer on the one on which it was
    resolved.

    :param field: the relation of disputes to their instalments
    :param int root_id: the legal entity
    :param datetime.date day: the day
    :return: one column ``id``, each once
    :rtype: SQL
    """
    return SQL(
        """
        SELECT DISTINCT chosen.%(line)s AS id
          FROM kam_credit_dispute AS dispute
          JOIN %(relation)s AS chosen ON chosen.%(own)s = dispute.id
         WHERE dispute.company_id = %(root)s
           AND dispute.date_first <= %(day)s
           AND (dispute.date_ended IS NULL OR dispute.date_ended > %(day)s)
        """,
        line=SQL.identifier(field.column2),
        own=SQL.identifier(field.column1),
        relation=SQL.identifier(field.relation),
        root=root_id,
        day=day,
    )
