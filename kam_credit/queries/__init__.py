"""The definitions of the credit figures as SQL; ``docs/credit-figures.md`` states them in words.

Only here, and in ``models/evaluation/kam_credit_ledger.py`` which runs the queries, is Odoo's
ledger read.
"""

from . import (
    due,
    figures,
    history,
    instalments,
    moved,
    receipts,
    relationship,
    scope,
    shares,
    treatments,
    turnover,
)
