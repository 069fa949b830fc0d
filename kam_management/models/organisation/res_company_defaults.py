from odoo import api, models
from odoo.exceptions import UserError

from ... import wording


class ResCompany(models.Model):
    """What companies start with, and what goes with a company that is deleted."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new company what companies start with, in every language in use."""
        companies = super().create(vals_list)
        companies._kam_give_defaults()
        self.env["ir.module.module"]._kam_translate_defaults()
        return companies

    @api.model
    def _kam_give_all_defaults(self):
        """Give every company what it lacks of what companies start with.

        Called by the data of each addon, on installation and upgrade.
        """
        self.with_context(active_test=False).search([])._kam_give_defaults()

    def _kam_give_defaults(self):
        """Make what the companies lack of what companies start with; branches have nothing."""
        # sudo: who creates a company need not be allowed to read the one it belongs to
        roots = self.sudo().filtered(lambda company: company == company.root_id)
        for model in self._kam_get_default_models():
            model._create_defaults(roots.with_env(self.env))

    @api.model
    def _kam_get_default_models(self):
        """Return the models of which companies have records from the beginning, as a list."""
        names = self.env.registry.descendants(["kam.company.default.mixin"], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

    def unlink(self):
        """Delete companies in which nothing happened, with what they were given.

        :raise UserError: naming what has happened in a company
        """
        self.check_access("unlink")
        for company in self:
            company._kam_check_unused()
        for model in reversed(self._kam_get_default_models()):
            model._remove_defaults(self)
        return super().unlink()

    def _kam_check_unused(self):
        """Refuse to delete a company that has more than what companies start with."""
        used = []
        for model in self._kam_get_company_models():
            # sudo: what belongs to the company counts, whoever may see it
            records = model.sudo().with_context(active_test=False)
            if number := records.search_count([("company_id", "=", self.id)]):
                used.append(
                    wording.noted(self.env, self.env["ir.model"]._get(model._name).name, number)
                )
        if used:
            raise UserError(
                self.env._(
                    "%(company)s cannot be deleted, because of what has happened in it: %(used)s. "
                    "Archive it instead.",
                    company=self.name,
                    used=wording.listed(self.env, used),
                )
            )

    @api.model
    def _kam_get_company_models(self):
        """Return the models of ours whose records stand in the way of deleting their company."""
        given = {model._name for model in self._kam_get_default_models() if model._gives_records}
        models_of_companies = []
        for name in sorted(set(self.env.registry) - given):
            model = self.env[name]
            field = model._fields.get("company_id")
            is_stored = model._auto and not model._transient and field and field.store
            if name.startswith("kam.") and is_stored and field.ondelete == "restrict":
                models_of_companies.append(model)
        return models_of_companies
