from odoo import api, models

from ... import arguments, wording
from ...wording import format_date

RETRY = "development_retry"


class KamDevelopmentRecord(models.Model):
    """A customer who was not won is approached again on a day."""

    _inherit = "kam.development.record"

    def _open_retry(self):
        """Let the account manager owe another attempt by the day that the record names."""
        # sudo: the duty belongs to the process, whoever approves
        self.env["kam.deadline"]._open(
            [
                record._prepare_duty_vals(RETRY, record.date_retry)
                for record in self.sudo()
                if record.date_retry
            ]
        )

    @api.model
    def _end_retries(self, accounts):
        """End what is owed of customers who are approached again.

        :param kam.account accounts: whose development begins
        """
        # sudo: what is owed ends, whoever begins
        records = self.sudo().search([("account_id", "in", accounts.ids)])
        self.env["kam.deadline"]._close(records, RETRY, by=self.env.user)

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [
            *super()._get_described_fields(),
            "reason_ids.name",
            "reasons_text",
            "date_closed",
            "company_id",
        ]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: when and why the customer was not won."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, record in documents.items():
            if duty.code != RETRY:
                continue
            day = record.company_id._kam_day_of(record.date_closed)
            told[duty] = {
                "why": self.env._("Not won on %s", format_date(self.env, day)),
                "facts": [wording.listed(self.env, record.reason_ids.mapped("name"))],
                "actions": [
                    my_day._prepare_action("approach_again", self.env._("Develop Again")),
                ],
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: a customer who was not won is developed again."""
        if key != "approach_again":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_approach_again()

    def action_approach_again(self):
        """Open the development that goes on with the customer, or a new one.

        :return: a window action
        :raise UserError: for none, or several records
        :raise AccessError: for whoever may not read the record
        """
        arguments.one(self)
        self.check_access("read")
        going_on = self.account_id._find_open_developments().with_env(self.env)
        if going_on:
            return going_on[:1]._open_current()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.development",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_account_id": self.account_id.id},
        }
