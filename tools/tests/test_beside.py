"""Tests that want further addons of Odoo beside ours, in a database where those are installed.

Everywhere else they are skipped.
"""

import re

import pytest

from tools.kamdev import database, process, python_env
from tools.kamdev.machine import Machine

BESIDE = {
    "books": (
        ("sale_expense", "sale_margin"),
        (
            "/kam_management:TestKamAccountCostExpenses",
            "/kam_management:TestKamDevelopmentMargins",
        ),
    ),
    # kam_credit_stock installs itself there
    "doors": (
        (
            "delivery",
            "pos_sale",
            "sale_loyalty",
            "sale_project",
            "sale_stock",
            "website_sale",
            "website_sale_collect",
        ),
        (
            "/kam_credit:TestKamCreditHoldDoors",
            "/kam_credit:TestKamCreditHoldGate",
            "/kam_credit_stock:TestKamCreditDelivery",
        ),
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_beside(name):
    addons, classes = BESIDE[name]
    machine = Machine.prepare(python_env.DEVELOP)
    configuration = machine.configure("beside", data_dir=machine.data_folder("test"))
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration) as db_name,
    ):

        def run(what, *arguments):
            return process.run(
                [
                    *(machine.layout.python, "-m", "odoo", "-d", db_name),
                    *("--stop-after-init", "--no-http", *arguments),
                ],
                env=machine.variables(server, configuration),
                cwd=machine.layout.root,
                log=machine.layout.logs / f"beside-{name}-{what}.log",
                failure=f"{what} beside {' and '.join(addons)} failed",
            )

        run("installation", "-i", ",".join(addons))
        told = run("tests", f"--test-tags={','.join(classes)}")
    failed, errors, _tests = map(
        int, re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", told)[-1]
    )
    assert (failed, errors) == (0, 0)
    for tag in classes:
        title = tag.rpartition(":")[2]
        assert f"Starting {title}.test_" in told, f"{title} did not run"
