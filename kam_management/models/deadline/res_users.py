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
                    "domain": [],
                    "view_type": "list",
                    "overdue_count": counts["late"],
                    "today_count": counts["today"],
                    "planned_count": counts["coming"],
                    "total_count": counts["late"] + counts["today"],
                },
            )
        return groups

    def write(self, vals):
        """Change users; duties of those who leave go to whoever is left for them."""
        result = super().write(vals)
        if {"active", "share", "group_ids", "company_ids"} & vals.keys():
            self.env["kam.deadline"]._refresh(Domain("user_ids", "in", self.ids))
        return result
