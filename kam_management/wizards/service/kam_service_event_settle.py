from odoo import fields, models

from ... import relations

PURPOSES = [("end", "End the Event"), ("cancel", "Call Off")]


class KamServiceEventSettle(models.TransientModel):
    """Asks what came of events, or why they are called off."""

    _name = "kam.service.event.settle"
    _description = "Settle Service Events"
    _inherit = ["kam.batch.dialog.mixin"]

    event_ids = relations.Many2many(
        "kam.service.event", string="Service Events", required=True, readonly=True
    )
    purpose = fields.Selection(
        PURPOSES, string="What Becomes of Them", required=True, readonly=True
    )
    outcome = fields.Text(string="What Came of It")
    reason = fields.Char(string="Why It Is Called Off")
    failures = fields.Text(string="Not Possible", readonly=True)

    def action_apply(self):
        """Write it down for each of the events.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: as the methods of ``kam.service.event``, for one event
        :raise AccessError: as there
        """
        self.ensure_one()
        apply = {
            "end": lambda event: event.action_end(self.outcome or ""),
            "cancel": lambda event: event.action_cancel(self.reason or ""),
        }[self.purpose]
        titles = dict(self._fields["purpose"]._description_selection(self.env))
        return self._apply_each(self.event_ids, apply, titles[self.purpose])
