from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from odoo import api, models
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
            name of its kind
        :param dict story: any of ``accepted``, ``report`` (its texts), ``decisions`` (of the
            report), ``waits`` (for a decision on it)
        """
        story, company = story or {}, self.env.company
        vals = dict(vals)
        kind = self._find_kind(company, vals.pop("kind", None))
        suggestion = self.env["kam.suggestion"].create(
            {"partner_id": partner.id, "company_id": company.id, "kind_id": kind.id, **vals}
        )
        received = self._find_past_moment(company, days)
        if story.get("accepted") or "report" in story:
            suggestion.action_accept()
        if "report" in story:
            self._report_suggestion(suggestion, received, story)
        self._date_suggestion(suggestion, received)

    @api.model
    def _assign_kinds(self, company, departments):
        """Say which departments are asked of suggestions of a kind.

        :param res.company company: the company
        :param dict departments: name of a kind -> ids of departments
        """
        for name, ids in departments.items():
            self._find_kind(company, name).department_ids = [Command.set(ids)]

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
        own._find_public()._protected_write({"date_received": received})
        if own.report_id.date_promise_kept:
            own.report_id._protected_write({"date_promise_kept": promise})
        wanted = {each["kind"]: each["date_due"] for each in own._prepare_duties()}
        for duty in own.open_deadline_ids:
            if duty.code in wanted:
                duty._protected_write({"date_due": wanted[duty.code]})

    # ------------------------------------------------------------------
    # summaries
    # ------------------------------------------------------------------

    @api.model
    def _summarise(self, unit, said, days, story=None):
        """Put suggestions on a summary as the user, and let happen what its story tells.

        :param kam.unit unit: whose summary it is
        :param dict said: subject of a suggestion -> dict of the departments that are asked: id ->
            what it says, ``(feasibility, opinion, days from now or False)``, or False where it
            does not answer
        :param int days: how many days ago it was submitted
        :param dict story: any of ``asked`` (true: it is submitted), ``consolidated``, ``vote``,
            ``decisions`` (subject -> decision, sentence, reason, days until it comes back); the
            former two say something of each subject
        """
        story = story or {}
        found = self.env["kam.suggestion"].search([("name", "in", [*said])], order="id")
        summary = self.env["kam.suggestion.summary"].create(
            {
                "unit_id": unit.id,
                "company_id": unit.company_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "suggestion_id": suggestion.id,
                            "department_ids": [Command.set([*said[suggestion.name]])],
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
        self._ask_departments(summary, moment, said)
        for step in ("consolidated", "vote", "decisions"):
            if step not in story:
                return
            moment = self._find_work_moment(unit.company_id, moment)
            self._fill_step(summary, step, story[step], moment)
        # sudo: the process's own field
        found.sudo()._write_process({"date_decided": moment})

    @api.model
    def _ask_departments(self, summary, moment, said):
        """Let departments be asked at a moment, and those with something to say answer next day.

        :param dict said: see :meth:`_summarise`
        """
        # sudo: whose turn it is
        own = summary.sudo()
        answered = self._find_work_moment(own.company_id, moment)
        today = own.company_id._kam_today()
        silent = own.env["kam.approval.review"]
        for opinion in own.opinion_ids:
            review = opinion.review_id
            # not before: what is past its day lapses when another department answers
            self._receive_step(review, moment)
            words = {
                line: said[line.summary_line_id.suggestion_id.name][opinion.department_id.id]
                for line in opinion.line_ids
            }
            if not all(words.values()):
                silent |= review
                continue
            user = review.candidate_ids[:1]
            for line, (feasibility, text, days) in words.items():
                line.with_user(user).write(
                    {
                        "feasibility": feasibility,
                        "opinion": text,
                        "date_possible": days and today + timedelta(days=days),
                    }
                )
            self._decide_at(own, review, user, STEPS["answer"], opinion._word_answers(), answered)
        silent._lapse()

    @api.model
    def _fill_step(self, summary, step, said, moment):
        """Let whose turn it is fill the columns of a step, and let the summary go on.

        :param str step: ``consolidated``, ``vote`` or ``decisions``
        :param dict said: what they say, by subject
        """
        review = self._find_pending(summary)
        user = review.candidate_ids[:1]
        self._receive_step(review, moment)
        today = summary.company_id._kam_today()
        for line in summary.line_ids.with_user(user):
            words = said[line.suggestion_id.name]
            vals = {step: words}
            if step == "decisions":
                decision, reply, reason, days = words
                vals = {
                    "decision": decision,
                    "reply_text": reply,
                    "decision_reason": reason,
                    "date_back": days and today + timedelta(days=days),
                }
            line.write(vals)
        decision = "complete" if review.kind == "complete" else "approve"
        # sudo: the engine acts on the form for whoever decides
        self._decide_at(summary.sudo(), review, user, STEPS[decision], "", moment)

    @api.model
    def _tell_interim(self, name, text, days, is_approved=False):
        """Let whoever handles a suggestion propose an interim answer.

        :param str name: subject of the suggestion
        :param str text: what the customer is told
        :param int days: by how many days the promise moves
        :param bool is_approved: whether the customer is told; else it waits for the manager
        """
        suggestion = self.env["kam.suggestion"].search([("name", "=", name)], limit=1)
        day = suggestion.date_promise + timedelta(days=days)
        suggestion.with_user(suggestion.author_id).action_propose_interim(text, day)
        if is_approved:
            interim = suggestion.interim_ids
            approver = interim._find_approvers()[interim][:1]
            interim.with_user(approver).action_approve()

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    @api.model
    def _settle_suggestion(self, name, days, story):
        """Let a decided suggestion be carried out and answered, by whoever handles it.

        :param str name: its subject
        :param int days: how many days ago it was answered
        :param dict story: any of ``done`` (``(user, note)``: what a department had promised is
            done), ``tasks`` (further ones: ``(what, user, days from now)``), ``text`` (of the
            answer), ``told`` (``(score, text, by whom)``: a rating that a colleague heard),
            ``rated`` (``(user of the portal, score, text)``)
        """
        suggestion = self.env["kam.suggestion"].search([("name", "=", name)], limit=1)
        suggestion = suggestion.with_user(suggestion.author_id)
        today = suggestion.company_id._kam_today()
        if "done" in story:
            user_id, note = story["done"]
            self._forget()
            suggestion.task_ids.with_user(user_id).action_done(note)
        for what, user_id, later in story.get("tasks", ()):
            task = suggestion.task_ids.create(
                {
                    "suggestion_id": suggestion.id,
                    "name": what,
                    "user_id": user_id,
                    "date_due": today + timedelta(days=max(later, 0)),
                }
            )
            if later < 0:
                self._date_task(task, today + timedelta(days=later))
        self._forget()
        if "text" not in story:
            return
        suggestion.action_reply(story["text"])
        # sudo: the process's own fields
        own = suggestion.sudo()
        answered = self._find_past_moment(own.company_id, days)
        own._write_process({"date_replied": answered, "date_replied_first": answered})
        if "told" in story:
            suggestion._note_rating_told(*story["told"])
        if "rated" in story:
            user_id, score, text = story["rated"]
            own._find_public().with_user(user_id)._rate(score, text)

    @api.model
    def _forget(self):
        """Begin a request of its own: nobody knows what was read before."""
        self.env.flush_all()
        self.env.invalidate_all()

    @api.model
    def _date_task(self, task, day):
        """Let a task have been due on a day."""
        # sudo: the process's own fields
        own = task.sudo()
        own._protected_write({"date_due": day, "date_due_first": day})
        own.open_deadline_ids._protected_write({"date_due": day})

    # ------------------------------------------------------------------
    # mails
    # ------------------------------------------------------------------

    @api.model
    def _receive_mail(self, company, days, headers, text, dismissed=""):
        """Let a mail come to the address of suggestions.

        :param res.company company: to whose address it comes
        :param int days: how many days ago
        :param dict headers: of the mail: ``From``, ``Subject`` and others
        :param str text: what it says
        :param str dismissed: why the user puts it aside
        """
        moment = self._find_past_moment(company, days)
        mail = EmailMessage()
        for name, value in {
            "Message-Id": make_msgid(domain="demo.invalid"),
            "Date": format_datetime(moment),
            **headers,
        }.items():
            mail[name] = value
        mail.set_content(text)
        # sudo: as the gateway
        mails = self.env["kam.suggestion.mail"].sudo()
        read = self.env["mail.thread"].message_parse(mail)
        mails._receive(mail, read, company)
        row = mails.search([("message_id", "=", read["message_id"])], limit=1)
        if dismissed:
            row.with_user(self.env.user).action_dismiss(dismissed)
        row._protected_write({"date_received": moment})
