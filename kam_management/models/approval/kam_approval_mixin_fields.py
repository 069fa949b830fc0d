from odoo import api, models

# What surrounds the content of a form: conversation, approval, duties, number and file.
FRAMES = ("kam.approval.mixin", "kam.form.mixin")
# A relation to one of these says where a form belongs, or whose it is.
PLACES = ("res.company", "kam.unit", "hr.department", "res.users", "res.partner")


class KamApprovalMixin(models.AbstractModel):
    """Which fields of a form a step may let its reviewers fill: those of its content only."""

    _inherit = "kam.approval.mixin"

    @api.model
    def _get_place_fields(self):
        """Return the names of the fields that say whose form it is. To be extended.

        :return: a set of names
        """
        places = {
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.comodel_name in PLACES
        }
        return places | {*self._get_in_charge_fields()}

    @api.model
    def _is_fillable(self, name):
        """Tell whether a step may let its reviewers fill a field of the form or of its lines.

        :param str name: a field of the form, ``line_ids`` for all of its lines, or
            ``line_ids.field`` for one field of them
        """
        field_name, _dot, line_field = name.partition(".")
        field = self._fields.get(field_name)
        frame = {name for model in FRAMES for name in self.env[model]._fields}
        if field is None or field_name in frame | self._get_place_fields():
            return False
        if field.type != "one2many":
            return not line_field and self._is_entered(self, field_name)
        lines = self.env[field.comodel_name]
        if not getattr(lines, "_approval_form_field", None):
            return False
        if not line_field:
            return True
        return line_field != lines._approval_form_field and self._is_entered(lines, line_field)

    @api.model
    def _is_entered(self, records, name):
        """Tell whether people enter a field: neither a process, nor what follows from others."""
        field = records._fields.get(name)
        return (
            field is not None
            and name not in {*models.MAGIC_COLUMNS, "id", "display_name"}
            and name not in records._get_protected_fields()
            and not field.readonly
            and not (field.relational and field.comodel_name == "res.company")
        )
