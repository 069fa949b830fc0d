"""``make lint``: every check runs, all findings are shown; Node is needed only where it must."""

from pathlib import Path

import pytest

from tools.kamdev import console, lint, node
from tools.kamdev.errors import NO_NETWORK, Problem


@pytest.fixture
def checkout(layout, monkeypatch):
    """A checkout with an addon, and programs that note how they were called and pass."""
    monkeypatch.setattr(lint.Layout, "of_checkout", lambda: layout)
    monkeypatch.setattr(lint.python_env.Environment, "ensure", lambda self, files: None)
    (layout.venv / "bin").mkdir(parents=True)
    for check in lint.CHECKS.values():
        set_program(layout, check.program[0], 'echo "$0 $*" >> .odoo/calls')
    addon = layout.root / "kam_a"
    names = ("__manifest__.py", "views/a.xml", "i18n/zh_CN.po", "static/lib/theirs.js")
    for name in (*names, "tests/stage/test_a.py"):
        (addon / name).parent.mkdir(parents=True, exist_ok=True)
        (addon / name).touch()
    command = [layout.venv / "bin" / "prettier"]
    monkeypatch.setattr(lint.node, "ensure_prettier", lambda layout: command)
    return layout


def set_program(layout, name, script):
    path = layout.venv / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def calls(layout):
    """Return the words with which each program was called."""
    text = (layout.work / "calls").read_text()
    return [(Path(line.split()[0]).name, line.split()[1:]) for line in text.splitlines()]


def test_every_check_looks_and_none_changes_anything(checkout):
    assert lint.lint([]) == 0
    assert [name for name, _words in calls(checkout)] == [
        *("ruff", "ruff", "pylint", "pylint", "oca-checks-odoo-module", "oca-checks-po"),
        *("prettier", "python"),
    ]
    words = [word for _name, words in calls(checkout) for word in words]
    assert not {"--fix", "--write"} & set(words)


def test_each_check_has_its_files(checkout):
    lint.lint(["pylint-odoo", "pylint-odoo-tests", "oca-po", "prettier"])
    assert [words[-1] for _name, words in calls(checkout)] == [
        *("kam_a", "kam_a/tests", "kam_a/i18n/zh_CN.po", "kam_a/views/a.xml")
    ]
    assert "theirs.js" not in (checkout.work / "calls").read_text()


def test_all_failures_are_shown(checkout, capsys):
    set_program(checkout, "ruff", "echo unused import; exit 1")
    set_program(checkout, "pylint", "echo no access rights >&2; exit 4")
    assert lint.lint([]) == 1
    output = capsys.readouterr().out
    assert "unused import" in output
    assert "no access rights" in output
    assert "prettier: passed" in output
    assert "Lint failed: ruff, ruff-format, pylint-odoo, pylint-odoo-tests (" in output


def test_a_program_that_fails_without_a_word(checkout, capsys):
    set_program(checkout, "pylint", "exit 4")
    assert lint.lint(["pylint-odoo"]) == 1
    assert "pylint-odoo ended with code 4" in capsys.readouterr().out


def test_fix_mends(checkout):
    assert lint.lint(["--fix", "ruff", "ruff-format", "prettier"]) == 0
    ruff, formatter, prettier = [words for _name, words in calls(checkout)]
    assert "--fix" in ruff
    assert formatter[0] == "format"
    assert "--diff" not in formatter
    assert "--write" in prettier


def test_without_node_a_developer_is_told_and_ci_fails(checkout, monkeypatch, capsys):
    def no_node(layout):
        raise Problem("no Node on this machine")

    monkeypatch.setattr(lint.node, "ensure_prettier", no_node)
    monkeypatch.delenv("CI", raising=False)
    assert lint.lint(["prettier"]) == 0
    assert "prettier: skipped, no Node on this machine" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert lint.lint(["prettier"]) == 1


@pytest.fixture
def pinned(layout):
    """A checkout with the files that pin prettier."""
    folder = layout.root / "tools" / "prettier"
    folder.mkdir(parents=True)
    for name in node._FILES:
        (folder / name).write_text(name)
    return folder


def test_prettier_is_installed_again_when_another_one_is_pinned(pinned, layout, make_program):
    make_program("node", "exit 0")
    make_program("npm", "echo installed >> ../npm-calls")
    for _attempt in range(2):
        command = node.ensure_prettier(layout)
    assert command[1] == layout.work / "prettier/node_modules/prettier/bin/prettier.cjs"
    (pinned / "package-lock.json").write_text("another one")
    node.ensure_prettier(layout)
    assert (layout.work / "npm-calls").read_text() == "installed\n" * 2


def test_an_interrupted_installation_is_begun_anew(pinned, layout, make_program):
    make_program("node", "exit 0")
    make_program("npm", "echo npm error code ENOTFOUND; exit 1")
    with pytest.raises(Problem) as caught:
        node.ensure_prettier(layout)
    assert str(caught.value) == NO_NETWORK
    make_program("npm", "touch whole")
    node.ensure_prettier(layout)
    assert (layout.work / "prettier" / "whole").exists()


def test_no_node(pinned, layout, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(Problem, match=r"apt-get install nodejs npm"):
        node.ensure_prettier(layout)


@pytest.mark.parametrize(("value", "is_ci"), [("true", True), ("1", True), ("false", False)])
def test_continuous_integration_is_known_by_its_variable(monkeypatch, value, is_ci):
    monkeypatch.setenv("CI", value)
    assert console.in_ci() is is_ci


def test_the_lock_file_names_no_host():
    text = (Path(__file__).parents[1] / "prettier" / "package-lock.json").read_text()
    assert '"integrity"' in text
    assert '"resolved"' not in text


def test_the_checks_have_names_that_pre_commit_uses():
    path = Path(__file__).parents[2] / ".pre-commit-config.yaml"
    entries = [line for line in path.read_text().splitlines() if "entry:" in line]
    assert [line.split()[-1] for line in entries] == list(lint.CHECKS)
