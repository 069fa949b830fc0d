"""Relations from one record to many of ours, which tell nothing of those that are hidden.

Odoo answers “is there any?” and “is it this one?” with the rights of the system, and so tells how
many records there are behind a relation, hidden ones included. These fields ask the record rules of
their readers. Whoever has the rights of the system, as rules themselves have, asks as ever.
"""

from collections.abc import Set as AbstractSet

from odoo import fields
from odoo.fields import Domain


class _AskingRules:
    """What both kinds have in common; see the module."""

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """See the base method: “in” and “not in” go by what the reader may see."""
        is_collection = isinstance(value, (list, tuple, AbstractSet))
        if model.env.su or operator not in ("in", "not in") or not is_collection:
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        value = set(value)
        if False in value and len(value) > 1:
            # the base method takes it apart, and comes back with each part
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        # none of them, or one of these
        asked = Domain.TRUE if False in value else Domain("id", "in", value)
        is_positive = (operator == "in") != (False in value)
        return super().condition_to_sql(
            field_expr,
            "any" if is_positive else "not any",
            asked,
            # archived records count, as for the base method
            model.with_context(active_test=False),
            alias,
            query,
        )


class One2many(_AskingRules, fields.One2many):
    """A one2many whose records count as far as the reader may see them."""


class Many2many(_AskingRules, fields.Many2many):
    """A many2many whose records count as far as the reader may see them."""
