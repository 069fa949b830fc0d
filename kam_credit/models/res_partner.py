from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

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
                    ("company_id", "=", self.env.company.id),
                ],
                ["partner_id"],
            )
        by_partner = profiles.grouped("partner_id")
        for partner in self:
            partner.kam_credit_profile_id = by_partner.get(
                partner.commercial_partner_id._origin, profile_model
            )

    def action_open_credit_profile(self):
        """Open the credit profile of the customer in the present company.

        :return: a window action
        """
        self.ensure_one()
        return self.kam_credit_profile_id.get_formview_action()
