"""States of a step: how it may end, and what follows for the round."""

OPEN_REVIEW_STATES = ("waiting", "pending")
# The round goes on. Only the first of them is consent.
GOING_ON_STATES = ("approved", "answered", "completed", "lapsed", "passed")
FINAL_REVIEW_STATES = (*GOING_ON_STATES, "returned", "rejected", "cancelled")

# How each kind of step may be ended by whoever it is for.
OUTCOMES = {
    "decide": ("approved", "returned", "rejected"),
    "answer": ("answered",),
    "complete": ("completed",),
}


def is_allowed(kind, outcome):
    """Tell whether a step of a kind may end like this."""
    return outcome in OUTCOMES[kind]


def is_opinion_needed(outcome, is_required, fills_fields):
    """Tell whether something is to be written beside the outcome of a step.

    An answer is what is written, unless the step has fields of the form to fill.

    :param str outcome: how the step ends
    :param bool is_required: whether the step says so
    :param bool fills_fields: whether whoever ends the step fills fields of the form
    """
    if outcome in ("returned", "rejected"):
        return True
    return is_required or (outcome == "answered" and not fills_fields)


def may_lapse(kind, others):
    """Tell whether a step may end without an answer: silence is never consent.

    A step that decides goes by only where another one decides in any case.

    :param str kind: of the step
    :param others: of each other step of the round that decides: its state, and whether it may
        still be passed over or lapse itself
    """
    if kind != "decide":
        return True
    return any(
        state == "approved" or (state in OPEN_REVIEW_STATES and not is_uncertain)
        for state, is_uncertain in others
    )
