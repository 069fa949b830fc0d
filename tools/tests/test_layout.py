"""Where things live, whatever the checkout's folder is called."""

import sys

import pytest

from tools.kamdev.layout import Layout


@pytest.mark.parametrize("name", ["plain", "with space", "关键客户", "it's & (50%) #1"])
def test_any_usual_folder_name_serves(make_checkout, name):
    code, output, errors = make_checkout(name).run("stop")
    assert (code, output.strip(), errors) == (0, "Nothing of this checkout was running.", [])


@pytest.mark.parametrize("sign", [":", ",", '"', "$"])
def test_a_folder_name_that_paths_cannot_hold_is_refused_in_one_line(make_checkout, sign):
    checkout = make_checkout(f"a{sign}b")
    code, _output, errors = checkout.run("stop")
    assert code == 1
    assert len(errors) == 1
    assert repr(sign) in errors[0]
    assert "move the checkout to another folder" in errors[0]


def test_checkouts_have_different_marks(tmp_path):
    one = Layout(root=tmp_path / "one", cache=tmp_path)
    two = Layout(root=tmp_path / "two", cache=tmp_path)
    assert one.mark != two.mark
    assert one.mark == Layout(root=tmp_path / "one", cache=tmp_path / "elsewhere").mark


def test_the_cache_follows_the_variable_for_it(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Layout.of_checkout().cache == tmp_path / "kam-odoo"


def test_the_cache_is_found_in_an_empty_environment(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    assert Layout.of_checkout().cache.parts[-2:] == (".cache", "kam-odoo")


def test_an_addon_is_a_folder_with_a_manifest(layout):
    for name in ("kam_b", "kam_a"):
        (layout.root / name).mkdir()
        (layout.root / name / "__manifest__.py").write_text("{}")
    # What git leaves of an addon when another branch has it.
    (layout.root / "kam_gone" / "__pycache__").mkdir(parents=True)
    (layout.root / "kam_gone" / "__pycache__" / "__manifest__.cpython-311.pyc").touch()
    assert layout.addons() == ["kam_a", "kam_b"]


def test_an_activated_environment_does_not_make_itself(layout, monkeypatch):
    assert layout.base_python == sys.executable
    monkeypatch.setattr(sys, "prefix", str(layout.venv))
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    major, minor = sys.version_info[:2]
    assert layout.base_python == f"/usr/bin/python{major}.{minor}"
