"""``make shell``, ``make load``, ``make clean``: work with the database that ``make run`` made."""

import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import database, python_env, serve
from .console import say
from .errors import Problem
from .layout import Layout
from .machine import Machine


def shell():
    """Open Odoo's shell on the demo database; a script is read from standard input.

    :return: the shell's exit code
    :raises Problem: when the database is not there yet
    """
    with _demo_database() as (machine, variables):
        return subprocess.call(
            [
                *(machine.layout.python, "-m", "odoo", "shell", "-d", database.demo_name()),
                *("--no-http", "--log-level=warn"),
            ],
            env=variables,
            cwd=machine.layout.root,
        )


def load(file, folder):
    """Load a CSV file of receivables into the demo database.

    :param file: the file, relative to the caller's folder
    :param folder: the caller's folder
    :return: the loader's exit code
    :raises Problem: when there is no such file or no database
    """
    if not file:
        raise Problem("name the file: make load FILE=receivables.csv")
    path = Path(folder or ".", file).expanduser().absolute()
    if not path.is_file():
        raise Problem(f"there is no file {path}: give FILE relative to the folder you are in")
    with _demo_database() as (machine, variables):
        return subprocess.call(
            [machine.layout.python, "-m", "tools.receivables", path],
            env={**variables, "KAM_DATABASE": database.demo_name()},
            cwd=machine.layout.root,
        )


def clean():
    """Stop everything of this checkout and delete what was made on this machine.

    The user's cache of downloads stays.
    """
    layout = Layout.of_checkout()
    serve.stop_server(layout)
    serve.stop_databases(layout, force=True)
    shutil.rmtree(layout.work, ignore_errors=True)
    if layout.work.exists():
        raise Problem(f"{layout.work} cannot be deleted: it belongs to another user")
    say(f"Deleted {layout.work}; downloads are kept in {layout.cache}.")


@contextmanager
def _demo_database():
    """Yield the machine and the environment in which the demo database can be used."""
    machine = Machine.prepare(python_env.RUN)
    configuration = machine.configure("run")
    with machine.server("run").running() as server:
        if database.demo_name() not in server.databases():
            raise Problem(f"there is no database {database.demo_name()} yet: make run makes it")
        yield machine, machine.variables(server, configuration)
