"""What a former system knew, told by history lines (``kam.credit.history.line``).

They count in the transaction amount and in the fulfilment rate like invoices of the ledger; an
instalment made of one has a negative id.
"""

from odoo.tools import SQL

_DEBTOR = SQL.identifier("past", "commercial_partner_id")


def instalments(scope, as_of, grace_days, choice):
    """Return the query of history lines as rows of the step ``instalment``.

    Columns: those of ``choice``, then ``id``, ``debtor_id``, ``date_due``, ``last_day``, ``as_of``,
    ``balance``, ``open``, ``base``, ``on_time``, ``date_settled``, ``name``, ``date_invoice``.

    :param Scope scope: the legal entity
    :param SQL as_of: day of the figures, a literal or a column of the choice's source
    :param SQL grace_days: days of grace, likewise
    :param Choice choice: whose lines
    :rtype: SQL
    """
    return SQL(
        """
        SELECT %(columns)s
               -past.id AS id,
               %(debtor)s AS debtor_id,
               past.date_due,
               past.date_due + %(grace)s AS last_day,
               %(as_of)s AS as_of,
               past.amount AS balance,
               CASE WHEN past.date_settled <= %(as_of)s THEN 0 ELSE past.amount END AS open,
               past.amount AS base,
               CASE WHEN past.date_settled <= past.date_due + %(grace)s THEN past.amount ELSE 0 END
                   AS on_time,
               CASE WHEN past.date_settled <= %(as_of)s THEN past.date_settled END AS date_settled,
               past.name,
               past.date_invoice
          FROM kam_credit_history_line AS past
               %(source)s
         WHERE past.company_id = %(root)s
           AND past.date_invoice <= %(as_of)s
           AND past.date_due < %(as_of)s - %(grace)s
           AND (
               past.date_due >= %(as_of)s - %(days)s
               OR past.date_settled IS NULL
               OR past.date_settled > %(as_of)s
               )
           AND %(condition)s
        """,
        columns=SQL().join(
            SQL("%s AS %s, ", column, SQL.identifier(name))
            for name, column in choice.columns.items()
        ),
        debtor=_DEBTOR,
        grace=grace_days,
        as_of=as_of,
        days=choice.days,
        source=choice.source(_DEBTOR),
        root=scope.root_id,
        condition=choice.condition(_DEBTOR),
    )


def amount_column(with_tax):
    """Return the column that counts as transaction amount, in company currency.

    :param bool with_tax: the company's setting
    :rtype: SQL
    """
    return SQL.identifier("past", "amount" if with_tax else "amount_untaxed")
