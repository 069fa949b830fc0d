from odoo import api, models


class KamCompanyDefaultMixin(models.AbstractModel):
    """Records of which each company has some from the beginning, which it then changes as it likes.

    Companies that have none get them on installation and on upgrade, new companies when they are
    made, see ``res_company_defaults``: in English, on which all languages fall back. What stands in
    ``_default_texts`` is translated when a language is loaded, as data files are.
    """

    _name = "kam.company.default.mixin"
    _description = "Given to Companies"
    _inherit = ["kam.root.company.mixin"]

    # names of translated fields that code fills
    _default_texts = ()
    # whether companies start with records of the very model
    _gives_records = True

    @api.model
    def _prepare_defaults(self, company):
        """Return the values of the records that a company starts with. To be overridden.

        :param company: the company
        :return: list of values for ``create``, the company left out
        """
        return []

    @api.model
    def _create_defaults(self, companies):
        """Give companies without such records those that companies start with.

        :param companies: the companies
        :return: the new records
        """
        # sudo: who creates a company need not be one who configures key accounts
        model_sudo = self.sudo().with_context(lang="en_US", active_test=False)
        present = model_sudo.search([("company_id", "in", companies.ids)]).company_id
        records = model_sudo.create(
            [
                {**vals, "company_id": company.id}
                for company in companies - present
                for vals in model_sudo._prepare_defaults(company)
            ]
        )
        return records.with_env(self.env)

    @api.model
    def _remove_defaults(self, companies):
        """Delete what companies were given, with the companies. To be extended.

        :param companies: companies in which nothing has happened
        """
        if self._fields["company_id"].related or not self._gives_records:
            # it goes with what it belongs to
            return
        # sudo: who may delete the company may delete what it started with
        model_sudo = self.sudo().with_context(active_test=False)
        model_sudo.search([("company_id", "in", companies.ids)]).unlink()

    @api.model
    def _get_default_modules(self):
        """Return the names of the modules whose code holds the texts. To be extended.

        :return: a set; None stands for models that are of no module
        """
        return {self._original_module}
