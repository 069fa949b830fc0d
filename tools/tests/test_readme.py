"""README.rst and index.html of the addons: complete, well-formed, and never out of date."""

import ast
import subprocess
import sys
from pathlib import Path

import docutils.core
import pytest

from tools.readme import pages

ROOT = Path(__file__).parents[2]
ADDONS = sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))
MANIFEST = {"name": "Visits & more", "summary": "Visits", "development_status": "Beta"}


@pytest.fixture
def addon(tmp_path):
    """An addon with pages of which nothing was made yet."""
    (tmp_path / "__manifest__.py").write_text(repr(MANIFEST))
    (tmp_path / "static" / "description").mkdir(parents=True)
    (tmp_path / "readme").mkdir()
    (tmp_path / "readme" / "DESCRIPTION.md").write_text(
        "Plans **visits**.\n\n![A plan](../static/description/plan.png)\n"
    )
    (tmp_path / "readme" / "HISTORY.md").write_text("## 1.1\n\n- `kam.visit`\n  and more\n")
    return tmp_path


def run(*arguments):
    command = [sys.executable, "-m", "tools.readme", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_readme(addon):
    text = pages.build(addon / "readme", MANIFEST)[pages.README]
    assert text.startswith("=============\nVisits & more\n=============\n")
    assert ".. figure:: static/description/plan.png\n\n   A plan\n" in text
    assert "Changelog\n=========\n\n1.1\n---\n\n- ``kam.visit``\n  and more\n" in text
    assert "Roadmap" not in text


def test_the_page_in_the_list_of_apps(addon):
    text = pages.build(addon / "readme", MANIFEST)[pages.INDEX]
    assert "<h1>Visits &amp; more</h1>" in text
    assert "<p>Plans <strong>visits</strong>.</p>" in text
    assert '<img src="plan.png" alt="A plan"' in text
    assert "<h2>Changelog</h2>\n<h3>1.1</h3>" in text


def test_files_that_are_out_of_date_are_named_and_written(addon):
    answer = run("--check", addon)
    assert answer.returncode == 1
    assert f"{addon}/README.rst, {addon}/static/description/index.html" in answer.stdout
    assert not (addon / "README.rst").exists()
    assert run(addon).returncode == 0
    assert run("--check", addon).returncode == 0
    (addon / "readme" / "DESCRIPTION.md").write_text("Plans visits and calls.\n")
    assert run("--check", addon).returncode == 1


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_the_readme_is_well_formed(addon):
    docutils.core.publish_string(
        (addon / "README.rst").read_text(),
        writer="null",
        settings_overrides={"halt_level": 2, "report_level": 5},
    )


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_pictures_are_there(addon):
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    for picture in manifest["images"]:
        assert (addon / picture).is_file()
    for page in (addon / "readme").glob("*.md"):
        for part in page.read_text().split(f"]({pages.PICTURES}")[1:]:
            assert (addon / "static" / "description" / part.split(")")[0]).is_file()
