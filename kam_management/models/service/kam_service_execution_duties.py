from odoo import api, models

from ... import wording

EXECUTION = "service_execution"


class KamServiceExecution(models.Model):
    """By when a service is carried out, and by whom."""

    _inherit = "kam.service.execution"

    def _get_duty_title(self):
        """See the base method: the content and the customer."""
        return wording.labelled(self.env, self.content_id.name, self.account_id.name)

    def _open_duty(self):
        """Let whoever carries services out owe them; what is owed already moves along."""
        # sudo: where the account hangs counts, whoever plans
        own = self.sudo()
        self.env["kam.deadline"]._open(
            [
                part._prepare_duty_vals(
                    EXECUTION,
                    part.date_due,
                    unit_id=part.account_id.unit_id.id,
                    user_ids=part.user_id.ids,
                )
                for part in own
            ]
        )

    def _close_duty(self):
        self.env["kam.deadline"]._close(self, EXECUTION, by=self.env.user)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever carries it out."""
        people = super()._find_duty_users(deadlines)
        for duty, part in self._find_duty_documents(deadlines).items():
            # sudo: who owes it counts, whoever asks
            people[duty] = self.env["res.users"].browse(part.sudo().user_id.ids)
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: the unit of the account, which may have moved meanwhile."""
        units = super()._find_duty_units(deadlines)
        for duty, part in self._find_duty_documents(deadlines).items():
            # sudo: where it hangs counts, whoever asks
            units[duty] = part.sudo().account_id.unit_id
        return units

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "content_id.name", "line_id.requirement"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what is carried out, and how the customer wants it."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, part in documents.items():
            told[duty] = {
                "why": part.content_id.name,
                "facts": [part.requirement] if part.requirement else [],
                "actions": [
                    my_day._prepare_action("done", self.env._("Done"), bulk=True),
                    my_day._prepare_action("open", self.env._("Open It")),
                ],
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: what was carried out is done."""
        if key == "done":
            return self.browse(set(deadlines.mapped("res_id"))).action_ask_done()
        return super()._settle_duties(deadlines, key)
