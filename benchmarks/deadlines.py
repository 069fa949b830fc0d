"""What waits for one person, against the bare join (``make bench ARGS=deadlines``)."""

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.kam_management.queries.my_day import my_day

from tools.kamdev.console import say, step

from . import measure

OPEN = 100_000
USERS = 50
BATCH = 5_000
# What somebody would write who knows that there is one company.
_STATEMENT = """
    SELECT d.id, d.code, d.res_model, d.res_id, d.title, d.company_id, d.date_due
      FROM kam_deadline_worker_rel r
      JOIN kam_deadline d ON d.id = r.deadline_id
     WHERE r.user_id = %s AND d.state = 'open'
  ORDER BY d.date_due, d.id
"""


def compare(env, rounds):
    """Compare My Day with the bare statement, and opening many duties with opening one.

    What is made is rolled back.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of duties that only one of the statements lists
    """
    users = env["res.users"].create(
        [{"name": f"Colleague {n}", "login": f"colleague_{n}"} for n in range(USERS)]
    )
    accounts = env["kam.account"].search([], order="id", limit=BATCH)
    with step(f"Opening {OPEN:,} duties") as current:
        for first in range(0, OPEN, BATCH):
            current.show(f"{first:,} of {OPEN:,}")
            _open(env, accounts, users, range(first, first + BATCH))
    env.flush_all()
    env.cr.execute("ANALYZE kam_deadline; ANALYZE kam_deadline_worker_rel")
    wrong = _measure_my_day(env, users[0], rounds)
    _count_queries(env, accounts, users)
    env.cr.rollback()
    return wrong


def _open(env, accounts, users, numbers):
    today = env.company._kam_today()
    return env["kam.deadline"]._open(
        [
            {
                "kind": "relationship",
                "res_model": "kam.account",
                "res_id": accounts[number % len(accounts)].id,
                "slot": f"measured {number}",
                "title": "Measured",
                "company_id": env.company.id,
                "date_due": today + timedelta(days=number * 7919 % 200 - 60),
                "user_ids": users[number % len(users)].ids,
            }
            for number in numbers
        ]
    )


def _measure_my_day(env, user, rounds):
    today = env.company._kam_today()
    bare, ours = SQL(_STATEMENT, user.id), my_day(user.id, {env.company.id: today})
    mine = {row[0] for row in env.execute_query(ours)}
    wrong = mine ^ {row[0] for row in env.execute_query(bare)}
    say(f"  {len(mine):,} duties of one person, {len(wrong)} differ from the bare statement's")
    deadlines = env["kam.deadline"].with_user(user)
    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "My Day": lambda: env.execute_query(ours),
        "the clock's counts": deadlines._count_mine,
        "first page of the list": lambda: deadlines.search([("is_mine", "=", True)], limit=80),
    }
    with step("Asking what waits for one person, in turns") as current:
        seconds = measure.in_turns(cases, rounds * 5, current.show)
    measure.table(
        f"My Day ({OPEN:,} open duties of {USERS} people)",
        ("", "ratio", "target", "median ms", "least ms"),
        [
            (
                case,
                f"{measure.ratio(times, seconds['bare SQL']):.2f}",
                {"My Day": "1.5"}.get(case, ""),
                f"{measure.median_ms(times):,.1f}",
                f"{min(times) * 1000:,.1f}",
            )
            for case, times in seconds.items()
        ],
    )
    return len(wrong)


def _count_queries(env, accounts, users):
    queries = {}
    for size in (1, 1_000):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        _open(env, accounts, users, range(OPEN, OPEN + size))
        env.flush_all()
        queries[size] = env.cr.sql_log_count - before
    measure.table(
        "Opening duties", ("duties", "queries"), [(f"{n:,}", q) for n, q in queries.items()]
    )
    if queries[1_000] > queries[1] + 5:
        say("  Opening many takes more than five queries more than opening one.")
