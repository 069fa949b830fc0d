from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import relations
from ..account.res_partner import KAM_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    kam_stakeholder_ids = relations.One2many(
        comodel_name="kam.stakeholder",
        inverse_name="partner_id",
        string="Stakeholder At",
        groups=KAM_GROUPS,
    )
    kam_stakeholder_count = fields.Integer(
        string="Number of Stakeholder Entries",
        compute="_compute_kam_stakeholder_count",
        groups=KAM_GROUPS,
    )

    @api.depends("kam_stakeholder_ids")
    @api.depends_context("uid")
    def _compute_kam_stakeholder_count(self):
        counts = dict(
            self.env["kam.stakeholder"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.kam_stakeholder_count = counts.get(partner._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_stakeholder(self):
        # sudo: a stakeholder counts whether or not the user may see it
        stakeholder_sudo = self.env["kam.stakeholder"].sudo().with_context(active_test=False)
        for partner in stakeholder_sudo.search([("partner_id", "in", self.ids)]).partner_id:
            raise UserError(
                self.env._(
                    "%(contact)s is a stakeholder of a key account and cannot be deleted. "
                    "Archive the contact, or delete the stakeholder first.",
                    contact=partner.display_name,
                )
            )

    def action_kam_stakeholders(self):
        """Open what the person is a stakeholder of, as far as the user may see it.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_stakeholder"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
