from odoo import api, fields, models


class KamCreditEvent(models.Model):
    """The instalments that were kept with an event that figures led to."""

    _inherit = "kam.credit.event"

    snapshot_id = fields.Many2one(
        "kam.credit.snapshot",
        string="Figures Kept",
        readonly=True,
        ondelete="restrict",
        help="The instalments behind the figures, as they were at that moment.",
    )

    @api.model
    def _get_reasons(self):
        """See the base method: also what the figures led to."""
        return super()._get_reasons() | {
            "below_threshold": self.env._(
                "Contract fulfilment rate %(rate)s below the threshold of %(threshold)s: "
                "%(on_time)s of %(due)s honoured on time."
            )
        }

    def action_open_snapshot(self):
        """Open the instalments that were kept with the event.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_snapshot_line"
        )
        return {**action, "domain": [("snapshot_id", "=", self.snapshot_id.id)], "context": {}}
