"""What a text is compared by: its words, and pairs of characters where words are not set apart.

Chinese is not written in words. Each of its characters is a gram, and each pair that stands side by
side; Latin words and numbers are grams as they are. Width and case do not count. The result is the
same whatever the locale of a database, and needs no dictionary.
"""

import re
import unicodedata
import zlib
from collections import Counter

# a Latin word or a number, or one character of a script that is not written in words
TOKEN = re.compile(r"[a-z0-9]+|[^\W_]")
# more of a text says nothing more about what it is about
MOST_CHARACTERS = 4000
# what is shown of a text: so many characters, the first match not before so many
SHOWN, BEFORE = 120, 20
# a pair of characters says half of what its characters did not say before
PAIR_WEIGHT = 0.5
# fewer grams than these are soon guessed
LEAST_KNOWN = 12


def folded(text):
    """Return a text in which width and case of characters do not count."""
    return unicodedata.normalize("NFKC", text or "").lower()


def grams(text):
    """Return the grams of a text, each as often as it occurs.

    :param str text: any text
    :rtype: list
    """
    return [gram for gram, _start, _end in _tokens(folded((text or "")[:MOST_CHARACTERS]))]


def _tokens(text):
    """Yield the grams of a folded text with their places; pairs after their second character."""
    before, begun, end = "", 0, -1
    for match in TOKEN.finditer(text):
        token = match.group()
        yield token, match.start(), match.end()
        # of two single characters that touch
        if match.start() == end and len(token) == len(before) == 1:
            yield before + token, begun, match.end()
        before, begun, end = token, match.start(), match.end()


def is_pair(gram):
    """Tell whether a gram is a pair of characters, which its characters have been counted for."""
    return len(gram) == 2 and not gram.isascii()


def is_searchable(found):
    """Tell whether grams say enough to look for: a word, a number or two characters in a row.

    :param found: grams
    """
    return any(len(gram) > 1 for gram in found)


def key(gram, scope):
    """Return the number that stands for a gram in a database: a signed one of 32 bits.

    :param str gram: a gram; an empty one stands for all of a text
    :param int scope: texts of one scope are compared with each other, and with no others
    """
    number = zlib.crc32(f"{scope}:{gram}".encode())
    return number - 2**32 if number >= 2**31 else number


def kept(text, scope):
    """Return what is kept of a text: dict number -> how often, all of it among them.

    :param str text: any text
    :param int scope: see :func:`key`
    """
    found = grams(text)
    counted = Counter(key(gram, scope) for gram in found)
    return {key("", scope): len(found), **counted} if found else {}


def wanted(found, scope):
    """Return what is looked for: dict number -> how much of a gram counts.

    :param found: grams
    :param int scope: see :func:`key`
    """
    return {key(gram, scope): PAIR_WEIGHT if is_pair(gram) else 1.0 for gram in found}


def is_known(text, other):
    """Tell whether a text says all that another one says, and nothing else.

    Looked for by somebody who may not read the other one, whom an answer tells nothing new then.
    With a share of it instead of all, whoever knows that share could try the rest word by word.

    :param str text: what somebody wrote
    :param str other: a text that they may not read
    """
    own = set(grams(text))
    return len(own) >= LEAST_KNOWN and own == set(grams(other))


def matches(text, looked_for):
    """Return the places of a text where it says the same: words, and pairs of characters.

    :param str text: the text that was found
    :param looked_for: grams of what was looked for
    :return: list of ``(start, end)`` that neither touch nor overlap
    """
    looked_for, spans = set(looked_for), []
    # folding may lengthen a text: where each of its characters comes from
    shown, origin = [], []
    for place, character in enumerate((text or "")[:MOST_CHARACTERS]):
        new = folded(character)
        shown.append(new)
        origin += [place] * len(new)
    for gram, start, end in _tokens("".join(shown)):
        if len(gram) == 1 or gram not in looked_for:
            continue
        first, last = origin[start], origin[end - 1] + 1
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def excerpt(text, looked_for):
    """Return what is shown of a text that was found: the part with the first match.

    :param str text: the text that was found
    :param looked_for: grams of what was looked for
    :return: list of ``(part of the text, whether it matches)``
    """
    line = " ".join((text or "").split())
    spans = matches(line, looked_for)
    start = max((spans[0][0] if spans else 0) - BEFORE, 0)
    stop = min(start + SHOWN, len(line))
    parts, place = [("…", False)] if start else [], start
    for first, last in spans:
        if first >= stop:
            break
        if first > place:
            parts.append((line[place:first], False))
        place = min(last, stop)
        parts.append((line[first:place], True))
    parts.append((line[place:stop] + ("…" if stop < len(line) else ""), False))
    return [(part, is_match) for part, is_match in parts if part]
