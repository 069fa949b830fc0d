"""Days of a tier change (scheme, credit management, section 5), counted from the day on which the
standard for another tier was met."""

# The area submits within two days, everything is done within ten.
SUBMISSION_DAYS = 2
TOTAL_DAYS = 10
