"""Debian packages, fetched through the machine's own apt and unpacked without root.

apt runs with a private configuration: its own source list, lists and folders. The mirror is the one
the machine already uses. Fetched packages are kept in the user's cache with their checksums.
"""

import hashlib
import json
import os
import re
import shutil
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from . import process
from .console import step
from .errors import Problem
from .locks import exclusive

# Odoo 19 is in sid; trixie still has Font Awesome 4.7, whose file names Odoo uses.
SUITES = ("sid", "trixie")
_DEBIAN_SUITES = {
    *("bookworm", "trixie", "forky", "duke", "sid"),
    *("oldstable", "stable", "testing", "unstable"),
}
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_URI_LINE = re.compile(
    r"^'(?P<uri>[^']+)' (?P<file>\S+) (?P<size>\d+) SHA256:(?P<sha256>[0-9a-f]{64})"
)
_INDEX_LINE = re.compile(r"^'(?P<base>[^']+)/dists/(?P<suite>[^/']+)/InRelease'")
_OTHER_WAY = (
    "put an Odoo 19.0 on this machine and name the folder that holds its `odoo` package: "
    "ODOO_PATH=/path/to/odoo make ..."
)


@dataclass(frozen=True)
class Package:
    """One package file as apt announces it."""

    file: str
    size: int
    sha256: str

    def is_intact(self, folder):
        """Tell whether the folder holds this file, whole and unchanged."""
        path = folder / self.file
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest() == self.sha256


def parse_uris(output):
    """Return the :class:`Package` list that ``apt-get download --print-uris`` prints."""
    matches = (_URI_LINE.match(line) for line in output.splitlines())
    return [
        Package(match["file"], int(match["size"]), match["sha256"]) for match in matches if match
    ]


def parse_mirror(output):
    """Return the mirror's address from ``apt-get update --print-uris``, or None.

    Archives of other suites (security, other vendors) hold other packages and are passed over.
    """
    for line in output.splitlines():
        match = _INDEX_LINE.match(line)
        if match and match["suite"] in _DEBIAN_SUITES:
            return match["base"]
    return None


def parse_version(output, pattern):
    """Return the first version in ``apt-cache madison`` that contains the pattern, or None."""
    for line in output.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if len(columns) > 1 and pattern in columns[1]:
            return columns[1]
    return None


class PackageCache:
    """Package files under the user's cache, shared by all checkouts.

    :param folder: the cache folder of this project
    """

    def __init__(self, folder):
        self._folder = folder
        self._files = folder / "debs"

    def fetch(self, title, wanted):
        """Make sure that packages are in the cache and return their files.

        :param title: what they are, for the progress line; also names the stored list
        :param wanted: package names; ``name~text`` asks for the version that contains the text
        :raises Problem: when they can be neither found in the cache nor fetched
        """
        with exclusive(self._folder / "lock", "waiting for another checkout that is downloading"):
            packages = self._known(wanted)
            broken = [package for package in packages if not package.is_intact(self._files)]
            if broken or not packages:
                packages = self._download(title, wanted)
        return [self._files / package.file for package in packages]

    def _list_file(self, wanted):
        mark = hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:12]
        return self._folder / f"packages-{mark}.json"

    def _known(self, wanted):
        try:
            rows = json.loads(self._list_file(wanted).read_text(encoding="utf-8"))
            return [Package(**row) for row in rows]
        except (OSError, ValueError, TypeError):
            return []

    def _download(self, title, wanted):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Problem(f"this machine has no apt-get to fetch {title} with: {_OTHER_WAY}")
        apt = _PrivateApt(self._folder / "apt")
        apt.update()
        names = [apt.with_version(name) for name in wanted]
        packages = apt.announced(names)
        self._files.mkdir(parents=True, exist_ok=True)
        missing = [package for package in packages if not package.is_intact(self._files)]
        _check_space(self._files, sum(package.size for package in missing))
        apt.download(title, names, missing, self._files)
        listing = self._list_file(wanted)
        fresh = listing.with_suffix(".new")
        fresh.write_text(json.dumps([asdict(package) for package in packages]), encoding="utf-8")
        fresh.replace(listing)
        return packages


class _PrivateApt:
    """apt with lists and cache of its own, beside the machine's."""

    def __init__(self, folder):
        self._folder = folder
        for name in ("lists/partial", "archives/partial", "download"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def _command(self, program, *arguments):
        settings = {
            "Dir::Etc::SourceList": self._folder / "debian.sources",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": self._folder / "lists",
            "Dir::State::Status": "/dev/null",
            "Dir::Cache": self._folder,
            "Dir::Cache::Archives": self._folder / "archives",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
        }
        if os.geteuid() == 0:
            # apt's own user may not write into root's cache.
            settings["APT::Sandbox::User"] = "root"
        options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
        return [program, *options, *arguments]

    def update(self):
        """Fetch the lists of the suites we take packages from."""
        mirror = parse_mirror(
            process.run(
                ["apt-get", "update", "--print-uris", "-o", f"Dir::State::Lists={self._folder}"],
                failure="apt does not tell which mirror this machine uses",
            )
        )
        if not mirror:
            raise Problem(f"this machine's apt sources name no Debian mirror: {_OTHER_WAY}")
        keyring = f"Signed-By: {_KEYRING}\n" if _KEYRING.exists() else ""
        (self._folder / "debian.sources").write_text(
            f"Types: deb\nURIs: {mirror}\nSuites: {' '.join(SUITES)}\nComponents: main\n{keyring}",
            encoding="utf-8",
        )
        with step("Fetching Debian's package lists (21 MB)"):
            process.run(
                self._command("apt-get", "update"),
                log=self._folder / "update.log",
                fetches=True,
                failure="Debian's package lists could not be fetched",
            )

    def with_version(self, name):
        """Return ``name=version`` for ``name~text``, and any other name as it is."""
        plain, _, text = name.partition("~")
        if not text:
            return plain
        output = process.run(
            self._command("apt-cache", "madison", plain),
            failure=f"apt cannot list the versions of {plain}",
        )
        version = parse_version(output, text)
        if not version:
            raise Problem(f"Debian's {', '.join(SUITES)} have no {plain} {text}: {_OTHER_WAY}")
        return f"{plain}={version}"

    def announced(self, names):
        """Return the package files that apt would fetch, with size and checksum."""
        output = process.run(
            self._command("apt-get", "download", "--print-uris", *names),
            failure=f"Debian has not all packages that are needed: {_OTHER_WAY}",
        )
        packages = parse_uris(output)
        if len(packages) != len(names):
            raise Problem(f"apt announced {len(packages)} of {len(names)} packages: {_OTHER_WAY}")
        return packages

    def download(self, title, names, missing, target):
        """Fetch package files and move them, checked, into the target folder."""
        if not missing:
            return
        wanted = {package.file for package in missing}
        folder = self._folder / "download"
        with step(f"Downloading {title}") as current, _watched(folder, missing, current):
            process.run(
                self._command("apt-get", "download", *names),
                cwd=folder,
                log=self._folder / "download.log",
                fetches=True,
                failure=f"{title} could not be downloaded; run the command again",
            )
        for package in missing:
            if not package.is_intact(folder):
                raise Problem(f"the download of {package.file} is damaged: run the command again")
            os.replace(folder / package.file, target / package.file)
        for leftover in folder.iterdir():
            if leftover.name not in wanted:
                leftover.unlink()


@contextmanager
def _watched(folder, packages, current):
    """Show how much of the packages has arrived while the body runs."""
    total = sum(package.size for package in packages)
    stop = threading.Event()

    def watch():
        while not stop.wait(0.5):
            arrived = sum(
                (folder / package.file).stat().st_size
                for package in packages
                if (folder / package.file).exists()
            )
            current.show(
                f"{arrived / 1e6:.0f} of {total / 1e6:.0f} MB ({100 * arrived // total} %)"
            )

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _check_space(folder, needed):
    """Refuse to start a download that cannot fit."""
    free = shutil.disk_usage(folder).free
    if free < needed * 1.1:
        raise Problem(
            f"the disk is full: {folder} has {free / 1e6:.0f} MB left and {needed / 1e6:.0f} MB "
            "are to be downloaded; free some space, then run the command again"
        )


def ensure(cache, wanted, target, title):
    """Make a folder hold the unpacked contents of packages, all or nothing.

    :param cache: the user's cache folder
    :param wanted: package names, as for :meth:`PackageCache.fetch`
    :param target: the folder; made again when it was made from other packages
    :param title: what the packages are, for the progress line
    :raises Problem: when they cannot be had
    """
    mark = target / ".packages"
    contents = "\n".join(wanted)
    if mark.is_file() and mark.read_text(encoding="utf-8") == contents:
        return
    files = PackageCache(cache).fetch(title, wanted)
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with step(f"Unpacking {title}") as current:
        for number, path in enumerate(files, start=1):
            current.show(f"{number} of {len(files)}")
            process.run(
                ["dpkg-deb", "-x", path, fresh], failure=f"{path.name} could not be unpacked"
            )
    (fresh / ".packages").write_text(contents, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
