from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ... import protection


class KamProtectedMixin(models.AbstractModel):
    """Fields that only the methods of a process may set.

    A model names them in ``_protected_fields``; an extension in another addon adds to
    them by overriding :meth:`_get_protected_fields`. Everybody else is refused, the
    superuser included, whatever the context says. Protected fields are ``copy=False``
    and carry no ``groups``.
    """

    _name = "kam.protected.mixin"
    _description = "Protected Fields"

    _protected_fields = frozenset()
    # protected fields that identify the record, hence may be given when it is created
    _protected_except_on_create = frozenset()

    @api.model
    def _get_protected_fields(self):
        """Return the names of the protected fields. Extend with ``super() | {...}``."""
        return self._protected_fields

    @api.model
    def _get_protected_remedy(self):
        """Return the sentence that tells what to do instead. To be overridden."""
        return self.env._("Use the buttons of the form: each writes down who did it and why.")

    @api.model
    def default_get(self, fields):
        """Give protected fields the defaults of the code, not those of a caller or a user."""
        protected = self._get_protected_fields() - self._protected_except_on_create
        values = super().default_get([name for name in fields if name not in protected])
        for name in protected.intersection(fields):
            default = protection.own_default(self, name)
            if default:
                values[name] = default
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse protected values that differ from the field's own default.

        :raise UserError: naming the field, unless server code has opened the environment
        """
        if protection.is_open(self):
            return super(KamProtectedMixin, protection.closed(self)).create(vals_list)
        self.check_access("create")
        self._check_protected_values(vals_list)
        return super().create(vals_list)

    @api.model
    def _check_protected_values(self, vals_list):
        """Refuse to create records with protected values that differ from the code's default."""
        protected = self._get_protected_fields() - self._protected_except_on_create
        for vals in vals_list:
            for name in sorted(protected & vals.keys()):
                if (vals[name] or False) != protection.own_default(self, name):
                    self._refuse_protected(name)

    def write(self, vals):
        """Refuse protected fields.

        :raise UserError: naming the field and the record, unless server code has opened
            the environment
        """
        if protection.is_open(self):
            return super(KamProtectedMixin, protection.closed(self)).write(vals)
        refused = self._get_protected_fields() & vals.keys()
        if self and refused:
            self.check_access("write")
            self._refuse_protected(min(refused))
        return super().write(vals)

    def _protected_write(self, vals):
        """Write protected fields on behalf of a process.

        :param dict vals: values as for ``write``
        :return: the records, in the environment of the caller
        """
        protection.opened(self).write(vals)
        return self

    @api.model
    def _protected_create(self, vals_list):
        """Create records with protected fields on behalf of a process.

        :param list vals_list: values as for ``create``
        :return: the new records, in the environment of the caller
        """
        # defaults of the client's context must not reach what a process creates
        clean = self.with_context(clean_context(self.env.context))
        return protection.opened(clean).create(vals_list).with_env(self.env)

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
                record=", ".join(self.mapped("display_name")),
                remedy=self._get_protected_remedy(),
            )
        )
