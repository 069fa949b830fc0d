"""docs/operations.md lists every scheduled job."""

import re
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
PREFIX = "Key accounts: "


def declared():
    """Return the names of the jobs of both addons."""
    return {
        field.text
        for path in ROOT.glob("kam_*/data/**/*.xml")
        for field in etree.parse(path).iterfind(".//record[@model='ir.cron']/field[@name='name']")
    }


def listed():
    """Return the names in the table of jobs."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = re.search(r"^\| job \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE).group(1)
    return {PREFIX + row.split("|")[1].strip() for row in table.splitlines()}


def test_every_job_is_listed():
    assert listed() == declared()
