from odoo import api, models

from ... import relations


class Base(models.AbstractModel):
    """What is read and exported of records names none that its reader may not see.

    Holds for fields that say so, see ``relations.Many2one``.
    """

    _inherit = "base"

    def _read_format(self, fnames, load="_classic_read"):
        """See the base method: what its reader may not see is left out."""
        rows = super()._read_format(fnames, load)
        for name, hidden in self._kam_find_unnamed(fnames).items():
            for row in rows:
                value = row.get(name)
                if (value[0] if isinstance(value, tuple) else value) in hidden:
                    row[name] = False
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """See the base method: cells of what its reader may not see are empty."""
        unnamed = self._kam_find_unnamed({path[0] for path in fields if path})
        if not any(unnamed.values()):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        self.fetch({path[0] for path in fields if path} & self._fields.keys())
        rows = []
        for record in self:
            left_out = {name for name, hidden in unnamed.items() if record[name].id in hidden}
            told = [at for at, path in enumerate(fields) if not path or path[0] not in left_out]
            for cells in super(Base, record)._export_rows(
                [fields[at] for at in told], _is_toplevel_call=_is_toplevel_call
            ):
                row = dict(zip(told, cells, strict=True))
                rows.append([row.get(at, "") for at in range(len(fields))])
        return rows

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        """See the base method: groups tell nothing of what their reader may not see."""
        with relations.telling():
            return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """See the base method: as above."""
        with relations.telling():
            return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """See the base method: nor does the order of records."""
        with relations.telling():
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _kam_find_unnamed(self, names):
        """Return the ids that the records name by some fields, and that the user may not see.

        :param names: names of fields
        :return: dict name of a field -> ids, of those fields that look at it
        """
        if self.env.su:
            return {}
        unnamed = {}
        for name in names:
            if isinstance(self._fields.get(name), relations.Many2one):
                named = self[name]
                unnamed[name] = {*named.ids} - {*named._filtered_access("read").ids}
        return unnamed
