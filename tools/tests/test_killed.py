"""The nightly jobs of credit, killed again and again: they end as if nobody had disturbed them.

``KAM_KILLS=50`` kills them as often. What is played is in :mod:`.killed_story`.
"""

import json
import os

import pytest

from tools.kamdev import database, process, python_env
from tools.kamdev.machine import Machine

KILLS = int(os.environ.get("KAM_KILLS") or 5)


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """What was stored in the end: undisturbed, and killed; and how often that hit."""
    machine = Machine.prepare(python_env.DEVELOP)
    configuration = machine.configure("killed", data_dir=machine.data_folder("test"))
    store = machine.data_folder("test") / "filestore"
    folder = tmp_path_factory.mktemp("killed")
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration) as name,
    ):

        def play(part, db_name, *arguments):
            path = folder / f"{part}-{db_name}.json"
            process.run(
                [
                    *(machine.layout.python, "-m", "tools.tests.killed_story"),
                    *(part, db_name, path, *map(str, arguments)),
                ],
                env=machine.variables(server, configuration),
                cwd=machine.layout.root,
                log=machine.layout.logs / f"killed-{part}.log",
                failure=f"“{part}” of the story of killed jobs failed",
            )
            return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

        play("make", name)
        killed = f"{name}-killed"
        database._copy(server, store, name, killed)
        calm = play("nights", name)
        disturbed = play("nights", killed, KILLS, calm["seconds"])
        print(f"{disturbed['hit']} of {KILLS} kills hit; {calm['seconds']:.1f} s undisturbed")
        return play("look", name), play("look", killed), disturbed["hit"]


def test_killed_at_random_points(ends):
    calm, killed, hit = ends
    assert hit >= min(KILLS, 3)
    assert calm.keys() == killed.keys()
    for table, rows in calm.items():
        assert killed[table] == rows, table


def test_something_has_happened(ends):
    calm, _killed, _hit = ends
    profiles = [json.loads(row) for row in calm["kam_credit_profile"]]
    assert {row["date_figures"] for row in profiles if row["account_id"]} == {"2025-06-13"}
    assert calm["kam_credit_snapshot"], "somebody was downgraded"
    kinds = {(row["kind"], row["state"]) for row in map(json.loads, calm["kam_credit_hold"])}
    assert kinds >= {
        ("horizon", "held"),
        ("order", "held"),
        ("order", "cleared"),
    }
