"""Programs and libraries of the machine itself, installed by apt where we may."""

import os
import shutil

from . import process
from .console import step


def may_install():
    """Tell whether this process can install the machine's packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(title, packages):
    """Install packages of the machine's own Debian.

    :param title: what they are, for the progress line
    :param packages: their names
    :raises Problem: when apt cannot install them
    """
    failure = f"{title} could not be installed (apt-get install {' '.join(packages)})"
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing {title}"):
        process.run(["apt-get", "update"], failure=failure, env=variables, fetches=True)
        process.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
            failure=failure,
            env=variables,
            fetches=True,
        )
