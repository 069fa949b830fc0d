from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...rules import disputes
from ...rules.windows import window

LOOK = "credit_dispute_share"
# Working days that headquarters has to look.
LOOK_DAYS = 5


class KamCreditProfile(models.Model):
    """When much of what had fallen due is in dispute, people decide instead of the evaluation."""

    _inherit = "kam.credit.profile"

    @api.model
    def _get_falling_domain(self, company=None):
        """See the base method: nothing follows by itself while much is in dispute."""
        return super()._get_falling_domain(company) & Domain("is_heavily_disputed", "=", False)

    @api.depends("is_heavily_disputed")
    def _compute_is_falling(self):
        """See the base method."""
        super()._compute_is_falling()
        for profile in self.filtered("is_heavily_disputed"):
            profile.is_falling = False

    @api.model
    def _act_on_figures(self, company, debtor_ids):
        """See the base method: first it is found of whom too much is in dispute."""
        self._find_heavily_disputed(company, debtor_ids)
        return super()._act_on_figures(company, debtor_ids)

    @api.model
    def _find_heavily_disputed(self, company, debtor_ids):
        """Note of customers whether much is in dispute, and ask headquarters to look once.

        :param res.company company: whose profiles
        :param list debtor_ids: ids of commercial partners, with figures of today
        """
        # sudo: what follows from figures follows from the policy, whoever has them computed
        days = window(company._kam_today(), company.sudo().kam_credit_grace_days)
        amounts = self.env["kam.credit.ledger"]._disputed_amounts(company, days, debtor_ids)
        profiles = self.sudo().search(  # sudo: as above
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", debtor_ids)
            & (
                Domain("is_heavily_disputed", "=", True)
                | Domain("partner_id", "in", list(amounts)) & Domain("account_state", "=", "key")
            )
        )
        share = company._kam_credit_dispute_share()
        heavy = profiles.filtered(
            lambda profile: (
                profile.account_state == "key"
                and profile.partner_id.id in amounts
                and disputes.is_too_much(
                    amounts[profile.partner_id.id].base, Decimal(str(profile.amount_due)), share
                )
            )
        )
        known = profiles.filtered("is_heavily_disputed")
        if fresh := heavy - known:
            fresh._protected_write({"is_heavily_disputed": True})
            fresh._open_look()
        if ended := known - heavy:
            ended._protected_write({"is_heavily_disputed": False})
            self.env["kam.deadline"]._close(ended, LOOK)

    def _open_look(self):
        """Let headquarters owe a look at what is in dispute."""
        deadlines = self.env["kam.deadline"]
        for company, profiles in self.grouped("company_id").items():
            due = company._kam_due(company._kam_today(), LOOK_DAYS, "working")
            deadlines._open(
                [
                    # the number of the account: no name of a customer
                    profile._prepare_duty_vals(
                        LOOK,
                        due,
                        title=profile.account_id.number,
                        unit_id=profile.account_id.unit_id.id,
                    )
                    for profile in profiles
                ]
            )

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, profile in self._find_duty_documents(deadlines).items():
            if duty.code == LOOK:
                units[duty] = profile.account_id.unit_id
        return units

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: why, and that it was looked at."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty in deadlines.filtered(lambda duty: duty.code == LOOK):
            told[duty] = {
                "why": self.env._("Much is in dispute: nothing follows by itself"),
                "actions": [my_day._prepare_action("looked", self.env._("Looked At"), bulk=True)],
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: headquarters has looked."""
        if key != "looked":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_note_disputes()

    def action_note_disputes(self):
        """Note that headquarters has looked at what is in dispute. Nothing follows by itself still.

        :return: True
        :raise AccessError: for everybody but credit approvers over the unit
        """
        self.check_access("read")
        positions = self.env["kam.position"]
        for profile in self:
            unit = profile.account_id.unit_id
            if not self.env.su and not positions._has_role_over(
                self.env.user, unit, ["credit_approver"]
            ):
                raise AccessError(
                    self.env._(
                        "What is in dispute with %s is looked at by the credit approvers over its "
                        "unit.",
                        profile.display_name,
                    )
                )
        self.env["kam.deadline"]._close(self, LOOK)
        return True
