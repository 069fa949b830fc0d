"""What waits for one person, and the page that shows it, against the bare join.

Run by ``make bench ARGS=deadlines``.
"""

from odoo.tools import SQL

from odoo.addons.kam_management import protection
from odoo.addons.kam_management.queries.my_day import my_day

from tools.kamdev.console import say, step

from . import bulk, measure

OPEN = 100_000
USERS = 50
# What somebody would write who knows that there is one company.
_STATEMENT = """
    SELECT d.id, d.code, d.res_model, d.res_id, d.title, d.company_id, d.date_due
      FROM kam_deadline_worker_rel r
      JOIN kam_deadline d ON d.id = r.deadline_id
     WHERE r.user_id = %s AND d.state = 'open'
  ORDER BY d.date_due, d.id
"""


def compare(env, rounds):
    """Compare My Day with the bare statement.

    What is made is rolled back.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of duties that only one of the statements lists
    """
    users = env["res.users"].create(
        [{"name": f"Colleague {n}", "login": f"colleague_{n}"} for n in range(USERS)]
    )
    with step(f"Making {OPEN:,} open duties"):
        _make(env, users)
    wrong = _measure_my_day(env, users[0], rounds)
    env.cr.rollback()
    return wrong


def _make(env, users):
    """Copy a duty that a process opened: one for each person in turn, on days around today."""
    account = env["kam.account"].search([], order="id", limit=1)
    contact = env["res.partner"].create({"name": "Measured", "parent_id": account.partner_id.id})
    stakeholder = env["kam.stakeholder"].create(
        {
            "account_id": account.id,
            "partner_id": contact.id,
            "relationship_now": 0,
            "relationship_wanted": 3,
            "relationship_date": env.company._kam_today(),
        }
    )
    prototype = stakeholder.open_deadline_ids
    env.flush_all()
    protection.announce_statement(prototype)
    bulk.clone(
        env.cr,
        "kam_deadline",
        SQL(
            "SELECT number AS id, %s AS prototype FROM generate_series(1, %s) number",
            prototype.id,
            OPEN,
        ),
        {
            "id": SQL("nextval('kam_deadline_id_seq')"),
            "slot": SQL("'measured ' || seed.id"),
            "date_due": SQL("model.date_due + (seed.id * 7919 %% 200)::int - 60"),
        },
    )
    env.cr.execute(
        SQL(
            "INSERT INTO kam_deadline_worker_rel (deadline_id, user_id)"
            " SELECT id, (%s::int[])[id %% %s + 1] FROM kam_deadline WHERE slot LIKE 'measured%%'",
            users.ids,
            USERS,
        )
    )
    env.cr.execute("ANALYZE kam_deadline; ANALYZE kam_deadline_worker_rel")
    env.invalidate_all()


def _measure_my_day(env, user, rounds):
    today = env.company._kam_today()
    bare, ours = SQL(_STATEMENT, user.id), my_day(user.id, {env.company.id: today})
    mine = {row[0] for row in env.execute_query(ours)}
    wrong = mine ^ {row[0] for row in env.execute_query(bare)}
    say(f"  {len(mine):,} duties of one person, {len(wrong)} differ from the bare statement's")
    deadlines = env["kam.deadline"].with_user(user)
    my_day_page = env["kam.my.day"].with_user(user)
    shown = sum(_load_page(my_day_page)["counts"].values())
    say(f"  the page counts {shown:,}")
    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "My Day": lambda: env.execute_query(ours),
        "the page, 80 of them": lambda: _load_page(my_day_page),
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
    return len(wrong) + abs(len(mine) - shown)


def _load_page(page):
    """Load what the screen asks for, with nothing in the cache."""
    page.env.invalidate_all()
    return page.get_day()
