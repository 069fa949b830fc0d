from odoo import fields, models
from odoo.exceptions import UserError

from ... import relations


class KamServiceGuestAdd(models.TransientModel):
    """Asks which stakeholders become guests of which event; nobody is invited by that yet."""

    _name = "kam.service.guest.add"
    _description = "Add Guests to a Service Event"
    _inherit = ["kam.batch.dialog.mixin"]

    event_id = fields.Many2one(
        "kam.service.event",
        string="Add to the Event",
        ondelete="cascade",
        domain=[("state", "in", ("planned", "invited", "held"))],
    )
    stakeholder_ids = relations.Many2many(
        "kam.stakeholder",
        string="Stakeholders to Add",
        domain=[("account_id.state", "=", "key"), ("partner_id", "!=", False)],
    )
    failures = fields.Text(string="Not Added", readonly=True)

    def action_apply(self):
        """Make the stakeholders guests of the event.

        :return: an action that closes the dialog, or shows who was refused and why
        :raise UserError: for none, or without an event
        :raise AccessError: for whoever neither serves the account nor runs the event
        """
        self.ensure_one()
        if not self.event_id or not self.stakeholder_ids:
            raise UserError(self.env._("Choose an event, and at least one stakeholder."))
        guests = self.env["kam.service.guest"]
        present = guests.search(
            [
                ("event_id", "=", self.event_id.id),
                ("stakeholder_id", "in", self.stakeholder_ids.ids),
            ]
        ).stakeholder_id
        return self._apply_each(
            self.stakeholder_ids - present,
            lambda stakeholder: guests.create(
                {"event_id": self.event_id.id, "stakeholder_id": stakeholder.id}
            ),
            self.env._("Add Guests"),
        )
