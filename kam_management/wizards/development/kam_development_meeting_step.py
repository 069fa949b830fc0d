from odoo import fields, models
from odoo.exceptions import UserError

from ... import arguments
from ...models.development.kam_development_opinion import STANCES


class KamDevelopmentMeetingStep(models.TransientModel):
    """Asks for an opinion, the decision, a dissent, or why a method meeting is cancelled.

    What somebody is writing is theirs: nobody else reads the dialog.
    """

    _name = "kam.development.meeting.step"
    _description = "Step of a Method Meeting"

    meeting_id = fields.Many2one(
        "kam.development.meeting", string="Method Meeting", ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("opinion", "Write the opinion"),
            ("decide", "Decide the method"),
            ("dissent", "Dissent"),
            ("cancel", "Cancel the meeting"),
        ],
        string="What Is Done",
        required=True,
        default="opinion",
    )
    tally = fields.Text(related="meeting_id.tally", related_sudo=False)
    stance = fields.Selection(STANCES, string="Stance on the Development")
    with_seminar = fields.Boolean(
        string="Product seminar", help="The customer is invited to a presentation of products."
    )
    with_material = fields.Boolean(
        string="Promotional material",
        help="The customer is sent what shows our advantages, from their point of view.",
    )
    other_method = fields.Char(string="Another method", help="Besides the visit.")
    said = fields.Text(string="Reasons Given", help="In a few words.")

    def action_apply(self):
        """Do what the dialog asked for; the text does not stay in it.

        :return: an action that closes the dialog
        :raise UserError: without a meeting, or for what the meeting refuses
        :raise AccessError: for whoever may not do it
        """
        arguments.one(self)
        self.check_access("read")
        meeting = self.meeting_id
        if not meeting:
            raise UserError(self.env._("Choose the meeting first."))
        methods = {name: self[name] for name in ("with_seminar", "with_material", "other_method")}
        said = self.said or ""
        if self.step == "opinion":
            meeting.action_give_opinion(self.stance or "", said, **methods)
        elif self.step == "decide":
            meeting.action_decide(said, **methods)
        elif self.step == "dissent":
            meeting.action_dissent(said)
        else:
            meeting.action_cancel(said)
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
