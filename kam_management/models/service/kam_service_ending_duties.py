from odoo import api, models
from odoo.fields import Domain

from ... import wording
from ...rules import evaluations

RETURN_VISIT = "service_return_visit"
EVALUATION = "service_evaluation"
# what My Day says of it, and what its name is made of
DESCRIBED = ["name", "content_ids.name", "date_ended"]


class KamServiceEnding(models.Model):
    """What is owed after a service: hearing the customer within a week, and the evaluation.

    One contact keeps the return visits of all services that had ended by its day. A contact that is
    corrected does not count any more: what it had kept is owed again by the day that was set, as
    with the follow-up of visits.
    """

    _inherit = "kam.service.ending"

    def _get_duty_title(self):
        """See the base method: the service and the customer."""
        return wording.labelled(self.env, self.name, self.account_id.name)

    def _open_duties(self):
        """Let the account manager owe the return visit, and the evaluation."""
        for ending in self:
            company = ending.company_id
            due = company._kam_due(ending.date_ended, company.kam_service_evaluation_days)
            self.env["kam.deadline"]._open([ending._prepare_duty_vals(EVALUATION, due)])
        self._open_return_visits()
        for ending in self.filtered("date_return_due"):
            ending._take_contacts()

    def _open_return_visits(self):
        self.env["kam.deadline"]._open(
            [
                ending._prepare_duty_vals(
                    RETURN_VISIT, ending.date_return_due, date_open=ending.date_ended
                )
                for ending in self
                if ending.date_return_due
            ]
        )

    def _take_contacts(self):
        """Let the return visit be kept by who was met since, before the end was written down.

        Only on a later day: what happened on the last day may have been the service itself.
        """
        contacts = self.env["kam.account.contact"]
        company = self.company_id
        met = contacts.search(
            contacts._get_counted_domain()
            & Domain("account_id", "=", self.account_id.id)
            & Domain("date", ">=", company._kam_day_start(self.date_ended)),
            order="date, id",
        )
        for contact in met:
            day = company._kam_day_of(contact.date)
            if day > self.date_ended and self._is_kept_by(contact, day):
                self._keep(contact, day)
                return

    def _is_kept_by(self, contact, day):
        """Tell whether a contact is the return visit of the service.

        The contacts that the service itself has written down are not.

        :param kam.account.contact contact: what took place
        :param date day: when that was, where the company works
        """
        self.ensure_one()
        is_service = (contact.res_model, contact.res_id) == (self.res_model, self.res_id)
        return not is_service and evaluations.keeps_return_visit(
            contact.channel, day, self.date_ended
        )

    def _keep(self, contact, day):
        """Write down that a contact was the return visit. Called as superuser."""
        self._protected_write({"return_contact_id": contact.id, "date_return_done": day})
        self.env["kam.deadline"]._close(self, RETURN_VISIT, day=day, by=contact.user_id)

    def _owe_again(self):
        """Owe the return visits again that no contact stands for any more. As superuser."""
        self._protected_write({"return_contact_id": False, "date_return_done": False})
        self._open_return_visits()
        for ending in self:
            ending._take_contacts()

    def _close_evaluation(self):
        """The evaluation was submitted."""
        self.env["kam.deadline"]._close(self, EVALUATION, by=self.env.user)

    def _owe_evaluation(self):
        """Owe the evaluation again, which was taken back or refused: by the day set at first."""
        # sudo: what is owed counts, whoever may see it
        deadlines = self.env["kam.deadline"].sudo()
        first = {
            duty.res_id: duty.date_due_first
            for duty in deadlines.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("code", "=", EVALUATION),
                ],
                order="id desc",
            )
        }
        deadlines._open(
            [
                ending._prepare_duty_vals(EVALUATION, first[ending.id])
                for ending in self.sudo()  # sudo: as above
                if ending.id in first
            ]
        )

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), *DESCRIBED]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: the service, when it ended, and what settles it."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, ending in documents.items():
            actions = [my_day._prepare_action("open", self.env._("Open It"))]
            if duty.code == EVALUATION:
                actions.insert(0, my_day._prepare_action("evaluate", self.env._("Evaluate")))
            told[duty] = {
                "why": ending.name,
                "facts": [
                    self.env._("Ended on %s", wording.format_date(self.env, ending.date_ended))
                ],
                "actions": actions,
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: what has ended is evaluated."""
        if key == "evaluate":
            return self.browse(set(deadlines.mapped("res_id"))).action_evaluate()
        return super()._settle_duties(deadlines, key)
