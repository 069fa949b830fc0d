"""Relations to records of ours, which tell nothing of those that are hidden.

Of relations to many Odoo answers “is there any?” and “is it this one?” with the rights of the
system, and so tells how many records there are behind a relation, hidden ones included. These
fields ask the record rules of their readers. Whoever has the rights of the system, as rules
themselves have, asks as ever.

What one record names Odoo shows to whoever reads this record. Where some of its readers may not see
what is named, it is a :class:`Many2one` of this module: they read, find and group it as empty.
"""

from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

_ANY, _NOT_ANY = ("any", "any!"), ("not any", "not any!")
# whether an expression is made that tells its reader what a column holds
_is_telling = ContextVar("kam_is_telling", default=False)


@contextmanager
def telling():
    """Let expressions that are made meanwhile tell nothing of what their reader may not see."""
    token = _is_telling.set(True)
    try:
        yield
    finally:
        _is_telling.reset(token)


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


class Many2one(fields.Many2one):
    """A many2one that is empty for whoever may not see the record that it names.

    Reading, exporting, grouping and sorting look at it in ``models/guard/base_seen.py``, searching
    here. The cache holds it as it is, because it is the same for everybody: code that works with
    the rights of a user asks itself who may see what the field holds.
    """

    def to_sql(self, model, alias):
        """See the base method: where it is told, what the reader may not see is NULL."""
        column = super().to_sql(model, alias)
        if model.env.su or not _is_telling.get():
            return column
        seen = model.env[self.comodel_name]._search([], active_test=False).subselect()
        return SQL("CASE WHEN %(column)s IN %(seen)s THEN %(column)s END", column=column, seen=seen)

    def join(self, model, alias, query):
        """See the base method: as :meth:`to_sql`; rules join the column itself."""
        if model.env.su:
            return super().join(model, alias, query)
        comodel = model.env[self.comodel_name]
        seen = query.make_alias(alias, f"{self.name}__seen")
        with telling():
            column = model._field_to_sql(alias, self.name, query)
        condition = SQL("%s = %s", column, SQL.identifier(seen, "id"))
        query.add_join("LEFT JOIN", seen, comodel._table, condition)
        return comodel, seen

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """See the base method: nothing is found by what its reader may not see."""
        is_relational = operator in ("in", "not in", *_ANY, *_NOT_ANY)
        if model.env.su or field_expr != self.name or not is_relational:
            with telling():
                return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        is_positive = operator in ("in", *_ANY)
        if operator in ("in", "not in"):
            given = {*value}
            named = given - {False}
            asked = Domain("id", "not in" if False in given else "in", named)
            # “none or one of these” is “not one of the others”
            is_positive = is_positive != (False in given)
        else:
            asked = value if isinstance(value, Domain) else Domain("id", "in", value)
        seen = model.env[self.comodel_name]._search(asked, active_test=False)
        # the records asked for are those in sight: the column itself finds them by its index
        return super().condition_to_sql(
            field_expr, "any" if is_positive else "not any", seen, model.sudo(), alias, query
        )
