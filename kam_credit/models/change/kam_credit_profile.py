from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.rules.form_states import OPEN_STATES


class KamCreditProfile(models.Model):
    """The way from a customer's credit to the requests that change its tier: those of people, and
    those that the evaluation proposes."""

    _inherit = "kam.credit.profile"

    change_count = fields.Integer(string="Tier Changes", compute="_compute_change_count")
    open_change_id = fields.Many2one(
        "kam.credit.change",
        string="Open Tier Change",
        compute="_compute_change_count",
        help="The request that is being prepared or reviewed.",
    )

    @api.depends_context("uid")
    def _compute_change_count(self):
        change_model = self.env["kam.credit.change"]
        counts, opened = {}, {}
        if change_model.has_access("read"):
            counts = dict(
                change_model._read_group(
                    [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
                )
            )
            opened = change_model.search_fetch(
                [
                    ("profile_id", "in", self.ids),
                    ("approval_state", "in", OPEN_STATES),
                ],
                ["profile_id"],
            ).grouped("profile_id")
        for profile in self:
            profile.change_count = counts.get(profile._origin, 0)
            profile.open_change_id = opened.get(profile._origin, change_model)

    def action_view_changes(self):
        """Open the tier change requests of the customer.

        :return: a window action
        """
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_change"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id},
        }

    def action_request_change(self):
        """Open the customer's tier change request: the one that is open, or a new one.

        :return: a window action
        :raise UserError: for a customer that is no key account
        :raise AccessError: for everybody but credit officers
        """
        arguments.one(self)
        self.env["kam.credit.change"].check_access("create")
        if self.account_state != "key":
            raise UserError(
                self.env._(
                    "%(customer)s is no key account: only these hold tiers.",
                    customer=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.change",
            "res_id": self.open_change_id.id,
            "view_mode": "form",
            "context": {
                "default_profile_id": self.id,
                "default_tier_to_id": self._get_tier_to_request().id,
            },
        }

    def _get_tier_to_request(self):
        """Return the tier to which the figures lead, unless it is the one that is held."""
        return self.tier_led_id if self.tier_led_id != self.tier_id else self.tier_led_id.browse()

    # ------------------------------------------------------------------
    # proposals: what the evaluation finds becomes a draft of the area
    # ------------------------------------------------------------------

    def _may_propose(self):
        """Tell whether the figures bear a proposal: incomplete ones lead up, and never down.

        What is not known yet can only add to the amount.
        """
        self.ensure_one()
        return not self.is_incomplete or self.tier_led_id.amount_from > self.tier_id.amount_from

    def _on_figures_stored(self):
        """Propose the tiers that the figures lead to; take back proposals they no longer bear."""
        result = super()._on_figures_stored()
        key = self.filtered(lambda profile: profile.account_state == "key")
        changes = self.env["kam.credit.change"].search(
            [("profile_id", "in", self.ids), ("approval_state", "in", OPEN_STATES)]
        )
        for change in changes.filtered(lambda change: change._is_outdated_proposal()):
            change._cancel("figures")
            changes -= change
        refused = self.env["kam.credit.change"]._find_refused(key)
        wanted = key.filtered(
            lambda profile: (
                profile.is_other_tier
                and not profile.is_below_threshold
                and profile._may_propose()
                and profile not in changes.profile_id
                and (profile.id, profile.tier_led_id.id) not in refused
            )
        )
        self.env["kam.credit.change"]._propose(wanted)
        return result
