"""``make lint``: every check runs, and all that they find is shown before it fails."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import node, python_env
from .console import in_ci, say
from .errors import Problem
from .layout import Layout
from .locks import exclusive

_FIX = "--fix"
_PRETTIER_SUFFIXES = {".xml", ".js", ".css", ".scss"}


@dataclass(frozen=True)
class Check:
    """One program that looks at the sources.

    :param program: name of the program in the virtual environment, with its fixed arguments
    :param files: gives it its files or folders, from the :class:`.layout.Layout`
    :param look: arguments that make it report only
    :param mend: arguments that make it mend what it can, or None when it cannot
    """

    program: tuple
    files: Callable
    look: tuple = ()
    mend: tuple | None = None

    def command(self, layout, files, fix):
        """Return the command line, with the files as arguments."""
        name, *arguments = self.program
        is_node = name == "prettier"
        start = node.ensure_prettier(layout) if is_node else [layout.venv / "bin" / name]
        mode = self.mend if fix and self.mend is not None else self.look
        return [*start, *arguments, *mode, *files]


def _everything(layout):
    return ["."]


def _tests(layout):
    folders = [f"{addon}/tests" for addon in layout.addons()]
    return [folder for folder in folders if (layout.root / folder).is_dir()]


def _translations(layout):
    return _matching(layout, "i18n/*.po*")


def _markup(layout):
    files = _matching(layout, "**/*")
    return [file for file in files if Path(file).suffix in _PRETTIER_SUFFIXES]


def _matching(layout, pattern):
    """Return the addons' files that match, relative to the root as the programs report them."""
    return sorted(
        str(path.relative_to(layout.root))
        for addon in layout.addons()
        for path in (layout.root / addon).glob(pattern)
        if "lib" not in path.relative_to(layout.root).parts
    )


CHECKS = {
    "ruff": Check(
        ("ruff", "check", "--quiet", "--output-format=concise"), _everything, mend=(_FIX,)
    ),
    "ruff-format": Check(("ruff", "format", "--quiet"), _everything, look=("--diff",), mend=()),
    # pylint-odoo spares tests what is right there, but knows those in tests/ itself only
    "pylint-odoo": Check(("pylint", "--ignore-paths=(.*/)?kam_[a-z_]+/tests/.*"), Layout.addons),
    "pylint-odoo-tests": Check(
        ("pylint", "--disable=odoo-addons-relative-import,translation-required"), _tests
    ),
    "oca-module": Check(("oca-checks-odoo-module",), Layout.addons),
    "oca-po": Check(("oca-checks-po",), _translations),
    "prettier": Check(
        ("prettier", "--log-level=warn"), _markup, look=("--check",), mend=("--write",)
    ),
    "readme": Check(("python", "-m", "tools.readme"), Layout.addons, look=("--check",), mend=()),
}


def lint(arguments):
    """Run the checks.

    :param arguments: names of checks (none: all of them), and ``--fix`` to have the files mended
    :return: 0 when nothing was found, else 1
    :raises Problem: when a check is not known, or the programs cannot be had
    """
    names = [argument for argument in arguments if argument != _FIX] or list(CHECKS)
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        known = ", ".join([*CHECKS, _FIX])
        raise Problem(f"lint knows no {', '.join(unknown)}: give some of {known}")
    layout = Layout.of_checkout()
    with exclusive(layout.work / "lock", "waiting for another command that sets up"):
        python_env.Environment(layout).ensure(python_env.LINT)
    failed = [name for name in names if not _passes(layout, name, _FIX in arguments)]
    if failed:
        say(f"Lint failed: {', '.join(failed)} (make lint ARGS={_FIX} mends what can be mended)")
    return 1 if failed else 0


def _passes(layout, name, fix):
    """Run one check and tell whether it found nothing; skip it where its program cannot be had."""
    check = CHECKS[name]
    files = check.files(layout)
    if not files:
        return True
    try:
        command = check.command(layout, files, fix)
    except Problem as problem:
        if in_ci():
            say(f"  {name}: {problem}")
            return False
        say(f"  {name}: skipped, {problem}")
        return True
    started = time.monotonic()
    answer = subprocess.run(
        command,
        cwd=layout.root,
        env=python_env.clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    verdict = "failed" if answer.returncode else "passed"
    say(f"  {name}: {verdict} in {time.monotonic() - started:.0f} s")
    if answer.returncode:
        say(answer.stdout.strip() or f"{name} ended with code {answer.returncode}")
    return answer.returncode == 0
