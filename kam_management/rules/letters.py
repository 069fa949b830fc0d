"""What is written to customers: texts with places for names and days, such as ``{person}``."""

import re

PLACE = re.compile(r"\{(\w*)\}")
# what a text may have places for
PLACES = ("customer", "person", "sender", "company", "day")
# the day by which an answer is asked for
DAY = "day"


def find_unknown(*texts):
    """Return the places in texts that nothing is known for, each once, in order.

    :param texts: texts, or what stands for none
    :rtype: list
    """
    found = [name for text in texts for name in PLACE.findall(text or "")]
    return list(dict.fromkeys(name for name in found if name not in PLACES))


def has_day(text):
    """Tell whether a text has a place for the day by which an answer is asked for.

    :param str text: the text as it is read, without marks
    """
    return DAY in PLACE.findall(text or "")


def fill(text, values):
    """Return a text with its places filled; those that nothing is known for stay as they are.

    :param str text: the text, or what stands for none
    :param dict values: name of a place -> what stands there; escaped already where the text is HTML
    :rtype: str
    """
    return PLACE.sub(lambda match: str(values.get(match[1], match[0])), text or "")


def paragraphs(text):
    """Return a plain text as its paragraphs: those are split by blank lines.

    :param str text: the text, or what stands for none
    :rtype: list
    """
    return [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]
