from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditTierAssign(models.TransientModel):
    """Enters the tiers that key accounts hold already on the day the company goes live."""

    _name = "kam.credit.tier.assign"
    _description = "Take Over Credit Tiers"

    profile_ids = relations.Many2many("kam.credit.profile", string="Customers", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id, readonly=True
    )
    by_figures = fields.Boolean(
        string="Tier That the Figures Lead To",
        help="Each customer gets the tier that its own figures lead to. Otherwise choose one.",
    )
    tier_id = fields.Many2one("kam.credit.tier", domain="[('company_id', '=', company_id)]")
    reason = fields.Text(required=True, help="Kept in the credit history.")

    def action_assign(self):
        """Give the customers their tier, all or none.

        :return: an action that closes the dialog
        :raise AccessError: for everybody but credit administrators
        :raise UserError: once the take-over is closed, for customers of other companies or without
            a tier to give, and as ``kam.credit.profile._assign_tier``
        """
        arguments.one(self)
        if not self.env.user.has_group("kam_credit.group_credit_administrator"):
            raise AccessError(self.env._("Only credit administrators take credit tiers over."))
        reason = arguments.text(self.env, self._fields["reason"].string, self.reason)
        if not reason:
            raise UserError(self.env._("“Reason” is empty. Say why: it stays in the history."))
        if not self.profile_ids:
            raise UserError(self.env._("“Customers” is empty: choose whose tier is taken over."))
        for profile in self.profile_ids:
            company = profile.company_id
            if not company.kam_takeover_open:
                raise UserError(
                    self.env._(
                        "%(company)s has gone live: its take-over is closed. From now on tiers "
                        "change by request.",
                        company=company.name,
                    )
                )
            tier = profile.tier_led_id if self.by_figures else self.tier_id
            if not tier:
                raise UserError(
                    self.env._(
                        "%(customer)s gets no tier: its figures lead to none, or “Tier” is empty. "
                        "Choose a tier or leave the customer out.",
                        customer=profile.display_name,
                    )
                )
            profile._assign_tier(tier, reason)
        return {"type": "ir.actions.act_window_close"}
