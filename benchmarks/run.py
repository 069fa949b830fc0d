"""Measure what ARGS names, or everything; see README.md."""

import importlib
import os
import sys

from odoo.tools import config

from tools.kamdev.console import say

from . import database, seed

ROUNDS = {"1": 9, "large": 3}
# What can be named, in the order of a run of everything: the module whose ``compare`` measures it.
MEASURES = {
    "candidates": "candidates",
    "deadlines": "deadlines",
    "page": "account_page",
    "visits": "visits",
    "development": "development",
    "similar": "similar",
    "control": "control",
    "exposure": "exposure",
    "simulation": "simulation",
    "backtest": "backtest",
    "radar": "radar",
    "night": "night",
    "evaluation": "evaluation",
}


def main():
    """Run the measurements; ratios are printed, seconds are never asserted.

    :return: exit code; 1 when figures differ from those of the bare statements
    """
    scale = os.environ.get("SCALE") or "1"
    if scale not in seed.SCALES:
        say(f"SCALE={scale} is unknown: leave it out, or use {' or '.join(seed.SCALES)}")
        return 2
    asked = os.environ.get("ARGS", "").split() or list(MEASURES)
    unknown = set(asked) - {*MEASURES, "indexes"}
    if unknown:
        say(f"Unknown: {', '.join(sorted(unknown))}. Name {', '.join(MEASURES)} or indexes")
        return 2
    config.parse_config(["--log-level=error"], setup_logging=True)
    say(f"Benchmark, scale {scale}")
    db_name = database.ensure(seed.SCALES[scale])
    if os.environ.get("PEERS"):
        db_name = database.with_peers(db_name, os.environ["PEERS"])
    return 1 if sum(_measure(name, db_name, ROUNDS[scale]) for name in asked) else 0


def _measure(name, db_name, rounds):
    """Run one measurement; return how many figures it found wrong."""
    # the addons are found once the configuration is read
    if name == "indexes":
        importlib.import_module(".indexes", __package__).compare(db_name, rounds)
        return 0
    module = importlib.import_module(f".{MEASURES[name]}", __package__)
    if getattr(module, "COMMITS", False):
        with database.copied(db_name) as copy, database.environment(copy) as env:
            return module.compare(env, rounds) or 0
    with database.environment(db_name) as env:
        return module.compare(env, rounds) or 0


if __name__ == "__main__":
    sys.exit(main())
