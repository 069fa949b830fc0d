from odoo import api, fields, models
from odoo.fields import Domain

from ... import relations
from ...searching import by_tick

DECIDING = ("decision_maker", "approver")


class KamStakeholder(models.Model):
    """Who decides at a key account, and was never a guest of a service event."""

    _inherit = "kam.stakeholder"

    service_guest_ids = relations.One2many(
        "kam.service.guest", "stakeholder_id", string="Invitations", readonly=True, copy=False
    )
    is_never_invited = fields.Boolean(
        string="Never Invited",
        compute="_compute_is_never_invited",
        search="_search_is_never_invited",
        help="Decides at a key account, and was never invited to a service event.",
    )

    @api.model
    def _get_never_invited_domain(self):
        # an archived stakeholder has left; a role without a person cannot be invited
        was_guest = Domain("date_invited", "!=", False) & Domain(
            "event_id.state", "!=", "cancelled"
        )
        return (
            Domain("decision_role", "in", DECIDING)
            & Domain("partner_id", "!=", False)
            & Domain("account_id.state", "=", "key")
            & Domain("service_guest_ids", "not any", was_guest)
        )

    @api.depends("decision_role", "partner_id", "service_guest_ids.date_invited")
    @api.depends_context("uid")
    def _compute_is_never_invited(self):
        found = self.search(Domain("id", "in", self._origin.ids) & self._get_never_invited_domain())
        for stakeholder in self:
            stakeholder.is_never_invited = stakeholder._origin in found

    @api.model
    def _search_is_never_invited(self, operator, value):
        return by_tick(operator, value, self._get_never_invited_domain())

    def action_add_to_event(self):
        """Open the dialog that adds stakeholders to the guests of an event.

        :return: a window action
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Guests"),
            "res_model": "kam.service.guest.add",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_stakeholder_ids": self.ids},
        }
