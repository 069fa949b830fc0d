"""What people can see and hear of an addon, read from its sources: names, and contrast."""

import re

from lxml import etree

LOWEST_CONTRAST = 4.5
NAMES = ("string", "title", "aria-label", "label")
TELLS = ("t-out", "t-esc", "t-field", "t-call")
PAIR = re.compile(r'"(\w+)": \(\s*(#\w{6}),\s*(#\w{6}),?\s*\)')
# what makes of a pale text on a coloured ground
GROUNDS = re.compile(r"\b(alert-|text-bg-|bg-(?!white|transparent|view|light|100))")


def _is_said(element, name):
    return any(
        element.get(prefix + name + suffix)
        for prefix in ("", "t-att-", "t-attf-")
        for suffix in ("", ".translate")
    )


def _is_named(element):
    return any(_is_said(element, name) for name in NAMES)


def _tells(element):
    """Tell whether an element shows some text, its own or of what it holds."""
    for node in element.iter(etree.Element):
        if node.get("aria-hidden") == "true":
            continue
        texts = [node.text, *(child.tail for child in node)]
        if node.tag == "field" or any(texts_ and texts_.strip() for texts_ in texts):
            return True
        if any(node.get(name) for name in TELLS) or (node is not element and _is_named(node)):
            return True
    return False


def _classes(element):
    return f"{element.get('class') or ''} {element.get('t-attf-class') or ''}"


def _find_fault(element):
    """Return what an element lacks, or None."""
    tag = element.tag
    if tag in ("button", "a", "create") and not (_is_named(element) or _tells(element)):
        return "has no name"
    if tag == "img" and not (_is_said(element, "alt") or element.get("t-att") is not None):
        return "has no alt"
    if tag in ("i", "span") and re.search(r"\b(fa|oi)\b", _classes(element)):
        hidden = element.get("aria-hidden") == "true"
        if not (hidden or _is_named(element) or _tells(element.getparent())):
            return "is an icon without a name"
    if tag == "field" and element.get("widget") and element.get("t-else") is not None:
        # what Odoo's client makes of it is no JavaScript: the view stays empty
        return "is another case and has a widget: put it into <t t-else>"
    if "text-muted" in _classes(element):
        for parent in (element, *element.iterancestors()):
            if GROUNDS.search(_classes(parent)):
                return "is pale on a coloured ground"
    return None


def find_nameless(addon):
    """Return the faults of all views, prints and templates of an addon, one text each.

    :param pathlib.Path addon: where the addon is
    """
    faults = []
    for path in sorted(addon.rglob("*.xml")):
        for element in etree.parse(str(path)).iter(etree.Element):
            fault = _find_fault(element)
            if fault:
                place = f"{path.relative_to(addon)}:{element.sourceline}"
                faults.append(f"{place}: <{element.tag}> {fault}")
    return faults


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text, ground):
    """Return the contrast of two colours, from 1 to 21, as WCAG defines it.

    :param str text: a colour as ``#rrggbb``
    :param str ground: the same
    """
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def find_pairs(source):
    """Return the colours that a style sheet defines: name -> text and ground."""
    return {name: (text, ground) for name, text, ground in PAIR.findall(source)}


def find_loose_colours(source):
    """Return the colours of a style sheet that stand outside the pairs."""
    return re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\{)", PAIR.sub("", source))
