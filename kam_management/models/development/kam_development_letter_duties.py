from odoo import api, models

from ... import arguments, wording
from ...wording import format_date
from .kam_development_letter import ANSWER


class KamDevelopmentLetter(models.Model):
    """Who waits for the answer of the customer, and asks again (development scheme, 5.2)."""

    _inherit = "kam.development.letter"

    def _get_duty_title(self):
        """See the base method: the customer, and what it is."""
        return wording.labelled(
            self.env, self.account_id.partner_id.name, self.env._("First Contact")
        )

    def _open_answer_duty(self):
        """Let whoever develops owe the answer, or asking again, on the day that was asked for."""
        self.env["kam.deadline"]._open(
            [
                letter._prepare_duty_vals(
                    ANSWER,
                    letter.date_answer,
                    user_ids=letter.sudo().development_id.developer_id.ids,  # sudo: who develops
                )
                for letter in self
            ]
        )

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever develops the customer now."""
        people = super()._find_duty_users(deadlines)
        for duty, letter in self._find_duty_documents(deadlines).items():
            developer = duty._keep_able(letter.development_id.developer_id)
            people[duty] = developer or duty._keep_able(letter.account_id.manager_id)
        return people

    def action_ask_again(self):
        """Write down that no answer came by its day, and begin another contact that asks again.

        :return: a window action that opens the new draft
        :raise UserError: before the day has passed, or for what waits for no answer
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.action_no_answer()
        again = self.create(
            [
                {
                    "development_id": self.development_id.id,
                    "way": self.way,
                    "stakeholder_id": self.stakeholder_id.id,
                    "template_id": self.template_id.id,
                }
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "view_mode": "form",
        }

    def _make_papers(self):
        """Return pages of these as they are now, as attachments to be filed."""
        return self.env["kam.development"]._make_pages(
            self, "kam_management.development_letter_paper"
        )

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [
            *super()._get_described_fields(),
            "company_id",
            "date_answer",
            "subject_sent",
            "stakeholder_id.partner_id.name",
            "state",
        ]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: whom was written to, and that no answer has come."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, letter in documents.items():
            day = format_date(self.env, letter.date_answer)
            whom = letter.stakeholder_id.display_name
            actions = [my_day._prepare_action("open", self.env._("Record the Answer"))]
            if letter.is_overdue:
                actions.append(my_day._prepare_action("ask_again", self.env._("Ask Again")))
            told[duty] = {
                "why": self.env._("No answer by %(day)s, from %(whom)s", day=day, whom=whom)
                if letter.is_overdue
                else self.env._("Answer asked for by %(day)s, from %(whom)s", day=day, whom=whom),
                "facts": list(filter(None, [letter.subject_sent])),
                "actions": actions,
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: the customer is asked again."""
        if key != "ask_again":
            return super()._settle_duties(deadlines, key)
        return self.browse(set(deadlines.mapped("res_id"))).action_ask_again()
