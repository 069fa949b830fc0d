"""The virtual environment."""

import zipfile

import pytest

from tools.kamdev import python_env
from tools.kamdev.errors import Problem


@pytest.fixture
def wheels(tmp_path):
    """A folder with two whole wheels."""
    for name in ("one.whl", "two.whl"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("module.py", "print('hello')\n" * 50)
    return tmp_path


def test_whole_wheels(wheels):
    assert python_env.damaged_wheels(wheels) == []


def test_a_wheel_cut_short(wheels):
    path = wheels / "two.whl"
    path.write_bytes(path.read_bytes()[:-30])
    assert python_env.damaged_wheels(wheels) == [path]


def test_a_wheel_with_a_changed_byte(wheels):
    path = wheels / "one.whl"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert python_env.damaged_wheels(wheels) == [path]


def test_an_empty_wheel(wheels):
    (wheels / "two.whl").write_bytes(b"")
    assert python_env.damaged_wheels(wheels) == [wheels / "two.whl"]


def test_settings_that_would_mix_in_other_packages_are_dropped(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PGDATABASE", "postgres")
    monkeypatch.setenv("ODOO_RC", "/etc/odoo.conf")
    monkeypatch.setenv("PGUSER", "me")
    found = python_env.clean_environment()
    assert not {"PYTHONPATH", "PGDATABASE", "ODOO_RC"} & found.keys()
    assert found["PGUSER"] == "me"
    assert found["PYTHONNOUSERSITE"] == "1"


@pytest.mark.parametrize(
    ("version", "serves"), [((3, 10), True), ((3, 13), True), ((3, 14), False)]
)
def test_pythons_that_odoo_runs_on(monkeypatch, version, serves):
    monkeypatch.setattr(python_env.sys, "version_info", (*version, 0))
    if serves:
        python_env.check_python()
    else:
        with pytest.raises(Problem, match=r"make run PYTHON=python3\.13"):
            python_env.check_python()


def test_an_environment_is_made_again_for_another_python_or_folder(layout, monkeypatch):
    made = []

    def fake_venv(command, **options):
        made.append(command[-1])
        layout.venv.mkdir(parents=True)

    monkeypatch.setattr(python_env.process, "run", fake_venv)
    environment = python_env.Environment(layout)
    environment.ensure([])
    environment.ensure([])
    assert made == [layout.venv]
    (layout.venv / "left-over").touch()
    monkeypatch.setattr(python_env.sys, "executable", "/another/python")
    environment.ensure([])
    assert made == [layout.venv] * 2
    assert not (layout.venv / "left-over").exists()


def test_packages_are_installed_again_when_the_requirements_change(layout, monkeypatch):
    commands = []

    def fake(command, **options):
        words = [str(word) for word in command]
        commands.append(next(word for word in ("venv", "wheel", "install") if word in words))
        if "venv" in words:
            layout.venv.mkdir(parents=True)

    monkeypatch.setattr(python_env.process, "run", fake)
    requirements = layout.root / "requirements.txt"
    requirements.write_text("one==1\n")
    environment = python_env.Environment(layout)
    environment.ensure(["requirements.txt"])
    environment.ensure(["requirements.txt"])
    assert commands == ["venv", "wheel", "install"]
    requirements.write_text("one==2\n")
    environment.ensure(["requirements.txt"])
    assert commands == ["venv", "wheel", "install", "wheel", "install"]


def test_pythons_do_not_share_wheels_even_of_one_minor_version(layout, monkeypatch):
    folders = set()

    def fake(command, **options):
        if "venv" in command:
            layout.venv.mkdir(parents=True)
        if "--find-links" in command:
            folders.add(command[command.index("--find-links") + 1])

    monkeypatch.setattr(python_env.process, "run", fake)
    (layout.root / "requirements.txt").write_text("one==1\n")
    for version in ("3.11.2", "3.11.7"):
        monkeypatch.setattr(python_env.platform, "python_version", lambda version=version: version)
        python_env.Environment(layout).ensure(["requirements.txt"])
    assert len(folders) == 2
