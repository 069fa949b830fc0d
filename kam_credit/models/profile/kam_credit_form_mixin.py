from odoo import fields, models


class KamCreditFormMixin(models.AbstractModel):
    """A controlled form about the credit of a customer, chosen by its credit profile.

    It is as confidential as the profile: record rules ask ``profile_id.is_visible``, files of it
    are read by credit readers only, mails about it name no figure, and who opens, exports or prints
    it is logged (scheme, credit management, section 6).
    """

    _name = "kam.credit.form.mixin"
    _description = "Controlled Form of a Customer's Credit"
    _inherit = ["kam.account.form.mixin", "kam.credit.amount.mixin", "kam.credit.logged.mixin"]

    # the customer is chosen when the form is made, and stays
    _protected_except_on_create = frozenset({"profile_id"})

    profile_id = fields.Many2one(
        "kam.credit.profile", string="Customer", required=True, index=True, ondelete="restrict"
    )
    # the customer is that of the profile
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Partner")
    account_id = fields.Many2one(
        related="profile_id.account_id",
        required=False,
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(related="profile_id.company_id")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"profile_id"}

    def _is_officer(self, unit=None):
        """Tell whether the user looks after the credit of an area, by default the form's."""
        self.ensure_one()
        return self.env["kam.position"]._has_role_over(
            self.env.user, unit or self.unit_id, ["credit_officer"]
        )

    def _get_duty_audience(self):
        """See the base method: what is to be done about somebody's credit is a secret."""
        return "credit"

    def _get_duty_title(self):
        """See the base method: no name of a customer, no figure."""
        return self.number

    def _is_confidential(self):
        """See the base method: the form holds credit figures."""
        return True
