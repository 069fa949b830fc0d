"""Who is due for a visit, and coverage, against the bare statements.

Run by ``make bench ARGS=visits``.
"""

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.kam_management.queries import visit_due as queries

from tools.kamdev.console import say, step

from . import accounts, bulk, measure

VISITS = 50_000
PLANNED = 4_000
USERS = 50
# What somebody would write who knows that there is one company, and its time zone.
_DUE = """
    WITH done AS (
        SELECT account_id,
               max(date_ended) AS ended
          FROM kam_visit
         WHERE state IN ('done', 'closed')
           AND purpose IN ('regular', 'target')
      GROUP BY account_id
    ),
    ahead AS (
        SELECT account_id,
               min(date_start) AS start
          FROM kam_visit
         WHERE state IN ('planned', 'confirmed', 'under_way')
           AND purpose IN ('regular', 'target')
           AND date_start >= %(begins)s
      GROUP BY account_id
    ),
    pace AS (
        SELECT a.id,
               a.manager_id,
               a.unit_id,
               coalesce(nullif(a.visit_interval, 0), c.visit_interval, 0) AS base,
               s.visit_interval AS season,
               coalesce(
                   (done.ended AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                   a.date_state,
                   a.create_date::date
               ) AS since,
               (ahead.start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS planned
          FROM kam_account a
     LEFT JOIN kam_customer_class c ON c.id = a.class_id
     LEFT JOIN done ON done.account_id = a.id
     LEFT JOIN ahead ON ahead.account_id = a.id
     LEFT JOIN kam_visit_season s
            ON s.account_id = a.id
           AND extract(month FROM %(today)s::date) BETWEEN s.month_from::int AND s.month_to::int
         WHERE a.active AND a.state IN ('potential', 'key')
    ),
    due AS (
        SELECT pace.*,
               (
                   SELECT min(day)::date
                     FROM generate_series(
                              CASE WHEN season = 0
                                   THEN greatest(since + base, %(today)s)
                                   ELSE since + coalesce(season, base)
                              END,
                              greatest(since + base, %(today)s) + 366,
                              '1 day'
                          ) AS day
                    WHERE NOT EXISTS (
                              SELECT 1
                                FROM kam_visit_season z
                               WHERE z.account_id = pace.id
                                 AND z.visit_interval = 0
                                 AND extract(month FROM day)
                                     BETWEEN z.month_from::int AND z.month_to::int
                          )
               ) AS due_season
          FROM pace
         WHERE pace.id IN (SELECT account_id FROM kam_visit_season)
     UNION ALL
        SELECT pace.*, since + base
          FROM pace
         WHERE pace.id NOT IN (SELECT account_id FROM kam_visit_season)
    )
    SELECT id,
           manager_id,
           unit_id,
           base,
           since,
           due_season AS date_due,
           CASE WHEN planned <= greatest(due_season, %(today)s) + 7 THEN 'planned'
                WHEN due_season < %(today)s THEN 'late'
                WHEN due_season < %(today)s + 7 THEN 'due'
                WHEN due_season < %(today)s + 21 THEN 'soon'
                ELSE 'none'
           END AS standing
      FROM due
     WHERE coalesce(nullif(season, 0), base) > 0
"""
_COVERAGE = """
    WITH RECURSIVE due AS (%(due)s),
    month (number, first, last, capacity) AS (VALUES %(months)s),
    monthly AS (
        SELECT due.id,
               due.manager_id,
               due.unit_id,
               month.*,
               nullif(coalesce(s.visit_interval, due.base), 0) AS days
          FROM due
    CROSS JOIN month
     LEFT JOIN kam_visit_season s
            ON s.account_id = due.id
           AND extract(month FROM month.first) BETWEEN s.month_from::int AND s.month_to::int
    ),
    begun AS (
        SELECT monthly.*, due.since
          FROM monthly
          JOIN due USING (id)
         WHERE monthly.number = 0
     UNION ALL
        SELECT monthly.*,
               CASE WHEN begun.days IS NULL OR nearest > begun.last THEN begun.since
                    ELSE nearest + (begun.last - nearest) / begun.days * begun.days
               END
          FROM begun
          JOIN monthly ON monthly.id = begun.id AND monthly.number = begun.number + 1
    CROSS JOIN LATERAL greatest(begun.first, begun.since + begun.days) AS nearest
    ),
    made AS (
        SELECT v.account_id AS id, month.number, month.capacity, count(*) AS planned
          FROM kam_visit v
          JOIN month
            ON (v.date_start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
               BETWEEN month.first AND month.last
         WHERE v.state = 'planned'
           AND v.purpose = 'regular'
           AND v.date_start >= %(begins)s
      GROUP BY v.account_id, month.number, month.capacity
    ),
    fall AS (
        SELECT begun.id, begun.manager_id, begun.unit_id, begun.number, begun.capacity, day
          FROM begun
    CROSS JOIN LATERAL generate_series(
                   greatest(begun.first, begun.since + begun.days)::timestamp,
                   begun.last,
                   begun.days * interval '1 day'
               ) AS day
    ),
    counted AS (
        SELECT fall.*,
               row_number() OVER (PARTITION BY fall.id, fall.number ORDER BY day)
               > coalesce(made.planned, 0) AS is_free
          FROM fall
     LEFT JOIN made USING (id, number)
     UNION ALL
        SELECT made.id, a.manager_id, a.unit_id, made.number, made.capacity, NULL, FALSE
          FROM made
          JOIN kam_account a ON a.id = made.id
     LEFT JOIN (SELECT id, number, count(*) AS due FROM fall GROUP BY id, number) AS often
            ON often.id = made.id
           AND often.number = made.number
    CROSS JOIN LATERAL generate_series(1, made.planned - coalesce(often.due, 0))
    ),
    placed AS (
        SELECT counted.*,
               is_free AND row_number() OVER (
                   PARTITION BY manager_id, number ORDER BY is_free, day, id
               ) > capacity AS is_missed
          FROM counted
    )
    SELECT manager_id,
           unit_id,
           number,
           count(day),
           count(*) FILTER (WHERE is_missed),
           count(DISTINCT id) FILTER (WHERE is_missed)
      FROM placed
  GROUP BY manager_id, unit_id, number
    HAVING count(day) > 0
"""


def compare(env, rounds):
    """Compare who is due, and coverage, with the bare statements.

    What is made is rolled back.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of rows that differ
    """
    with step(f"Making {VISITS:,} visits"):
        _make(env)
    wrong = _measure_due(env, rounds) + _measure_coverage(env, rounds)
    env.cr.rollback()
    return wrong


def _make(env):
    """Let every customer be a key account, with visits of three years, and some planned."""
    company, today = env.company, env.company._kam_today()
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    users = env["res.users"].create(
        [
            {"name": f"Visitor {n}", "login": f"visitor_{n}", "company_ids": company.ids}
            for n in range(USERS)
        ]
    )
    customers = env["res.partner"].search(
        [("is_company", "=", True), ("name", "like", "Customer %")]
    )
    every = env["kam.account"]._get_or_create(customers, company)
    classes = env["kam.customer.class"].search([("company_id", "=", company.id)])
    top = env["kam.position"].search([("user_id", "=", director.id)]).unit_id
    unit = top.create({"name": "Area", "level": "area", "parent_id": top.id})
    env["kam.position"].create(
        [
            {
                "user_id": user.id,
                "unit_id": unit.id,
                "role": "representative",
                "date_from": today - timedelta(days=365),
            }
            for user in users
        ]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE kam_account
               SET state = 'key', unit_id = %(unit)s, date_state = %(today)s::date - id %% 200,
                   manager_id = (%(users)s::int[])[id %% %(count)s + 1],
                   class_id = (%(classes)s::int[])[id %% %(kinds)s + 1],
                   visit_interval = CASE WHEN id %% 10 = 0 THEN 45 ELSE 0 END
             WHERE id IN %(ids)s
            """,
            unit=unit.id,
            today=today,
            users=users.ids,
            count=USERS,
            classes=classes.ids,
            kinds=len(classes),
            ids=every._ids,
        )
    )
    env.invalidate_all()
    env["kam.visit.season"].create(
        [
            {
                "account_id": account.id,
                "month_from": str(at % 8 + 1),
                "month_to": str(at % 8 + 1 + at % 5),
                "visit_interval": (0, 20, 0)[at % 3],
            }
            for at, account in enumerate(every[::12])
        ]
    )
    start = company._kam_moment_of(today + timedelta(days=1), 9)
    prototype = env["kam.visit"].create(
        {"account_id": every[0].id, "leader_id": director.id, "date_start": start}
    )
    env.flush_all()
    _clone(env, prototype, every, VISITS - PLANNED, is_done=True)
    _clone(env, prototype, every, PLANNED, is_done=False)
    env.cr.execute("ANALYZE kam_account; ANALYZE kam_visit; ANALYZE kam_visit_season")
    env.invalidate_all()


def _clone(env, prototype, every, number, is_done):
    """Copy a visit: to accounts in turn, on days of the last three years or the next weeks."""
    days = SQL("-(seed.at * 7919 %% 1000) - 1") if is_done else SQL("seed.at * 7919 %% 60")
    start = SQL("model.date_start + interval '1 day' * (%s)", days)
    values = {
        "id": SQL("nextval('kam_visit_id_seq')"),
        "number": SQL("NULL"),
        "account_id": SQL("(%s::int[])[seed.at * 31 %% %s + 1]", every.ids, len(every)),
        "date_start": start,
        "date_stop": SQL("%s + interval '1 hour'", start),
        "purpose": SQL("CASE WHEN seed.at %% 9 = 0 THEN 'follow_up' ELSE 'regular' END"),
    }
    if is_done:
        values["state"] = SQL("CASE WHEN seed.at %% 5 = 0 THEN 'done' ELSE 'closed' END")
        values["date_started"] = start
        values["date_ended"] = values["date_stop"]
    bulk.clone(
        env.cr,
        "kam_visit",
        SQL(
            "SELECT at AS id, at, %s AS prototype FROM generate_series(1, %s) AS at",
            prototype.id,
            number,
        ),
        values,
    )


def _bare_due(env):
    company = env.company
    today = company._kam_today()
    return {
        "today": SQL("%s::date", today),
        "begins": company._kam_day_start(today),
        "zone": company._kam_timezone().zone,
    }


def _measure_due(env, rounds):
    bare = SQL(_DUE, **_bare_due(env))
    rows = env["kam.visit.due"]
    ours = queries.due(rows._get_clock())

    def key(statement):
        return {
            tuple(row)
            for row in env.execute_query(
                SQL("SELECT id, manager_id, date_due, standing FROM (%s) AS due", statement)
            )
        }

    mine, theirs = key(ours), key(bare)
    wrong = mine ^ theirs
    say(f"  {len(mine):,} accounts with an interval, {len(wrong)} rows differ")
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    one = env["res.users"].search([("login", "=", "visitor_0")])
    seen = rows.with_user(director)
    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "due for a visit": lambda: env.execute_query(ours),
        "first page of the list, a director": lambda: _load_page(seen),
        "first page of the list, one person": lambda: _load_page(rows.with_user(one)),
        "board": lambda: _load_board(seen),
    }
    _show(
        f"Due for a visit ({len(mine):,} accounts, {VISITS:,} visits)",
        cases,
        {"due for a visit": "2"},
        rounds * 5,
    )
    return len(wrong)


def _load_page(rows):
    """Load what the list shows first, with nothing in the cache."""
    rows.env.invalidate_all()
    return rows.web_search_read([], {"standing": {}, "reason": {}, "date_due": {}}, limit=80)


def _load_board(rows):
    rows.env.invalidate_all()
    return rows.formatted_read_group([], ["standing"], ["__count"])


def _measure_coverage(env, rounds):
    rows = env["kam.visit.coverage"]
    months = [month for month in rows._get_months() if month[0] == env.company.id]
    terms = _bare_due(env)
    bare = SQL(
        _COVERAGE,
        due=SQL(_DUE, **terms),
        months=SQL(", ").join(
            SQL(
                "(%s, %s::date, %s::date, %s)",
                number,
                max(first, env.company._kam_today()),
                last,
                to,
            )
            for _company, number, first, last, _days, to in months
        ),
        **terms,
    )
    ours = queries.coverage(rows._get_clock(), months)
    counted = SQL(
        "SELECT user_id, unit_id, id %% %s, needed::int, gap::int, missed"
        " FROM (%s) AS coverage WHERE needed > 0",
        len(months),
        ours,
    )
    mine = {tuple(row) for row in env.execute_query(counted)}
    wrong = mine ^ {tuple(row) for row in env.execute_query(bare)}
    say(f"  coverage of {len(mine):,} persons and months, {len(wrong)} rows differ")
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    seen = rows.with_user(director)

    def load():
        env.invalidate_all()
        return seen.web_search_read([], {"needed": {}, "gap": {}, "missed": {}}, limit=80)

    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "coverage": lambda: env.execute_query(ours),
        "the list": load,
    }
    _show("Visit coverage", cases, {"coverage": "2"}, rounds * 5)
    return len(wrong)


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
