"""Forecasts of developments against what became of them, month by month, in one statement.

``edition``   each approved scheme, from the day it takes over until the next one does
``yearly``    what its forecast says of each year
``month``     its months so far; of the last one the days that have passed
``sale``      net sales of the customer in them, by invoice date
``closed``    the editions of customers of whom the reader may not open each document
``cost``      what the account's ledger says was spent in them, by the forecast's items

Each day belongs to one edition: the first one begins with its forecast, each further one on the
day it is approved or with its forecast, whichever is later, and the former goes on until the day
before. The forecast of a month in which they change is shared by the days that each of them holds.

What was spent on a development before its forecast begins stands in its first month. A day begins
where the company works.
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


def actuals(clock, sales, has_margin=False, only=None, every=None):
    """Return the statement with one row per approved edition and month that has begun.

    Columns that nobody can tell are NULL: actual sales of a customer of whom the reader may not
    open each invoice, margins where no order knows them. Running totals are NULL with them.

    :param list clock: one tuple per company: its id, its time zone, and the day it is there
    :param SQL sales: what :func:`documents` returned, or None for who may open no invoices
    :param bool has_margin: whether lines of orders know their margin
    :param only: ids of developments; None for all
    :param SQL every: the documents of all, or None for who may open all of them
    :rtype: SQL
    """
    knows_sales = SQL("closed.development_id IS NULL") if sales is not None else SQL("FALSE")
    return SQL(
        """
        WITH clock (company_id, zone, today) AS (VALUES %(clock)s),
        edition AS (%(editions)s),
        yearly AS (%(yearly)s),
        month AS (%(months)s),
        sale AS (%(sales)s),
        closed AS (%(closed)s),
        cost AS (%(costs)s)
        SELECT month.development_id * %(most)s + month.number AS id,
               month.*,
               %(knows)s AS knows_sales,
               %(amount)s AS actual_sales,
               CASE WHEN %(knows)s THEN sale.margin END AS actual_margin,
               CASE WHEN month.is_whole
                    THEN %(amount)s
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
               sum(%(amount)s) OVER running AS running_sales
          FROM month
     LEFT JOIN sale
            ON sale.development_id = month.development_id
           AND sale.number = month.number
     LEFT JOIN closed
            ON closed.development_id = month.development_id
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
        closed=_closed(sales, every),
        costs=_costs(),
        most=MONTHS_MOST,
        knows=knows_sales,
        # nothing was sold, or nothing is known
        amount=SQL("CASE WHEN %s THEN coalesce(sale.amount, 0) END", knows_sales),
    )


def _editions(only):
    """Return the step with the approved editions and the days on which each is looked at."""
    return SQL(
        """
        SELECT known.id,
               known.account_id,
               known.company_id,
               known.author_id,
               known.date_forecast,
               known.approved_on,
               known.begins_on,
               known.followed_on,
               account.partner_id,
               clock.today,
               least(clock.today, known.followed_on - 1) AS last_day,
               -- the former one goes on until the next one begins
               known.is_current OR known.followed_on > clock.today AND known.goes_on
                   AS is_current,
               CASE WHEN known.begins_on = known.first_on THEN known.started_on END AS started_on
          FROM (
               SELECT d.id,
                      d.account_id,
                      d.company_id,
                      d.submitted_by_id AS author_id,
                      d.is_current,
                      d.date_forecast,
                      d.approved_on,
                      d.begins_on,
                      min(d.begins_on) OVER later AS followed_on,
                      min(d.begins_on) OVER chain AS first_on,
                      bool_or(d.is_current) OVER chain AS goes_on,
                      min(d.started_on) FILTER (WHERE d.origin_id IS NULL) OVER chain AS started_on
                 FROM (%(dated)s) AS d
               WINDOW chain AS (PARTITION BY d.chain_id),
                      later AS (
                          PARTITION BY d.chain_id ORDER BY d.date_closed, d.id
                          ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
                      )
               ) AS known
          JOIN clock ON clock.company_id = known.company_id
          JOIN kam_account AS account ON account.id = known.account_id
         WHERE %(only)s
        """,
        dated=_dated(),
        only=SQL("TRUE") if only is None else SQL("known.id = ANY(%s)", list(only)),
    )


def _dated():
    """Return the approved schemes with the day on which each takes over."""
    return SQL(
        """
        SELECT scheme.*,
               CASE WHEN lag(scheme.id) OVER (
                        PARTITION BY scheme.chain_id ORDER BY scheme.date_closed, scheme.id
                    ) IS NULL
                    THEN scheme.date_forecast
                    ELSE greatest(scheme.date_forecast, scheme.approved_on)
               END AS begins_on
          FROM (
               SELECT d.id,
                      d.origin_id,
                      coalesce(d.origin_id, d.id) AS chain_id,
                      d.account_id,
                      d.company_id,
                      d.submitted_by_id,
                      d.is_current,
                      d.date_forecast,
                      d.date_closed,
                      (d.date_closed AT TIME ZONE 'UTC' AT TIME ZONE zone)::date AS approved_on,
                      (d.date_started AT TIME ZONE 'UTC' AT TIME ZONE zone)::date AS started_on
                 FROM kam_development AS d
                 JOIN clock ON clock.company_id = d.company_id
                WHERE d.approval_state = 'approved'
                  AND d.date_forecast IS NOT NULL
               ) AS scheme
        """
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
    Of a month that two editions share, each has as much as it holds days of it.
    """
    return SQL(
        """
        SELECT edition.id AS development_id,
               edition.account_id,
               edition.company_id,
               edition.author_id,
               edition.is_current,
               CASE WHEN edition.followed_on <= edition.today THEN edition.followed_on END
                   AS followed_on,
               span.number,
               span.date_month,
               greatest(span.date_month, edition.begins_on) AS date_from,
               least(edition.last_day, span.month_end) AS date_to,
               CASE WHEN span.date_month <= edition.begins_on
                    THEN least(edition.begins_on, edition.started_on)
                    ELSE span.date_month
               END AS date_cost_from,
               span.month_end < edition.today
                   AND span.date_month >= edition.begins_on
                   AND (edition.followed_on IS NULL OR edition.followed_on > span.month_end)
                   AS is_whole,
               span.month_end >= edition.approved_on AS is_foreseen,
               yearly.low / 12 * held.share AS forecast_low,
               yearly.expected / 12 * held.share AS forecast_expected,
               yearly.high / 12 * held.share AS forecast_high,
               yearly.staff / 12 * held.share AS forecast_staff,
               yearly.travel / 12 * held.share AS forecast_travel,
               yearly.management / 12 * held.share AS forecast_management,
               CASE WHEN span.number %% 12 = 1 THEN yearly.development * held.share ELSE 0 END
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
    CROSS JOIN LATERAL (
                    SELECT (least(span.month_end, edition.followed_on - 1)
                               - greatest(span.date_month, edition.begins_on) + 1)::numeric
                           / (span.month_end - span.date_month + 1) AS share
               ) AS held
         WHERE span.date_month <= edition.last_day
           AND span.month_end >= edition.begins_on
           AND edition.begins_on <= edition.last_day
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
           AND document.day BETWEEN edition.begins_on AND edition.last_day
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


def _closed(sales, every):
    """Return the step with the editions whose sales the reader knows in part only, or not at all.

    A part of the invoices of a customer would be read as all of them, and none as nothing sold.
    """
    if sales is None or every is None:
        return SQL("SELECT NULL::int AS development_id WHERE FALSE")
    return SQL(
        """
        SELECT DISTINCT edition.id AS development_id
          FROM edition
          JOIN (%(every)s) AS document ON document.customer_id = edition.partner_id
          JOIN res_company AS company
            ON company.id = document.company_id
           AND split_part(company.parent_path, '/', 1)::int = edition.company_id
         WHERE NOT EXISTS (SELECT 1 FROM (%(sales)s) AS mine WHERE mine.id = document.id)
        """,
        every=every,
        sales=sales,
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
               greatest(%(number)s, %(first)s) AS number,
               %(items)s,
               sum(spent.amount_company) FILTER (WHERE kind.forecast_item IS NULL) AS unassigned,
               sum(spent.amount_company) AS total
          FROM edition
          JOIN kam_account_cost AS spent
            ON spent.account_id = edition.account_id
           AND spent.is_superseded IS NOT TRUE
           AND spent.date BETWEEN least(edition.begins_on, edition.started_on)
                              AND edition.last_day
          JOIN kam_account_cost_kind AS kind ON kind.id = spent.kind_id
      GROUP BY 1, 2
        """,
        number=_number(SQL("spent.date")),
        first=_number(SQL("edition.begins_on")),
        items=SQL(", ").join(
            SQL(
                "sum(spent.amount_company) FILTER (WHERE kind.forecast_item = %s) AS %s",
                item,
                SQL.identifier(item),
            )
            for item in ITEMS
        ),
    )
