from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kam_management.rules.form_states import ALIVE_STATES


class KamCreditSchemeMixin(models.AbstractModel):
    """A document of the credit scheme: of a company, of which it has one in several editions.

    The headquarters centre keeps it. By what customers are judged is credit information.
    """

    _name = "kam.credit.scheme.mixin"
    _description = "Document of the Credit Scheme"
    _inherit = ["kam.root.company.mixin", "kam.form.mixin"]
    _check_company_auto = True

    _revise = "copy"
    _protected_except_on_create = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "kam.unit",
        compute="_compute_unit_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="The headquarters centre: it keeps the credit scheme.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"company_id", "unit_id"}

    @api.depends("company_id")
    def _compute_unit_id(self):
        # sudo: where the headquarters is hangs on no reader
        units = self.env["kam.unit"].sudo()
        for form in self:
            form.unit_id = units.search(
                [("company_id", "=", form.company_id.id), ("level", "=", "headquarters")], limit=1
            )

    @api.model
    def _find_origins(self, units, holders):
        """See the base method: the headquarters centre keeps it."""
        return units.filtered(lambda unit: unit.level == "headquarters")

    def _check_only_one(self):
        # sudo: whether there is one hangs on no reader
        other = self.sudo().search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("approval_state", "in", ALIVE_STATES)
            & Domain("id", "!=", self.id),
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(company)s has %(other)s already: revise that one.",
                    company=self.company_id.name,
                    other=other.display_name,
                )
            )

    def _is_confidential(self):
        """See the base method: by what customers are rated is credit information (scheme, 6.1)."""
        return True

    def _get_duty_audience(self):
        """See the base method."""
        return "credit"
