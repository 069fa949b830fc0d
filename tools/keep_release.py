"""Keeps a release for the test of upgrades: ``python -m tools.keep_release [COMMIT]``.

A clone in continuous integration is shallow and has no tags, so that what was released stands in
the checkout: what a database gets from the addons, without tests, pictures and scripts of the web
client. Run it on the commit of each release; see ``tools/tests/test_upgrade.py``.
"""

import ast
import lzma
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tools" / "tests" / "releases"
# its version names the release
ADDON = "kam_management"
LEFT_OUT = ("tests", "static", "readme")


def keep(commit):
    """Write the archive of a release.

    :param str commit: a commit, branch or tag
    :return: the file
    :raises subprocess.CalledProcessError: when git does not know it
    """
    manifest = _git("show", f"{commit}:{ADDON}/__manifest__.py")
    version = ast.literal_eval(manifest.decode())["version"]
    names = _git("ls-tree", "--name-only", commit).decode().split()
    addons = [name for name in names if name.startswith("kam_")]
    left_out = [f":(exclude)*/{folder}/*" for folder in LEFT_OUT]
    archive = _git("archive", "--format=tar", commit, *addons, *left_out)
    path = FOLDER / f"{version}.tar.xz"
    path.write_bytes(lzma.compress(archive, preset=9 | lzma.PRESET_EXTREME))
    return path


def _git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    print(keep(*sys.argv[1:] or ["HEAD"]))
