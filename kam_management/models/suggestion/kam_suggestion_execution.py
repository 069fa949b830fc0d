import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import transactions
from ...rules import suggestions
from ...wording import format_date
from .kam_suggestion_duties import DIRECT

_logger = logging.getLogger(__name__)

BATCH_SIZE = 50
# What a department can do at all.
POSSIBLE = ("yes", "partly")


class KamSuggestion(models.Model):
    """Carrying out what was adopted 执行 (scheme, one.3, 7), and settling what is over."""

    _inherit = "kam.suggestion"

    @api.depends("task_ids.state", "task_ids.progress")
    def _compute_progress(self):
        for suggestion in self:
            tasks = suggestion.task_ids.filtered(lambda task: task.state != "cancelled")
            suggestion.task_count = len(tasks)
            suggestion.task_open_count = len(tasks.filtered(lambda task: task.state == "open"))
            suggestion.progress = suggestions.progress(tasks.mapped("progress"))

    @api.depends("summary_line_id.department_ids")
    def _compute_department_ids(self):
        for suggestion in self:
            suggestion.department_ids = suggestion.summary_line_id.department_ids

    def _check_carried_out(self):
        """Refuse to plan what is not carried out.

        :raise UserError: naming the suggestion
        """
        for suggestion in self:
            if suggestion.decision != "adopted":
                raise UserError(
                    self.env._(
                        "%s was not adopted: there is nothing to carry out.",
                        suggestion.display_name,
                    )
                )
            suggestion._check_state(suggestions.EXECUTION_STATES)

    def _on_decided(self):
        """See the base method: what departments said they would do by a day is planned.

        It can be changed. Whoever owed the decision has decided.
        """
        super()._on_decided()
        tasks = self.env["kam.suggestion.task"]
        adopted = self.filtered(lambda each: each.state == "executing")
        vals_list = [vals for suggestion in adopted for vals in suggestion._prepare_tasks()]
        # sudo: as the process; who decides was checked
        tasks.sudo()._protected_create(vals_list)
        self.env["kam.deadline"]._close(self, DIRECT, by=self.env.user)

    def _prepare_tasks(self):
        """Return the tasks that follow from what departments said, of the suggestion they asked."""
        line = self.summary_line_id
        if line.suggestion_id != self:
            # decided together with another one, which is carried out
            return []
        today = self.company_id._kam_today()
        vals_list = []
        for said in line.opinion_line_ids:
            review = said.opinion_id.review_id
            is_last = review.round == line.summary_id.approval_round
            if not (is_last and said.feasibility in POSSIBLE and said.date_possible):
                continue
            day = max(said.date_possible, today)
            # who has left meanwhile carries nothing out: then it is their department's
            owner = said.owner_id._kam_able(self.company_id)
            vals_list.append(
                {
                    "suggestion_id": self.id,
                    "name": self.name,
                    "description": said.opinion,
                    "user_id": owner.id,
                    "department_id": not owner and said.opinion_id.department_id.id,
                    "date_due": day,
                    "date_due_first": day,
                }
            )
        return vals_list

    # ------------------------------------------------------------------
    # settling
    # ------------------------------------------------------------------

    def action_close(self):
        """Settle suggestions: they are answered, and nothing is left to do.

        :return: True
        :raise UserError: for one that is not answered, or of which something is left to do
        :raise AccessError: for all but whoever handles it, and those who lead
        """
        self.check_access("write")
        self._check_answers()
        self._serialise()
        self._check_state({"replied"})
        for suggestion in self:
            # sudo: what is left to do counts, whoever asks
            left = suggestion.sudo().task_ids.filtered(lambda task: task.state == "open")
            if left:
                raise UserError(
                    self.env._(
                        "%(suggestion)s: “%(task)s” is to be done by %(day)s. Settle it when that "
                        "is done.",
                        suggestion=suggestion.display_name,
                        task=left[:1].name,
                        day=format_date(self.env, left[:1].date_due),
                    )
                )
        self._settle()
        return True

    def _settle(self):
        self._write_process({"state": "closed", "date_closed": fields.Datetime.now()})

    def _is_satisfied(self):
        """Tell whether the customer said that the answer satisfies them. To be extended."""
        self.ensure_one()
        return False

    def _settle_if_done(self):
        """Settle those that are answered, carried out, and minded by nobody any more.

        Of the others the customer sees what was carried out.
        """
        # sudo: the process settles; who did the last of it was checked
        own = self.sudo()
        over = own.filtered(lambda suggestion: suggestion._is_over())
        if over:
            over._settle()
        (own - over)._publish()

    def _is_over(self):
        """Tell whether it is answered, nothing is left to do, and the customer is satisfied.

        Who says nothing for some days after the answer minds nothing. What is postponed comes back.
        """
        if self.decision == "postponed" and self.date_back:
            return False
        if self.state != "replied" or self.task_ids.filtered(lambda task: task.state == "open"):
            return False
        company = self.company_id
        since = company._kam_day_of(self.date_replied)
        last = since and fields.Date.add(since, days=suggestions.SETTLE_DAYS)
        is_quiet = last and company._kam_today() >= last
        return is_quiet or self._is_satisfied()

    @api.model
    def _cron_settle(self):
        """Settle what was answered some days ago, and of which nothing is left to do."""
        job = transactions.as_job(self)
        waiting = job.search(
            Domain("state", "=", "replied")
            & (Domain("decision", "!=", "postponed") | Domain("date_back", "=", False))
            & ~Domain("task_ids", "any", [("state", "=", "open")])
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain(
                    "date_replied",
                    "<",
                    company._kam_day_start(
                        fields.Date.subtract(company._kam_today(), days=suggestions.SETTLE_DAYS - 1)
                    ),
                )
                for company in job.env["res.company"].search([("parent_id", "=", False)])
            ),
            order="id",
        )
        transactions.run_batches(
            self.env,
            [(waiting, lambda some: some._settle_if_done())],
            size=BATCH_SIZE,
            logger=_logger,
        )
