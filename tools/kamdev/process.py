"""Runs the programs we build on, quietly, with their output kept for the case they fail."""

import os
import re
import subprocess
from contextlib import contextmanager

from .console import in_ci, say
from .errors import Problem, known_cause

_LINES_IN_CI = 60
_ERROR_LINE = re.compile(r"error|fatal|critical|exception|cannot", re.IGNORECASE)


def run(command, *, failure, log=None, on_line=None, fetches=False, **options):
    """Run a program to its end and return what it printed.

    :param command: program and arguments
    :param failure: one line that says what could not be done and what to do about it
    :param log: file that keeps the output; named in the error
    :param on_line: called with each line while the program runs, to show progress
    :param fetches: whether the program fetches packages, see :func:`.errors.known_cause`
    :param options: options of :class:`subprocess.Popen`
    :return: the output, errors included
    :raises Problem: when the program fails or is missing
    """
    output = []
    with opened_log(log) as sink, started(command, failure, **options) as child:
        for line in child.stdout:
            output.append(line)
            if sink:
                sink.write(line)
            if on_line:
                on_line(line)
    text = "".join(output)
    if child.returncode:
        if in_ci():
            # There the log is lost with the checkout.
            say("\n".join(text.splitlines()[-_LINES_IN_CI:]))
        where = f" (details: {log})" if log else ""
        cause = known_cause(text, fetches=fetches)
        raise Problem(cause or f"{failure}: {telling_line(text)}{where}")
    return text


@contextmanager
def opened_log(path):
    """Open a log file for writing, or yield None when there is none."""
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as sink:
        yield sink


@contextmanager
def started(command, failure, **options):
    """Start a program with its output and errors in one pipe; end it when the body fails."""
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        child = subprocess.Popen(
            [os.fspath(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            **options,
        )
    except FileNotFoundError:
        raise Problem(f"{failure}: the program {command[0]} is missing") from None
    with child:
        try:
            yield child
        except BaseException:
            child.terminate()
            raise


def telling_line(text):
    """Return the line of a program's output that says most: its last error, or its last line."""
    lines = [line.strip() for line in text.splitlines() if len(line.strip()) > 1]
    errors = [line for line in lines if _ERROR_LINE.search(line)]
    return (errors or lines or ["it printed nothing"])[-1]
