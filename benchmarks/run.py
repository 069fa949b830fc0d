"""Measure the evaluation; see README.md."""

import os
import random
import sys
import tracemalloc

from lxml import etree

from odoo.tools import config

from tools.kamdev.console import say, step

from . import accounts, database, indexes, measure, peers, seed

ROUNDS = {"1": 9, "large": 3}
PAGE = 80


def main():
    """Run every measurement; ratios are printed, seconds are never asserted.

    :return: exit code; 1 when the figures differ from those of the bare statement
    """
    name = os.environ.get("SCALE") or "1"
    if name not in seed.SCALES:
        say(f"SCALE={name} is unknown: leave it out, or use {' or '.join(seed.SCALES)}")
        return 2
    config.parse_config(["--log-level=error"], setup_logging=True)
    # the addons are found once the configuration is read
    from . import (
        account_page,
        candidates,
        control,
        deadlines,
        development,
        exposure,
        similar,
        visits,
    )

    say(f"Benchmark, scale {name}")
    db_name = database.ensure(seed.SCALES[name])
    if "indexes" in os.environ.get("ARGS", ""):
        indexes.compare(db_name, ROUNDS[name])
        return 0
    wrong = 0
    if "page" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return 1 if account_page.compare(env, ROUNDS[name]) else 0
    if "visits" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return 1 if visits.compare(env, ROUNDS[name]) else 0
    if "development" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return 1 if development.compare(env, ROUNDS[name]) else 0
    if "control" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return control.compare(env, ROUNDS[name])
    if "exposure" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return 1 if exposure.compare(env, ROUNDS[name]) else 0
    if "similar" in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            return 1 if similar.compare(env, ROUNDS[name]) else 0
    if "deadlines" not in os.environ.get("ARGS", ""):
        with database.environment(db_name) as env:
            wrong = candidates.compare(env, ROUNDS[name])
    if "candidates" in os.environ.get("ARGS", ""):
        return 1 if wrong else 0
    with database.environment(db_name) as env:
        wrong += deadlines.compare(env, ROUNDS[name])
    if "deadlines" in os.environ.get("ARGS", ""):
        return 1 if wrong else 0
    with database.environment(db_name) as env:
        wrong += account_page.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += visits.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += development.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += similar.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += control.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += exposure.compare(env, ROUNDS[name])
    with database.environment(db_name) as env:
        wrong += _measure_evaluation(env, ROUNDS[name])
        env.cr.rollback()
        _measure_batches(env, ROUNDS[name])
    database.vacuum(db_name, "kam_credit_profile")
    with database.environment(db_name) as env:
        _measure_list(env, ROUNDS[name])
    with database.environment(db_name) as env:
        _measure_memory(env)
    return 1 if wrong else 0


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


if __name__ == "__main__":
    sys.exit(main())
