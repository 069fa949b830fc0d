"""Locks between processes."""

import subprocess
import sys

from tools.kamdev.locks import Users, exclusive

_HOLD = """
import fcntl, sys
with open(sys.argv[1], "a") as handle:
    fcntl.flock(handle, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_who_waits_says_so_and_gets_the_lock_when_its_holder_is_killed(tmp_path, monkeypatch):
    path = tmp_path / "lock"
    said = []
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        holder.stdout.readline()

        def say(line):
            said.append(line)
            holder.kill()

        monkeypatch.setattr("tools.kamdev.locks.say", say)
        with exclusive(path, "waiting for another one"):
            assert said == ["  waiting for another one"]


def test_a_free_lock_is_taken_without_a_word(tmp_path, capsys):
    with exclusive(tmp_path / "new" / "lock", "waiting"):
        assert capsys.readouterr().out == ""


def test_only_the_last_user_puts_the_thing_away(tmp_path):
    first, second = Users(tmp_path / "users"), Users(tmp_path / "users")
    first.join()
    second.join()
    assert first.leave() is False
    assert second.leave() is True
