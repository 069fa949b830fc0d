from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        cards = env["kam.credit.scorecard"]
        is_mine = cards.has_access("create")
        valid = cards._find_valid(company)
        action = (env._("Scorecards"), "kam_credit.action_kam_credit_scorecard")
        return [
            *super()._collect(company, gaps),
            self._step(
                "scorecard",
                56,
                env._("Credit scorecard"),
                env._(
                    "By which criteria customers are assessed. It begins with those of the scheme; "
                    "headquarters approves it."
                ),
                is_done=bool(valid),
                can_tick=True,
                tick_label=env._("Not Yet Assessed"),
                found=valid.display_name or env._("None approved yet")
                if is_mine
                else env._("Credit administrators see to it."),
                actions=[action] if is_mine else [],
            ),
        ]
