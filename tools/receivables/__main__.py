"""``python -m tools.receivables FILE``: load a file into the database KAM_DATABASE."""

import functools
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import SQL, config

from ..kamdev.console import say, step
from ..kamdev.errors import Problem, known_cause
from . import companies
from .load import Counts, batches, write_batch
from .parse import read

_SHOWN = 10
_WIDTH = 30
# Only one load at a time: two would both find an invoice missing. The number is arbitrary.
_LOCK = 7268151


def main(arguments):
    """Load one file; tell failures that a person can mend in one line each.

    :param arguments: the command line's arguments
    :return: the exit code
    """
    try:
        if len(arguments) != 1 or not os.environ.get("KAM_DATABASE"):
            raise Problem("load a file with make load FILE=receivables.csv")
        return _load(Path(arguments[0]))
    except (Problem, UserError, psycopg2.Error, OSError) as error:
        print(f"kam: {_sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # The caller, interrupted as well, tells the user.
        return 128 + signal.SIGINT


def _sentence(error):
    """Return the one line that tells of an error."""
    if isinstance(error, Problem):
        return str(error)
    told = " ".join(str(error).split())
    if isinstance(error, UserError):
        return f"Odoo refuses: {told}; what was loaded before is kept"
    return known_cause(told) or f"{told}; mend it and load again, it goes on from here"


def _load(path):
    rows, bad = read(path)
    if bad:
        return _refuse(path, bad)
    with _environment(os.environ["KAM_DATABASE"]) as env:
        parts, bad = companies.divide(env, rows)
        if bad:
            # companies that were made for it are not kept
            if any(part.is_new for part in parts):
                env.cr.rollback()
            return _refuse(path, bad)
        if any(part.is_new for part in parts):
            env.cr.commit()
        counts, unchanged = Counts(), 0
        for part in parts:
            counts.add(_carry_out(part.env, part.books, part.plan.tasks))
            unchanged += part.plan.unchanged
        made = [part.books.company.name for part in parts if part.is_new]
    tasks = sum(len(part.plan.tasks) for part in parts)
    say(
        f"{len(rows)} invoices: {counts.invoices} created, "
        f"{tasks - counts.invoices} already there and now paid, "
        f"{unchanged} already there and unchanged; "
        f"{counts.customers} customers and {counts.payments} payments created."
    )
    for name in made:
        say(f"The company {name} was not there and has been made.")
    return 0


def _refuse(path, bad):
    """Show the first faults of the file."""
    for one in bad[:_SHOWN]:
        print(f"kam: {path.name}, {one}", file=sys.stderr)
    more = f"{len(bad) - _SHOWN} more like these; " if len(bad) > _SHOWN else ""
    print(f"kam: {more}nothing was loaded: mend the file and load it again", file=sys.stderr)
    return 1


@contextmanager
def _environment(name):
    """Yield Odoo's environment on a database, while no other load uses it."""
    config.parse_config(["--database", name, "--log-level=warn"], setup_logging=True)
    with Registry(name).cursor() as cursor:
        cursor.execute(SQL("SELECT pg_try_advisory_lock(%s)", _LOCK))
        if not cursor.fetchone()[0]:
            raise Problem("another load into this database is running: wait until it is done")
        cursor.commit()
        yield api.Environment(cursor, SUPERUSER_ID, {})


def _carry_out(env, books, tasks):
    """Write the tasks batch by batch, each in its own transaction."""
    counts, done = Counts(), 0
    if not tasks:
        return counts
    with step(f"Loading {len(tasks)} invoices of {books.company.name}") as current:
        current.show(_bar(0, len(tasks)))
        for batch in batches(tasks):
            # Commits, and repeats the batch when somebody else wrote the same records.
            counts.add(retrying(functools.partial(write_batch, env, books, batch), env))
            env.invalidate_all()
            done += len(batch)
            current.show(_bar(done, len(tasks)))
    return counts


def _bar(done, total):
    filled = _WIDTH * done // total
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done} of {total} ({100 * done // total} %)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
