"""From Markdown to what OCA's tools and Odoo's list of apps show."""

from html import escape

import mistune
from mistune.renderers.rst import RSTRenderer

README = "README.rst"
INDEX = "static/description/index.html"
# Pages in the order in which they are shown; the first one has no heading of its own.
TITLES = {
    "DESCRIPTION": None,
    "CONTEXT": "When to use it",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues and roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
}
# Where pages find their pictures: seen from themselves, from README and from the list of apps.
PICTURES = "../static/description/"
MATURITY_COLOURS = {
    "Alpha": "red",
    "Beta": "yellow",
    "Production/Stable": "green",
    "Mature": "brightgreen",
}
RST_HEAD = """\
{line}
{name}
{line}

.. Made from the pages in readme/ by ``make lint ARGS="readme --fix"``: changes here are lost.

.. |maturity| image:: https://img.shields.io/badge/maturity-{maturity}-{colour}.png
    :target: https://odoo-community.org/page/development-status
    :alt: {maturity}
.. |license| image:: https://img.shields.io/badge/license-AGPL--3-blue.png
    :target: https://www.gnu.org/licenses/agpl-3.0-standalone.html
    :alt: License: AGPL-3

|maturity| |license|
"""
CONTENTS = "**Table of contents**\n\n.. contents::\n   :local:\n"
HTML = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{name}</title></head>
<body>
<!-- Made from the pages in readme/ by make lint ARGS="readme --fix": changes here are lost. -->
<h1>{name}</h1>
<p>{summary}.</p>
{body}</body>
</html>
"""


class _Rst(RSTRenderer):
    """Keeps lines as they are written."""

    def softbreak(self, token, state):
        return "\n"


class _Html(mistune.HTMLRenderer):
    """Leaves the highest heading to the addon, the next one to the page; pictures fit in."""

    def heading(self, text, level, **attrs):
        return super().heading(text, level + 1, **attrs)

    def image(self, text, url, title=None):
        return f'<img src="{escape(url)}" alt="{escape(text)}" style="max-width: 100%">'


def build(folder, manifest):
    """Return the texts of the files that are made from an addon's pages.

    :param folder: the addon's folder of pages
    :param dict manifest: the addon's manifest
    :return: dict name in the addon -> text
    """
    found = {
        page: (folder / f"{page}.md").read_text(encoding="utf-8")
        for page in TITLES
        if (folder / f"{page}.md").is_file()
    }
    return {README: _rst(found, manifest), INDEX: _html(found, manifest)}


def _rst(found, manifest):
    maturity = manifest["development_status"]
    parts = [
        RST_HEAD.format(
            name=manifest["name"],
            line="=" * len(manifest["name"]),
            maturity=maturity,
            colour=MATURITY_COLOURS[maturity],
        )
    ]
    for page, text in found.items():
        title = TITLES[page]
        heading = f"{title}\n{'=' * len(title)}\n\n" if title else ""
        render = mistune.create_markdown(renderer=_Rst())
        parts.append(heading + render(text.replace(PICTURES, "static/description/")))
        if not title:
            parts.append(CONTENTS)
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _html(found, manifest):
    render = mistune.create_markdown(renderer=_Html())
    body = "".join(
        (f"<h2>{escape(TITLES[page])}</h2>\n" if TITLES[page] else "")
        + render(text.replace(PICTURES, ""))
        for page, text in found.items()
    )
    name, summary = escape(manifest["name"]), escape(manifest["summary"])
    return HTML.format(name=name, summary=summary, body=body)
