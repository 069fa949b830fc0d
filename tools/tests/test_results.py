"""How many processes share the tests, and what continuous integration may not leave out."""

import pytest

from tools.kamdev import testing
from tools.kamdev.errors import Problem

_FILE = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">{}</testsuite></testsuites>
"""
_RAN = '<testcase name="test_a"/>'
_FAILED = '<testcase name="test_b"><failure message="assert 0">trace</failure></testcase>'
_NO_BROWSER = (
    '<testcase name="test_tour"><skipped message="Chrome executable not found"/></testcase>'
)
_SKIPPED = '<testcase name="test_other"><skipped message="needs another country"/></testcase>'


def results(*cases):
    return _FILE.format("".join(cases))


def test_cases_are_counted():
    text = results(_RAN, _FAILED, _NO_BROWSER, _SKIPPED)
    assert testing.read_results(text) == (2, ["test_tour"])


def test_a_run_without_tests_is_no_success():
    with pytest.raises(Problem, match="no test ran"):
        testing._check(results(_SKIPPED))


def test_tours_must_run_in_continuous_integration(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem, match=r"browser tours must run.*: test_tour"):
        testing._check(results(_RAN, _NO_BROWSER))


def test_tours_may_be_skipped_on_a_developers_machine(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    testing._check(results(_RAN, _NO_BROWSER))
    with pytest.raises(Problem, match="no test ran"):
        testing._check(results(_NO_BROWSER))


@pytest.mark.parametrize(
    "arguments", [[], ["kam_credit"], ["-x", "-q"], ["--durations=5"], ["-n", "0"]]
)
def test_as_many_processes_as_cores(monkeypatch, arguments):
    monkeypatch.delenv("JOBS", raising=False)
    monkeypatch.setattr(testing.os, "sched_getaffinity", lambda pid: {0, 1, 4})
    assert testing.jobs(arguments) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["-k", "visit"],
        ["-kvisit"],
        ["kam_credit/tests/profile/test_kam_unit.py"],
        ["-x", "kam_credit/tests/profile/test_kam_unit.py::TestKamUnit::test_a"],
        ["--lf"],
        ["--pdb"],
    ],
)
def test_a_selection_has_one_process(monkeypatch, arguments):
    monkeypatch.delenv("JOBS", raising=False)
    assert testing.jobs(arguments) == 1
    monkeypatch.setenv("JOBS", "2")
    assert testing.jobs(arguments) == 2


@pytest.mark.parametrize("wanted", ["0", "-1", "two", "1.5"])
def test_a_number_of_processes_that_is_none(monkeypatch, wanted):
    monkeypatch.setenv("JOBS", wanted)
    with pytest.raises(Problem, match=f"JOBS={wanted} is no number of processes"):
        testing.jobs([])
