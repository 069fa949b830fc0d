from odoo import api, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """What companies start with: given once, and taken away with a company."""

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
        self.search([])._kam_give_defaults()

    def _kam_give_defaults(self):
        """Make what the companies lack of what companies start with, and write down that it was.

        Branches have nothing of their own. What a company was given and has deleted is not made
        again.
        """
        # sudo: who creates a company, or a form, need not be one who sets companies up
        roots = self.sudo().filtered(lambda company: company == company.root_id)
        for model in self._kam_get_default_models():
            name = model._get_default_key()
            lacking = roots.filtered(lambda company: not company._kam_was_given(name))  # noqa: B023
            if lacking:
                model._create_defaults(lacking.with_env(self.env))
                lacking._kam_note_given(name)

    def _kam_was_given(self, name):
        """Tell whether the company was given something, by its name."""
        # sudo: as in _kam_give_defaults
        return bool(name) and name in (self.sudo().kam_given or ())

    def _kam_note_given(self, name):
        """Write down that the companies were given something, which has a name."""
        if not name:
            return
        for company in self.sudo():  # sudo: as in _kam_give_defaults
            company.kam_given = sorted({*(company.kam_given or ()), name})

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
        given = {model._name for model in self._kam_get_default_models()} - {"kam.account"}
        used = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            field = model._fields.get("company_id")
            if not name.startswith("kam.") or name in given or not model._auto:
                continue
            if model._abstract or model._transient or not (field and field.store):
                continue
            # sudo: what belongs to the company counts, whoever may see it
            records = model.sudo().with_context(active_test=False)
            if field.ondelete == "restrict" and (
                number := records.search_count([("company_id", "=", self.id)])
            ):
                used.append(f"{self.env['ir.model']._get(name).name} ({number})")
        if used:
            raise UserError(
                self.env._(
                    "%(company)s cannot be deleted, because of what has happened in it: %(used)s. "
                    "Archive it instead.",
                    company=self.name,
                    used=", ".join(used),
                )
            )
