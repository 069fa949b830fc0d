"""Debian's packages: what apt prints, and downloads that went wrong."""

import hashlib
from collections import namedtuple

import pytest

from tools.kamdev import debian
from tools.kamdev.debian import Package, PackageCache
from tools.kamdev.errors import NO_NETWORK, Problem

_CONTENT = b"the package\n"
_FILE = "odoo-19_19.0_all.deb"
_PACKAGE = Package(_FILE, len(_CONTENT), hashlib.sha256(_CONTENT).hexdigest())
# A machine's apt with one package; what it fetches is put into the current folder.
_APT = f"""
case "$*" in
*update*--print-uris*)
    echo "'mirror:/debian/dists/trixie/InRelease' x_InRelease 0 " ;;
*update*)
    [ -z "$OFFLINE" ] || {{ echo "E: Could not connect to the mirror"; exit 100; }} ;;
*download*--print-uris*)
    echo "'mirror:/debian/pool/{_FILE}' {_FILE} {_PACKAGE.size} SHA256:{_PACKAGE.sha256}" ;;
*download*)
    echo fetched >> "$FETCHED"; printf '%s' "$CONTENT" > {_FILE} ;;
esac
"""


@pytest.fixture
def fetched(make_program, monkeypatch, tmp_path):
    """A file with a line for each download."""
    make_program("apt-get", _APT)
    make_program("dpkg-deb", "exit 0")
    path = tmp_path / "fetched"
    path.touch()
    monkeypatch.setenv("FETCHED", str(path))
    monkeypatch.setenv("CONTENT", _CONTENT.decode())
    return path


def test_uris():
    digest = "0" * 64
    output = (
        "Reading package lists...\n"
        f"'mirror:/pool/o/odoo_19.0%2bdfsg_all.deb' odoo_19.0+dfsg_all.deb 123 SHA256:{digest}\n"
        "'mirror:/pool/without-checksum.deb' without-checksum.deb 5 \n"
    )
    assert debian.parse_uris(output) == [Package("odoo_19.0+dfsg_all.deb", 123, digest)]


def test_the_mirror_is_the_one_with_debians_own_suites():
    output = (
        "'mirror:/other/dists/nodistro/InRelease' other 0 \n"
        "'mirror:/security/dists/bookworm-security/InRelease' security 0 \n"
        "'mirror:/debian/dists/bookworm/InRelease' debian 0 \n"
    )
    assert debian.parse_mirror(output) == "mirror:/debian"
    assert debian.parse_mirror("'mirror:/other/dists/jammy/InRelease' other 0 \n") is None


def test_the_version_that_contains_a_text():
    output = (
        " fonts-font-awesome | 7.1.0-1 | mirror:/debian sid/main amd64 Packages\n"
        " fonts-font-awesome | 5.0.10+really4.7.0-1 | mirror:/debian trixie/main amd64 Packages\n"
    )
    assert debian.parse_version(output, "really4.7") == "5.0.10+really4.7.0-1"
    assert debian.parse_version(output, "8.0") is None


def test_a_package_is_fetched_once(fetched, tmp_path):
    cache = PackageCache(tmp_path / "cache")
    files = cache.fetch("Odoo", ["odoo-19"])
    assert [path.read_bytes() for path in files] == [_CONTENT]
    assert PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"]) == files
    assert fetched.read_text() == "fetched\n"


@pytest.mark.parametrize("content", [b"", _CONTENT[:5], b"x" * len(_CONTENT)])
def test_a_damaged_file_in_the_cache_is_fetched_again(fetched, tmp_path, content):
    cache = PackageCache(tmp_path / "cache")
    (path,) = cache.fetch("Odoo", ["odoo-19"])
    path.write_bytes(content)
    cache.fetch("Odoo", ["odoo-19"])
    assert path.read_bytes() == _CONTENT
    assert fetched.read_text() == "fetched\n" * 2


def test_a_damaged_download_never_enters_the_cache(fetched, tmp_path, monkeypatch):
    monkeypatch.setenv("CONTENT", "half of i")
    cache = PackageCache(tmp_path / "cache")
    with pytest.raises(Problem, match=f"{_FILE} is damaged: run the command again"):
        cache.fetch("Odoo", ["odoo-19"])
    monkeypatch.setenv("CONTENT", _CONTENT.decode())
    (path,) = cache.fetch("Odoo", ["odoo-19"])
    assert path.read_bytes() == _CONTENT


def test_without_network_one_line_says_so(fetched, tmp_path, monkeypatch):
    monkeypatch.setenv("OFFLINE", "1")
    with pytest.raises(Problem) as caught:
        PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"])
    assert str(caught.value) == NO_NETWORK
    assert fetched.read_text() == ""


def test_what_is_in_the_cache_needs_no_network(fetched, tmp_path, monkeypatch):
    files = PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"])
    monkeypatch.setenv("OFFLINE", "1")
    assert PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"]) == files


def test_a_download_that_does_not_fit_is_not_begun(fetched, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(debian.shutil, "disk_usage", lambda path: usage(100, 95, 5))
    with pytest.raises(Problem, match=r"the disk is full: .* free some space"):
        PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"])
    assert fetched.read_text() == ""


def test_a_machine_without_apt_is_told_the_other_way(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="ODOO_PATH="):
        PackageCache(tmp_path / "cache").fetch("Odoo", ["odoo-19"])


def test_packages_are_unpacked_all_or_not_at_all(fetched, make_program, tmp_path):
    target = tmp_path / "debian"
    make_program("dpkg-deb", 'mkdir -p "$3/usr"; exit 2')
    with pytest.raises(Problem, match="could not be unpacked"):
        debian.ensure(tmp_path / "cache", ["odoo-19"], target, "Odoo")
    assert not target.exists()
    make_program("dpkg-deb", 'mkdir -p "$3/usr"; echo ok > "$3/usr/odoo"')
    debian.ensure(tmp_path / "cache", ["odoo-19"], target, "Odoo")
    assert (target / "usr" / "odoo").read_text() == "ok\n"
    make_program("dpkg-deb", "exit 2")
    debian.ensure(tmp_path / "cache", ["odoo-19"], target, "Odoo")
