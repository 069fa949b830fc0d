"""What counts as a text: something that people see."""

import unicodedata

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


def _is_unseen(character):
    return character in FILLERS or unicodedata.category(character)[0] in UNSEEN
