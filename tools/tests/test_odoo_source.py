"""Where Odoo comes from."""

import pytest

from tools.kamdev import odoo_source
from tools.kamdev.errors import Problem


@pytest.fixture
def make_source(tmp_path):
    """Make an Odoo source tree of a version."""

    def make(version_info):
        package = tmp_path / "source" / "odoo"
        (package / "addons" / "base").mkdir(parents=True)
        (package / "addons" / "base" / "__manifest__.py").touch()
        (package / "release.py").write_text(f"version_info = {version_info}\n")
        return tmp_path / "source"

    return make


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("version_info = (19, 0, 0, FINAL, 0, '')", (19, 0)),
        ("RELEASE = 1\nversion_info=(18,4,0,FINAL,0,'')", (18, 4)),
        ("version = '19.0'", None),
    ],
)
def test_versions(text, version):
    assert odoo_source.parse_version(text) == version


@pytest.mark.parametrize("inside", ["", "odoo"])
def test_odoo_path_names_the_source_or_the_package_in_it(make_source, monkeypatch, inside):
    source = make_source((19, 0, 0))
    monkeypatch.setenv("ODOO_PATH", str(source / inside))
    assert odoo_source._configured().path == source


def test_odoo_path_with_another_version(make_source, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(make_source((18, 0, 0))))
    with pytest.raises(Problem, match=r"holds Odoo 18\.0: name a folder"):
        odoo_source._configured()


def test_odoo_path_without_odoo(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Problem, match="holds no `odoo` package"):
        odoo_source._configured()


def test_a_git_clone_has_addons_beside_the_package_too(make_source):
    path = make_source((19, 0, 0))
    source = odoo_source.Source(path)
    assert source.addons_folders() == [path / "odoo" / "addons"]
    (path / "addons" / "account").mkdir(parents=True)
    (path / "addons" / "account" / "__manifest__.py").touch()
    assert source.addons_folders() == [path / "odoo" / "addons", path / "addons"]
