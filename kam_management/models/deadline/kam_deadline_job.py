import logging
from datetime import timedelta
from operator import methodcaller

from odoo import api, models
from odoo.fields import Domain

from ... import transactions
from ...rules import deadlines

_logger = logging.getLogger(__name__)
BATCH_SIZE = 500
# Who is told when a duty is late: unit by unit upwards, then at headquarters.
LADDER_ROLES = ("supervisor", "manager")
HEADQUARTERS_ROLES = ("director", "general_manager")


class KamDeadline(models.Model):
    """What the clock does to open duties: people anew, escalation, what follows, the digest.

    The job may be killed at any point and started again: each batch is committed, and what was
    done is written in the rows it was done to.
    """

    _inherit = "kam.deadline"

    @api.model
    def _cron_watch(self):
        """Bring open duties up to date, then send each person one digest a day.

        :raise UserError: after all others are done, when something could not be done
        """
        job = transactions.as_job(self)
        try:
            is_done = transactions.run_batches(
                self.env,
                job._find_work(),
                size=BATCH_SIZE,
                logger=_logger,
                note=lambda duty, error: duty._note_failure(error),
            )
        finally:
            job.env["kam.deadline.digest"]._send_due()
        if not is_done:
            # the digests have counted what was left of themselves
            self.env["ir.cron"]._commit_progress(remaining=1)

    @api.model
    def _find_work(self):
        """Return what there is to do: list of duties and what is called with some of them."""
        is_open = Domain("state", "=", "open")
        work = [(self.search(is_open, order="id"), methodcaller("_assign"))]
        for company in self.env["res.company"].search([]):
            today = company._kam_today()
            late = is_open & Domain("company_id", "=", company.id) & Domain("date_due", "<", today)
            passed = self.search(late & Domain("date_passed", "=", False), order="id")
            untold = self.search(
                late & (Domain("date_told", "=", False) | Domain("date_told", "<", today)),
                order="id",
            )
            work.append((passed, methodcaller("_pass", today)))
            work.append((untold, methodcaller("_escalate", today)))
        return work

    def _still_open(self):
        """Return those of the duties that are open by now and that nobody else is working on."""
        duties = self.try_lock_for_update()
        return duties.filtered(lambda duty: duty.state == "open")

    def _note_failure(self, error):
        """Say on a duty why the job could not do what follows."""
        self._protected_write({"failure": str(error)[:500]})

    # ------------------------------------------------------------------
    # when the day has passed
    # ------------------------------------------------------------------

    def _pass(self, today):
        """Tell each document once that its day has passed."""
        for duty in self._still_open():
            duty._protected_write({"date_passed": today, "failure": False})
            for documents, _duties in duty._group_by_documents():
                documents.browse(duty.res_id)._on_deadline_passed(duty)

    # ------------------------------------------------------------------
    # escalation
    # ------------------------------------------------------------------

    def _escalate(self, today):
        """Raise late duties to the level of the days they are late, and note who is told.

        After days without a job the levels between are told at once; each person hears of it in
        one digest. Being told gives nobody a right to decide.
        """
        duties = self._still_open()
        ladders = duties._find_ladders()
        told = {}
        for duty in duties:
            level = (today - duty.date_due).days
            told[duty] = duty.told_ids.union(*ladders[duty][:level])
            duty._protected_write({"level": level, "date_told": today})
        duties._set_relation("told_ids", told)

    def _find_ladders(self):
        """Return who is told of each duty, level by level: dict duty -> list of users.

        First those who head its department and those above that, then those who lead its unit.
        Nobody is told who owes the duty. Extended by kinds that only some may hear of.
        """
        position = self.env["kam.position"]
        units = {duty: duty.unit_id._ancestors() for duty in self if duty.unit_id}
        everywhere = self.env["kam.unit"].union(*units.values())
        roles = {*LADDER_ROLES, *HEADQUARTERS_ROLES}
        holders = position._find_holders(everywhere, roles)
        ladders = {}
        for duty in self:
            steps = duty._find_department_steps()
            for unit in units.get(duty, ()):
                steps.append(
                    self.env["res.users"].union(*(holders[unit.id, role] for role in LADDER_ROLES))
                )
            if duty in units:
                top = units[duty][-1:]
                steps += [holders[top.id, role] for role in HEADQUARTERS_ROLES]
            ladders[duty] = [users - duty.user_ids for users in steps if users - duty.user_ids]
        return ladders

    def _find_department_steps(self):
        """Return who heads the department that a duty is about, and who those above: list of users.

        They hear of it first; then those who lead the unit.
        """
        steps = []
        # sudo: who heads a department decides who is told, not who reads employees
        department = self.sudo().department_id
        while department:
            steps.append(self._keep_able(department.manager_id.user_id))
            department = department.parent_id
        return steps

    # ------------------------------------------------------------------
    # what the digest lists
    # ------------------------------------------------------------------

    @api.model
    def _find_for_digest(self, users):
        """Return what each user is written of today: dict user -> dict section -> duties.

        Sections: ``late`` and ``today`` of their own, ``coming`` within the days of the kind,
        ``others`` for what is late below them; for administrators ``nobody``, what nobody is left
        for, and ``nobody_confidential``, which is counted only.
        """
        todays = {company: company._kam_today() for company in self.env["res.company"].search([])}
        furthest = max(todays.values()) + timedelta(days=self._get_furthest_reminder())
        # sudo: each user is written of their own duties, and of those they are told of
        duties = self.sudo().search(
            Domain("state", "=", "open")
            & Domain("date_due", "<=", furthest)
            & (Domain("worker_ids", "in", users.ids) | Domain("told_ids", "in", users.ids)),
            order="date_due, id",
        )
        sections = {user: {} for user in users}
        for duty in duties:
            left = (duty.date_due - todays[duty.company_id]).days
            own = deadlines.standing(left, duty.days_late_before)
            if left <= duty.kind_id.remind_days:
                for user in duty.worker_ids & users:
                    sections[user].setdefault(own, []).append(duty)
            if left < 0:
                for user in (duty.told_ids - duty.worker_ids) & users:
                    sections[user].setdefault("others", []).append(duty)
        for user in users & self._get_administrators():
            sections[user].update(self._find_for_administrator(user))
        return {
            user: {name: self.concat(*parts) for name, parts in by_section.items()}
            for user, by_section in sections.items()
            if by_section
        }

    @api.model
    def _get_administrators(self):
        """Return who is told of what nobody is left for: they enter positions and delegations."""
        return self.env.ref("kam_management.group_kam_administrator").all_user_ids

    @api.model
    def _find_for_administrator(self, user):
        """Return what nobody is left for in the companies of an administrator.

        :return: dict section -> duties
        """
        # sudo: what the administrator may not read is counted only
        stuck_sudo = self.sudo().search(
            Domain("state", "=", "open")
            & Domain("worker_ids", "=", False)
            & Domain("company_id", "parent_of", user.company_ids.ids),
            order="date_due, id",
        )
        own = stuck_sudo.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        readable = stuck_sudo.browse(own._filtered_access("read").ids)
        parts = {"nobody": readable, "nobody_confidential": stuck_sudo - readable}
        return {name: duties for name, duties in parts.items() if duties}

    @api.model
    def _get_furthest_reminder(self):
        # sudo: settings of the kinds count for everybody
        kinds = self.env["kam.deadline.kind"].sudo().search([])
        return max(kinds.mapped("remind_days"), default=0)
