from odoo import api, fields, models


class KamScreening(models.Model):
    """The way from a screening to its opportunities."""

    _inherit = "kam.screening"

    opportunity_count = fields.Integer(compute="_compute_opportunity_count")

    @api.depends("need_ids.lead_id")
    @api.depends_context("uid")
    def _compute_opportunity_count(self):
        lead_model = self.env["crm.lead"]
        readable = lead_model
        if lead_model.has_access("read"):
            # sudo: which opportunities there are; what may be seen of them is asked right here
            lead_ids = self.sudo().need_ids.lead_id.ids
            readable = lead_model.search([("id", "in", lead_ids)])
        for screening in self:
            # sudo: as above
            screening.opportunity_count = len(
                readable.filtered(lambda lead: lead.id in screening.sudo().need_ids.lead_id.ids)  # noqa: B023
            )

    def action_view_opportunities(self):
        """Open the opportunities that were made of the needs, as far as the user may see them.

        :return: a window action
        """
        self.ensure_one()
        # sudo: which opportunities there are; the list shows those that the user may see
        lead_ids = self.sudo().need_ids.lead_id.ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("id", "in", lead_ids), ("type", "=", "opportunity")],
            "context": {"create": False},
        }
