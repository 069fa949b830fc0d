import psycopg2

from odoo import SUPERUSER_ID, api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class Base(models.AbstractModel):
    """What deleting records asks for, and how a refusal is explained.

    Odoo leaves out the checks of models where its key for uninstalling stands in the context, which
    anybody may send: the key counts for the system alone, which uninstalls and upgrades.

    PostgreSQL 18 tells a refused deletion by an error of its own, of which Odoo shows the raw text.
    """

    _inherit = "base"

    def unlink(self):
        """Delete the records; the key for uninstalling is the system's alone."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG) and self.env.uid != SUPERUSER_ID:
            checked = self.with_context(**{MODULE_UNINSTALL_FLAG: False})
            return super(Base, checked).unlink()
        return super().unlink()

    @api.model
    def _sql_error_to_message_generic(self, exc):
        """Explain a refused deletion: which field of which records stands against it."""
        diagnostics = exc.diag
        # triggers of guarded tables use this error as well, with a text and no constraint
        if not (isinstance(exc, psycopg2.errors.RestrictViolation) and diagnostics.constraint_name):
            return super()._sql_error_to_message_generic(exc)
        for name, field in self._fields.items():
            if diagnostics.constraint_name == f"{self._table}_{name}_fkey":
                return self.env._(
                    "Other records use what you want to delete: it is “%(field)s” of %(model)s. "
                    "Archive it instead, or change these records first.",
                    field=field._description_string(self.env),
                    model=self.env["ir.model"]._get(self._name).name,
                )
        return self.env._(
            "Other records (%(table)s) use what you want to delete. Archive it instead, or change "
            "these records first.",
            table=diagnostics.table_name,
        )
