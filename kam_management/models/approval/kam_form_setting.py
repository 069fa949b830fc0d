import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ... import arguments
from .kam_form_mixin import DEPARTMENTS

# what a prefix may have filled in, and how long it is
PREFIX_SIGNS = re.compile(r"%\((year|month|day)\)s")
LONGEST_PREFIX = 40


class KamFormSetting(models.Model):
    """What a company gives each new form of a kind: departments, retention, logo, numbering.

    A kind without a setting has no departments and no logo, and is kept as long as it says itself.
    What a form was given stays with it: a change reaches later forms only.
    """

    _name = "kam.form.setting"
    _description = "Setting of a Kind of Form"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "model_id, company_id"
    _rec_name = "model_id"
    _entity_fields = DEPARTMENTS

    # follows the kind
    _protected_fields = frozenset({"model"})

    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Kind of Form",
        required=True,
        ondelete="cascade",
        domain=lambda self: [("model", "in", self._get_form_models())],
    )
    model = fields.Char(related="model_id.model", store=True, index=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    executing_department_id = fields.Many2one("hr.department", ondelete="restrict")
    supervising_department_id = fields.Many2one("hr.department", ondelete="restrict")
    verifying_department_id = fields.Many2one("hr.department", ondelete="restrict")
    retention_years = fields.Integer(
        string="Years Kept",
        required=True,
        default=10,
        help="How many years a form is kept after it was filed.",
    )
    logo = fields.Image(
        max_width=600, max_height=200, help="Printed at the top of each page, beside the company."
    )
    number_prefix = fields.Char(
        compute="_compute_number_prefix",
        inverse="_inverse_number_prefix",
        help="What the numbers of new forms begin with, such as CRA/%(year)s/. The numbers behind "
        "it go on as they are.",
    )

    _one_per_kind = models.UniqueIndex(
        "(model_id, company_id)", "This kind of form has a setting in the company already."
    )
    _retention_possible = models.Constraint(
        "CHECK(retention_years BETWEEN 1 AND 100)", "“Years Kept” runs from 1 to 100 years."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows “Kind of Form”: choose another kind instead.")

    @api.model
    def _get_form_models(self):
        """Return the names of the models that are controlled forms."""
        return self.env["kam.approval.route"]._get_form_models("kam.form.mixin")

    @api.constrains("model_id")
    def _check_model(self):
        known = self._get_form_models()
        for setting in self:
            if setting.model not in known:
                raise ValidationError(
                    self.env._("“%s” is no controlled form. Choose one.", setting.model_id.name)
                )

    def _get_sequence(self):
        """Return what numbers the forms of this kind in the company, as superuser."""
        self.ensure_one()
        # sudo: numbers come from a sequence that nobody else reads
        sequence_sudo = self.env["ir.sequence"].sudo()
        if self.model not in self.env:
            return sequence_sudo
        return sequence_sudo.search(
            Domain("code", "=", self.env[self.model]._form_sequence)
            & Domain("company_id", "=", self.company_id.id),
            limit=1,
        )

    @api.depends("model_id", "company_id")
    def _compute_number_prefix(self):
        for setting in self:
            setting.number_prefix = setting._get_sequence().prefix

    def _inverse_number_prefix(self):
        for setting in self:
            sequence = setting._get_sequence()
            prefix = (setting.number_prefix or "").strip()
            if not sequence or sequence.prefix == prefix:
                continue
            if len(prefix) > LONGEST_PREFIX or "%" in PREFIX_SIGNS.sub("", prefix):
                raise ValidationError(
                    self.env._(
                        "“Number Prefix” %(prefix)s cannot be filled in. Write at most %(length)s "
                        "characters of text, and of signs between brackets only %%(year)s, "
                        "%%(month)s and %%(day)s.",
                        prefix=arguments.shown(prefix),
                        length=LONGEST_PREFIX,
                    )
                )
            sequence.prefix = prefix

    @api.model
    def _find(self, model, company):
        """Return the setting of a kind of form in a company as superuser, or an empty one.

        :param str model: name of the form's model
        :param company: the company
        """
        # sudo: whoever makes a form makes it as the company has set it
        return self.sudo().browse(self._find_ids(model, company.id))

    @api.model
    @ormcache("model", "company_id")
    def _find_ids(self, model, company_id):
        # sudo: as above
        found = self.sudo().search([("model", "=", model), ("company_id", "=", company_id)])
        return tuple(found.ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Create settings; forms made from now on follow them."""
        settings = super().create(vals_list)
        self.env.registry.clear_cache()
        return settings

    def write(self, vals):
        """Change settings; forms made from now on follow them."""
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete settings; forms made from now on have none."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
