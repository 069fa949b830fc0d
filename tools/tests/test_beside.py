"""Tests that want further addons of Odoo beside ours, in a database where those are installed.

Everywhere else they are skipped.
"""

import re

from tools.kamdev import database, process, python_env
from tools.kamdev.machine import Machine

ADDONS = ("sale_expense", "sale_margin")
CLASSES = ("TestKamAccountCostExpenses", "TestKamDevelopmentMargins")


def test_beside():
    machine = Machine.prepare(python_env.DEVELOP)
    configuration = machine.configure("beside", data_dir=machine.data_folder("test"))
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration) as name,
    ):

        def run(what, *arguments):
            return process.run(
                [
                    *(machine.layout.python, "-m", "odoo", "-d", name),
                    *("--stop-after-init", "--no-http", *arguments),
                ],
                env=machine.variables(server, configuration),
                cwd=machine.layout.root,
                log=machine.layout.logs / f"beside-{what}.log",
                failure=f"{what} beside {' and '.join(ADDONS)} failed",
            )

        run("installation", "-i", ",".join(ADDONS))
        tags = ",".join(f"/kam_management:{name}" for name in CLASSES)
        told = run("tests", f"--test-tags={tags}")
    failed, errors, _tests = map(
        int, re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", told)[-1]
    )
    assert (failed, errors) == (0, 0)
    for name in CLASSES:
        assert f"Starting {name}.test_" in told, f"{name} did not run"
