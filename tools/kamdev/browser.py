"""The Chromium that drives browser tours."""

import shutil

from . import system
from .console import in_ci, say
from .errors import Problem

# The names under which Odoo looks for it.
_PROGRAMS = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")


def ensure():
    """Make Chromium available, or say why browser tours are skipped.

    :raises Problem: in continuous integration, where they must run
    """
    if any(shutil.which(program) for program in _PROGRAMS):
        return
    if system.may_install():
        try:
            system.install("Chromium for browser tours", ["chromium"])
            return
        except Problem as problem:
            reason = str(problem)
    else:
        reason = "no Chromium on this machine: apt-get install chromium"
    if in_ci():
        raise Problem(f"browser tours must run with CI=true, but {reason}")
    say(f"  browser tours will be skipped: {reason}")
