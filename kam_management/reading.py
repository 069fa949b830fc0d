"""Reading records of several models with few statements, with the rights of the user."""

from collections import defaultdict
from datetime import date, datetime

from odoo.fields import Domain
from odoo.tools import SQL

# What JSON has no type for, or gives as another: how it becomes what the cache holds.
FROM_JSON = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "float": float,
    "monetary": float,
    "many2many": tuple,
    "one2many": tuple,
}
# What of the company's currency amounts are written with.
CURRENCY = tuple(
    f"company_id.currency_id.{name}"
    for name in ("decimal_places", "name", "position", "rounding", "symbol")
)


def fetch_together(wanted):
    """Read fields of records of several models into the cache, with one statement for all.

    A further statement reads what their fields lead to (``partner_id.name``), and so on.

    :param list wanted: for each of several models the model, a domain and names of fields; archived
        records are read like others
    :return: list of the records that the user may read, in the order of ``wanted``; fields that the
        user may not read are passed over
    """
    parts = [_Part(*each) for each in wanted]
    statements = [part.select(number) for number, part in enumerate(parts) if part.is_read]
    if statements:
        env = parts[0].model.env
        rows = env.execute_query(SQL(" UNION ALL ").join(statements))
        for number, record_id, values in rows:
            parts[number].found[record_id] = values
    seen = [part.store() for part in parts]
    if further := _merge(part.follow(records) for part, records in zip(parts, seen, strict=True)):
        fetch_together(further)
    return seen


def _merge(steps):
    """Return what further records are read of, as :func:`fetch_together` takes it."""
    merged = {}
    for records, name in (pair for pairs in steps for pair in pairs):
        before, names = merged.get(records._name, (records.browse(), set()))
        merged[records._name] = (before | records, names | {name})
    return [
        (records.browse(), Domain("id", "in", records.ids), sorted(names))
        for records, names in merged.values()
    ]


class _Part:
    """What is read of one model."""

    def __init__(self, model, domain, names):
        self.model = model
        self.found = {}
        self.further = defaultdict(list)
        for name in names:
            head, _dot, rest = name.partition(".")
            self.further[head].extend([rest] if rest else [])
        self.is_read = False
        if not model.has_access("read"):
            return
        readable = [
            name for name in self.further if model._has_field_access(model._fields[name], "read")
        ]
        read = [
            field
            for field in model._determine_fields_to_fetch(readable)
            if field.column_type or model.env[field.comodel_name].has_access("read")
        ]
        self.query = model._search(domain, order="id", active_test=False)
        self.is_read = not self.query.is_empty()
        # a model that leads to itself would need other names for its table
        self.apart = [
            field for field in read if field.comodel_name == model._name and not field.column_type
        ]
        self.values = {
            field: self._select_value(field) for field in read if field not in self.apart
        }

    def select(self, number):
        """Return the statement that gives a number, and each record's id and values."""
        return SQL(
            "(%s)",
            self.query.select(
                SQL("%s", number),
                SQL.identifier(self.model._table, "id"),
                SQL("jsonb_build_array(%s)", SQL(", ").join(self.values.values())),
            ),
        )

    def _select_value(self, field):
        """Return the expression for the value of a field; of relations the ids, as rules allow."""
        if field.column_type:
            return self.model._field_to_sql(self.model._table, field.name, self.query)
        comodel = self.model.env[field.comodel_name].with_context(active_test=False)
        query = comodel._search(field.get_comodel_domain(self.model), order=comodel._order)
        own_id, other_id = (SQL.identifier(table._table, "id") for table in (self.model, comodel))
        if field.type == "one2many":
            link = SQL.identifier(comodel._table, field.inverse_name)
        else:
            link = SQL.identifier(field.relation, field.column1)
            other = SQL.identifier(field.relation, field.column2)
            query.add_join("JOIN", field.relation, None, SQL("%s = %s", other, other_id))
        query.add_where(SQL("%s = %s", link, own_id))
        return SQL("ARRAY(%s)", query.select(other_id))

    def store(self):
        """Put what was found into the cache, and return the records."""
        seen = self.model.browse(self.found)
        for place, field in enumerate(self.values if seen else ()):
            convert = FROM_JSON.get(field.type)
            values = [row[place] for row in self.found.values()]
            if convert:
                values = [None if value is None else convert(value) for value in values]
            field._insert_cache(seen, values)
        for field in self.apart if seen else ():
            field.read(seen)
        return seen

    def follow(self, seen):
        """Return the records that fields lead to, each with the name of a field to read."""
        steps = []
        for field in (*self.values, *self.apart) if seen else ():
            names = self.further.get(field.name, [])
            # of relations to several, archived ones are left out where they are asked for
            if not field.column_type and (active := seen.env[field.comodel_name]._active_name):
                names = [*names, active]
            if names:
                found = seen.with_context(active_test=False)[field.name].with_env(seen.env)
                steps += [(found, name) for name in names]
        return steps
