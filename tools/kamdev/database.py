"""Makes and updates databases: one with demo data, and copies of a template for tests."""

import ast
import hashlib
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from . import process
from .console import say, step
from .errors import Problem
from .locks import exclusive

# The first one is what the demo users read.
_LANGUAGES = "en_US,zh_CN"
# Changes of these need no new database: they are read from the files.
_READ_FROM_FILES = {"static", "tests", "readme", "__pycache__"}
# What an addon's tests play with, kept in the template: see kam_management/tests/world.py.
_WORLD = Path("tests", "world.py")
_WORLD_SCRIPT = Path(__file__).with_name("world_script.py")
# What tests want beside: rules that companies write themselves must not get past ours.
_FOR_TESTS = ("base_automation",)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")


def demo_name():
    """Return the name of the database that ``make run`` serves.

    :raises Problem: when KAM_DATABASE is no name that Odoo's filter and the file system take
    """
    name = os.environ.get("KAM_DATABASE") or "kam"
    if not _NAME.fullmatch(name):
        raise Problem(f"KAM_DATABASE={name} is no name: use small letters, digits and _ only")
    return name


def ensure_demo(machine, server, configuration):
    """Make the database with demo data, or bring it to the addons' present state.

    :param machine: the :class:`.machine.Machine`
    :param server: a running server
    :param configuration: Odoo's configuration file
    :raises Problem: when an addon cannot be installed or upgraded; the data is kept
    """
    variables = machine.variables(server, configuration)
    if demo_name() not in server.databases():
        _make_demo(machine, server, variables)
        return
    addons = machine.layout.asked_addons()
    installed = _installed(server, demo_name())
    missing = [addon for addon in addons if addon not in installed]
    if missing:
        title = f"Installing {', '.join(missing)}"
        _install(machine, server, variables, demo_name(), missing, title, "--with-demo")
    with step("Upgrading addons that changed"):
        _click_odoo_update(machine, variables, demo_name())


def _make_demo(machine, server, variables):
    """Make the database under another name first: an interrupted one is never served."""
    name, fresh = demo_name(), f"{demo_name()}_new"
    store = machine.data_folder("run") / "filestore"
    server.drop(fresh)
    shutil.rmtree(store / fresh, ignore_errors=True)
    title = f"Making the database {name} with demo data"
    options = ["--with-demo", f"--load-language={_LANGUAGES}"]
    _install(machine, server, variables, fresh, _addons(machine), title, *options)
    _click_odoo_update(machine, variables, fresh, "--only-compute-hashes")
    if (store / fresh).exists():
        shutil.rmtree(store / name, ignore_errors=True)
        (store / fresh).rename(store / name)
    server.rename(fresh, name)


def _install(machine, server, variables, name, addons, title, *options):
    """Install addons; Odoo itself passes over those that it cannot find or load."""
    log = f"install-{name}.log"
    failure = "the addons could not be installed"
    with step(title) as current:
        machine.run_odoo(
            ["-d", name, "-i", ",".join(addons), *options],
            variables=variables,
            log=log,
            failure=failure,
            current=current,
        )
    absent = sorted(set(addons) - _installed(server, name))
    if absent:
        path = machine.layout.logs / log
        raise Problem(f"{failure}: Odoo left out {', '.join(absent)} (details: {path})")


def _click_odoo_update(machine, variables, name, *options):
    """Upgrade the addons whose files changed since the database last saw them."""
    process.run(
        [
            *(machine.layout.python, "-m", "click_odoo_contrib.update"),
            *("-c", variables["ODOO_RC"], "-d", name, "--ignore-core-addons", *options),
        ],
        env=variables,
        cwd=machine.layout.work,
        log=machine.layout.logs / "update.log",
        failure="the addons could not be upgraded; the data is kept, mend the addon and try again",
    )


def _addons(machine):
    addons = machine.layout.asked_addons()
    if not addons:
        raise Problem(f"{machine.layout.root} holds no addon: check out the whole repository")
    return addons


def _installed(server, name):
    """Return the names of the addons that a database has installed."""
    rows = server.query("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    return {row[0] for row in rows}


@contextmanager
def test_copy(machine, server, configuration, *, furnished=True, addons=True):
    """Yield the name of a fresh database for the tests, without demo data; drop it afterwards.

    It is a copy of a template, see :class:`_Templates`. Processes that share the tests make copies
    of their own, called as this one with an end to the name.

    :param furnished: whether it holds what the tests play with, or the addons only
    :param addons: whether it holds our addons at all
    """
    name = f"kam_test_{machine.layout.mark}_{os.getpid()}"
    store = machine.data_folder("test") / "filestore"
    with exclusive(machine.layout.work / "templates.lock", "waiting for another run of the tests"):
        _drop_copies(machine, server, store, lambda pid: not Path("/proc", str(pid)).exists())
        templates = _Templates(machine, server, configuration, store)
        kind = "base" if not addons else "ready" if furnished else "addons"
        _copy(server, store, getattr(templates, kind)(), name)
    try:
        yield name
    finally:
        _drop_copies(machine, server, store, lambda pid: pid == os.getpid())


class _Templates:
    """Three databases, each made from a copy of the one before.

    ``kam_base`` holds the addons of others, ``kam_addons`` ours as well, and ``kam_ready`` what the
    tests play with. Each has in its name what it was made from, and is made anew when that changes.
    """

    def __init__(self, machine, server, configuration, store):
        self._machine = machine
        self._server = server
        self._variables = machine.variables(server, configuration)
        self._store = store
        root = machine.layout.root
        self._names = _addons(machine)
        self._worlds = [path for addon in self._names if (path := root / addon / _WORLD).is_file()]
        self._base_key = _dependencies_key(machine)
        self._addons_key = _digest(
            self._base_key, *(_content_digest(root / addon) for addon in self._names)
        )

    def base(self):
        """Return the name of the one with the addons of others, made when it is missing."""
        wanted = _wanted_by_tests(self._machine.layout)
        return self._get(
            "base", self._base_key, lambda name: self._install(name, wanted, "Odoo's addons")
        )

    def addons(self):
        """Return the name of the one with our addons, made when it is missing."""

        def make(name):
            _copy(self._server, self._store, self.base(), name)
            self._install(name, self._names, "the addons")

        return self._get("addons", self._addons_key, make)

    def ready(self):
        """Return the name of the one with what the tests play with, made when it is missing."""

        def make(name):
            _copy(self._server, self._store, self.addons(), name)
            self._furnish(name)

        key = _digest(
            self._addons_key, *(path.read_bytes() for path in [*self._worlds, _WORLD_SCRIPT])
        )
        return self._get("ready", key, make)

    def _get(self, kind, key, make):
        """Return the name of a template; what has become of an older one is dropped."""
        prefix = f"kam_{kind}_{self._machine.layout.mark}_"
        name = f"{prefix}{key}"
        if name not in self._server.databases():
            fresh = f"kam_new_{kind}_{self._machine.layout.mark}"
            _drop(self._server, self._store, fresh)
            make(fresh)
            _drop_named(self._server, self._store, prefix)
            # Whole: only now it gets the name under which it is found.
            self._server.rename(fresh, name)
            if (self._store / fresh).exists():
                shutil.rmtree(self._store / name, ignore_errors=True)
                (self._store / fresh).rename(self._store / name)
        return name

    def _install(self, name, addons, what):
        _install(self._machine, self._server, self._variables, name, addons, f"Installing {what}")

    def _furnish(self, name):
        worlds = ",".join(path.parents[1].name for path in self._worlds)
        with step("Making what the tests play with"):
            self._machine.run_shell(
                name,
                _WORLD_SCRIPT,
                variables={**self._variables, "KAM_WORLDS": worlds},
                log="world.log",
                failure="what the tests play with could not be made",
            )


def _dependencies(layout):
    """Return the names of the addons of others that ours depend on."""
    own = layout.asked_addons()
    names = set()
    for addon in own:
        names.update(manifest_of(layout.root / addon).get("depends", []))
    return sorted(names - set(own)) or ["base"]


def _wanted_by_tests(layout):
    """Return the names of the addons of others that are there when tests run."""
    return sorted({*_dependencies(layout), *_FOR_TESTS})


def manifest_of(addon):
    """Return the manifest of an addon's folder."""
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def _dependencies_key(machine):
    requirements = (machine.layout.root / "requirements.txt").read_bytes()
    release = (machine.source.package / "release.py").read_bytes()
    return _digest(str(machine.source.path).encode(), release, requirements, *_encoded(machine))


def _encoded(machine):
    return [name.encode() for name in _wanted_by_tests(machine.layout)]


def _content_digest(folder):
    """Return a digest of what a database gets from an addon."""
    parts = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not _READ_FROM_FILES & set(relative.parts):
            parts += [str(relative).encode(), path.read_bytes()]
    return _digest(*parts)


def _digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return total.hexdigest()[:12]


def _copy(server, store, template, name):
    """Copy a database with its attachments."""
    server.copy(template, name)
    if (store / template).exists():
        # Attachments are never changed in place, so that links serve.
        shutil.copytree(store / template, store / name, copy_function=os.link)


def _drop(server, store, name):
    server.drop(name)
    shutil.rmtree(store / name, ignore_errors=True)


def _drop_named(server, store, prefix):
    for name in server.databases():
        if name.startswith(prefix):
            _drop(server, store, name)


def _drop_copies(machine, server, store, is_over):
    """Drop the databases of runs of the tests, those of their processes included.

    :param is_over: function that tells of the number of a run's process whether they may go
    """
    pattern = re.compile(rf"kam_test_{machine.layout.mark}_(\d+)(-\w+)?")
    for name in server.databases():
        match = pattern.fullmatch(name)
        if match and is_over(int(match[1])):
            if int(match[1]) != os.getpid():
                say(f"  dropping {name}, left by a run that was killed")
            _drop(server, store, name)
