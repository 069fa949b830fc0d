"""Forecasts of developments against what became of them, month by month, in one statement.

``edition``   each approved scheme, from the first month of its forecast until the next one holds
``yearly``    what its forecast says of each year
``month``     its months so far; of the last one the days that have passed
``sale``      net sales of the customer in them, by invoice date
``cost``      what the account's ledger says was spent in them, by the forecast's items

What was spent on a development before its forecast begins stands in the first month of the first
edition. A day begins where the company works.
"""

from odoo.tools import SQL

# the items of a forecast on which costs are booked
ITEMS = ("staff", "travel", "management", "development")
# rows have numbers of their own: that of the edition times this, and that of the month
MONTHS_MOST = 100


def documents(moves, query):
    """Return the statement of the documents that make sales, as :func:`actuals` wants them.

    :param moves: ``account.move``
    :param Query query: posted documents; it is changed
    :rtype: SQL
    """
    table = moves._table
    return query.select(
        SQL("%s AS id", moves._field_to_sql(table, "id", query)),
        SQL("%s AS customer_id", moves._field_to_sql(table, "commercial_partner_id", query)),
        SQL("%s AS company_id", moves._field_to_sql(table, "company_id", query)),
        SQL("%s AS day", moves._field_to_sql(table, "invoice_date", query)),
        SQL("%s AS amount", moves._field_to_sql(table, "amount_untaxed_signed", query)),
    )


def actuals(clock, sales, has_margin=False, only=None):
    """Return the statement with one row per approved edition and month that has begun.

    Columns that nobody can tell are NULL: actual sales where the reader may open no invoices,
    margins where no order knows them. Running totals are NULL with them.

    :param list clock: one tuple per company: its id, its time zone, and the day it is there
    :param SQL sales: what :func:`documents` returned, or None for who may open no invoices
    :param bool has_margin: whether lines of orders know their margin
    :param only: ids of developments; None for all
    :rtype: SQL
    """
    return SQL(
        """
        WITH clock (company_id, zone, today) AS (VALUES %(clock)s),
        edition AS (%(editions)s),
        yearly AS (%(yearly)s),
        month AS (%(months)s),
        sale AS (%(sales)s),
        cost AS (%(costs)s)
        SELECT month.development_id * %(most)s + month.number AS id,
               month.*,
               coalesce(sale.amount, %(nothing)s) AS actual_sales,
               sale.margin AS actual_margin,
               CASE WHEN month.is_whole
                    THEN coalesce(sale.amount, %(nothing)s)
                         BETWEEN least(month.forecast_low, month.forecast_high)
                             AND greatest(month.forecast_low, month.forecast_high)
               END AS is_in_band,
               coalesce(cost.staff, 0) AS cost_staff,
               coalesce(cost.travel, 0) AS cost_travel,
               coalesce(cost.management, 0) AS cost_management,
               coalesce(cost.development, 0) AS cost_development,
               coalesce(cost.unassigned, 0) AS cost_unassigned,
               coalesce(cost.total, 0) AS cost_total,
               sum(month.forecast_low) OVER running AS running_low,
               sum(month.forecast_expected) OVER running AS running_expected,
               sum(month.forecast_high) OVER running AS running_high,
               sum(coalesce(sale.amount, %(nothing)s)) OVER running AS running_sales
          FROM month
     LEFT JOIN sale
            ON sale.development_id = month.development_id
           AND sale.number = month.number
     LEFT JOIN cost
            ON cost.development_id = month.development_id
           AND cost.number = month.number
        WINDOW running AS (PARTITION BY month.development_id ORDER BY month.number)
        """,
        clock=SQL(", ").join(SQL("(%s::int, %s::varchar, %s::date)", *row) for row in clock),
        editions=_editions(only),
        yearly=_yearly(),
        months=_months(),
        sales=_sales(sales, has_margin),
        costs=_costs(),
        most=MONTHS_MOST,
        # nothing was sold, or nothing is known
        nothing=SQL("NULL::numeric") if sales is None else SQL("0"),
    )


def _editions(only):
    """Return the step with the approved editions and the days on which each is looked at."""
    return SQL(
        """
        SELECT known.*,
               account.partner_id,
               clock.today,
               least(clock.today, known.followed_on - 1) AS last_day
          FROM (
               SELECT d.id,
                      d.account_id,
                      d.company_id,
                      d.submitted_by_id AS author_id,
                      d.is_current,
                      d.date_forecast,
                      d.approved_on,
                      CASE WHEN d.origin_id IS NULL THEN d.started_on END AS started_on,
                      lead(d.approved_on) OVER (
                          PARTITION BY coalesce(d.origin_id, d.id) ORDER BY d.date_closed, d.id
                      ) AS followed_on
                 FROM (
                      SELECT scheme.*,
                             (scheme.date_closed AT TIME ZONE 'UTC' AT TIME ZONE zone)::date
                                 AS approved_on,
                             (scheme.date_started AT TIME ZONE 'UTC' AT TIME ZONE zone)::date
                                 AS started_on
                        FROM kam_development AS scheme
                        JOIN clock ON clock.company_id = scheme.company_id
                       WHERE scheme.approval_state = 'approved'
                         AND scheme.date_forecast IS NOT NULL
                      ) AS d
               ) AS known
          JOIN clock ON clock.company_id = known.company_id
          JOIN kam_account AS account ON account.id = known.account_id
         WHERE %(only)s
        """,
        only=SQL("TRUE") if only is None else SQL("known.id = ANY(%s)", list(only)),
    )


def _yearly():
    """Return the step with what a forecast says of a year: sales of each case, expected costs."""
    return SQL(
        """
        SELECT line.development_id,
               line.year,
               coalesce(max(line.sales) FILTER (WHERE line.scenario = 'low'), 0) AS low,
               coalesce(max(line.sales) FILTER (WHERE line.scenario = 'expected'), 0) AS expected,
               coalesce(max(line.sales) FILTER (WHERE line.scenario = 'high'), 0) AS high,
               coalesce(max(line.staff) FILTER (WHERE line.scenario = 'expected'), 0) AS staff,
               coalesce(max(line.travel) FILTER (WHERE line.scenario = 'expected'), 0) AS travel,
               coalesce(max(line.management) FILTER (WHERE line.scenario = 'expected'), 0)
                   AS management,
               coalesce(max(line.development) FILTER (WHERE line.scenario = 'expected'), 0)
                   AS development
          FROM kam_development_forecast AS line
          JOIN edition ON edition.id = line.development_id
      GROUP BY line.development_id, line.year
        """
    )


def _months():
    """Return the step with the months of each edition that have begun.

    A month has a twelfth of its year; what the development itself costs is spent as a year begins.
    """
    return SQL(
        """
        SELECT edition.id AS development_id,
               edition.account_id,
               edition.company_id,
               edition.author_id,
               edition.is_current,
               edition.followed_on,
               span.number,
               span.date_month,
               least(edition.last_day, span.month_end) AS date_to,
               CASE WHEN span.number = 1
                    THEN least(span.date_month, edition.started_on)
                    ELSE span.date_month
               END AS date_cost_from,
               span.month_end < edition.today
                   AND (edition.followed_on IS NULL OR edition.followed_on > span.month_end)
                   AS is_whole,
               span.month_end >= edition.approved_on AS is_foreseen,
               yearly.low / 12 AS forecast_low,
               yearly.expected / 12 AS forecast_expected,
               yearly.high / 12 AS forecast_high,
               yearly.staff / 12 AS forecast_staff,
               yearly.travel / 12 AS forecast_travel,
               yearly.management / 12 AS forecast_management,
               CASE WHEN span.number %% 12 = 1 THEN yearly.development ELSE 0 END
                   AS forecast_development
          FROM edition
          JOIN yearly ON yearly.development_id = edition.id
    CROSS JOIN LATERAL (
                    SELECT n AS number,
                           (edition.date_forecast + interval '1 month' * (n - 1))::date
                               AS date_month,
                           (edition.date_forecast + interval '1 month' * n)::date - 1
                               AS month_end
                      FROM generate_series((yearly.year - 1) * 12 + 1, yearly.year * 12) AS n
               ) AS span
         WHERE span.date_month <= edition.last_day
        """
    )


def _number(day):
    """Return which month of the forecast of an edition a day lies in, from 1 on.

    :param SQL day: expression of the day
    """
    return SQL(
        """
        (12 * (extract(year FROM %(day)s) - extract(year FROM edition.date_forecast))
            + extract(month FROM %(day)s) - extract(month FROM edition.date_forecast) + 1)::int
        """,
        day=day,
    )


def _sales(sales, has_margin):
    """Return the step with net sales by edition and month, and the margin as far as it is known."""
    if sales is None:
        return SQL(
            "SELECT NULL::int AS development_id, NULL::int AS number,"
            " NULL::numeric AS amount, NULL::numeric AS margin WHERE FALSE"
        )
    return SQL(
        """
        SELECT edition.id AS development_id,
               %(number)s AS number,
               sum(document.amount) AS amount,
               %(margin)s AS margin
          FROM edition
          JOIN (%(sales)s) AS document
            ON document.customer_id = edition.partner_id
           AND document.day BETWEEN edition.date_forecast AND edition.last_day
          JOIN res_company AS company
            ON company.id = document.company_id
           AND split_part(company.parent_path, '/', 1)::int = edition.company_id
     %(known)s
      GROUP BY 1, 2
        """,
        number=_number(SQL("document.day")),
        sales=sales,
        margin=SQL("sum(known.margin)") if has_margin else SQL("NULL::numeric"),
        known=_margins() if has_margin else SQL(),
    )


def _margins():
    """Return the join with the margin of a document, by the share that its orders name."""
    return SQL(
        """
        LEFT JOIN LATERAL (
             SELECT sum(-line.balance * ordered.margin_percent)::numeric AS margin
               FROM account_move_line AS line
               JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = line.id
               JOIN sale_order_line AS ordered ON ordered.id = rel.order_line_id
              WHERE line.move_id = document.id
                AND line.display_type = 'product'
        ) AS known ON TRUE
        """
    )


def _costs():
    """Return the step with the costs of the account that count, by edition, month and item."""
    return SQL(
        """
        SELECT edition.id AS development_id,
               greatest(%(number)s, 1) AS number,
               %(items)s,
               sum(spent.amount_company) FILTER (WHERE kind.forecast_item IS NULL) AS unassigned,
               sum(spent.amount_company) AS total
          FROM edition
          JOIN kam_account_cost AS spent
            ON spent.account_id = edition.account_id
           AND spent.is_superseded IS NOT TRUE
           AND spent.date BETWEEN least(edition.date_forecast, edition.started_on)
                              AND edition.last_day
          JOIN kam_account_cost_kind AS kind ON kind.id = spent.kind_id
      GROUP BY 1, 2
        """,
        number=_number(SQL("spent.date")),
        items=SQL(", ").join(
            SQL(
                "sum(spent.amount_company) FILTER (WHERE kind.forecast_item = %s) AS %s",
                item,
                SQL.identifier(item),
            )
            for item in ITEMS
        ),
    )
