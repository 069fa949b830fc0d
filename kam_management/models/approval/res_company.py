from odoo import api, models
from odoo.tools import SQL


class ResCompany(models.Model):
    """What controlled forms need in each company: a numbering and a route, made where missing."""

    _inherit = "res.company"

    def _kam_give_defaults(self):
        """See the base method: the numbering and the default route of every form."""
        super()._kam_give_defaults()
        self._kam_set_up_forms()

    @api.model
    def _kam_set_up_all_forms(self):
        """Give every company what its forms lack (on installation and upgrade)."""
        self.search([])._kam_set_up_forms()

    def _kam_set_up_forms(self):
        """Make the numberings and routes that are missing; what a company has stays as it is.

        They are made in English, on which every language falls back, whoever creates a company.
        """
        english = self.with_context(lang="en_US")
        for name in english.env["kam.approval.route"]._get_form_models():
            form_model = english.env[name]
            for company in english:
                company._kam_ensure_sequence(form_model)
                company._kam_ensure_route(form_model)

    def _kam_ensure_sequence(self, form_model):
        prefix = getattr(form_model, "_form_prefix", None)
        if not prefix:
            return
        # sudo: a new company gets its numbering, whoever creates it
        sequence_sudo = self.env["ir.sequence"].sudo()
        code = form_model._form_sequence
        if sequence_sudo.search_count([("code", "=", code), ("company_id", "=", self.id)], limit=1):
            return
        label = self.env["ir.model"]._get(form_model._name).name
        sequence_sudo.create(
            {
                "name": f"{label} ({self.name})",
                "code": code,
                "prefix": prefix,
                "padding": 4,
                "company_id": self.id,
                "number_next": self._kam_get_next_filed(form_model),
            }
        )

    def _kam_get_next_filed(self, form_model):
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
                self.id,
            )
        )
        return (self.env.cr.fetchone()[0] or 0) + 1

    def _kam_ensure_route(self, form_model):
        values = form_model._prepare_default_route()
        if not values:
            return
        model = self.env["ir.model"]._get(form_model._name)
        # sudo: as above; a route that was archived stays archived
        route_sudo = self.env["kam.approval.route"].sudo().with_context(active_test=False)
        if route_sudo.search_count(
            [("model_id", "=", model.id), ("company_id", "=", self.id)], limit=1
        ):
            return
        route_sudo.create(
            {"name": model.name, **values, "model_id": model.id, "company_id": self.id}
        )
