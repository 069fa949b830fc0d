"""What a list of units and people would make of an organisation: planned before anything is done.

A line names a unit, and may name somebody who has a role in it. Units are told by their code, else
by their name. What cannot be done is a problem of its line, a ``(code, value)`` pair.
"""

import re
from dataclasses import dataclass, field

from .keys import exact_key
from .table_file import clean_text, read_spreadsheet_date

# the longest text of a cell that is read, in characters
LONGEST = 1000
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
# the level of a unit that says none, by the level of the unit above it
LEVEL_BELOW = {None: "headquarters", "headquarters": "region", "region": "area"}


@dataclass
class Unit:
    """A unit that the list brings. ``parent`` is the key of one of the list, or there already."""

    key: str
    line: int
    name: str = ""
    code: str = ""
    level: str | None = None
    parent: str = ""
    # the unit above as the list calls it
    parent_text: str = ""


@dataclass
class Position:
    """Somebody who has a role in a unit; ``day`` is the first day, None for today.

    ``user_id`` is None for a new user, who has the key ``new_user``. ``is_known`` is for whoever
    knows what is there already.
    """

    line: int
    unit: str
    user_id: int | None
    role: str
    day: object = None
    new_user: str = ""
    is_known: bool = False


@dataclass
class Plan:
    """Units, each after the one above it, positions, and what is wrong with which line.

    The value of a problem is a text, or several of them where a line is at odds with others.
    """

    units: list = field(default_factory=list)
    positions: list = field(default_factory=list)
    # line -> list of (code, value)
    problems: dict = field(default_factory=dict)
    # key of a unit that is there already -> its id
    known: dict = field(default_factory=dict)
    # address of a new user, as a key -> (name, address)
    new_users: dict = field(default_factory=dict)

    def refuse(self, line, code, value=""):
        """Note what is wrong with a line."""
        self.problems.setdefault(line, []).append((code, value))


@dataclass
class Lookup:
    """What the words of the list mean here.

    ``units``: code or name as :func:`keys.exact_key` -> ids; ``levels_of``: id of a unit -> level;
    ``levels`` and ``roles``: what they may be called -> value; ``users``: what somebody may be
    called -> ids; ``headquarters``: names of those that are in use; ``taken``: logins, as keys, of
    users who are none of the company; ``may_create_users``: whether people who are not there
    become users.
    """

    units: dict
    levels_of: dict
    levels: dict
    roles: dict
    users: dict
    headquarters: tuple = ()
    taken: frozenset = frozenset()
    may_create_users: bool = False


def plan(rows, lookup):
    """Plan what the lines of a list would make.

    :param list rows: ``(line, dict)`` pairs with the keys ``code``, ``unit``, ``level``,
        ``parent``, ``person``, ``email``, ``role`` and ``since``, each of which may be missing
    :param Lookup lookup: what the words mean
    :rtype: Plan
    """
    result = Plan()
    texts = [
        (line, {name: clean_text(value) for name, value in row.items() if name != "since"}, row)
        for line, row in rows
        if not _refuse_long(line, row, result)
    ]
    drafts, keys = _gather_units(texts, lookup, result)
    for line, text, row in texts:
        if line in keys:
            _plan_position(line, keys[line], text, row, lookup, result)
    result.units = _order(drafts, lookup, result)
    _check_headquarters(lookup, result)
    return result


def _refuse_long(line, row, result):
    """Refuse a line with cells that are too long, and return whether it has one."""
    lengths = {name: len(str(value)) for name, value in row.items()}
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    for name, length in long.items():
        result.refuse(line, "too_long", (name, length))
    return bool(long)


def _check_headquarters(lookup, result):
    """Refuse the lines by which a company would have several headquarters: each names another."""
    new = [unit for unit in result.units if unit.level == "headquarters"]
    for unit in new:
        if lookup.headquarters:
            result.refuse(unit.line, "headquarters_there", (unit.name, lookup.headquarters[0]))
        elif len(new) > 1:
            other = next(other for other in new if other is not unit)
            result.refuse(unit.line, "headquarters_twice", (unit.name, other.name, other.line))


def _gather_units(texts, lookup, result):
    """Return the units that are new, by their key, and the key of the unit of each line."""
    drafts, keys, aliases = {}, {}, {}
    for _line, text, _row in texts:
        code, name = exact_key(text.get("code")), exact_key(text.get("unit"))
        if code and name:
            aliases.setdefault(name, code)
    for line, text, _row in texts:
        code, name = exact_key(text.get("code")), exact_key(text.get("unit"))
        key = code or aliases.get(name, name)
        if not key:
            result.refuse(line, "no_unit")
            continue
        found = lookup.units.get(key) or lookup.units.get(name) or []
        if len(found) > 1:
            result.refuse(line, "unit_ambiguous", text.get("code") or text.get("unit"))
            continue
        keys[line] = key
        if found:
            result.known[key] = found[0]
            continue
        draft = drafts.setdefault(key, Unit(key, line))
        _complete(draft, line, text, lookup, aliases, result)
    for draft in drafts.values():
        if not draft.name:
            result.refuse(draft.line, "no_name", draft.code)
    return drafts, keys


def _complete(draft, line, text, lookup, aliases, result):
    """Take over what a line says about a new unit; no two lines may say different things."""
    level = None
    if text.get("level"):
        level = lookup.levels.get(exact_key(text["level"]))
        if not level:
            result.refuse(line, "level_unknown", text["level"])
    parent = exact_key(text.get("parent"))
    said = {
        "name": text.get("unit", ""),
        "code": text.get("code", ""),
        "level": level,
        "parent": aliases.get(parent, parent),
    }
    for name, value in said.items():
        present = getattr(draft, name)
        if value and present and exact_key(value) != exact_key(present):
            result.refuse(line, "contradiction", text.get("unit") or text.get("code"))
        elif value and not present:
            setattr(draft, name, value)
    draft.parent_text = draft.parent_text or text.get("parent", "")


def _plan_position(line, key, text, row, lookup, result):
    email, role = text.get("email"), text.get("role")
    person = text.get("person") or email
    if not person and not role:
        return
    found, new_user = [], ""
    if not person:
        result.refuse(line, "no_person")
    else:
        found, new_user = _find_person(line, person, email, lookup, result)
    value = lookup.roles.get(exact_key(role))
    day = None
    if not role:
        result.refuse(line, "no_role")
    elif not value:
        result.refuse(line, "role_unknown", role)
    if row.get("since"):
        try:
            day = read_spreadsheet_date(row["since"])
        except ValueError:
            result.refuse(line, "no_date", str(row["since"]))
    if (len(found) == 1 or new_user) and value:
        position = Position(line, key, found[0] if found else None, value, day, new_user)
        same = (key, position.user_id, new_user, value)
        if any(same == (p.unit, p.user_id, p.new_user, p.role) for p in result.positions):
            result.refuse(line, "twice")
        result.positions.append(position)


def _find_person(line, person, email, lookup, result):
    """Return the ids of who is meant, and the key of a new user where nobody is there.

    The address goes before the name: two people may be called alike.
    """
    found = (email and lookup.users.get(exact_key(email))) or []
    if not found and not (email and lookup.may_create_users):
        found = lookup.users.get(exact_key(person), [])
    if len(found) == 1:
        return found, ""
    if found:
        result.refuse(line, "person_ambiguous", person)
        return [], ""
    key = exact_key(email or person)
    if email and not ADDRESS.fullmatch(email):
        result.refuse(line, "no_email", email)
    elif not ADDRESS.fullmatch(email or person):
        code = "person_without_email" if lookup.may_create_users else "person_unknown"
        result.refuse(line, code, person)
    elif not lookup.may_create_users:
        result.refuse(line, "person_unknown", person)
    elif key in lookup.taken:
        result.refuse(line, "login_taken", email or person)
    else:
        name, _address = result.new_users.setdefault(key, (person, email or person))
        if exact_key(name) == exact_key(person):
            return [], key
        result.refuse(line, "name_differs", person)
    return [], ""


def _order(drafts, lookup, result):
    """Return the new units from the top downwards; those that hang nowhere are refused."""
    ordered, left = [], dict(drafts)
    levels = {}
    for draft in drafts.values():
        if draft.parent and draft.parent not in drafts:
            found = lookup.units.get(draft.parent, [])
            if len(found) == 1:
                result.known[draft.parent] = found[0]
                levels[draft.parent] = lookup.levels_of[found[0]]
            else:
                code = "parent_ambiguous" if found else "parent_unknown"
                result.refuse(draft.line, code, draft.parent_text)
                del left[draft.key]
    while left:
        ready = [unit for unit in left.values() if not unit.parent or unit.parent in levels]
        if not ready:
            for unit in left.values():
                code = "cycle" if unit.parent in left else "parent_refused"
                result.refuse(unit.line, code, unit.name)
            break
        for unit in ready:
            above = levels[unit.parent] if unit.parent else None
            unit.level = unit.level or LEVEL_BELOW.get(above)
            if not unit.level:
                result.refuse(unit.line, "too_deep", unit.name)
            elif unit.level != "headquarters" and not unit.parent:
                result.refuse(unit.line, "no_parent", unit.name)
            levels[unit.key] = unit.level
            ordered.append(left.pop(unit.key))
    return ordered
