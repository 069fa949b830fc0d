"""The commands of the Makefile."""

import argparse
import errno
import os
import shlex
import signal
import sys

from . import bench, lint, python_env, serve, testing, workspace
from .errors import Problem
from .machine import private_files

_DEFAULT_PORT = 8069


def main():
    """Run one command; tell failures that a person can mend in one line.

    :return: the exit code
    """
    parser = argparse.ArgumentParser(prog="python -m tools.kamdev", description=__doc__)
    parser.add_argument("command", choices=sorted([*_COMMANDS, *_WITH_ARGUMENTS]))
    options, words = parser.parse_known_args()
    private_files()
    try:
        python_env.check_python()
        return _call(options.command, words)
    except Problem as problem:
        print(f"kam: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("kam: interrupted; the next run goes on from here", file=sys.stderr)
        return 128 + signal.SIGINT
    except OSError as error:
        sentence = _os_error_sentence(error)
        if not sentence:
            raise
        print(f"kam: {sentence}", file=sys.stderr)
    return 1


def _call(command, words):
    """Run a command with the words that follow its name, behind those of ARGS."""
    if command in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[command]([*_arguments(), *words])
    if words:
        raise Problem(f"{command} takes no arguments, but was given {shlex.join(words)}")
    return _COMMANDS[command]() or 0


def _os_error_sentence(error):
    """Return what to do about an error of the operating system, or None for our own mistakes."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full: free some space, then run the command again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{error.filename} may not be written: give this folder to your user, "
            "or run the command as the user who made it"
        )
    return None


def _run():
    value = os.environ.get("PORT") or str(_DEFAULT_PORT)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise Problem(f"PORT={value} is no port: give a number from 1024 to 65535")
    serve.run(int(value))


def _load():
    return workspace.load(os.environ.get("FILE"), os.environ.get("KAM_CALLER_DIR"))


def _arguments():
    """Return the words of ARGS, split as a shell splits them."""
    try:
        return shlex.split(os.environ.get("ARGS", ""))
    except ValueError as error:
        raise Problem(f"ARGS cannot be read ({error}): check its quotes") from None


_COMMANDS = {
    "bench": bench.bench,
    "clean": workspace.clean,
    "load": _load,
    "run": _run,
    "shell": workspace.shell,
    "stop": serve.stop,
}
_WITH_ARGUMENTS = {"lint": lint.lint, "test": testing.test}
