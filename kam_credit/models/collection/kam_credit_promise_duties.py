from datetime import timedelta

from odoo import api, models

from odoo.addons.kam_management.wording import format_date

FOLLOWING = "credit_promise"


class KamCreditPromise(models.Model):
    """A promise is a dated duty of who took it; what became of the promise ends it.

    Due on the day after the promise: then it is known whether the money came.
    """

    _inherit = "kam.credit.promise"

    def _open_following(self):
        self.env["kam.deadline"]._open(
            [
                promise._prepare_duty_vals(
                    FOLLOWING,
                    promise.date_until + timedelta(days=1),
                    user_ids=promise.user_id.ids,
                    unit_id=promise.unit_id.id,
                )
                for promise in self
            ]
        )

    def _close_following(self):
        self.env["kam.deadline"]._close(self, FOLLOWING)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who took the promise."""
        users = super()._find_duty_users(deadlines)
        for duty, promise in self._find_duty_documents(deadlines).items():
            if duty.code == FOLLOWING:
                users[duty] = promise.user_id
        return users

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "date_until"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: until when, and the dialog that reminds the customer."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, promise in documents.items():
            if duty.code == FOLLOWING:
                told[duty] = {
                    "why": self.env._(
                        "Promised until %s", format_date(self.env, promise.date_until)
                    ),
                    "actions": [
                        my_day._prepare_action("remind", self.env._("Remind the Customer"))
                    ],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialog."""
        if key != "remind":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_open_reminder()
