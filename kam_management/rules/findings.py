"""Rules of what was found on a visit: what each kind asks for, and what is written into a file."""

# In which order findings are listed and printed.
KINDS = ("information", "opportunity", "problem", "suggestion")
# Days until a problem is to be solved, where nobody says another day.
SOLVE_DAYS = 7
# Until then after the visit a problem is to be solved at the latest.
LONGEST_DAYS = 366
# Days within which an account manager takes information over that others brought along.
TAKE_OVER_DAYS = 7

# Fields that a finding of a kind needs before it is passed on.
REQUIRED = {
    "information": ("field_name", "new_text"),
    "opportunity": ("product", "positioning", "next_step"),
    "problem": ("description", "department_ids", "date_due"),
    "suggestion": ("description",),
}
# From the beginning of the visit until it is closed, something is written down.
NOTING_STATES = ("under_way", "done")


def merge_text(before, text, day, mode, is_short=False):
    """Return what stands in the account's file when something new is taken over.

    Each line says of which day it is.

    :param str before: what stands there now; a false value for nothing
    :param str text: what is new
    :param date day: when it was found
    :param str mode: ``append`` or ``replace``
    :param bool is_short: whether the field takes one line only
    :rtype: str
    """
    text = text.strip()
    if is_short:
        text = " ".join(text.split())
    line = f"{day.isoformat()}: {text}"
    before = (before or "").strip()
    if mode == "replace" or not before:
        return line
    return (f"{before}; {line}") if is_short else f"{before}\n{line}"
