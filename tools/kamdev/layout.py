"""Where everything lives: this checkout's .odoo folder and the user's cache."""

import ast
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import Problem

# PATH splits at ':', Odoo's addons path at ',', and initdb quotes names with '"' for a shell.
_UNUSABLE = ':,"$`\\\n'


@dataclass(frozen=True)
class Layout:
    """Folders and files of one checkout."""

    root: Path
    cache: Path

    @classmethod
    def of_checkout(cls):
        """Return the layout of the checkout this file belongs to.

        :raises Problem: when the folder's name cannot be used by Odoo
        """
        root = Path(__file__).resolve().parents[2]
        bad = sorted(set(_UNUSABLE) & set(str(root)))
        if bad:
            raise Problem(
                f"the folder name {root} contains {' and '.join(map(repr, bad))}, which neither "
                "PATH nor Odoo's addons path can hold: move the checkout to another folder"
            )
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(root=root, cache=Path(home).expanduser().absolute() / "kam-odoo")

    @property
    def work(self):
        """The git-ignored folder for everything that is made on this machine."""
        return self.root / ".odoo"

    @property
    def debian(self):
        """Root into which Debian packages are unpacked."""
        return self.work / "debian"

    @property
    def venv(self):
        return self.work / "venv"

    @property
    def python(self):
        """The interpreter of the virtual environment."""
        return self.venv / "bin" / "python"

    @property
    def base_python(self):
        """The interpreter that the virtual environment is made with.

        The running one; when somebody has activated the environment, the one it was made with: what
        is deleted and made again cannot make itself.
        """
        if Path(sys.prefix) != self.venv:
            return sys.executable
        major, minor = sys.version_info[:2]
        return str(Path(sys.base_prefix) / "bin" / f"python{major}.{minor}")

    @property
    def bin(self):
        """Links to programs that Odoo looks for on PATH."""
        return self.work / "bin"

    @property
    def logs(self):
        return self.work / "log"

    @property
    def mark(self):
        """A short name that differs between checkouts of one machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    def addons(self):
        """Return the names of the addons at the root of the checkout."""
        return sorted(path.parent.name for path in self.root.glob("*/__manifest__.py"))

    def asked_addons(self):
        """Return the names of the addons that somebody installs.

        Those that install themselves beside addons of Odoo that need not be there are left to that.
        """
        manifests = {name: self.root / name / "__manifest__.py" for name in self.addons()}
        return [
            name
            for name, path in manifests.items()
            if not ast.literal_eval(path.read_text("utf-8")).get("auto_install")
        ]
