from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

STEPS = {"answer": "answered", "complete": "completed", "approve": "approved"}


class KamDemo(models.AbstractModel):
    """Suggestions of three months, from many customers: what became of each tells its story."""

    _inherit = "kam.demo"

    @api.model
    def _suggest(self, partner, days, vals, story=None):
        """Take a suggestion in as the user, and let happen what its story tells.

        Everything happens on time, and gets the days on which it belongs at the end.

        :param res.partner partner: the customer, or somebody who works there
        :param int days: how many days ago it was received
        :param dict vals: what was said: ``name``, ``description``, ``channel``; ``kind`` is the
            name of its kind, ``author`` the id of who handles it
        :param dict story: any of ``accepted``, ``report`` (its texts), ``decisions`` (of the
            report), ``waits`` (for a decision on it), ``interim`` (text, days from now)
        """
        story, company = story or {}, self.env.company
        vals = dict(vals)
        kind = self._find_kind(company, vals.pop("kind", None))
        author = vals.pop("author", None)
        suggestion = self.env["kam.suggestion"].create(
            {"partner_id": partner.id, "company_id": company.id, "kind_id": kind.id, **vals}
        )
        if author:
            suggestion.author_id = author
        received = self._find_past_moment(company, days)
        if story.get("accepted") or "report" in story:
            suggestion.action_accept()
        if "report" in story:
            self._report_suggestion(suggestion, received, story)
        self._date_suggestion(suggestion, received)
        if "interim" in story:
            text, later = story["interim"]
            suggestion.action_propose_interim(
                text, fields.Date.to_string(suggestion.date_promise + timedelta(days=later))
            )

    @api.model
    def _find_kind(self, company, name):
        kinds = self.env["kam.suggestion.kind"].with_context(lang="en_US")
        found = kinds.search([("company_id", "=", company.id)])
        return found.filtered(lambda kind: kind.name == name)[:1] or found[:1]

    @api.model
    def _report_suggestion(self, suggestion, received, story):
        """Write the report as whoever handles the suggestion; the manager decides."""
        author = suggestion.author_id
        own = suggestion.with_user(author)
        own.action_write_report()
        # sudo: which report it is; it is written with the rights of its author
        report = suggestion.sudo().report_id.with_env(own.env)
        report.write(story["report"])
        if "decisions" in story or story.get("waits"):
            report.action_submit()
            written = self._find_work_moment(report.company_id, received)
            self._decide_form(
                report,
                story.get("decisions", ()),
                submitted=written,
                decided=self._find_work_moment(report.company_id, written),
            )

    @api.model
    def _date_suggestion(self, suggestion, received):
        """Let a suggestion be of the day on which it was received, with its promise and duties."""
        # sudo: the process's own fields
        own = suggestion.sudo()
        company = own.company_id
        day = company._kam_day_of(received)
        promise = company._kam_add_working_days(day, own.kind_id.promise_days)
        vals = {
            "date_received": received,
            "date_promise_first": promise,
            "date_promise": promise,
        }
        if own.date_thanked:
            vals["date_thanked"] = received
        if own.date_accepted:
            vals["date_accepted"] = self._find_work_moment(company, received)
        own._write_process(vals)
        wanted = {each["kind"]: each["date_due"] for each in own._prepare_duties()}
        for duty in own.open_deadline_ids:
            if duty.code in wanted:
                duty._protected_write({"date_due": wanted[duty.code]})

    # ------------------------------------------------------------------
    # summaries
    # ------------------------------------------------------------------

    @api.model
    def _summarise(self, unit, names, days, story=None):
        """Put suggestions on a summary as the user, and let happen what its story tells.

        :param kam.unit unit: whose summary it is
        :param list names: subjects of its suggestions
        :param int days: how many days ago it was submitted
        :param dict story: any of ``departments`` (ids that are asked), ``asked`` (true: it is
            submitted), ``opinions`` (``(user, feasibility, opinion, days from now)``),
            ``consolidated``, ``vote``, ``decisions`` (subject -> decision, sentence, reason, days
            until it comes back)
        """
        story = story or {}
        found = self.env["kam.suggestion"].search([("name", "in", names)], order="id")
        summary = self.env["kam.suggestion.summary"].create(
            {
                "unit_id": unit.id,
                "company_id": unit.company_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "suggestion_id": suggestion.id,
                            "department_ids": [Command.set(story.get("departments", ()))],
                        }
                    )
                    for suggestion in found
                ],
            }
        )
        if not story.get("asked"):
            return
        summary.action_submit()
        moment = self._find_past_moment(unit.company_id, days)
        self._date_submission(summary, moment)
        self._ask_departments(summary, moment, story.get("opinions", ()))
        for step in ("consolidated", "vote", "decisions"):
            if step not in story:
                return
            moment = self._find_work_moment(unit.company_id, moment)
            self._fill_step(summary, step, story[step], moment)
        # sudo: the process's own field
        found.sudo()._write_process({"date_decided": moment})

    @api.model
    def _ask_departments(self, summary, moment, opinions):
        """Let departments be asked at a moment, and some of them answer on the next day."""
        # sudo: whose turn it is
        own = summary.sudo()
        answered = self._find_work_moment(own.company_id, moment)
        for user_id, feasibility, text, days in opinions:
            user = self.env["res.users"].browse(user_id)
            opinion = own.opinion_ids.filtered(
                lambda each: user in each.review_id.candidate_ids  # noqa: B023
            )
            # not before: what is past its day lapses when another department answers
            self._receive_step(opinion.review_id, moment)
            opinion.line_ids.with_user(user).write(
                {
                    "feasibility": feasibility,
                    "opinion": text,
                    "date_possible": own.company_id._kam_today() + timedelta(days=days),
                }
            )
            self._decide_at(
                own, opinion.review_id, user, STEPS["answer"], opinion._word_answers(), answered
            )
        for opinion in own.opinion_ids.filtered(lambda each: each.state == "pending"):
            self._receive_step(opinion.review_id, moment)

    @api.model
    def _fill_step(self, summary, step, said, moment):
        """Let whose turn it is fill the columns of a step, and let the summary go on.

        :param str step: ``consolidated``, ``vote`` or ``decisions``
        :param said: what they say of all of it; of ``decisions`` a dict by subject
        """
        review = self._find_pending(summary)
        user = review.candidate_ids[:1]
        lines = summary.line_ids.with_user(user)
        self._receive_step(review, moment)
        if step == "decisions":
            today = summary.company_id._kam_today()
            for line in lines:
                decision, reply, reason, days = said[line.suggestion_id.name]
                line.write(
                    {
                        "decision": decision,
                        "reply_text": reply,
                        "decision_reason": reason,
                        "date_back": days and today + timedelta(days=days),
                    }
                )
        else:
            lines.write({step: said})
        decision = "complete" if review.kind == "complete" else "approve"
        # sudo: the engine acts on the form for whoever decides
        self._decide_at(summary.sudo(), review, user, STEPS[decision], "", moment)

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    @api.model
    def _settle_suggestion(self, name, days, story):
        """Let a decided suggestion be carried out and answered, by whoever handles it.

        :param str name: its subject
        :param int days: how many days ago it was answered
        :param dict story: any of ``tasks`` (``(what, user, days from now, note)``; with a note it
            is done), ``text`` (of the answer), ``closed``
        """
        suggestion = self.env["kam.suggestion"].search([("name", "=", name)], limit=1)
        suggestion = suggestion.with_user(suggestion.author_id)
        today = suggestion.company_id._kam_today()
        for what, user_id, later, note in story.get("tasks", ()):
            task = suggestion.task_ids.create(
                {
                    "suggestion_id": suggestion.id,
                    "name": what,
                    "user_id": user_id,
                    "date_due": today + timedelta(days=max(later, 0)),
                }
            )
            # each is a request of its own: nobody knows what was read before
            self.env.flush_all()
            self.env.invalidate_all()
            if note:
                task.with_user(user_id).action_done(note)
            elif later < 0:
                self._date_task(task, today + timedelta(days=later))
        if "text" not in story:
            return
        suggestion.action_reply(story["text"])
        # sudo: the process's own fields
        own = suggestion.sudo()
        answered = self._find_past_moment(own.company_id, days)
        own._write_process({"date_replied": answered, "date_replied_first": answered})
        if story.get("closed"):
            suggestion.action_close()

    @api.model
    def _date_task(self, task, day):
        """Let a task have been due on a day."""
        # sudo: the process's own fields
        own = task.sudo()
        own._protected_write({"date_due": day, "date_due_first": day})
        own.open_deadline_ids._protected_write({"date_due": day})
