from odoo import api, fields, models
from odoo.fields import Domain


class KamStakeholder(models.Model):
    """How the person was to us, contact by contact."""

    _inherit = "kam.stakeholder"

    attitude_curve = fields.Json(compute="_compute_attitude_curve")

    @api.depends(
        "contact_ids.attitude",
        "contact_ids.date",
        "contact_ids.is_superseded",
        "contact_ids.state",
    )
    @api.depends_context("uid", "lang")
    def _compute_attitude_curve(self):
        contacts = self.env["kam.account.contact"]
        found = {}
        if contacts.has_access("read"):
            found = contacts.search_fetch(
                Domain("stakeholder_id", "in", self._origin.ids) & contacts._get_counted_domain(),
                ["attitude", "attitude_score", "date", "stakeholder_id"],
                order="date, id",
            ).grouped("stakeholder_id")
        for stakeholder in self:
            own = found.get(stakeholder._origin, contacts)
            stakeholder.attitude_curve = own._draw_attitude() or False
