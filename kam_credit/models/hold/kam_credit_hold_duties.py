from odoo import api, models

from odoo.addons.kam_management import reading, wording
from odoo.addons.kam_management.wording import format_datetime

from .kam_credit_hold import STOPPING

DUTY = "credit_hold"
# What My Day says of holds, and who decides on them.
DESCRIBED = [
    *reading.CURRENCY,
    "amount",
    "attempt_ids",
    "date_open",
    "move_id.invoice_user_id",
    "order_id.create_uid",
    "order_id.user_id",
    "profile_id.account_id.manager_id",
    "profile_id.account_id.unit_id.company_id",
    "profile_id.account_id.unit_id.parent_path",
    "salesperson_id",
    "stake",
    "state",
]


class KamCreditHold(models.Model):
    """Until when whoever may release a document decides: on the day on which it was held."""

    _inherit = "kam.credit.hold"

    def _get_duty_title(self):
        """See the base method: the document, and no name of a customer."""
        return self.document_name

    def _get_duty_audience(self):
        """See the base method: what is held is for credit readers."""
        return "credit"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, hold in self._find_duty_documents(deadlines).items():
            units[duty] = hold.account_id.unit_id
        return units

    def _open_duty(self):
        """Let the first role whose authority is enough owe the decision; as superuser."""
        today = self.company_id._kam_today()
        self.env["kam.deadline"]._open(
            [
                self._prepare_duty_vals(
                    DUTY,
                    today,
                    role=self.needed_role or "credit_approver",
                    unit_id=self.unit_id.id,
                )
            ]
        )

    def _end_duty(self, is_decided):
        """End what was owed: somebody decided, or nothing is left to decide."""
        deadlines = self.env["kam.deadline"]
        if is_decided:
            deadlines._close(self, DUTY)
        else:
            deadlines._cancel(self, "not_needed", DUTY)

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), *DESCRIBED]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: since when, and how much; who decides on it opens the dialog."""
        told = super()._describe_duties(deadlines, documents)
        release = self.env["kam.my.day"]._prepare_action(
            "release", self.env._("Release"), bulk=True
        )
        for duty, hold in documents.items():
            if hold.state in STOPPING:
                told[duty] = {
                    "why": self.env._(
                        "%(amount)s, held since %(moment)s",
                        amount=hold.currency_id.format(hold.amount),
                        # the zone of the request, which is the user's, is read already
                        moment=format_datetime(
                            self.env, hold.date_open, self.env.context.get("tz"), "short"
                        ),
                    ),
                    "facts": [
                        wording.labelled(
                            self.env,
                            hold._get_label("stake"),
                            hold.currency_id.format(hold.stake),
                        )
                    ],
                    "actions": [release] if hold.can_decide else [],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialog, which asks for a reason."""
        if key != "release":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_open_release()
