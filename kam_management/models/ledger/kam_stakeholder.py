from odoo import api, fields, models

from ... import relations


class KamStakeholder(models.Model):
    """When we met the person, and how that was."""

    _inherit = "kam.stakeholder"

    contact_ids = relations.One2many(
        comodel_name="kam.account.contact", inverse_name="stakeholder_id", string="Contact Records"
    )
    contact_count = fields.Integer(string="Number of Contacts", compute="_compute_contacts")
    last_contact = fields.Datetime(
        compute="_compute_contacts", help="When somebody of us last met or reached this person."
    )

    @api.depends("contact_ids.state", "contact_ids.date", "contact_ids.is_superseded")
    @api.depends_context("uid")
    def _compute_contacts(self):
        figures = self.env["kam.account.contact"]._get_figures(self)
        for stakeholder in self:
            stakeholder.contact_count, stakeholder.last_contact = figures.get(
                stakeholder._origin, (0, False)
            )

    def action_view_contacts(self):
        """Open the contacts with the person.

        :return: a window action
        """
        self.ensure_one()
        return self.env["kam.account.contact"]._open_of(self)

    def action_view_attitude(self):
        """Open the curve of the person's attitude.

        :return: a window action
        """
        action = self.action_view_contacts()
        views = sorted(action["views"], key=lambda view: view[1] != "graph")
        return {**action, "views": views, "mobile_view_mode": "graph"}
