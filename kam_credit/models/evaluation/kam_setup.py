from odoo import api, models

from odoo.addons.kam_management.wording import format_date


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        # credit has administrators of its own
        is_mine = env["kam.credit.history.line"].has_access("create")
        found = actions = None
        if is_mine:
            last = env["kam.credit.profile"].search(
                [("company_id", "=", company.id), ("date_figures", "!=", False)],
                order="date_figures DESC",
                limit=1,
            )
            found = (
                env._("Figures of %s", format_date(env, last.date_figures))
                if last
                else env._("Not evaluated yet")
            )
            actions = [
                *self._links(
                    (
                        env._("Settings"),
                        "kam_management.action_kam_config_settings",
                        "res.config.settings",
                    )
                ),
                (env._("History from a File"), "kam_credit.action_kam_credit_history_import"),
                (env._("Evaluate Figures"), "kam_credit.action_kam_credit_evaluation"),
                (
                    env._("Automatic Downgrade"),
                    "kam_credit.action_server_kam_credit_downgrade_list",
                ),
            ]
        return [
            *super()._collect(company, gaps),
            self._step(
                "credit",
                90,
                env._("Going live with credit"),
                env._(
                    "Enter “%s” of the settings: from then on invoices and payments are known. "
                    "Enter what a former system knew, evaluate, and look at the list before "
                    "downgrades happen by themselves.",
                    company._fields["kam_credit_complete_from"]._description_string(env),
                ),
                can_tick=True,
                tick_label=env._("It Is Live"),
                found=found or env._("Credit administrators see to it."),
                actions=actions or [],
            ),
        ]
