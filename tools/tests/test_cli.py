"""The commands, as the Makefile calls them: each failure is one line that says what to do."""

import ast
import errno
import fcntl
import json
import os
import socket

import pytest

from tools.kamdev import cli

from .conftest import KAMDEV


def one_line(answer):
    """Return the only line of standard error of a command that failed as it should."""
    code, _output, errors = answer
    assert code == 1
    assert len(errors) == 1, errors
    return errors[0]


def test_a_busy_port(make_checkout):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        line = one_line(make_checkout("checkout").run("run", PORT=str(port)))
    assert line.startswith(f"kam: port {port} cannot be used")
    assert line.endswith(f"make run PORT={port + 1}")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none(make_checkout, port):
    line = one_line(make_checkout("checkout").run("run", PORT=port))
    assert line == f"kam: PORT={port} is no port: give a number from 1024 to 65535"


def test_a_checkout_is_served_only_once(make_checkout):
    checkout = make_checkout("checkout")
    (checkout.root / ".odoo").mkdir()
    with (checkout.root / ".odoo" / "run.lock").open("w") as lock:
        json.dump([os.getpid()], lock)
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        line = one_line(checkout.run("run", PORT="65535"))
    assert "already being served from this checkout: make stop ends it" in line


def test_quotes_that_do_not_close(make_checkout):
    line = one_line(make_checkout("checkout").run("test", ARGS='-k "visit'))
    assert line.startswith("kam: ARGS cannot be read")


def test_a_file_that_is_not_there(make_checkout, tmp_path):
    checkout = make_checkout("checkout")
    line = one_line(checkout.run("load", FILE="no.csv", KAM_CALLER_DIR=str(tmp_path)))
    assert f"there is no file {tmp_path}/no.csv" in line
    assert "make load FILE=" in one_line(checkout.run("load", FILE=""))


def test_an_unknown_check(make_checkout):
    line = one_line(make_checkout("checkout").run("lint", "ruff", "pretty"))
    assert line.startswith("kam: lint knows no pretty: give some of ruff,")


def test_words_where_none_are_wanted(make_checkout):
    line = one_line(make_checkout("checkout").run("stop", "now"))
    assert line == "kam: stop takes no arguments, but was given now"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "/x may not be written"),
        (errno.EROFS, "/x may not be written"),
    ],
)
def test_errors_of_the_operating_system(monkeypatch, capsys, number, words):
    def fail():
        raise OSError(number, os.strerror(number), "/x")

    monkeypatch.setitem(cli._COMMANDS, "stop", fail)
    monkeypatch.setattr("sys.argv", ["kamdev", "stop"])
    monkeypatch.setattr(cli, "private_files", lambda: None)
    assert cli.main() == 1
    assert capsys.readouterr().err.startswith(f"kam: {words}")


def test_mistakes_of_our_own_are_not_hidden(monkeypatch):
    def fail():
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setitem(cli._COMMANDS, "stop", fail)
    monkeypatch.setattr("sys.argv", ["kamdev", "stop"])
    monkeypatch.setattr(cli, "private_files", lambda: None)
    with pytest.raises(OSError, match="Invalid argument"):
        cli.main()


def test_the_entry_can_be_read_by_old_pythons_to_tell_them_so():
    text = (KAMDEV / "__main__.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 4))
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree))
