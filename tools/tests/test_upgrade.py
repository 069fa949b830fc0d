"""Databases of releases, with data, that the present addons upgrade: see :mod:`.upgrade_story`.

``tools/keep_release.py`` keeps what was released.
"""

import json
import tarfile
from pathlib import Path

import pytest

from tools.kamdev import database, process, python_env
from tools.kamdev.machine import Machine

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.xz"))
ADDONS = "kam_management,kam_credit"


class Upgrade:
    """Plays a database of a release, and upgrades it."""

    def __init__(self, machine, server, name, folder):
        self.machine, self.server, self.name, self.folder = machine, server, name, folder

    def play(self, release):
        """Install the release, make data, upgrade.

        :return: what there was to see before and after
        """
        addons = self.folder / "addons"
        with tarfile.open(release) as archive:
            archive.extractall(addons, filter="data")
        folders = [*self.machine.source.addons_folders(), addons]
        before = self._configure(addons_path=",".join(map(str, folders)))
        self._run(before, "odoo", "-i", ADDONS, "-d", self.name, "--stop-after-init", "--no-http")
        seen = {"before": self._look(before, "before")}
        after = self._configure()
        self._run(after, "odoo", "-u", ADDONS, "-d", self.name, "--stop-after-init", "--no-http")
        return {**seen, "after": self._look(after, "after")}

    def _configure(self, **options):
        return self.machine.configure(
            "upgrade", **{"data_dir": self.machine.data_folder("test"), **options}
        )

    def _look(self, configuration, part):
        path = self.folder / f"{part}.json"
        self._run(configuration, "tools.tests.upgrade_story", part, self.name, path)
        return json.loads(path.read_text(encoding="utf-8"))

    def _run(self, configuration, program, *arguments):
        process.run(
            [self.machine.layout.python, "-m", program, *arguments],
            env=self.machine.variables(self.server, configuration),
            cwd=self.machine.layout.root,
            log=self.machine.layout.logs / "upgrade.log",
            failure=f"the release could not be upgraded ({program} {arguments[0]})",
        )


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name.removesuffix(".tar.xz"))
def seen(request, tmp_path_factory):
    """What there was to see before and after the upgrade; played once for all tests."""
    machine = Machine.prepare(python_env.DEVELOP)
    configuration = machine.configure("upgrade", data_dir=machine.data_folder("test"))
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration, addons=False) as name,
    ):
        folder = tmp_path_factory.mktemp("upgrade")
        return Upgrade(machine, server, name, folder).play(request.param)


def test_there_is_a_release():
    assert RELEASES


def test_facts_stay(seen):
    before, after = seen["before"], seen["after"]["facts"]
    assert all(before.values())
    assert after == before


def test_addons_are_of_this_version(seen):
    root = Path(__file__).resolve().parents[2]
    installed = {name: version for name, version in seen["after"]["versions"].items() if version}
    assert installed
    for name, version in installed.items():
        assert version == database.manifest_of(root / name)["version"]


def test_companies_are_given_what_they_lack(seen):
    given = seen["after"]["given"]
    # what a release gave to branches stays there
    assert not {"kam.risk.template", "kam.stakeholder.requirement"} & set(given.pop("Branch"))
    assert len(given) >= 2
    for models in given.values():
        assert models == [
            "kam.approval.route",
            "kam.credit.tier",
            "kam.development.hint",
            "kam.development.letter.template",
            "kam.development.reason",
            "kam.handover.item",
            "kam.risk.template",
            "kam.stakeholder.requirement",
            "kam.suggestion.kind",
            "kam.visit.type",
        ]


def test_what_companies_changed_stays(seen):
    assert seen["after"]["limit"] == 4711


def test_branches_see_what_is_of_their_root(seen):
    assert seen["after"]["closed_to_branches"] == []


def test_all_forms_of_credit_are_as_secret(seen):
    assert seen["after"]["of_one_form"] == []


def test_who_is_gone_holds_no_position(seen):
    holders = seen["after"]["holders"]
    assert holders.pop("archivist") == 0
    assert set(holders.values()) == {1}


def test_visits_begin_beside_what_was_in_the_calendar(seen):
    visits = seen["after"]["visits"]
    assert visits == {
        "intervals": {"A": 30, "B": 60, "C": 90},
        "moved_to": visits["moved_to"],
        "meetings": [["2026-03-02 02:00:00", "private"], [visits["moved_to"], "private"]],
        "of_visits": [False, True],
        "due": 1,
    }


def test_customers_are_developed(seen):
    assert seen["after"]["development"] == {
        "states": ["open", "approved"],
        "filed": 1,
        "cost_items": {
            "cost_kind_travel": "travel",
            "cost_kind_hospitality": "development",
            "cost_kind_gift": "development",
            "cost_kind_event": "development",
            "cost_kind_expense": "travel",
            "cost_kind_other": "management",
        },
    }


def test_suggestions_are_taken_in(seen):
    assert seen["after"]["suggestion"] == {"account": True, "duties": True}


def test_work_goes_on(seen):
    after = seen["after"]
    assert {job: why for job, why in after["jobs"].items() if why} == {}
    assert after["indicators"] > 0
    assert after["decided"] == "approved"
    assert after["page"]
