from odoo import api, fields, models

from ... import wording

KINDS = [("created", "Entered"), ("changed", "Changed"), ("deleted", "Deleted before it began")]


class KamRightChange(models.Model):
    """Each change of what rights follow from: positions, teams, delegations, units.

    It is written whatever the context says, which the chatter can be told to leave out.
    """

    _name = "kam.right.change"
    _description = "Change of Rights"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "document_name"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, ondelete="restrict", readonly=True
    )
    kind = fields.Selection(selection=KINDS, string="What happened", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    document_name = fields.Char(string="Of", readonly=True)
    change = fields.Json(
        string="Values", readonly=True, help="Name of the field -> value before, value after."
    )
    description = fields.Text(string="Change", compute="_compute_description")

    @api.depends("res_model", "change")
    @api.depends_context("lang")
    def _compute_description(self):
        for row in self:
            model = self.env.get(row.res_model)
            known = {} if model is None else model._fields
            lines = []
            for name, pair in (row.change or {}).items():
                field = known.get(name)
                label = field._description_string(self.env) if field else name
                before, after = (self._describe_value(field, value) for value in pair)
                lines.append(wording.labelled(self.env, label, f"{before} → {after}"))
            row.description = "\n".join(lines)

    @api.model
    def _describe_value(self, field, value):
        """Return a value as people read it."""
        if isinstance(value, list):
            return value[1]
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if value and field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return value or "–"

    @api.model
    def _take(self, records, names):
        """Return what records hold now, for :meth:`_note`.

        :param records: records of one model, with ``company_id``
        :param names: names of the fields that rights follow from
        :return: dict id -> dict of values by field
        """
        # sudo: what changes is written down, whether or not who changes it reads all of it
        return {
            record.id: {name: self._to_value(record, name) for name in names}
            for record in records.sudo()
        }

    @api.model
    def _to_value(self, record, name):
        value = record[name]
        if isinstance(value, models.BaseModel):
            return [value.id, value.display_name] if value else None
        if record._fields[name].type == "date":
            return fields.Date.to_string(value) or None
        return value

    @api.model
    def _note(self, kind, records, before, after):
        """Write down what changed.

        :param str kind: created, changed or deleted
        :param records: the records; for deleted ones before they are gone
        :param dict before: what :meth:`_take` said before, by id; empty for new ones
        :param dict after: what it says now; empty for deleted ones
        """
        rows = []
        # sudo: as in _take
        for record in records.sudo():
            old, new = before.get(record.id, {}), after.get(record.id, {})
            change = {
                name: [old.get(name), new.get(name)]
                for name in {**old, **new}
                if old.get(name) != new.get(name)
            }
            if change:
                rows.append(
                    {
                        "user_id": self.env.uid,
                        "company_id": record.company_id.id,
                        "kind": kind,
                        "res_model": record._name,
                        "res_id": record.id,
                        "document_name": record.display_name,
                        "change": change,
                    }
                )
        if rows:
            self._append(rows)
