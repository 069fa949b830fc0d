"""A route as a table: what each company starts with, written where the form is."""

from dataclasses import dataclass

# Instead of a role: whoever is next above the authors of the form.
SUPERIOR = "superior"


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One step of a route. Steps follow each other as they stand in the table.

    :param role: who decides: a role of ``kam.position`` or a tuple of up to three, any holder of
        which decides; SUPERIOR for the next one above the authors; None for a step per department,
        or one that whoever is in charge of the form completes
    :param level: level of the unit at which the role is held; None for the form's own unit
    :param name: what the step is called; translated lazily, so that it can be said in a table
    :param int days: until when it is due, from the day it came
    :param bool beside: runs beside the step before instead of after it
    :param tuple writable: fields that its reviewers fill, ``line_ids.field`` for those of lines
    :param int extension_days: days from the beginning that an extension cannot exceed; 0 for none
    :param extension_role: who extends it
    :param str kind: ``decide``, ``answer`` (an opinion) or ``complete``
    :param str on_due: ``wait``, or ``lapse``: the round goes on without an answer
    :param condition: name of a method of the form, ``_step_is_…``, that tells whether the step
        applies to it
    """

    role: str | tuple | None
    level: str | None
    name: object
    days: int = 3
    beside: bool = False
    per_department: bool = False
    opinion_required: bool = False
    writable: tuple = ()
    extension_days: int = 0
    extension_role: str | None = None
    kind: str = "decide"
    on_due: str = "wait"
    condition: str | None = None

    @property
    def roles(self):
        """The roles of whom one decides, as a tuple."""
        if self.role in (None, SUPERIOR):
            return ()
        return (self.role,) if isinstance(self.role, str) else tuple(self.role)

    @property
    def assign(self):
        """Whom the step is for, a value of ``kam.approval.step``."""
        if self.per_department:
            return "department"
        if self.kind == "complete":
            return "in_charge"
        return "superior" if self.role == SUPERIOR else "role"

    def prepare_vals(self, sequence, translate):
        """Return the values of the step as a record.

        :param int sequence: its place in the route
        :param translate: function that returns a name in the language asked for
        :return: dict of values for ``kam.approval.step``
        """
        first, second, third = (*self.roles, False, False, False)[:3]
        return {
            "sequence": sequence,
            "name": translate(self.name),
            "assign": self.assign,
            "role": first,
            "role_2": second,
            "role_3": third,
            "kind": self.kind,
            "on_due": self.on_due,
            "condition": self.condition or False,
            "unit_level": self.level or False,
            "deadline_days": self.days,
            "per_department": self.per_department,
            "opinion_required": self.opinion_required,
            "writable_fields": ", ".join(self.writable) or False,
            "extension_max_days": self.extension_days,
            "extension_role": self.extension_role or False,
        }


def prepare_steps(steps, translate):
    """Return the values of all steps of a table, with their places 10, 20, ...

    :param steps: iterable of :class:`Step`
    :param translate: as above
    :return: list of dicts
    """
    prepared, sequence = [], 0
    for step in steps:
        if not (step.beside and prepared):
            sequence += 10
        prepared.append(step.prepare_vals(sequence, translate))
    return prepared
