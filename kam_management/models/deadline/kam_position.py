from odoo import api, models
from odoo.fields import Domain

from ... import wording


class KamPosition(models.Model):
    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: duties of roles, and those nobody else is left for, follow."""
        super()._on_holders_changed(units, roles, users)
        self.env["kam.deadline"]._refresh(
            Domain("unit_id", "child_of", units.ids)
            & (Domain("role", "in", list(roles)) | Domain("user_ids", "in", users.ids))
        )

    def _find_waiting(self):
        """See the base method: duties that the holders owe, and would owe no more."""
        waiting = super()._find_waiting()
        for company, positions in self.grouped("company_id").items():
            # sudo: what waits counts; what the reader may not see is not named
            duties_sudo = (
                self.env["kam.deadline"]
                .sudo()
                .search(
                    Domain("state", "=", "open")
                    & Domain("company_id", "=", company.id)
                    & Domain("user_ids", "in", positions.user_id.ids)
                )
            )
            readable = duties_sudo.with_env(self.env)._filtered_access("read")
            for duty, users in duties_sudo._find_successors(positions).items():
                waiting.append(
                    (
                        duty.kind_id.name,
                        duty.title if duty in readable else self.env._("Confidential"),
                        wording.listed(self.env, users.mapped("name")),
                    )
                )
        return waiting
