from odoo import api, models

from odoo.addons.kam_management.wording import format_date

SETTLING = "credit_dispute_end"


class KamCreditDispute(models.Model):
    """Until when a dispute is resolved: seen by credit readers only, by the number of the form."""

    _inherit = "kam.credit.dispute"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: resolving is a matter of where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, form in self._find_duty_documents(deadlines).items():
            if duty.code == SETTLING:
                units[duty] = form.account_id.unit_id
        return units

    def _open_settling(self):
        """Let the area owe the end of the dispute."""
        company = self.company_id
        # sudo: the setting counts, whoever decides
        due = company._kam_due(company._kam_today(), company.sudo().kam_credit_dispute_days)
        self.env["kam.deadline"]._open(
            [self._prepare_duty_vals(SETTLING, due, unit_id=self.account_id.unit_id.id)]
        )

    def _close_settling(self):
        self.env["kam.deadline"]._close(self, SETTLING)

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "date_first"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: since when, and the dialog that resolves it."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, form in documents.items():
            if duty.code == SETTLING:
                told[duty] = {
                    "why": self.env._(
                        "In dispute since %s", format_date(self.env, form.date_first)
                    ),
                    "actions": [
                        my_day._prepare_action("end_dispute", self.env._("Resolve"), bulk=True)
                    ],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialog."""
        if key != "end_dispute":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_open_end()
