"""The definitions of the credit figures as SQL; ``docs/credit-figures.md`` states them in words.

Only here, and in ``models/*/kam_credit_ledger.py`` which runs the queries, is Odoo's ledger read.
"""

from . import (
    ageing,
    arrays,
    commitments,
    disputes,
    due,
    exposure,
    exposure_function,
    figures,
    gate,
    history,
    horizon,
    instalments,
    moved,
    outcomes,
    parties,
    promises,
    radar,
    receipts,
    receivables,
    relationship,
    scope,
    shares,
    touched,
    treatments,
    turnover,
)
