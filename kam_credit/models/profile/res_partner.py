from odoo import api, fields, models
from odoo.exceptions import UserError

# What a tier grants; the second is written through the third.
TERM_FIELDS = (
    "property_payment_term_id",
    "property_product_pricelist",
    "specific_property_product_pricelist",
)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "kam.protected.mixin"]

    kam_credit_profile_id = fields.Many2one(
        comodel_name="kam.credit.profile",
        string="Credit Profile",
        compute="_compute_kam_credit_profile_id",
        help="What the present company knows of the customer's credit, as far as you may see it.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_kam_credit_profile_id(self):
        profile_model = self.env["kam.credit.profile"]
        profiles = profile_model
        if profile_model.has_access("read"):
            profiles = profile_model.search_fetch(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.root_id.id),
                ],
                ["partner_id"],
            )
        by_partner = profiles.grouped("partner_id")
        for partner in self:
            partner.kam_credit_profile_id = by_partner.get(
                partner.commercial_partner_id._origin, profile_model
            )

    def _check_write(self, vals):
        """Keep the terms that a credit tier grants as long as it is held.

        :raise UserError: naming the customer and the field
        """
        terms = {name: vals[name] for name in TERM_FIELDS if name in vals}
        if terms:
            self._check_terms_own(terms)
        super()._check_write(vals)

    def _check_terms_own(self, terms):
        """Refuse other terms for customers that hold a tier in the present company."""
        # sudo: the terms are kept whether or not the user may see the tier
        profile_sudo = self.env["kam.credit.profile"].sudo()
        holders = profile_sudo.search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.root_id.id),
                ("has_granted_terms", "=", True),
            ]
        ).partner_id
        for partner in self & holders.with_env(self.env):
            for name, value in terms.items():
                if partner[name].id != (value or False):
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(customer)s follows from its standing as key account "
                            "and cannot be changed by hand. It changes with the credit tier.",
                            field=self._fields[name]._description_string(self.env),
                            customer=partner.display_name,
                        )
                    )

    @api.model
    def _asset_difference_search(self, account_type, operator, operand):
        """See the base method: amounts that are hidden from the reader are not searched by either.

        :raise AccessError: for whoever may not read the amount
        """
        name = "credit" if account_type == "asset_receivable" else "debit"
        self._check_field_access(self._fields[name], "read")
        return super()._asset_difference_search(account_type, operator, operand)

    def action_open_credit_profile(self):
        """Open the credit profile of the customer in the present company.

        :return: a window action
        """
        self.ensure_one()
        return self.kam_credit_profile_id.get_formview_action()
