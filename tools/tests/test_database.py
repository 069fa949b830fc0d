"""Test databases: made once, made anew when the addons change, never half made."""

import os

import pytest

from tools.kamdev import database
from tools.kamdev.errors import Problem

OTHERS = ["account", "crm", "web"]
OURS = ["kam_a", "kam_b"]
# What a database for tests holds.
WHOLE = [*OTHERS, *OURS, "world of kam_a"]


class FakeServer:
    """A server that only keeps names, each with the addons installed there."""

    def __init__(self):
        self.content = {}

    def databases(self):
        return set(self.content)

    def drop(self, name):
        self.content.pop(name, None)

    def copy(self, template, name):
        self.content[name] = list(self.content[template])

    def rename(self, name, new_name):
        self.content[new_name] = self.content.pop(name)

    def query(self, sql, name):
        return [[addon] for addon in self.content[name]]


class FakeMachine:
    """A machine on which installing an addon takes a note of it, and writes an attachment."""

    def __init__(self, layout, server, source):
        self.layout = layout
        self.source = source
        self.server = server
        self.installed = []
        self.worlds = []
        self.fails = False
        self.world_fails = False
        self.leaves_out = set()

    def data_folder(self, name):
        return self.layout.work / "data" / name

    def variables(self, server, configuration):
        return {}

    def run_odoo(self, arguments, **options):
        name, addons = arguments[1], arguments[3].split(",")
        self.server.content.setdefault(name, []).extend(sorted(set(addons) - self.leaves_out))
        self.installed.append(addons)
        attachment = self.data_folder("test") / "filestore" / name / "ab" / "attachment"
        attachment.parent.mkdir(parents=True, exist_ok=True)
        attachment.write_text("content")
        if self.fails:
            raise Problem("it was interrupted")

    def run_shell(self, name, script, *, variables, **options):
        worlds = variables["KAM_WORLDS"]
        self.server.content[name].append(f"world of {worlds}")
        self.worlds.append(worlds)
        if self.world_fails:
            raise Problem("it was interrupted")


class Source:
    def __init__(self, path):
        self.path = self.package = path


@pytest.fixture
def machine(layout, tmp_path, monkeypatch):
    """A checkout with two addons, the second of which depends on the first.

    The first has something that the tests play with. Tests need the addon web besides.
    """
    for name, depends in (("kam_a", ["crm"]), ("kam_b", ["kam_a", "account"])):
        (layout.root / name / "models").mkdir(parents=True)
        (layout.root / name / "__manifest__.py").write_text(f"{{'depends': {depends}}}")
        (layout.root / name / "models" / "model.py").write_text("a = 1\n")
    (layout.root / "kam_a" / "tests").mkdir()
    (layout.root / "kam_a" / "tests" / "world.py").write_text("a = 1\n")
    monkeypatch.setattr(database, "_FOR_TESTS", ("web",))
    (layout.root / "requirements.txt").write_text("one==1\n")
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").touch()
    return FakeMachine(layout, FakeServer(), Source(tmp_path / "odoo"))


@pytest.fixture
def make_copy(machine):
    """Return the context manager under test."""
    return lambda: database.test_copy(machine, machine.server, None)


def test_a_copy_has_all_addons_and_goes_away(machine, make_copy):
    store = machine.data_folder("test") / "filestore"
    with make_copy() as name:
        assert machine.server.content[name] == WHOLE
        assert (store / name / "ab" / "attachment").read_text() == "content"
    assert name not in machine.server.content
    assert not (store / name).exists()


def test_a_copy_with_the_addons_only(machine):
    with database.test_copy(machine, machine.server, None, furnished=False) as name:
        assert machine.server.content[name] == [*OTHERS, *OURS]
        assert machine.worlds == []


def test_nothing_is_installed_twice(machine, make_copy):
    for _attempt in range(2):
        with make_copy():
            assert machine.installed == [OTHERS, OURS]
            assert machine.worlds == ["kam_a"]


def test_a_changed_addon_is_installed_into_what_it_depends_on(machine, make_copy):
    with make_copy():
        machine.installed.clear()
    (machine.layout.root / "kam_b" / "models" / "model.py").write_text("a = 2\n")
    with make_copy():
        assert machine.installed == [OURS]
    assert len(machine.server.content) == 3


def test_what_the_tests_play_with_is_made_anew_alone(machine, make_copy):
    with make_copy():
        machine.installed.clear()
    (machine.layout.root / "kam_a" / "tests" / "world.py").write_text("a = 2\n")
    with make_copy() as name:
        assert machine.installed == []
        assert machine.worlds == ["kam_a", "kam_a"]
        assert machine.server.content[name] == WHOLE
    assert len(machine.server.content) == 3


@pytest.mark.parametrize(
    "path",
    ["__pycache__/model.cpython-311.pyc", "tests/test_a.py", "static/src/a.js", "readme/USAGE.md"],
)
def test_files_that_no_database_holds_change_nothing(machine, make_copy, path):
    with make_copy():
        machine.installed.clear()
    file = machine.layout.root / "kam_a" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("stale")
    with make_copy():
        assert machine.installed == []


def test_another_dependency_makes_everything_anew(machine, make_copy):
    with make_copy():
        machine.installed.clear()
    (machine.layout.root / "kam_a" / "__manifest__.py").write_text("{'depends': ['sale']}")
    with make_copy():
        assert machine.installed == [["account", "sale", "web"], OURS]
    assert len(machine.server.content) == 3


def test_an_interrupted_template_is_never_used(machine, make_copy):
    machine.fails = True
    with pytest.raises(Problem, match="interrupted"), make_copy():
        pytest.fail("it was used")
    machine.fails = False
    machine.installed.clear()
    with make_copy() as name:
        assert machine.installed == [OTHERS, OURS]
        assert machine.server.content[name] == WHOLE


def test_half_of_what_the_tests_play_with_is_never_used(machine, make_copy):
    machine.world_fails = True
    with pytest.raises(Problem, match="interrupted"), make_copy():
        pytest.fail("it was used")
    machine.world_fails = False
    with make_copy() as name:
        assert machine.installed == [OTHERS, OURS]
        assert machine.server.content[name] == WHOLE


def test_an_addon_that_odoo_passes_over_is_a_failure(machine, make_copy):
    machine.leaves_out = {"kam_b"}
    with pytest.raises(Problem, match="Odoo left out kam_b"), make_copy():
        pytest.fail("it was used")


def test_the_copy_of_a_killed_run_is_dropped_and_that_of_a_living_one_kept(machine, make_copy):
    prefix = f"kam_test_{machine.layout.mark}_"
    # No process has this number: it is above the kernel's largest.
    killed = {f"{prefix}4194305", f"{prefix}4194305-gw0"}
    kept = {f"{prefix}1", f"{prefix}1-gw1", "kam_test_other_4194305"}
    machine.server.content.update({key: [] for key in killed | kept})
    with make_copy():
        assert not killed & machine.server.databases()
        assert kept <= machine.server.databases()
    assert kept <= machine.server.databases()


def test_the_copies_of_processes_go_with_the_run(machine, make_copy):
    with make_copy() as name:
        machine.server.copy(name, f"{name}-gw0")
        # the run whose number begins with ours
        longer = f"{name}0"
        machine.server.copy(name, longer)
        assert name.endswith(f"_{os.getpid()}")
    assert not {name, f"{name}-gw0"} & machine.server.databases()
    assert longer in machine.server.databases()


def test_the_demo_database_does_without_what_only_tests_need(machine, monkeypatch):
    monkeypatch.setattr(database, "_click_odoo_update", lambda *words: None)
    database.ensure_demo(machine, machine.server, None)
    assert machine.installed == [OURS]


def test_a_checkout_without_addons(machine, make_copy):
    for addon in machine.layout.addons():
        (machine.layout.root / addon / "__manifest__.py").unlink()
    with pytest.raises(Problem, match="holds no addon"), make_copy():
        pytest.fail("it was used")


@pytest.mark.parametrize("name", ['k"; DROP', "../kam", "Kam", "kam.*", "1kam", "k" * 60])
def test_names_of_the_demo_database_that_would_not_work(monkeypatch, name):
    monkeypatch.setenv("KAM_DATABASE", name)
    with pytest.raises(Problem, match="use small letters, digits and _ only"):
        database.demo_name()


def test_the_name_of_the_demo_database(monkeypatch):
    monkeypatch.setenv("KAM_DATABASE", "kam_2")
    assert database.demo_name() == "kam_2"
    monkeypatch.delenv("KAM_DATABASE")
    assert database.demo_name() == "kam"
