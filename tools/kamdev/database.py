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
    addons = machine.layout.addons()
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
    addons = machine.layout.addons()
    if not addons:
        raise Problem(f"{machine.layout.root} holds no addon: check out the whole repository")
    return addons


def _installed(server, name):
    """Return the names of the addons that a database has installed."""
    rows = server.query("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    return {row[0] for row in rows}


@contextmanager
def test_copy(machine, server, configuration):
    """Yield the name of a fresh database with all addons and no demo data; drop it afterwards.

    It is a copy of a template, which is made anew when the addons change. The template in turn
    starts from one with only the addons we depend on, which seldom changes.
    """
    name = f"kam_test_{machine.layout.mark}_{os.getpid()}"
    store = machine.data_folder("test") / "filestore"
    with exclusive(machine.layout.work / "templates.lock", "waiting for another run of the tests"):
        _drop_leftovers(machine, server, store)
        template = _addons_template(machine, server, configuration, store)
        _copy(server, store, template, name)
    try:
        yield name
    finally:
        _drop(server, store, name)


def _addons_template(machine, server, configuration, store):
    """Return the name of the database with the addons as they are now."""
    addons = _addons(machine)
    base_key = _dependencies_key(machine, server)
    key = _digest(base_key, *(_content_digest(machine.layout.root / addon) for addon in addons))
    name = f"kam_ready_{machine.layout.mark}_{key}"
    if name in server.databases():
        return name
    base = _dependencies_template(machine, server, configuration, store, base_key)
    _drop_named(server, store, f"kam_ready_{machine.layout.mark}_")
    _build(machine, server, configuration, store, name, addons, "Installing the addons", base)
    return name


def _dependencies_template(machine, server, configuration, store, key):
    """Return the name of the database with only what the addons depend on, and tests want."""
    name = f"kam_base_{machine.layout.mark}_{key}"
    if name not in server.databases():
        _drop_named(server, store, f"kam_base_{machine.layout.mark}_")
        wanted = _wanted_by_tests(machine.layout)
        _build(machine, server, configuration, store, name, wanted, "Installing Odoo's addons")
    return name


def _build(machine, server, configuration, store, name, addons, title, base=None):
    """Install addons into a database of a working name, and rename it when it is whole."""
    fresh = f"kam_new_{machine.layout.mark}"
    _drop(server, store, fresh)
    if base:
        _copy(server, store, base, fresh)
    variables = machine.variables(server, configuration)
    _install(machine, server, variables, fresh, addons, title)
    server.rename(fresh, name)
    if (store / fresh).exists():
        shutil.rmtree(store / name, ignore_errors=True)
        (store / fresh).rename(store / name)


def _dependencies(layout):
    """Return the names of the addons of others that ours depend on."""
    own = layout.addons()
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


def _dependencies_key(machine, server):
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


def _drop_leftovers(machine, server, store):
    """Drop test databases whose run was killed."""
    prefix = f"kam_test_{machine.layout.mark}_"
    for name in server.databases():
        if name.startswith(prefix) and not Path("/proc", name.removeprefix(prefix)).exists():
            say(f"  dropping {name}, left by a run that was killed")
            _drop(server, store, name)
