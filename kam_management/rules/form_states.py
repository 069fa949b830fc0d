"""States of a form with approval."""

# The form waits for somebody: for its authors, or for its reviewers.
OPEN_STATES = ("draft", "in_review")
# It holds, or may come to hold: neither rejected nor given up.
ALIVE_STATES = (*OPEN_STATES, "approved")
