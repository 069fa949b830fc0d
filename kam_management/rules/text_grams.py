"""What a text is compared by: its words, and pairs of characters where words are not set apart.

Chinese is not written in words. Each of its characters is a gram, and each pair that stands side by
side; Latin words and numbers are grams as they are. Width and case do not count. The result is the
same whatever the locale of a database, and needs no dictionary.
"""

import re
import unicodedata

# a Latin word or a number, or one character of a script that is not written in words
TOKEN = re.compile(r"[a-z0-9]+|[^\W_]")
# more of a text says nothing more about what it is about
MOST_CHARACTERS = 4000


def folded(text):
    """Return a text in which width and case of characters do not count."""
    return unicodedata.normalize("NFKC", text or "").lower()


def grams(text):
    """Return the grams of a text, each as often as it occurs.

    :param str text: any text
    :rtype: list
    """
    found, before, end = [], "", -1
    for match in TOKEN.finditer(folded(text)[:MOST_CHARACTERS]):
        token = match.group()
        found.append(token)
        # of two single characters that touch
        if match.start() == end and len(token) == len(before) == 1:
            found.append(before + token)
        before, end = token, match.end()
    return found


def is_pair(gram):
    """Tell whether a gram is a pair of characters, which its characters have been counted for.

    Such a pair weighs half: what it says was said by its characters before.
    """
    return len(gram) == 2 and not gram.isascii()


def matches(text, wanted):
    """Return the places of a text whose grams are among some others, to be shown as matching.

    :param str text: the text that was found
    :param wanted: grams of what was looked for
    :return: list of ``(start, end)`` that neither touch nor overlap
    """
    wanted, spans = set(wanted), []
    # folding may lengthen a text: a place is told of by characters of the text itself
    for start, character in enumerate(text or ""):
        if folded(character) in wanted or _word_at(text, start) in wanted:
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], start + 1)
            else:
                spans.append((start, start + 1))
    return spans


def _word_at(text, place):
    """Return the Latin word in which a character stands, or an empty text."""
    start = end = place
    while start > 0 and _is_of_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_of_word(text[end]):
        end += 1
    return folded(text[start:end]) if _is_of_word(text[place]) else ""


def _is_of_word(character):
    return bool(re.fullmatch(r"[a-z0-9]", folded(character)))
