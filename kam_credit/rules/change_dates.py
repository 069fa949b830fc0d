"""Dates of a tier change (scheme, credit management, section 5), counted from the day S on which
the standard for another tier was met."""

from datetime import timedelta

# The area submits within two days, everything is done within ten.
SUBMISSION_DAYS = 2
TOTAL_DAYS = 10


def submission_due(standard_met):
    """Return the last day for the area to submit the request.

    :param date standard_met: day S
    """
    return standard_met + timedelta(days=SUBMISSION_DAYS)


def confirmation_due(standard_met):
    """Return the last day to confirm that management follows the new tier.

    :param date standard_met: day S
    """
    return standard_met + timedelta(days=TOTAL_DAYS)
