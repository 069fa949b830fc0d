from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        template = env["kam.risk.template"].search(
            [("company_id", "=", company.id), ("state", "=", "active")]
        )
        # sudo: how many there are is no secret, whatever of them the user may read
        begun = (
            env["kam.screening"]
            .sudo()
            .search_count([("company_id", "=", company.id), ("approval_round", ">", 0)], limit=1)
        )
        return [
            *super()._collect(company, gaps),
            self._step(
                "risk",
                70,
                env._("Risk template"),
                env._(
                    "By which indicators, with which weights, the risk of a customer is judged. "
                    "Made for you."
                ),
                can_tick=True,
                found=template.display_name if template else env._("None is active."),
                actions=[(env._("Templates"), "kam_management.action_kam_risk_template")],
            ),
            self._step(
                "first",
                130,
                env._("The first screening"),
                env._(
                    "People log in and begin: a sales representative screens a customer under "
                    "“Screening”, and the supervisor finds it in My Day."
                ),
                is_done=bool(begun),
                found=env._("One is submitted.") if begun else env._("None is submitted yet."),
                actions=[(env._("Screenings"), "kam_management.action_kam_screening")],
            ),
        ]
