from odoo import fields, models
from odoo.tools import html2plaintext


class MailActivity(models.Model):
    """A call that is done proposes a contact of the account to whoever made it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """See the base method."""
        calls = [
            (activity.res_model, activity.res_id, activity.summary)
            for activity in self
            if activity.activity_category == "phonecall" and activity.res_model
        ]
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        contacts = self.env["kam.account.contact"]
        for model, res_id, summary in calls:
            record = self.env[model].browse(res_id).exists()
            if record:
                contacts._propose(
                    record,
                    self.env["res.partner"],
                    {
                        "channel": "phone",
                        "date": fields.Datetime.now(),
                        "topic": summary,
                        "result": html2plaintext(feedback or ""),
                    },
                )
        return result
