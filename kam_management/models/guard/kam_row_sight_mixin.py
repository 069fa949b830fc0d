from odoo import api, models
from odoo.exceptions import AccessError


class KamRowSightMixin(models.AbstractModel):
    """Rows of others that tell of a record of ours, in sight of those only who may know.

    Inherited by models of Odoo, before the model itself. Which rows are hidden, and what is said to
    whoever reads one by its number, is left to each.
    """

    _name = "kam.row.sight.mixin"
    _description = "Rows Beside Our Records"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """See the base method: without those that are hidden from the user."""
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        rows = self.browse(query.get_result_ids())
        hidden = rows._kam_find_hidden()
        return (rows - hidden)._as_query(order) if hidden else query

    def _check_access(self, operation):
        """See the base method: also whether the rows are hidden from the user."""
        result = super()._check_access(operation)
        hidden = (self - result[0] if result else self)._kam_find_hidden()
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: AccessError(self._kam_get_hidden_text())

    def _kam_find_hidden(self):
        """Return those of the rows that are hidden from the user. To be overridden."""
        raise NotImplementedError

    @api.model
    def _kam_get_hidden_text(self):
        """Return what is said to whoever reads a hidden row. To be overridden."""
        raise NotImplementedError

    @api.model
    def _kam_is_about_ours(self, model):
        """Tell whether a name is that of a model of ours.

        :param model: name of a model, or nothing
        """
        return isinstance(model, str) and model.startswith("kam.")
