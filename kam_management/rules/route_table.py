"""A route as a table: what each company starts with, written where the form is."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One step of a route. Steps follow each other as they stand in the table.

    :param role: who decides, a role of ``kam.position``; None for a step per department
    :param level: level of the unit at which the role is held; None for the form's own unit
    :param name: what the step is called; translated lazily, so that it can be said in a table
    :param int days: until when it is due, from the day it came
    :param bool beside: runs beside the step before instead of after it
    :param tuple writable: fields that its reviewers fill, ``line_ids.field`` for those of lines
    :param int extension_days: days from the beginning that an extension cannot exceed; 0 for none
    :param extension_role: who extends it
    """

    role: str | None
    level: str | None
    name: object
    days: int = 3
    beside: bool = False
    per_department: bool = False
    opinion_required: bool = False
    writable: tuple = ()
    extension_days: int = 0
    extension_role: str | None = None

    def prepare_vals(self, sequence, translate):
        """Return the values of the step as a record.

        :param int sequence: its place in the route
        :param translate: function that returns a name in the language asked for
        :return: dict of values for ``kam.approval.step``
        """
        return {
            "sequence": sequence,
            "name": translate(self.name),
            "role": self.role or False,
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
