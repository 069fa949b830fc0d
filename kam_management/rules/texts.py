"""What counts as a text: something that people see."""

import unicodedata
from urllib.parse import urlsplit

# letters and symbols that are drawn as nothing: fillers of Hangul, an empty cell of Braille
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# spaces, control and format characters, such as the zero-width space
UNSEEN = ("C", "Z")


def trimmed(value):
    """Return a text without the blanks around it; empty where nothing of it is seen.

    :param value: a text; a false value for none
    :rtype: str
    """
    text = value or ""
    return "" if all(_is_unseen(character) for character in text) else text.strip()


def is_web_address(text):
    """Tell whether a text is the address of a web page, to be opened by a click.

    :param str text: the text
    :rtype: bool
    """
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)


def _is_unseen(character):
    return character in FILLERS or unicodedata.category(character)[0] in UNSEEN
