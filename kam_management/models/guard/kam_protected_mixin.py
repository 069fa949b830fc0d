from collections.abc import Mapping

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import clean_context

from ... import protection, transactions, values, wording

# What may hold nothing: of other types, nothing is 0 or no.
EMPTY_TYPES = frozenset(
    {"char", "date", "datetime", "html", "many2one", "reference", "selection", "text"}
)


class KamProtectedMixin(models.AbstractModel):
    """Fields that only the methods of a process may set.

    A model names them in ``_protected_fields``; an extension in another addon adds to
    them by overriding :meth:`_get_protected_fields`. Everybody else is refused, the
    superuser included, whatever the context says. Protected fields are ``copy=False``
    and carry no ``groups``.

    What holds for everybody but processes stands in :meth:`_check_write`,
    :meth:`_complete_create` and :meth:`_check_unlink`, which models extend: nothing else has to
    know whether a process is at work. A process uses :meth:`_protected_write`,
    :meth:`_protected_create` and :meth:`_protected_unlink`, which only Python code of addons may
    call. What they open is that one call: not what it brings about, and not what follows it.
    """

    _name = "kam.protected.mixin"
    _description = "Protected Fields"

    _protected_fields = frozenset()
    # protected fields that identify the record, hence may be given when it is created
    _protected_except_on_create = frozenset()
    # whether a trigger asks that each statement is announced, see kam.guarded.mixin
    _is_guarded = False
    _kam_checks_input = True

    @api.model
    def _get_protected_fields(self):
        """Return the names of the protected fields. Extend with ``super() | {...}``."""
        return self._protected_fields

    @api.model
    def _get_stored_fields(self):
        """Return the names of all that is stored of a record, besides who wrote it when."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        )

    @api.model
    def _get_label(self, name):
        """Return what a field is called, in the language of the reader. May be overridden.

        :param str name: name of the field
        """
        return self._fields[name]._description_string(self.env)

    def _explain(self, error):
        """Return why a record was refused, naming it where the error does not. May be overridden.

        :param error: what was raised, or its text
        """
        why = str(error)
        if self.display_name in why:
            return why
        return wording.labelled(self.env, self.display_name, why)

    def _serialise(self):
        """Let those who act on the records at once come one after the other, on fresh data."""
        transactions.serialise(self)
        self.env.invalidate_all()

    @api.model
    def _get_protected_remedy(self):
        """Return the sentence that tells what to do instead. To be overridden."""
        return self.env._("Use the buttons of the form: each writes down who did it and why.")

    @api.model
    def default_get(self, fields):
        """Give protected fields the defaults of the code, not those of a caller or a user."""
        protected = self._get_protected_fields() - self._protected_except_on_create
        defaults = super().default_get([name for name in fields if name not in protected])
        for name in protected.intersection(fields):
            default = protection.own_default(self, name)
            if default:
                defaults[name] = default
        return defaults

    # ------------------------------------------------------------------
    # what holds for everybody but processes
    # ------------------------------------------------------------------

    def _check_write(self, vals):
        """Refuse a write that is not a process's. To be extended.

        :param dict vals: values that are going to be written
        :raise UserError: for protected fields, naming the field and the record
        """
        refused = self._get_protected_fields() & vals.keys()
        if self and refused:
            self.check_access("write")
            self._refuse_protected(min(refused))

    @api.model
    def _complete_create(self, vals_list):
        """Return the values with which records are created that no process makes. To be extended.

        What callers gave has been checked; what is added here may be protected.

        :param list vals_list: values, one dict per record
        :return: the values with what follows from them
        """
        return vals_list

    def _check_unlink(self):
        """Refuse a deletion that is not a process's. To be extended."""

    # ------------------------------------------------------------------
    # the three doors
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse protected values that differ from the field's own default, and what is missing.

        :raise UserError: naming the field, unless a process creates the records
        """
        self._check_shape(vals_list)
        rest = protection.take_for_create(self, vals_list)
        if rest is None:
            self.check_access("create")
            self.browse()._kam_check_input(vals_list)
            self._check_protected_values(vals_list)
            completed = self._complete_create(vals_list)
            self._check_required(completed)
            return super().create(completed)
        self._check_protected_values(rest)
        with protection.storing(self.browse(), new=vals_list):
            return super().create(vals_list)

    def write(self, vals):
        """Refuse what :meth:`_check_write` refuses.

        :raise UserError: naming the field and the record, unless a process writes
        """
        self._check_shape([vals])
        rest = protection.take_for_write(self, vals)
        if rest is None:
            if self._kam_is_ours:
                self.check_access("write")
                self._kam_check_input([vals])
            self._check_write(vals)
            return super().write(vals)
        if rest:
            self._check_write(rest)
        columns = [name for name in vals if self._fields[name].column_type]
        with protection.storing(self, columns):
            result = super().write(vals)
            if self._is_guarded:
                # a row is in the database as the process wants it before anybody else comes by
                self.flush_recordset(columns)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_process(self):
        if not protection.take_for_unlink(self):
            self._check_unlink()

    @api.model
    def _check_protected_values(self, vals_list):
        """Refuse to create records with protected values that differ from the code's default."""
        protected = self._get_protected_fields() - self._protected_except_on_create
        for vals in vals_list:
            for name in sorted(protected & vals.keys()):
                if (vals[name] or False) != protection.own_default(self, name):
                    self._refuse_protected(name)

    @api.model
    def _check_required(self, vals_list):
        """Refuse what lacks a field that it is not kept without, as copies may.

        :param list vals_list: values, one dict per record, with what follows from them
        :raise UserError: naming the field
        """
        names = [
            name
            for name, field in self._fields.items()
            if field.required and field.store and not field.compute and field.type in EMPTY_TYPES
        ]
        asked = [
            name
            for name in names
            if not self._fields[name].default and any(name not in vals for vals in vals_list)
        ]
        defaults = self.default_get(asked) if asked else {}
        for vals in vals_list:
            for name in names:
                default = defaults.get(name, self._fields[name].default)
                if vals.get(name, default) not in (None, False):
                    continue
                if name in self._get_protected_fields() - self._protected_except_on_create:
                    self._refuse_protected(name)
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is empty: a new “%(model)s” needs it, and so does a copy.",
                        field=self._fields[name]._description_string(self.env),
                        model=self.env["ir.model"]._get(self._name).name,
                    )
                )

    @api.model
    def _check_shape(self, vals_list):
        """Refuse what holds no values of fields by their names.

        :param vals_list: what a caller gave
        :raise UserError: naming the model
        """
        is_list = isinstance(vals_list, list | tuple)
        if not is_list or not all(isinstance(vals, Mapping) for vals in vals_list):
            raise UserError(
                self.env._(
                    "%(model)s: the values of a record are names of fields with what they hold. "
                    "Give one such dictionary for each record.",
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )

    @api.model
    def _check_references(self, vals_list):
        """Refuse values that cannot name a record, in fields that name one.

        :param list vals_list: values, one dict per record
        :raise ValidationError: naming the field and the value
        """
        names = {name for name, field in self._fields.items() if field.type == "many2one"}
        for vals in vals_list:
            values.check(self, vals, names)

    # ------------------------------------------------------------------
    # for processes
    # ------------------------------------------------------------------

    def _protected_write(self, vals):
        """Write protected fields on behalf of a process.

        :param dict vals: values as for ``write``
        :return: the records
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_protected_write")
        with protection.opened("write", self, vals):
            self.write(vals)
        return self

    @api.model
    def _protected_create(self, vals_list):
        """Create records with protected fields on behalf of a process.

        :param list vals_list: values as for ``create``
        :return: the new records, in the environment of the caller
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_protected_create")
        # defaults of the client's context must not reach what a process creates
        clean = self.with_context(clean_context(self.env.context))
        with protection.opened("create", clean.browse(), vals_list):
            return clean.create(vals_list).with_env(self.env)

    def _protected_unlink(self):
        """Delete records on behalf of a process.

        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_protected_unlink")
        with protection.opened("unlink", self):
            self.unlink()

    def _refuse_protected(self, field_name):
        label = self._fields[field_name]._description_string(self.env)
        if not self:
            raise UserError(
                self.env._(
                    "“%(field)s” of a new record (%(model)s) cannot be given by hand. %(remedy)s",
                    field=label,
                    model=self.env["ir.model"]._get(self._name).name,
                    remedy=self._get_protected_remedy(),
                )
            )
        raise UserError(
            self.env._(
                "“%(field)s” of %(record)s cannot be changed by hand. %(remedy)s",
                field=label,
                record=wording.listed(self.env, self.mapped("display_name")),
                remedy=self._get_protected_remedy(),
            )
        )
