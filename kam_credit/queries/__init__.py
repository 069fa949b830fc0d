"""The definitions of the credit figures as SQL; ``docs/credit-figures.md`` states them in words.

Only here, and in ``models/*/kam_credit_ledger.py`` which runs the queries, is Odoo's ledger read.
"""

from . import (
    ageing,
    due,
    exposure,
    figures,
    history,
    instalments,
    moved,
    promises,
    receipts,
    receivables,
    relationship,
    scope,
    shares,
    treatments,
    turnover,
)
