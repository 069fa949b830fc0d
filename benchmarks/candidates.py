"""Finding candidates against plain SQL: ``make bench ARGS=candidates`` runs only this."""

from odoo.addons.kam_management.queries.candidates import Filters
from odoo.addons.kam_management.wizards.screening.kam_candidate_search import SHOWN

from tools.kamdev.console import say, step

from . import candidates_peer, measure

TARGET = "1.5"


def compare(env, rounds):
    """Compare finding candidates with plain statements that answer the same; print ratios.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of customers whose figures differ
    """
    company, finder = env.company, env["kam.candidate"]
    lowest = env["kam.customer.class"]._of_company(company)[-1:]
    everybody, classed = (candidates_peer.statement(company, wanted) for wanted in (False, True))
    wrong = 0
    for title, bare, found in (
        ("everybody", everybody, finder._find(company, Filters())),
        ("who meets a class", classed, finder._find(company, Filters(), lowest)),
    ):
        differing = candidates_peer.differences(env.execute_query_dict(bare), found)
        say(
            f"  {title}: {len(found):,} candidates, {len(differing)} differ from the bare statement"
        )
        wrong += len(differing)

    def store_bare(bare):
        env.execute_query(candidates_peer.insertion(env, bare, SHOWN))
        env.cr.rollback()

    def dialog(vals):
        env["kam.candidate.search"].create(vals).action_find()
        env.flush_all()
        env.cr.rollback()

    pairs = {
        "everybody": (
            lambda: env.execute_query(everybody),
            lambda: finder._find(company, Filters()),
        ),
        "who meets a class": (
            lambda: env.execute_query(classed),
            lambda: finder._find(company, Filters(), lowest),
        ),
        f"dialog, the best {SHOWN} of everybody": (
            lambda: store_bare(everybody),
            lambda: dialog({"class_id": False, "only_new": False}),
        ),
        "dialog, who meets a class": (
            lambda: store_bare(classed),
            lambda: dialog({"only_new": False}),
        ),
    }
    cases = {(case, which): run for case, both in pairs.items() for which, run in enumerate(both)}
    with step("Finding candidates, in turns") as current:
        seconds = measure.in_turns(cases, rounds, lambda text: current.show(str(text)))
    _show(pairs, seconds)
    return wrong


def _show(pairs, seconds):
    measure.table(
        "Find candidates, against plain SQL that answers the same",
        ("", "ratio", "target", "median ms", "bare ms"),
        [
            (
                case,
                f"{measure.ratio(seconds[case, 1], seconds[case, 0]):.2f}",
                TARGET,
                f"{measure.median_ms(seconds[case, 1]):,.0f}",
                f"{measure.median_ms(seconds[case, 0]):,.0f}",
            )
            for case in pairs
        ],
    )
