from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        classes = env["kam.customer.class"].search_count([("company_id", "=", company.id)])
        accounts = env["kam.account"].search_count(
            [("company_id", "=", company.id), ("state", "=", "key")]
        )
        is_open = company.kam_takeover_open
        return [
            *super()._collect(company, gaps),
            self._step(
                "classes",
                50,
                env._("Customer classes"),
                env._("From which sales on a customer is A, B or C. Made for you."),
                can_tick=True,
                found=env._("%s classes", classes),
                actions=[(env._("Classes"), "kam_management.action_kam_customer_class")],
            ),
            self._step(
                "takeover",
                80,
                env._("Key accounts that exist already"),
                env._("From a list or a file, with unit and account manager."),
                is_done=bool(accounts),
                can_tick=True,
                tick_label=env._("There Are None"),
                found=env._("%s key accounts", accounts),
                actions=[
                    (env._("Take Over"), "kam_management.action_kam_account_takeover"),
                    (env._("Accounts"), "kam_management.action_kam_account"),
                ]
                if is_open
                else [(env._("Accounts"), "kam_management.action_kam_account")],
            ),
            self._step(
                "close",
                120,
                env._("Close the take-over"),
                env._(
                    "From then on customers become key accounts by screening only. A system "
                    "administrator closes it in the settings."
                ),
                is_done=not is_open,
                found=env._("Open") if is_open else env._("It is closed"),
                actions=self._links(
                    (
                        env._("Settings"),
                        "kam_management.action_kam_config_settings",
                        "res.config.settings",
                    )
                ),
            ),
        ]
