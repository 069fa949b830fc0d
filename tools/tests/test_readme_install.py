"""The way onto an Odoo that is there already works as README.md writes it."""

import re
import shlex
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from odoo import release

ROOT = Path(__file__).parents[2]
ODOO = Path(release.__file__).parents[1]


def commands():
    """Return the commands of the section, each as a list of words."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("Odoo you already have")[2]
    block = re.search(r"```\n(.*?)```", section, re.DOTALL)[1]
    return [shlex.split(line) for line in block.splitlines()]


def test_pip_needs_not_know_of_odoo(tmp_path):
    """In a fresh environment that sees Odoo only by its path, as from a package or a checkout."""
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    (pip, *arguments), (program, *_rest) = commands()
    assert (pip, program) == ("pip", "odoo")
    done = subprocess.run(
        [python, "-m", "pip", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode and re.search(r"connection|resolve|timed out", done.stderr, re.IGNORECASE):
        pytest.skip("there is no way to the package index")
    assert done.returncode == 0, done.stderr
    (site,) = tmp_path.glob("lib/python3*/site-packages")
    (site / "odoo.pth").write_text(f"{ODOO}\n")
    found = subprocess.run(
        [
            *(python, "-c"),
            (
                "from importlib.util import find_spec\n"
                "print(find_spec('odoo.addons.report_xlsx').origin)\n"
                "print(find_spec('odoo.addons.web').origin)"
            ),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    addon, own = map(Path, found)
    assert addon.is_relative_to(tmp_path)
    assert own.is_relative_to(ODOO)


def test_what_the_library_needs_is_there():
    """``--no-deps`` leaves out nothing that Odoo does not bring."""
    done = subprocess.run([sys.executable, "-c", "import xlrd, xlsxwriter, openpyxl"], check=False)
    assert done.returncode == 0
