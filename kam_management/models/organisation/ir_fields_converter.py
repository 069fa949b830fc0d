from odoo import api, models


class IrFieldsConverter(models.AbstractModel):
    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Refuse a name that fits several records in files read into our models.

        Odoo warns and takes the first one: of two customers, or two users, of one name, the wrong
        one would be screened, or look after an account.
        """
        if subfield is None and value and model._name.startswith("kam."):
            found = self.env[field.comodel_name].name_search(name=value, operator="=")
            if len({record_id for record_id, _name in found}) > 1:
                raise self._format_import_error(
                    ValueError,
                    self.env._(
                        "“%%(field)s”: “%s” fits several records. Name one that fits only once: a "
                        "reference, a login, a code, or an external id."
                    ),
                    value,
                )
        return super().db_id_for(model, field, subfield, value, savepoint)
