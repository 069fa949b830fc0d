from odoo import fields, models

from ... import arguments
from ...models.visit.kam_visit_type import VISIT_CHANNELS
from ...wording import worded


class KamVisitProposalLine(models.TransientModel):
    """One moment at which a visit could be made, with the way and the reasons."""

    _name = "kam.visit.proposal.line"
    _description = "Proposed Moment of a Visit"

    proposal_id = fields.Many2one(
        "kam.visit.proposal", required=True, readonly=True, ondelete="cascade"
    )
    start = fields.Datetime(string="Visit From", required=True, readonly=True)
    stop = fields.Datetime(string="Visit Until", required=True, readonly=True)
    channel = fields.Selection(VISIT_CHANNELS, string="Visit Channel", required=True, readonly=True)
    reason = fields.Text(string="Why Then and This Way", readonly=True)

    def action_choose(self):
        """Let the visit be made then and this way.

        :return: an action that closes the dialog
        :raise UserError: for none, or several moments, or for a visit that has begun
        :raise AccessError: for whoever may not change the visit
        """
        arguments.one(self)
        self.check_access("read")
        visit = self.proposal_id.visit_id
        visit.check_access("write")
        visit._reschedule(self.start, self.stop, worded("proposed"))
        visit.write({"channel": self.channel, "moment_reason": self.reason})
        return {"type": "ir.actions.act_window_close"}
