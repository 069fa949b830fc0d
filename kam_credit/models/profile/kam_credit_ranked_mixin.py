from odoo import api, models
from odoo.tools import SQL


class KamCreditRankedMixin(models.AbstractModel):
    """Groups by lists, ages and the like stand in the order of their choices, and not by codes.

    ``_ranked`` names the selection fields whose choices are listed from first to last.
    """

    _name = "kam.credit.ranked.mixin"
    _description = "Choices in Their Order"
    _ranked = ()

    @api.model
    def _read_group_orderby(self, order, groupby_terms, query):
        """See the base method: pivots, charts and grouped lists sort by the place of a choice."""
        ranks = {
            name: SQL(
                "array_position(%s::varchar[], %s)",
                self._fields[name].get_values(self.env),
                groupby_terms[name],
            )
            for name in self._ranked
            if name in groupby_terms
        }
        terms = {**groupby_terms, **ranks}
        ordered = super()._read_group_orderby(order, terms, query)
        # the base method may group by what it sorts by, but never by the place
        groupby_terms.update((name, term) for name, term in terms.items() if name not in ranks)
        return ordered
