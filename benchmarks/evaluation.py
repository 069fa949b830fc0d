"""What evaluating costs: everybody, some customers, the list of profiles, memory; see README.md."""

import random
import tracemalloc

from lxml import etree

from tools.kamdev.console import say, step

from . import accounts, database, measure, peers

PAGE = 80


def compare(env, rounds):
    """Measure the evaluation and what shows its figures.

    :return: how many figures differ from those of the bare statement
    """
    wrong = _measure_evaluation(env, rounds)
    env.cr.rollback()
    _measure_batches(env, rounds)
    env.cr.rollback()
    # what was written and taken back is left over in the table, which no installation has
    database.vacuum(env.cr.dbname, "kam_credit_profile")
    _measure_list(env, rounds)
    env.cr.rollback()
    _measure_memory(env)
    return wrong


def _measure_evaluation(env, rounds):
    """Compare evaluating everybody with the bare statement; return how many figures differ."""
    profiles, company = env["kam.credit.profile"], env.company
    bare = peers.statement(env, company, company._kam_today())
    figures = profiles.evaluate()
    wrong = peers.differences(env.execute_query(bare), figures)
    say(f"  figures of {len(figures):,} customers, {len(wrong)} differ from the bare statement's")

    def store():
        profiles.evaluate(simulate=False)
        env.cr.rollback()

    with step("Evaluating everybody, in turns") as current:
        seconds = measure.in_turns(
            {
                "bare SQL": lambda: env.execute_query(bare),
                "evaluate, simulated": profiles.evaluate,
                "evaluate and store": store,
            },
            rounds,
            current.show,
        )
    targets = {"evaluate, simulated": "1.5", "evaluate and store": "2.2"}
    measure.table(
        f"Everybody ({len(figures):,} customers)",
        ("", "ratio", "target", "median ms", "least ms"),
        [
            (
                case,
                f"{measure.ratio(times, seconds['bare SQL']):.2f}",
                targets.get(case, ""),
                f"{measure.median_ms(times):,.0f}",
                f"{min(times) * 1000:,.0f}",
            )
            for case, times in seconds.items()
        ],
    )
    return len(wrong)


def _measure_batches(env, rounds):
    """Time what the nightly job and a person with a selection evaluate at once."""
    profiles = env["kam.credit.profile"]
    debtor_ids = profiles.search([], order="id").partner_id.ids
    random.Random(5).shuffle(debtor_ids)
    cases = {
        f"{size} customers": lambda size=size: profiles.evaluate(partner_ids=debtor_ids[:size])
        for size in (1, 80, 500)
    }
    with step("Evaluating some, in turns") as current:
        seconds = measure.in_turns(cases, rounds, current.show)
    measure.table(
        "Some customers, simulated",
        ("", "median ms", "least ms"),
        [
            (case, f"{measure.median_ms(times):,.1f}", f"{min(times) * 1000:,.1f}")
            for case, times in seconds.items()
        ],
    )


def _measure_list(env, rounds):
    """Time a page of the list of profiles as the web client reads it, and count its queries."""
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    profiles = env["kam.credit.profile"].with_user(director)
    view = profiles.get_view(env.ref("kam_credit.view_kam_credit_profile_list").id, "list")
    many2one = {name for name, field in profiles._fields.items() if field.type == "many2one"}
    specification = {
        name: {"fields": {"display_name": {}}} if name in many2one else {}
        for name in (node.get("name") for node in etree.fromstring(view["arch"]).iter("field"))
    }
    ids = profiles.search([]).ids
    draw = random.Random(3)
    queries = {}

    def read(rows):
        env.invalidate_all()
        before = env.cr.sql_log_count
        # a full page: the web client then also asks how many there are
        profiles.web_search_read(
            [("id", "in", rows)], specification, limit=len(rows), count_limit=10001
        )
        return env.cr.sql_log_count - before

    sizes = (10, PAGE)
    for number in range(rounds + 1):
        # some relations are empty on some pages: what counts is the most that a page takes, be the
        # same rows read at once or ten by ten
        rows = draw.sample(ids, PAGE)
        for size in sizes:
            counts = [read(rows[start : start + size]) for start in range(0, PAGE, size)]
            # the first round also fills the caches of rights
            if number:
                queries[size] = max(queries.get(size, 0), *counts)
    with step("Reading pages of the list, in turns") as current:
        seconds = measure.in_turns(
            {size: lambda size=size: read(draw.sample(ids, size)) for size in sizes},
            rounds * 3,
            current.show,
        )
    measure.table(
        f"A page of the list of profiles, random rows of {len(ids)}, as a director",
        ("rows", "queries", "median ms", "least ms"),
        [
            (
                size,
                queries[size],
                f"{measure.median_ms(seconds[size]):,.1f}",
                f"{min(seconds[size]) * 1000:,.1f}",
            )
            for size in sizes
        ],
    )
    if queries[10] != queries[PAGE]:
        say("  The number of queries grows with the rows.")


def _measure_memory(env):
    """Trace what Python allocates while everybody is evaluated."""
    tracemalloc.start()
    figures = env["kam.credit.profile"].evaluate()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    measure.table(
        "Memory of evaluating everybody",
        ("customers", "peak MB", "KB per customer"),
        [(f"{len(figures):,}", f"{peak / 2**20:.1f}", f"{peak / 1024 / len(figures):.1f}")],
    )
