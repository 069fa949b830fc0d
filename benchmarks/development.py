"""Actuals of forecasts, and what customers bought, against the bare statements.

Run by ``make bench ARGS=development``.
"""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from odoo.addons.kam_management.queries import account_figures
from odoo.addons.kam_management.queries import development_actuals as queries
from odoo.addons.kam_management.queries import development_transactions as transactions

from tools.kamdev.console import say, step

from . import accounts, bulk, measure

MONTHS = 18
PRODUCTS = 40
COSTS = 50_000
# What somebody would write who knows one company, one edition of each scheme, and sees everything.
_ACTUALS = """
    WITH sale AS (
        SELECT commercial_partner_id,
               date_trunc('month', invoice_date)::date AS month,
               sum(amount_untaxed_signed) AS amount
          FROM account_move
         WHERE state = 'posted'
           AND move_type IN ('out_invoice', 'out_refund')
           AND invoice_date BETWEEN %(first)s AND %(today)s
      GROUP BY 1, 2
    ),
    cost AS (
        SELECT account_id,
               date_trunc('month', date)::date AS month,
               sum(amount_company) AS amount
          FROM kam_account_cost
         WHERE NOT is_superseded
           AND date BETWEEN %(first)s AND %(today)s
      GROUP BY 1, 2
    ),
    forecast AS (
        SELECT development_id,
               year,
               coalesce(sum(sales) FILTER (WHERE scenario = 'low'), 0) AS low,
               coalesce(sum(sales) FILTER (WHERE scenario = 'expected'), 0) AS expected,
               coalesce(sum(sales) FILTER (WHERE scenario = 'high'), 0) AS high
          FROM kam_development_forecast
      GROUP BY 1, 2
    )
    SELECT scheme.id,
           month.number,
           round(forecast.low / 12, 2),
           round(forecast.expected / 12, 2),
           round(forecast.high / 12, 2),
           coalesce(sale.amount, 0),
           coalesce(cost.amount, 0),
           sum(coalesce(sale.amount, 0)) OVER (PARTITION BY scheme.id ORDER BY month.number)
      FROM kam_development scheme
      JOIN kam_account account ON account.id = scheme.account_id
CROSS JOIN LATERAL (
               SELECT n AS number,
                      (scheme.date_forecast + interval '1 month' * (n - 1))::date AS first
                 FROM generate_series(1, 36) AS n
           ) AS month
      JOIN forecast
        ON forecast.development_id = scheme.id
       AND forecast.year = (month.number - 1) / 12 + 1
 LEFT JOIN sale
        ON sale.commercial_partner_id = account.partner_id
       AND sale.month = month.first
 LEFT JOIN cost
        ON cost.account_id = account.id
       AND cost.month = month.first
     WHERE month.first <= %(today)s
"""
# The same of purchases: each invoice is one, less its credit notes.
_TRANSACTIONS = """
    WITH entry AS (
        SELECT move.commercial_partner_id AS customer_id,
               move.invoice_date AS day,
               coalesce(move.reversed_entry_id, move.id) AS purchase,
               line.product_id,
               template.categ_id,
               CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * line.quantity AS quantity,
               -line.balance AS value
          FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.commercial_partner_id = ANY(%(customers)s)
           AND move.invoice_date BETWEEN %(two_years)s AND %(today)s
           AND line.display_type = 'product'
    ),
    purchase AS (
        SELECT customer_id,
               purchase,
               min(day) AS day,
               sum(value) AS value,
               sum(quantity) AS quantity
          FROM entry
      GROUP BY 1, 2
        HAVING sum(value) > 0
    ),
    paced AS (
        SELECT *, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day, purchase) AS gap
          FROM purchase
    ),
    bought AS (
        SELECT customer_id,
               count(*) AS purchases,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS value_median,
               avg(value) AS value_mean,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity_median,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap_median
          FROM paced
      GROUP BY 1
    ),
    sold AS (
        SELECT customer_id, product_id, categ_id, sum(value) AS value
          FROM entry
      GROUP BY 1, 2, 3
        HAVING sum(value) > 0
    ),
    spread AS (
        SELECT customer_id,
               count(*) AS products,
               (array_agg(value ORDER BY value DESC))[1:5] AS top
          FROM sold
      GROUP BY 1
    ),
    total AS (
        SELECT customer_id,
               coalesce(sum(value) FILTER (WHERE day >= %(year)s), 0) AS sales,
               coalesce(sum(value) FILTER (WHERE day < %(year)s), 0) AS before
          FROM entry
      GROUP BY 1
    )
    SELECT total.customer_id,
           coalesce(purchases, 0),
           value_median,
           value_mean,
           gap_median,
           coalesce(products, 0),
           sales,
           before
      FROM total
 LEFT JOIN bought USING (customer_id)
 LEFT JOIN spread USING (customer_id)
"""


def compare(env, rounds):
    """Compare actuals, and what customers bought, with the bare statements.

    What is made is rolled back.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of rows that differ
    """
    with step("Making a development of every customer"):
        every = _make(env)
    wrong = _measure_actuals(env, rounds) + _measure_transactions(env, every, rounds)
    env.cr.rollback()
    return wrong


def _make(env):
    """Let every customer be developed for some months, with forecasts and costs."""
    company, today = env.company, env.company._kam_today()
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    director.group_ids |= env.ref("sales_team.group_sale_salesman_all_leads")
    customers = env["res.partner"].search(
        [("is_company", "=", True), ("name", "like", "Customer %")]
    )
    every = env["kam.account"]._get_or_create(customers, company)
    unit = env["kam.position"].search([("user_id", "=", director.id)]).unit_id
    products = env["product.product"].create(
        [{"name": f"Product {at}", "type": "consu"} for at in range(PRODUCTS)]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE kam_account SET state = 'key', unit_id = %s, manager_id = %s WHERE id IN %s",
            unit.id,
            director.id,
            every._ids,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE account_move_line SET product_id = (%s::int[])[id %% %s + 1],"
            " product_uom_id = %s WHERE display_type = 'product'",
            products.ids,
            PRODUCTS,
            products.uom_id.id,
        )
    )
    env.invalidate_all()
    prototype = env["kam.development"].create(
        {
            "account_id": every[0].id,
            "date_forecast": today.replace(day=1) - relativedelta(months=MONTHS),
        }
    )
    began = company._kam_moment_of(prototype.date_forecast, 9)
    env.flush_all()
    # what is approved is written by its process alone
    env.cr.execute(
        SQL(
            "UPDATE kam_development SET state = 'open', approval_state = 'approved',"
            " date_closed = %(began)s, date_started = %(began)s, submitted_by_id = %(user)s"
            " WHERE id = %(id)s",
            began=began,
            user=director.id,
            id=prototype.id,
        )
    )
    env.invalidate_all()
    cost = env["kam.account.cost"].create(
        {
            "account_id": every[0].id,
            "kind_id": env.ref("kam_management.cost_kind_travel").id,
            "amount": 1,
            "date": today - relativedelta(months=MONTHS + 12),
            "purpose": "Benchmark",
        }
    )
    env.flush_all()
    _clone(env, prototype, cost, every)
    env.cr.execute(
        "ANALYZE kam_account; ANALYZE kam_development; ANALYZE kam_development_forecast;"
        " ANALYZE kam_account_cost; ANALYZE account_move_line"
    )
    env.invalidate_all()
    return every


def _clone(env, prototype, cost, every):
    cr = env.cr
    others = (every - prototype.account_id).ids
    bulk.clone(
        cr,
        "kam_development",
        SQL(
            "SELECT at AS id, at, %s AS prototype FROM generate_series(1, %s) AS at",
            prototype.id,
            len(others),
        ),
        {
            "id": SQL("nextval('kam_development_id_seq')"),
            "account_id": SQL("(%s::int[])[seed.at]", others),
            "number": SQL("'DS/' || seed.at"),
        },
    )
    bulk.clone(
        cr,
        "kam_development_forecast",
        SQL(
            "SELECT row_number() OVER () AS id, line.id AS prototype, scheme.id AS scheme_id"
            " FROM kam_development_forecast AS line, kam_development AS scheme"
            " WHERE line.development_id = %s AND scheme.id <> line.development_id",
            prototype.id,
        ),
        {
            "id": SQL("nextval('kam_development_forecast_id_seq')"),
            "development_id": SQL("seed.scheme_id"),
            "sales": SQL("seed.scheme_id %% 997 * 12"),
        },
    )
    bulk.clone(
        cr,
        "kam_account_cost",
        SQL(
            "SELECT at AS id, at, %s AS prototype FROM generate_series(1, %s) AS at",
            cost.id,
            COSTS,
        ),
        {
            "id": SQL("nextval('kam_account_cost_id_seq')"),
            "account_id": SQL("(%s::int[])[seed.at * 31 %% %s + 1]", every.ids, len(every)),
            "date": SQL(
                "%s::date - seed.at * 7919 %% %s", env.company._kam_today(), 31 * (MONTHS - 1)
            ),
            "amount": SQL("seed.at %% 100 + 1"),
            "amount_company": SQL("seed.at %% 100 + 1"),
        },
    )


def _measure_actuals(env, rounds):
    today = env.company._kam_today()
    bare = SQL(_ACTUALS, first=today.replace(day=1) - relativedelta(months=MONTHS), today=today)
    rows = env["kam.development.actual"]
    ours = queries.actuals(rows._get_clock(), rows._get_sales())
    mine = {
        tuple(row)
        for row in env.execute_query(
            SQL(
                "SELECT development_id, number, round(forecast_low, 2),"
                " round(forecast_expected, 2), round(forecast_high, 2), actual_sales, cost_total,"
                " running_sales FROM (%s) AS actual",
                ours,
            )
        )
    }
    wrong = mine ^ {tuple(row) for row in env.execute_query(bare)}
    say(f"  actuals of {len(mine):,} months, {len(wrong)} rows differ")
    one = env["kam.development"].search([], limit=1)
    seen = rows.with_user(env["res.users"].search([("login", "=", accounts.LOGIN)]))

    def load():
        env.invalidate_all()
        return seen.web_search_read(
            [], {"actual_sales": {}, "forecast_expected": {}, "cost_total": {}}, limit=80
        )

    def load_one():
        env.invalidate_all()
        return one._read_actual_months()

    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "actuals": lambda: env.execute_query(ours),
        "first page of the list": load,
        "curve of one scheme": load_one,
    }
    _show(f"Actuals against forecast ({len(mine):,} months)", cases, {"actuals": "2"}, rounds)
    return len(wrong)


def _measure_transactions(env, every, rounds):
    company, today = env.company, env.company._kam_today()
    two_years, year = (
        today - relativedelta(months=months) + relativedelta(days=1) for months in (24, 12)
    )
    bare = SQL(
        _TRANSACTIONS,
        customers=every.partner_id.ids,
        two_years=two_years,
        year=year,
        today=today,
    )
    moves = env["account.move"]

    def ask():
        query = moves._search(
            [
                *account_figures.sales_domain(company.id),
                ("commercial_partner_id", "in", every.partner_id.ids),
                ("invoice_date", ">=", two_years),
                ("invoice_date", "<=", today),
            ]
        )
        return env.execute_query(transactions.transactions(moves, query, year))

    mine = {
        (row[0], row[2], _rounded(row[3]), _rounded(row[4]), row[8], row[10], row[13], row[14])
        for row in ask()
    }
    theirs = {
        (row[0], row[1], _rounded(row[2]), _rounded(row[3]), *row[4:])
        for row in env.execute_query(bare)
    }
    wrong = mine ^ theirs
    say(f"  purchases of {len(mine):,} customers, {len(wrong)} rows differ")
    draw = iter(range(10**9))

    def load_one():
        env.invalidate_all()
        return every[next(draw) * 7 % len(every)]._find_transactions()

    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "transactions": ask,
        "all, with names": every._find_transactions,
        "one account": load_one,
    }
    _show(f"What {len(every):,} customers bought", cases, {"transactions": "2"}, rounds)
    return len(wrong)


def _rounded(value):
    """Return an amount to the cent: medians are floating point numbers."""
    return None if value is None else round(float(value), 2)


def _show(title, cases, targets, rounds):
    with step("Asking in turns") as current:
        seconds = measure.in_turns(cases, rounds, current.show)
    measure.table(
        title,
        ("", "ratio", "target", "median ms", "least ms"),
        [
            (
                case,
                f"{measure.ratio(times, seconds['bare SQL']):.2f}",
                targets.get(case, ""),
                f"{measure.median_ms(times):,.1f}",
                f"{min(times) * 1000:,.1f}",
            )
            for case, times in seconds.items()
        ],
    )
