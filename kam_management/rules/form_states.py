"""States of a form with approval."""

# The form waits for somebody: for its authors, or for its reviewers.
OPEN_STATES = ("draft", "in_review")
