"""The virtual environment: pinned packages from a wheel folder that checkouts share."""

import hashlib
import os
import platform
import shutil
import sys
import zipfile
import zlib

from . import process
from .console import step
from .errors import Problem
from .locks import exclusive

# Files of the project, in the order they are installed.
RUN = ("requirements.txt",)
README = "tools/readme/requirements-readme.txt"
DEVELOP = ("requirements.txt", "requirements-dev.txt", README)
LINT = ("requirements-dev.txt", README)


class Environment:
    """The virtual environment of one checkout.

    :param layout: where things live
    """

    def __init__(self, layout):
        self._layout = layout
        self._marks = layout.venv / "installed"

    def ensure(self, files):
        """Make the environment hold the packages of requirements files.

        :param files: paths of requirements files from the project's root
        :raises Problem: when Python cannot make environments, or packages cannot be fetched
        """
        self._create()
        for name in files:
            requirements = self._layout.root / name
            mark = self._marks / requirements.name
            digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
            if mark.is_file() and mark.read_text() == digest:
                continue
            self._install(requirements, digest)
            mark.write_text(digest)

    def use_odoo(self, source):
        """Put an Odoo source tree on the environment's import path."""
        path_file = self.site_packages() / "kam-odoo-source.pth"
        text = f"{source.path}\n"
        if not path_file.is_file() or path_file.read_text(encoding="utf-8") != text:
            path_file.write_text(text, encoding="utf-8")

    def site_packages(self):
        """Return the folder that packages are installed into."""
        major, minor = sys.version_info[:2]
        return self._layout.venv / "lib" / f"python{major}.{minor}" / "site-packages"

    def _create(self):
        """Make the environment, again when it was made by another Python or another folder."""
        mark = self._layout.venv / "made-by"
        python = self._layout.base_python
        made_by = f"{platform.python_version()} {os.path.realpath(python)} {self._layout.venv}"
        if mark.is_file() and mark.read_text(encoding="utf-8") == made_by:
            return
        shutil.rmtree(self._layout.venv, ignore_errors=True)
        version = ".".join(map(str, sys.version_info[:2]))
        with step(f"Making a virtual environment (Python {version})"):
            process.run(
                [python, "-m", "venv", self._layout.venv],
                log=self._layout.logs / "venv.log",
                failure="Python cannot make virtual environments: install its venv module "
                f"(Debian: apt-get install python{version}-venv), then run the command again",
            )
        self._marks.mkdir()
        mark.write_text(made_by, encoding="utf-8")

    def _install(self, requirements, digest):
        # The pins differ even between patch releases of Python.
        python = f"{sys.implementation.name}{platform.python_version()}"
        tag = f"{platform.machine()}-{python}-{digest[:12]}"
        wheels = self._layout.cache / "wheels" / tag
        lock = self._layout.cache / f"wheels-{tag}.lock"
        with exclusive(lock, "waiting for another checkout that fetches the same packages"):
            if not wheels.is_dir() or damaged_wheels(wheels):
                self._fetch(requirements, wheels)
        with step(f"Installing {requirements.name}") as current:
            self._pip(
                "install",
                # Python compiles what it imports; most modules never are.
                *("--no-compile", "--no-index", "--no-deps"),
                *("--find-links", wheels, "-r", requirements),
                log=f"pip-install-{requirements.name}.log",
                failure=f"the packages of {requirements.name} could not be installed: "
                f"delete {wheels} and run the command again",
                on_line=lambda line: current.show(_short(line)),
            )

    def _fetch(self, requirements, wheels):
        """Fetch (and where needed build) wheels into the cache, all or nothing."""
        fresh = wheels.with_name(f"{wheels.name}.new")
        # What an interrupted run left behind; pip's own cache still has what arrived.
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        with step(f"Downloading the packages of {requirements.name}") as current:
            self._pip(
                "wheel",
                # Some packages are sources only; Debian's setuptools alone cannot make wheels.
                "--use-pep517",
                *("--no-deps", "--wheel-dir", fresh, "-r", requirements),
                log=f"pip-wheel-{requirements.name}.log",
                failure=f"the packages of {requirements.name} could not be fetched",
                on_line=lambda line: current.show(_short(line)),
                fetches=True,
            )
        shutil.rmtree(wheels, ignore_errors=True)
        fresh.rename(wheels)

    def _pip(self, *arguments, log, failure, on_line, fetches=False):
        process.run(
            [self._layout.python, "-m", "pip", "--disable-pip-version-check", *arguments],
            log=self._layout.logs / log,
            failure=failure,
            on_line=on_line,
            fetches=fetches,
            env=clean_environment(),
        )


def damaged_wheels(folder):
    """Return the wheels of a folder that are incomplete or whose checksums do not match."""
    return [path for path in sorted(folder.glob("*.whl")) if not _is_intact(path)]


def _is_intact(wheel):
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        return False


def _short(line):
    """Return the first words of a line of pip, for the progress line."""
    return line.strip()[:60]


def clean_environment():
    """Return the caller's environment without what would mix in other packages or settings."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PGDATABASE"}
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in unwanted and not key.startswith("ODOO_")
    }
    return {**kept, "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1"}


def check_python():
    """Refuse Pythons that Odoo 19 does not run on.

    :raises Problem: with the versions that do
    """
    if sys.version_info[:2] > (3, 13):
        raise Problem(
            f"Odoo 19 does not run on Python {platform.python_version()}: name one from 3.10 to "
            "3.13, for example make run PYTHON=python3.13"
        )
