"""prettier, installed from npm into .odoo/ as tools/prettier/package-lock.json pins it."""

import hashlib
import shutil

from . import process, system
from .console import in_ci, step
from .errors import Problem

_FILES = ("package.json", "package-lock.json", ".npmrc")
_ADVICE = "install Node 18 or newer with npm (Debian: apt-get install nodejs npm)"


def ensure_prettier(layout):
    """Return the command that runs prettier with its plugin for XML.

    :param layout: where things live
    :raises Problem: when there is no Node, or npm cannot fetch the packages
    """
    node, npm = _programs()
    folder = layout.work / "prettier"
    pinned = layout.root / "tools" / "prettier"
    mark = folder / "installed"
    digest = hashlib.sha256(b"".join((pinned / name).read_bytes() for name in _FILES)).hexdigest()
    if not mark.is_file() or mark.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in _FILES:
            shutil.copy(pinned / name, folder)
        options = (
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retries=1",
        )
        with step("Installing prettier"):
            process.run(
                [npm, "ci", *options, "--cache", layout.cache / "npm"],
                cwd=folder,
                log=layout.logs / "npm.log",
                failure="prettier could not be installed",
                fetches=True,
            )
        mark.write_text(digest)
    modules = folder / "node_modules"
    plugin = modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    return [node, modules / "prettier" / "bin" / "prettier.cjs", f"--plugin={plugin}"]


def _programs():
    """Return the paths of node and npm; in continuous integration they are installed."""
    if not _found() and in_ci() and system.may_install():
        system.install("Node for prettier", ["nodejs", "npm"])
    if not _found():
        raise Problem(f"no Node on this machine: {_ADVICE}")
    return _found()


def _found():
    programs = [shutil.which(name) for name in ("node", "npm")]
    return programs if all(programs) else None
