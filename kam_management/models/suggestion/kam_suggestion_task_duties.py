from odoo import api, models

from ... import wording
from ...wording import format_date

TASK, TASK_DEPARTMENT = "suggestion_task", "suggestion_task_department"
TASK_KINDS = (TASK, TASK_DEPARTMENT)


class KamSuggestionTask(models.Model):
    """By when a task is done, by whom, and who is told."""

    _inherit = "kam.suggestion.task"

    def _get_duty_title(self):
        """See the base method: the customer, and what is done in a few words."""
        return wording.labelled(self.env, self.customer_name, self.name)

    def _open_duty(self):
        """Let whoever carries tasks out owe them; what is owed already moves along."""
        # sudo: where the suggestion hangs counts, whoever plans
        own = self.sudo().filtered(lambda task: task.state == "open")
        departments = own.filtered("department_id")
        deadlines = self.env["kam.deadline"]
        # given to somebody else, it is owed by the one before no more
        deadlines._cancel(departments, "updated", TASK)
        deadlines._cancel(own - departments, "updated", TASK_DEPARTMENT)
        vals_list = []
        for task in own:
            suggestion = task.suggestion_id
            vals = {"unit_id": suggestion._get_unit().id}
            if task.department_id:
                kind, vals["department_id"] = TASK_DEPARTMENT, task.department_id.id
            else:
                kind, vals["user_ids"] = TASK, task.user_id.ids
                # whose superiors hear of it when it is late
                vals["department_id"] = task._find_department().id
            vals_list.append(task._prepare_duty_vals(kind, task.date_due, **vals))
        deadlines._open(vals_list)

    def _find_department(self):
        """Return the department in which whoever carries it out works, as superuser."""
        # sudo: who works where decides who is told, not who reads employees
        employees = self.sudo().user_id.employee_ids
        return employees.filtered(
            lambda employee: employee.company_id.root_id == self.company_id
        ).department_id[:1]

    def _close_duty(self):
        self.env["kam.deadline"]._close(self, TASK_KINDS, by=self.env.user)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever carries it out."""
        people = super()._find_duty_users(deadlines)
        owed = deadlines.filtered(lambda duty: duty.code == TASK)
        for duty, task in self._find_duty_documents(owed).items():
            # sudo: who owes it counts, whoever asks
            people[duty] = self.env["res.users"].browse(task.sudo().user_id.ids)
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: the unit of the account, which may have moved meanwhile."""
        units = super()._find_duty_units(deadlines)
        for duty, task in self._find_duty_documents(deadlines).items():
            # sudo: where it hangs counts, whoever asks
            suggestion = task.sudo().suggestion_id
            units[duty] = suggestion._get_unit()
        return units

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "name", "description", "progress", "note"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what is done, and how far it is."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, task in documents.items():
            told[duty] = {
                "why": task.description or task.name,
                "facts": [
                    self.env._("Done so far: %s", wording.percentage(self.env, task.progress))
                ],
                "actions": [my_day._prepare_action("open", self.env._("Open It"))],
            }
            if (task.note or "").strip():
                told[duty]["actions"].insert(
                    0, my_day._prepare_action("done", self.env._("Done"), bulk=True)
                )
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: what was noted is done."""
        if key == "done":
            return self.browse(set(deadlines.mapped("res_id"))).action_done()
        return super()._settle_duties(deadlines, key)

    def _tell_done(self):
        """Tell whoever handles the suggestion that a task is done."""
        for task in self:
            suggestion = task._find_suggestions()
            # sudo: who handles it counts, whoever carried it out
            for lang, some in wording.by_language(suggestion.sudo().author_id):
                own = suggestion.with_context(lang=lang).sudo()  # sudo: told as by the process
                own._kam_tell(
                    some,
                    own.env._("Done: %s", task.name),
                    own.env["ir.qweb"]._render(
                        "kam_management.mail_facts",
                        {
                            "lead": own.display_name,
                            "facts": [
                                (
                                    task.with_context(lang=lang)._get_label("note"),
                                    task.note,
                                ),
                                (
                                    task.with_context(lang=lang)._get_label("date_due"),
                                    format_date(own.env, task.date_due),
                                ),
                            ],
                        },
                    ),
                )
