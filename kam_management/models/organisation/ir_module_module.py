import json

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import code_translations


class IrModuleModule(models.Model):
    """What companies start with is translated with the rest when a language is loaded."""

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Load the texts of code that became data of a company, too."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if self._kam_text_modules() & set(modules):
            self._kam_translate_defaults(langs)
        return result

    @api.model
    def _kam_translate_defaults(self, langs=None):
        """Translate texts that companies were given by code and that are in English still.

        They have no external ids, by which Odoo would find their translations. A text is one of
        them as long as its English is the one in the code; what was translated by hand stays.

        :param list[str] langs: codes of languages; all that are in use by default
        """
        codes = langs or [code for code, _name in self.env["res.lang"].get_installed()]
        for code in codes:
            terms = {}
            for module in self._kam_text_modules():
                terms.update(code_translations.get_python_translations(module, code))
            if code == "en_US" or not terms:
                continue
            for model in self.env["res.company"]._kam_get_default_models():
                for fname in model._default_texts:
                    self._kam_translate_column(model, fname, code, terms)

    @api.model
    def _kam_text_modules(self):
        """Return the names of the modules whose code gives companies such texts."""
        models_with_defaults = self.env["res.company"]._kam_get_default_models()
        return set().union(*(model._get_default_modules() for model in models_with_defaults)) - {
            None
        }

    def _kam_translate_column(self, model, fname, code, terms):
        # in SQL, as Odoo loads translations: they change nothing that a rule would have to guard
        model.flush_model([fname])
        column = SQL.identifier(fname)
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s"
                " SET %(column)s = %(column)s || jsonb_build_object("
                "%(code)s::text, %(terms)s::jsonb ->> (%(column)s ->> 'en_US'))"
                " WHERE jsonb_exists(%(terms)s::jsonb, %(column)s ->> 'en_US')"
                " AND coalesce(%(column)s ->> %(code)s::text, %(column)s ->> 'en_US')"
                " = %(column)s ->> 'en_US'",
                table=SQL.identifier(model._table),
                column=column,
                code=code,
                terms=json.dumps(dict(terms)),
            )
        )
        model.invalidate_model([fname])
