"""Finds Odoo 19.0: one that is already here, or Debian's package."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import say
from .errors import Problem

SERIES = (19, 0)
# Debian's Odoo links to files of the other packages; Font Awesome only as 4.7.
_ODOO_PACKAGES = (
    "odoo-19",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome~really4.7",
)
_CHINESE_FONT = "fonts-wqy-zenhei"
_VERSION_INFO = re.compile(r"^version_info\s*=\s*\((\d+)\s*,\s*(\d+)", re.MULTILINE)
# Debian leaves this file out for its licence; the asset bundle wants it to exist.
_LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Source:
    """An Odoo source tree.

    :param path: the folder to put on Python's path; it holds the ``odoo`` package
    """

    path: Path

    @property
    def package(self):
        return self.path / "odoo"

    def addons_folders(self):
        """Return Odoo's own addons folders: inside the package, and beside it in a git clone."""
        folders = [self.package / "addons", self.path / "addons"]
        return [folder for folder in folders if any(folder.glob("*/__manifest__.py"))]


def parse_version(text):
    """Return (major, minor) of Odoo from the text of its ``release.py``, or None."""
    match = _VERSION_INFO.search(text)
    return (int(match[1]), int(match[2])) if match else None


def version_in(path):
    """Return (major, minor) of the Odoo in a folder, or None."""
    try:
        return parse_version((path / "odoo" / "release.py").read_text(encoding="utf-8"))
    except OSError:
        return None


def ensure(layout):
    """Return an Odoo 19.0 source, fetched from Debian when the machine has none.

    :raises Problem: when ODOO_PATH names something else, or nothing can be fetched
    """
    source = _configured() or _importable(layout.base_python)
    if source:
        say(f"  Odoo: {source.path}")
    fonts_only = source is not None
    wanted = [_CHINESE_FONT] if fonts_only else [*_ODOO_PACKAGES, _CHINESE_FONT]
    title = "a Chinese font" if fonts_only else "Odoo 19 (Debian's packages)"
    try:
        debian.ensure(layout.cache, wanted, layout.debian, title)
    except Problem as problem:
        if not fonts_only:
            raise
        say(f"  without a Chinese font of its own, PDFs use the machine's fonts ({problem})")
    if source:
        return source
    source = Source(layout.debian / "usr/lib/python3/dist-packages")
    if version_in(source.path) != SERIES:
        raise Problem(f"{source.path} holds no Odoo 19.0: run make clean, then the command again")
    left_out = source.package / _LEFT_OUT
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    return source


def _configured():
    """Return the source that ODOO_PATH names, or None."""
    value = os.environ.get("ODOO_PATH")
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if path.name == "odoo" and (path / "release.py").is_file():
        path = path.parent
    found = version_in(path)
    if found != SERIES:
        what = f"Odoo {found[0]}.{found[1]}" if found else "no `odoo` package"
        raise Problem(
            f"ODOO_PATH={value} holds {what}: name a folder with the `odoo` package of 19.0, or "
            "unset ODOO_PATH to have it fetched"
        )
    return Source(path)


def _importable(python):
    """Return the Odoo 19.0 that the machine's Python can import, or None."""
    code = (
        "from importlib.util import find_spec; spec = find_spec('odoo');"
        "print(*(spec and spec.submodule_search_locations or ()), sep=chr(10))"
    )
    answer = subprocess.run(
        [python, "-c", code], cwd="/", capture_output=True, text=True, check=False
    )
    folders = [Path(line).parent for line in answer.stdout.splitlines()]
    return next((Source(folder) for folder in folders if version_in(folder) == SERIES), None)
