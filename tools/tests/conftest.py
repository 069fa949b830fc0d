"""What the tests of the tools share; none of them needs a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.kamdev.layout import Layout

KAMDEV = Path(__file__).resolve().parents[1] / "kamdev"


@pytest.fixture
def layout(tmp_path):
    """An empty checkout with a cache of its own."""
    (tmp_path / "checkout").mkdir()
    return Layout(root=tmp_path / "checkout", cache=tmp_path / "cache")


@pytest.fixture
def make_program(tmp_path, monkeypatch):
    """Put shell scripts on PATH, before the machine's programs of the same name."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def make(name, script):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


class Checkout:
    """A copy of the tools in a folder of its own, run as the Makefile runs them."""

    def __init__(self, root):
        self.root = root
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(KAMDEV, root / "tools" / "kamdev", ignore=without)

    def run(self, *words, **variables):
        """Run a command.

        :return: the exit code, standard output and the lines of standard error
        """
        answer = subprocess.run(
            [sys.executable, "-m", "tools.kamdev", *words],
            cwd=self.root,
            env={**os.environ, "ARGS": "", **variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return answer.returncode, answer.stdout, answer.stderr.splitlines()


@pytest.fixture
def make_checkout(tmp_path):
    """Copy the tools to a folder of the given name."""

    def make(name):
        root = tmp_path / name
        root.mkdir()
        return Checkout(root)

    return make
