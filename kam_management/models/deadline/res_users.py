import json

from odoo import api, models, modules
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_activity_groups(self):
        """Add what is due of key accounts to the clock in the menu bar: late, today, coming."""
        groups = super()._get_activity_groups()
        deadlines = self.env["kam.deadline"]
        if not deadlines.has_access("read"):
            return groups
        counts = deadlines._count_mine()
        if any(counts.values()):
            groups.insert(
                0,
                {
                    "id": self.env["ir.model"]._get_id("kam.deadline"),
                    "name": self.env._("Key Accounts"),
                    "model": "kam.deadline",
                    "type": "activity",
                    "icon": modules.module.get_module_icon("kam_management"),
                    "domain": json.dumps([["is_mine", "=", True]]),
                    "view_type": "list",
                    "overdue_count": counts["late"],
                    "today_count": counts["today"],
                    "planned_count": counts["coming"],
                    "total_count": counts["late"] + counts["today"],
                },
            )
        return groups

    def _kam_on_standing_changed(self):
        """See the base method: duties go to whoever is left for them, and come back."""
        super()._kam_on_standing_changed()
        # sudo: who belongs to a department decides who owes it, not who reads employees
        departments_sudo = self.env["hr.department"].sudo()
        departments = departments_sudo.search([("member_ids.user_id", "in", self.ids)])
        self.env["kam.deadline"]._refresh(
            Domain("user_ids", "in", self.ids)
            | Domain("worker_ids", "in", self.ids)
            | Domain("department_id", "in", departments.ids)
        )
