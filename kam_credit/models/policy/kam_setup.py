from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        policies = env["kam.credit.policy"]
        is_mine = policies.has_access("create")
        policy = policies._find_in_force(company)
        action = (env._("Credit Management Scheme"), "kam_credit.action_kam_credit_policy")
        return [
            *super()._collect(company, gaps),
            self._step(
                "policy",
                57,
                env._("Credit management scheme"),
                env._(
                    "By what credit is judged, as a controlled document. It begins with the tiers "
                    "and settings as they are; once it is approved, only revisions change them."
                ),
                is_done=bool(policy),
                can_tick=True,
                tick_label=env._("Settings Are Enough"),
                found=policy.display_name or env._("None in force yet")
                if is_mine
                else env._("Credit administrators see to it."),
                actions=[action] if is_mine else [],
            ),
        ]
