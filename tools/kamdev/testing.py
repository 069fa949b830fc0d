"""``make test``: pytest-odoo on a fresh copy of a template database."""

import os
import re
import subprocess
from xml.etree import ElementTree

from . import browser, database, python_env
from .console import in_ci, say
from .errors import Problem
from .machine import Machine

_NEEDS_BROWSER = re.compile(r"chrome|browser|websocket", re.IGNORECASE)
# Options that select few tests, or want one process: more would only have to start.
_ALONE = re.compile(
    r"-k.*|-s|--capture=no|--pdb|--trace|--lf|--last-failed|--sw|--stepwise|--co|--collect-only"
    r"|.*\.py(::.*)?"
)
# A class runs in one process, and sets up once. When a process dies, the run ends with a report:
# xdist loses it when it starts another process.
_SHARED = "-n {} --dist=loadscope --max-worker-restart=0"


def test(arguments):
    """Run the tests of all addons and tools.

    :param arguments: arguments for pytest
    :return: pytest's exit code
    :raises Problem: when JOBS is no number, no test ran, or a browser tour was skipped in
        continuous integration
    """
    number = jobs(arguments)
    say("Setting up")
    machine = Machine.prepare(python_env.DEVELOP)
    browser.ensure()
    configuration = machine.configure(
        "test", max_cron_threads=0, screenshots=machine.layout.logs / "screenshots"
    )
    results = machine.layout.work / "test-results.xml"
    results.unlink(missing_ok=True)
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration) as name,
    ):
        code = subprocess.call(
            [
                *(machine.layout.python, "-m", "pytest", "--odoo-http"),
                *(f"--odoo-database={name}", f"--junit-xml={results}"),
                *(_SHARED.format(number).split() if number > 1 else ()),
                *arguments,
            ],
            env=machine.variables(server, configuration),
            cwd=machine.layout.root,
        )
    if code == 0:
        _check(results.read_text(encoding="utf-8"))
    return code


def jobs(arguments):
    """Return how many processes share the tests: as many as JOBS says, or as there are cores.

    One for a selection of tests.

    :param arguments: arguments for pytest
    :raises Problem: when JOBS is no number
    """
    wanted = os.environ.get("JOBS")
    if wanted:
        if not wanted.isdigit() or int(wanted) < 1:
            raise Problem(f"JOBS={wanted} is no number of processes: give 1 or more")
        return int(wanted)
    if any(_ALONE.fullmatch(argument) for argument in arguments):
        return 1
    return len(os.sched_getaffinity(0))


def _check(results):
    ran, unseen = read_results(results)
    if not ran:
        raise Problem("no test ran: every test was skipped or none was selected")
    if unseen and in_ci():
        raise Problem(f"browser tours must run with CI=true, but were skipped: {', '.join(unseen)}")


def read_results(text):
    """Read pytest's JUnit file.

    :param text: its text
    :return: how many tests ran, and the names of those skipped for want of a browser
    """
    ran, unseen = 0, []
    for case in ElementTree.fromstring(text).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is None:
            ran += 1
        elif _NEEDS_BROWSER.search(skipped.get("message", "")):
            unseen.append(case.get("name"))
    return ran, unseen
