"""Programs that fail: one line says what to do."""

import pytest

from tools.kamdev import errors, process
from tools.kamdev.errors import Problem


def failing(text):
    return ["sh", "-c", f"echo 'working'; echo '{text}' >&2; exit 3"]


@pytest.mark.parametrize("text", ["write: No space left on device", "Disk quota exceeded"])
def test_a_full_disk_is_recognised_in_any_program(text):
    with pytest.raises(Problem) as caught:
        process.run(failing(text), failure="unused")
    assert str(caught.value) == errors.DISK_FULL


@pytest.mark.parametrize(
    "text",
    [
        "Err:1 sid InRelease  Temporary failure resolving the mirror",
        "W: Failed to fetch it  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111)",
        "ERROR: NewConnectionError(Failed to establish a new connection: [Errno 101])",
        "npm error code ECONNREFUSED",
        "npm error errno EAI_AGAIN",
    ],
)
def test_a_missing_network_is_recognised_where_packages_are_fetched(text):
    with pytest.raises(Problem) as caught:
        process.run(failing(text), failure="unused", fetches=True)
    assert str(caught.value) == errors.NO_NETWORK


def test_a_database_server_that_refuses_is_no_missing_network():
    text = 'connection to server at "10.0.0.1", port 5432 failed: Connection refused'
    with pytest.raises(Problem, match=r"^the server is away: connection to server at"):
        process.run(failing(text), failure="the server is away")


def test_other_failures_name_the_last_error_and_the_log(tmp_path):
    log = tmp_path / "deep" / "program.log"
    with pytest.raises(Problem) as caught:
        process.run(
            ["sh", "-c", "echo Fine; echo FATAL: no such thing; echo bye; exit 1"],
            failure="it could not be made",
            log=log,
        )
    assert str(caught.value) == (f"it could not be made: FATAL: no such thing (details: {log})")
    assert log.read_text() == "Fine\nFATAL: no such thing\nbye\n"


@pytest.mark.parametrize("ci", ["true", ""])
def test_continuous_integration_shows_what_the_log_says(tmp_path, monkeypatch, capsys, ci):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(Problem):
        process.run(failing("Error"), failure="no", log=tmp_path / "log")
    assert ("working" in capsys.readouterr().out) is bool(ci)


def test_a_missing_program_is_named():
    with pytest.raises(Problem, match=r"^no: the program no-such-program is missing$"):
        process.run(["no-such-program"], failure="no")


def test_output_is_returned_and_seen_line_by_line():
    seen = []
    text = process.run(["sh", "-c", "echo 一; echo two >&2"], failure="no", on_line=seen.append)
    assert text == "一\ntwo\n"
    assert seen == ["一\n", "two\n"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Error: first\nCannot go on\nGoodbye\n", "Cannot go on"),
        ("one\ntwo\n\n", "two"),
        ("", "it printed nothing"),
    ],
)
def test_the_telling_line(text, line):
    assert process.telling_line(text) == line
