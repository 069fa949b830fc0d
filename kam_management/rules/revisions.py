"""Revision marks of controlled forms (修改标记, 修改处数)."""


def next_mark(mark):
    """Return the mark of the next revision: none, A, B, ... Z, AA, ...

    :param str mark: the present mark, or a false value for a first edition
    :rtype: str
    """
    number = 0
    for letter in mark or "":
        number = number * 26 + ord(letter) - ord("A") + 1
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def count_changes(before, after):
    """Return in how many places two contents differ.

    :param dict before: name of the place -> value
    :param dict after: the same, later
    :rtype: int
    """
    places = before.keys() | after.keys()
    return sum(before.get(place) != after.get(place) for place in places)
