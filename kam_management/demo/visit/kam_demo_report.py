from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...models.visit.kam_visit_duties import REPORT
from ...models.visit.kam_visit_finding_duties import PROBLEM_KINDS

STATES = {"approve": "approved", "return": "returned"}


class KamDemo(models.AbstractModel):
    """What was found, spent and reported on visits, and who decided when."""

    _inherit = "kam.demo"

    @api.model
    def _report_visit(self, visit, story):
        """Write the report of a visit that was made, and listen to the customer again.

        :param dict story: any of ``found`` (dicts, see :meth:`_find_on_visit`), ``spent`` (as what
            was planned, in its order, then what was not), ``report`` (its texts), ``nothing`` (why
            nothing was found), ``read`` (by the superior: what was decided), ``listened`` (days,
            channel, attitude, what was said)
        """
        written = self._find_work_moment(visit.company_id, visit.date_ended)
        found = self._find_on_visit(visit, story.get("found", ()), written)
        self._spend_on_visit(visit, story.get("spent", ()))
        if "report" in story:
            report = visit.report_ids.with_env(self.env)
            report.write(story["report"])
            visit.no_finding_reason = story.get("nothing", False)
            self.env["kam.deadline"]._close(
                visit, REPORT, day=visit.company_id._kam_day_of(written), by=visit.leader_id
            )
            if report._needs_approval():
                report.action_submit()
                read = self._find_work_moment(visit.company_id, written)
                self._decide_form(report, story.get("read", ()), submitted=written, decided=read)
            else:
                self._complete_report(report, written)
        self._settle_found(visit, found)
        if "listened" in story:
            days, channel, attitude, result = story["listened"]
            visit.account_id._note_contact(
                {
                    "user_id": visit.leader_id.id,
                    "stakeholder_id": visit.stakeholder_ids[:1].id,
                    "date": visit.date_ended + timedelta(days=days),
                    "channel": channel,
                    "minutes": 15,
                    "attitude": attitude,
                    "topic": visit.goal[:200],
                    "result": result,
                }
            )

    @api.model
    def _find_work_moment(self, company, after):
        """Return the same hour of the next day that is worked, not later than now."""
        is_working = company._kam_is_working()
        moment = after + timedelta(days=1)
        while not is_working(company._kam_day_of(moment)):
            moment += timedelta(days=1)
        return min(moment, fields.Datetime.now())

    # ------------------------------------------------------------------
    # forms
    # ------------------------------------------------------------------

    @api.model
    def _complete_report(self, report, moment):
        """Complete a report that nobody else reads, as ``action_complete`` does, at a moment."""
        report._check_complete()
        # sudo: the engine's own fields
        report_sudo = report.sudo()
        day = report.company_id._kam_day_of(moment)
        report_sudo._protected_write(
            {
                "approval_round": report.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": moment,
                "date_first_submitted": day,
            }
        )
        report_sudo._on_submitted()
        report_sudo._end_round("approved")
        report_sudo._on_all_approved()

    @api.model
    def _decide_form(self, form, decisions, submitted=None, decided=None):
        """Let a form that was submitted be decided by those who may, step by step.

        :param decisions: ``(approve or return, opinion)`` each
        :param datetime submitted: when it was submitted; now where nothing is said
        :param datetime decided: when it was decided; now where nothing is said
        """
        if submitted:
            self._date_submission(form, submitted)
            self._receive_step(self._find_pending(form), submitted)
        for decision, opinion in decisions:
            review = self._find_pending(form)
            user = review.candidate_ids[:1]
            if decided:
                self._decide_at(form, review, user, STATES[decision], opinion, decided)
            else:
                getattr(review.with_user(user), f"action_{decision}")(opinion)

    @api.model
    def _date_submission(self, form, moment):
        """Let a form have been submitted at a moment."""
        day = form.company_id._kam_day_of(moment)
        # sudo: the engine's own fields
        form.sudo()._protected_write(
            {"date_submitted": moment, "date_first_submitted": day, "date_prepared": day}
        )

    @api.model
    def _find_pending(self, form):
        # sudo: whose turn it is
        return form.sudo().review_ids.filtered(lambda review: review.state == "pending")[:1]

    @api.model
    def _receive_step(self, review, moment):
        """Let a step wait since a moment."""
        company = review.company_id
        due = company._kam_due(company._kam_day_of(moment), review.deadline_days, review.day_count)
        review._protected_write({"date_received": moment, "date_due": due})
        review._find_duties()._protected_write({"date_due": due})

    @api.model
    def _decide_at(self, form, review, user, state, opinion, moment):
        """Decide a step as the engine does, at a moment."""
        # sudo: nobody writes reviews themselves
        review = review.with_user(user).sudo()
        review._protected_write(
            {
                "state": state,
                "decided_by_id": user.id,
                "opinion": opinion,
                "date_decided": moment,
            }
        )
        review._find_duties()._end(day=review.company_id._kam_day_of(moment), by=user)
        own = form.with_env(review.env)
        own._on_reviews_decided(state)
        review._post_decisions({review: own})

    # ------------------------------------------------------------------
    # findings and costs
    # ------------------------------------------------------------------

    @api.model
    def _find_on_visit(self, visit, found, moment):
        """Write down what was found, and pass it on at a moment.

        :param found: values of findings; ``departments`` are ids, ``days`` is in how many days
            after the visit a problem is to be solved, ``is_draft`` lets it stay, ``settled`` see
            :meth:`_settle_found`
        :return: finding -> how it was settled, for those that were
        """
        settled = {}
        for vals in map(dict, found):
            how = vals.pop("settled", None)
            days = vals.pop("days", None)
            is_draft = vals.pop("is_draft", False)
            if days is not None:
                vals["date_due"] = visit._get_last_day() + timedelta(days=days)
            departments = [Command.set(vals.pop("departments", ()))]
            finding = self.env["kam.visit.finding"].create(
                {**vals, "visit_id": visit.id, "department_ids": departments}
            )
            if is_draft:
                continue
            superiors = finding._find_superiors(visit)[visit]
            is_told = finding.kind in ("opportunity", "problem")
            finding._settle(
                "open",
                date_passed=moment,
                passed_by_id=self.env.uid,
                superior_ids=[Command.set(superiors.ids if is_told else [])],
            )
            getattr(finding, f"_pass_{finding.kind}")()
            if finding.state == "done":
                finding._settle("done", date_done=moment)
            finding._note_at_visit()
            if how:
                settled[finding] = how
        return settled

    @api.model
    def _settle_found(self, visit, settled):
        """Settle what was found.

        :param dict settled: finding -> ``(user, days, text)``: who, how many days after the visit,
            and the solution, or why information is left out
        """
        for finding, (user, days, text) in settled.items():
            own = finding.with_user(user)
            if finding.kind == "problem":
                self.env["kam.deadline"]._close(
                    finding,
                    PROBLEM_KINDS,
                    day=visit._get_last_day() + timedelta(days=days),
                    by=own.env.user,
                )
                own.action_solve(text)
            elif text:
                own.action_decline(text)
            else:
                own.action_take_over()
            finding._settle("done", date_done=visit.date_ended + timedelta(days=days))

    @api.model
    def _spend_on_visit(self, visit, spent):
        """Enter what a visit cost.

        :param spent: ``(kind, amount, receiver, purpose)`` each
        """
        for number, (kind, amount, receiver, purpose) in enumerate(spent):
            visit._note_spent(
                {
                    "kind_id": kind,
                    "amount": amount,
                    "currency_id": visit.currency_id.id,
                    "date": visit._get_last_day(),
                    "stakeholder_id": receiver,
                    "purpose": purpose,
                },
                visit.budget_ids[number : number + 1],
            )
