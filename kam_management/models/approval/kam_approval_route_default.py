from odoo import api, models
from odoo.tools import SQL

from ... import wording


class KamApprovalRoute(models.Model):
    """What controlled forms need in each company: a numbering and a route, made where missing."""

    _name = "kam.approval.route"
    _inherit = ["kam.approval.route", "kam.company.default.mixin"]

    _default_texts = ("name",)

    @api.model
    def _create_defaults(self, companies):
        """See the base method: what a company has of a form stays as it is.

        They are made in English, on which every language falls back, whoever creates a company.
        """
        english = self.with_context(lang="en_US")
        for name in english._get_form_models():
            form_model = english.env[name]
            for company in companies.with_env(english.env):
                english._ensure_sequence(form_model, company)
                english._ensure_route(form_model, company)
        return self.browse()

    @api.model
    def _remove_defaults(self, companies):
        """See the base method: the numberings go as well."""
        super()._remove_defaults(companies)
        codes = [
            form_model._form_sequence
            for name in self._get_form_models()
            if getattr(form_model := self.env[name], "_form_prefix", None)
        ]
        # sudo: as in the base method
        self.env["ir.sequence"].sudo().search(
            [("code", "in", codes), ("company_id", "in", companies.ids)]
        ).unlink()

    @api.model
    def _get_default_modules(self):
        """See the base method: the steps of a form are named in the form's own module."""
        form_modules = {self.env[name]._original_module for name in self._get_form_models()}
        return super()._get_default_modules() | form_modules

    @api.model
    def _ensure_sequence(self, form_model, company):
        prefix = getattr(form_model, "_form_prefix", None)
        if not prefix:
            return
        # sudo: a new company gets its numbering, whoever creates it
        sequence_sudo = self.env["ir.sequence"].sudo()
        code = form_model._form_sequence
        if sequence_sudo.search_count(
            [("code", "=", code), ("company_id", "=", company.id)], limit=1
        ):
            return
        label = self.env["ir.model"]._get(form_model._name).name
        sequence_sudo.create(
            {
                "name": wording.noted(self.env, label, company.name),
                "code": code,
                "prefix": prefix,
                "padding": 4,
                "company_id": company.id,
                "number_next": self._get_next_filed(form_model, company),
            }
        )

    @api.model
    def _get_next_filed(self, form_model, company):
        """Return the number behind the highest one that forms of a model were filed under.

        Uninstalling an addon leaves its numbering, so that it goes on where it was. Where somebody
        has deleted that, what is in the archive says which numbers are taken.
        """
        self.env["kam.archive.entry"].flush_model(["number", "res_model", "company_id"])
        self.env.cr.execute(
            SQL(
                "SELECT max(substring(number FROM '([0-9]{1,9})[^0-9]*$')::integer)"
                " FROM kam_archive_entry WHERE res_model = %s AND company_id = %s",
                form_model._name,
                company.id,
            )
        )
        return (self.env.cr.fetchone()[0] or 0) + 1

    @api.model
    def _ensure_route(self, form_model, company):
        values = form_model._prepare_default_route()
        if not values:
            return
        model = self.env["ir.model"]._get(form_model._name)
        # sudo: as above; a route that was archived stays archived
        route_sudo = self.sudo().with_context(active_test=False)
        if route_sudo.search_count(
            [("model_id", "=", model.id), ("company_id", "=", company.id)], limit=1
        ):
            return
        route_sudo.create(
            {"name": model.name, **values, "model_id": model.id, "company_id": company.id}
        )
