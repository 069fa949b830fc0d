"""The databases: one with the seeded ledger, and copies of it with the addons.

Both are named after what they were made from, so that a second run finds them. The first changes
seldom; the second takes the addons as they are now.
"""

import ast
import datetime
import hashlib
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.release import version
from odoo.tools import config

from tools.kamdev.console import say, step
from tools.kamdev.layout import Layout

from . import accounts, check, seed

ADDONS = ("kam_management", "kam_credit")
_SEED_FILES = ("bulk.py", "check.py", "journal.py", "plan.py", "seed.py")


def ensure(scale):
    """Return the name of the database for a scale; make what is missing.

    :param Scale scale: how much is seeded
    """
    layout = Layout.of_checkout()
    prefix = f"kam_bench_{layout.mark}_{scale.name}"
    today = datetime.datetime.now(tz=datetime.timezone.utc).date()
    ledger_key = _digest(
        version.encode(),
        str(seed.last_day(today)).encode(),
        *(name.encode() for name in _dependencies(layout)),
        *((layout.root / "benchmarks" / name).read_bytes() for name in _SEED_FILES),
    )
    key = _digest(
        ledger_key.encode(),
        (layout.root / "benchmarks" / "accounts.py").read_bytes(),
        *(path.read_bytes() for addon in ADDONS for path in _files(layout.root / addon)),
    )
    ledger, ready = f"{prefix}_ledger_{ledger_key}", f"{prefix}_ready_{key}"
    present = _databases()
    if ready in present:
        return ready
    if ledger not in present:
        _drop_named(f"{prefix}_ledger_")
        _make(ledger, lambda name: _make_ledger(name, layout, scale, today))
    _drop_named(f"{prefix}_ready_")
    _make(ready, lambda name: _make_ready(name, ledger))
    return ready


@contextmanager
def environment(name):
    """Yield a superuser's environment; nothing done in it is kept unless committed."""
    registry = Registry(name)
    with closing(registry.cursor()) as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


@contextmanager
def copied(name):
    """Yield the name of a copy of a database, which is dropped afterwards.

    :param str name: the database
    """
    copy = f"{name}_copy"
    Registry.delete(name)
    sql_db.close_db(name)
    _administer("DROP DATABASE IF EXISTS {}", copy)
    _administer("CREATE DATABASE {} TEMPLATE {}", copy, name)
    try:
        yield copy
    finally:
        Registry.delete(copy)
        sql_db.close_db(copy)
        _administer("DROP DATABASE {}", copy)


def with_peers(name, folder):
    """Return a copy of a database with the addons of a folder, which is made anew.

    :param str name: the database
    :param str folder: addons of others that are measured beside ours
    """
    peers = f"{name}_peers"
    path = [*config["addons_path"], folder]
    config["addons_path"] = path
    initialize_sys_path()
    addons = sorted(found.parent.name for found in Path(folder).glob("*/__manifest__.py"))
    with step(f"Installing {', '.join(addons)} into a copy"):
        _administer("DROP DATABASE IF EXISTS {}", peers)
        _administer("CREATE DATABASE {} TEMPLATE {}", peers, name)
        _run(
            *("odoo", "-d", peers, "-i", ",".join(addons), "--stop-after-init", "--no-http"),
            f"--addons-path={','.join(path)}",
        )
    return peers


def vacuum(name, *tables):
    """Give the space of rolled back rows free and bring the planner's statistics up to date."""
    command = sql.SQL("VACUUM ANALYZE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables)))
    with closing(psycopg2.connect(dbname=name)) as connection:
        connection.autocommit = True
        connection.cursor().execute(command)


def _make(name, build):
    """Build a database under a working name, and rename it when it is whole."""
    fresh = f"{name.rsplit('_', 2)[0]}_new"
    _administer("DROP DATABASE IF EXISTS {}", fresh)
    build(fresh)
    Registry.delete(fresh)
    sql_db.close_db(fresh)
    _administer("ALTER DATABASE {} RENAME TO {}", fresh, name)


def _make_ledger(name, layout, scale, today):
    with step("Installing Odoo's addons"):
        _run(
            *("click_odoo_contrib.initdb", "--new-database", name, "--no-demo"),
            *("--modules", ",".join(_dependencies(layout)), "--cache-prefix", "kambench"),
        )
    title = f"Seeding {scale.customers:,} customers and {scale.invoices:,} invoices"
    with step(title) as current, environment(name) as env:
        seed.seed(env, scale, today, current.show)
        env.cr.commit()
        current.show("gathering statistics")
        vacuum(name, *(table for table in seed.TABLES))
    with step("Comparing a sample with what Odoo computes"), environment(name) as env:
        debtor_ids = env["res.partner"].search(
            [("is_company", "=", True), ("customer_rank", ">", 0)]
        )
        count = check.compare(env, debtor_ids.ids)
    say(f"  {count:,} values of {check.SAMPLE} customers are the same")


def _make_ready(name, ledger):
    with step("Copying the ledger"):
        _administer("CREATE DATABASE {} TEMPLATE {}", name, ledger)
    with step("Installing the addons"):
        _run("odoo", "-d", name, "-i", ",".join(ADDONS), "--stop-after-init", "--no-http")
    with step("Making key accounts, and the first evaluation") as current:
        with environment(name) as env:
            accounts.make(env, current.show)
            env["kam.credit.profile"].evaluate(simulate=False)
            env.cr.commit()
        vacuum(name, "kam_account", "kam_credit_profile", "res_partner")


def _run(module, *arguments):
    """Run a Python module to its end."""
    answer = subprocess.run(
        [sys.executable, "-m", module, *arguments, "--log-level=warn"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise SystemExit(f"{module} failed:\n{answer.stdout[-4000:]}")


def _dependencies(layout):
    """Return the names of the addons of others that ours depend on."""
    names = set()
    for addon in ADDONS:
        manifest = (layout.root / addon / "__manifest__.py").read_text(encoding="utf-8")
        names.update(ast.literal_eval(manifest)["depends"])
    return sorted(names - set(ADDONS))


def _files(folder):
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", "tests", "static"} & set(path.parts)
    )


def _digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:10]


def _administer(command, *names):
    query = sql.SQL(command).format(*map(sql.Identifier, names))
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute(query)


def _databases():
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


def _drop_named(prefix):
    for name in _databases():
        if name.startswith(prefix):
            _administer("DROP DATABASE {}", name)
