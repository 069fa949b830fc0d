from collections.abc import Mapping
from functools import partial

from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command, Domain

from ... import arguments, wording
from ... import values as checks

# Models of others that hide records past the record rules.
HIDING = frozenset({"ir.attachment", "mail.activity", "mail.message"})
# Who works where is known in the organisation: models say in words of their own who fits.
KNOWN = frozenset({"res.company", "res.users"})
# Commands that name one record.
NAMING_COMMANDS = (Command.LINK, Command.UPDATE, Command.DELETE, Command.UNLINK)


class Base(models.AbstractModel):
    """What callers give to our models is looked at before anything else.

    First whether they may see what they name: a constraint, a unique index or a related field
    would tell about it. Then whether a field can take its value. Odoo asks record rules only of
    what is stored already.
    """

    _inherit = "base"

    # Whether a model looks at input itself, before what it adds on its own.
    _kam_checks_input = False
    # Days that a model asks more of, and refuses in its own words.
    _kam_own_days = frozenset()

    @property
    def _kam_is_ours(self):
        return self._name.startswith("kam.")

    @api.model_create_multi
    def create(self, vals_list):
        """Create records; ours only with what their fields can take and their creator may see."""
        if self._kam_is_ours and not self.env.su:
            if not self._kam_checks_input:
                self.check_access("create")
                self.browse()._kam_check_input(vals_list)
        elif not self.env.su:
            self._kam_check_added(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Write values; of ours only with what their fields can take and their writer may see."""
        if self and self._kam_is_ours and not self.env.su:
            if not self._kam_checks_input:
                self.check_access("write")
                self._kam_check_input([vals])
        elif not self.env.su:
            self._kam_check_added([vals])
        return super().write(vals)

    def ensure_one(self):
        """Refuse none or several records; what is ours says it in words."""
        if self._kam_is_ours:
            arguments.check_ids(self)
            if len(self._ids) != 1:
                arguments.one(self)
        return super().ensure_one()

    def with_context(self, *args, **kwargs):
        """Return the records with another context, as each call over RPC begins.

        :raise UserError: for what can be no id of ours, or no context
        """
        if self._kam_is_ours:
            arguments.check_ids(self)
            if args and args[0] is not None:
                arguments.check_context(self.env, args[0])
        return super().with_context(*args, **kwargs)

    def exists(self):
        """Return those that exist; what can be no id of ours is refused in words."""
        if self._kam_is_ours:
            arguments.check_ids(self)
        return super().exists()

    def fetch(self, field_names=None):
        """Read from the database; what can be no id of ours is refused in words.

        :raise AccessError: for records that are not there, where some may be hidden: as for those
        """
        if not self._kam_is_ours:
            return super().fetch(field_names)
        arguments.check_ids(self)
        result = super().fetch(field_names)
        if not self.env.su and field_names and self._kam_may_be_hidden():
            records = self._origin
            # what has come is in the cache by now
            left = records._determine_fields_to_fetch(field_names, ignore_when_in_cache=True)
            if any(field.column_type for field in left):
                gone = records - records.exists()
                if gone:
                    raise self.env["ir.rule"]._make_access_error("read", gone)
        return result

    def _check_access(self, operation):
        """See the base method: what can be no id of ours is refused in words.

        Records that are not there are refused as those that are hidden.
        """
        if not self._kam_is_ours:
            return super()._check_access(operation)
        arguments.check_ids(self)
        try:
            return super()._check_access(operation)
        except MissingError:
            present = self.exists()
            result = present._check_access(operation)
            refused = (result[0] if result else present.browse()) | (self - present)
            refuse = self.env["ir.rule"]._make_access_error
            return refused, partial(refuse, operation, refused)

    @api.model
    def _kam_may_be_hidden(self):
        """Tell whether some of the records may be hidden from the user."""
        return not self.env["ir.rule"]._compute_domain(self._name, "read").is_true()

    def onchange(self, values, field_names, fields_spec):
        """Answer a form; what its user may not see is not told by what follows from it."""
        if self._kam_is_ours and not self.env.su:
            self.check_access("write" if self else "create")
            checks.check(self, values, self._kam_find_plain(values))
            self._kam_check_seen([values], deep=True)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        """Return defaults; one that names what the user may not see is none."""
        if self._kam_is_ours and not self.env.su:
            context = self.env.context
            keys = {name: f"default_{name}" for name in fields if name in self._fields}
            checks.check(self, {name: context[key] for name, key in keys.items() if key in context})
        defaults = super().default_get(fields)
        if not self._kam_is_ours or self.env.su:
            return defaults
        given = {name: value for name, value in defaults.items() if self._kam_is_parent(name)}
        asked = {
            name: value for name, value in given.items() if f"default_{name}" in self.env.context
        }
        self._kam_check_seen([asked])
        for name, value in given.items():
            if isinstance(value, int) and self._kam_find_unseen(name, {value}):
                del defaults[name]
        return defaults

    @api.model
    def _search(self, domain, *args, **kwargs):
        """See the base method: what the database can keep in no text is found in none.

        :raise UserError: naming the field
        """
        if self._kam_is_ours and not self.env.su:
            domain = Domain(domain)
            arguments.check_searched(self, domain)
        return super()._search(domain, *args, **kwargs)

    def _validate_fields(self, field_names, excluded_names=()):
        """Ask rules before constraints: whoever may not create a record learns nothing by it."""
        names = list(field_names)
        # Odoo asks rules of new records after their constraints
        if "create_uid" in names and self._kam_is_ours:
            self.check_access("create")
        super()._validate_fields(names, excluded_names)

    # ------------------------------------------------------------------
    # what was given
    # ------------------------------------------------------------------

    @api.model
    def _kam_check_input(self, vals_list):
        """Refuse what the user may not see, and what fields cannot take.

        :param list vals_list: values, one dict per record
        :raise AccessError: naming the field, whatever is there
        :raise ValidationError: naming the field and the value
        """
        if not self._kam_is_ours or self.env.su:
            return
        for vals in vals_list:
            checks.check(self, vals)
        self._kam_check_seen(vals_list)

    @api.model
    def _kam_find_plain(self, values):
        """Return the fields whose values a form hands over as records hold them.

        Files are named by their size, and a line names its parent by the values of the form.
        """
        checks.check_shape(self, values)
        return {
            name
            for name, value in values.items()
            if name in self._fields
            and self._fields[name].type != "binary"
            and not isinstance(value, Mapping)
        }

    @api.model
    def _kam_check_added(self, vals_list):
        """Refuse what our fields on models of others cannot take."""
        for vals in vals_list:
            names = {name for name in vals if isinstance(name, str) and name.startswith("kam_")}
            if names & self._fields.keys():
                checks.check(self, vals, names)

    def _kam_check_seen(self, vals_list, deep=False):
        """Refuse to name records that the user may not see, or that do not exist.

        What a record names already is left to it.

        :param list vals_list: values, one dict per record
        :param bool deep: also in the values of lines
        :raise AccessError: naming the field; the same whatever is there
        """
        if self.env.su:
            return
        for name in dict.fromkeys(name for vals in vals_list for name in vals):
            if not self._kam_is_parent(name):
                continue
            given = [vals[name] for vals in vals_list if vals.get(name)]
            hidden = self._kam_find_unseen(name, {*_find_ids(given)})
            if hidden:
                raise AccessError(
                    self.env._(
                        "“%(field)s”: number %(numbers)s does not exist, or you may not see it, "
                        "as in another company. Choose what you can see.",
                        field=self._fields[name]._description_string(self.env),
                        numbers=wording.listed(self.env, map(str, sorted(hidden)[:10])),
                    )
                )
            if deep and self._fields[name].type in ("one2many", "many2many"):
                lines = self.env[self._fields[name].comodel_name]
                lines._kam_check_seen([*_find_vals(given)], deep=True)

    @api.model
    def _kam_is_parent(self, name):
        """Tell whether a field names records of which some may be hidden from the user."""
        field = self._fields.get(name)
        if not (field and field.relational):
            return False
        comodel = field.comodel_name
        if comodel.startswith("kam.") or comodel in HIDING:
            return True
        if comodel in KNOWN:
            return False
        return self.env[comodel]._kam_may_be_hidden()

    def _kam_find_unseen(self, name, ids):
        """Return those of some ids that the user may not read, and that self does not name yet."""
        ids = {record_id for record_id in ids if type(record_id) is int}
        if not ids:
            return set()
        # sudo: whoever writes a record may leave in it what it names
        known = {*self.sudo()[name].ids} if self and self._fields[name].store else set()
        named = self.env[self._fields[name].comodel_name].browse(sorted(ids - known))
        return {*named.ids} - {*named.exists()._filtered_access("read").ids}


def _find_ids(given):
    """Yield the ids that values of a relation name."""
    for value in given:
        if isinstance(value, models.BaseModel):
            yield from value.ids
        elif isinstance(value, int):
            yield value
        elif isinstance(value, Mapping):
            yield value.get("id")
        elif isinstance(value, (list, tuple)):
            yield from _find_command_ids(value)


def _find_command_ids(commands):
    for command in commands:
        if isinstance(command, int):
            yield command
        elif isinstance(command, (list, tuple)) and len(command) > 1:
            if command[0] in NAMING_COMMANDS:
                yield command[1]
            elif command[0] == Command.SET and isinstance(command[-1], (list, tuple)):
                yield from command[-1]


def _find_vals(given):
    """Yield the values of lines among the commands of a relation."""
    for commands in given:
        for command in commands if isinstance(commands, (list, tuple)) else ():
            is_vals = isinstance(command, (list, tuple)) and isinstance(command[-1], dict)
            if is_vals and command[0] in (Command.CREATE, Command.UPDATE):
                yield command[-1]
