import logging
from operator import methodcaller

from odoo import api, fields, models

from ... import transactions

_logger = logging.getLogger(__name__)

# Who is told when a review is late, first the nearest unit, then one above each day.
ESCALATION_ROLES = ("supervisor", "manager")
HEADQUARTERS_ROLES = ("director", "general_manager")


class KamApprovalReview(models.Model):
    """What the clock does to pending reviews: reminders, escalation, the total limit."""

    _inherit = "kam.approval.review"

    @api.model
    def _cron_watch(self):
        """Remind one day before, escalate from the day after, end forms at their total limit."""
        reviews = self.search([("state", "=", "pending"), ("is_form_gone", "=", False)], order="id")
        transactions.run_batches(
            self.env,
            [(reviews, methodcaller("_watch"))],
            # Somebody may decide at the same moment: then that one is looked at again.
            size=1,
            logger=_logger,
            note=lambda review, error: transactions.note_failure(review._get_form(), error),
        )

    def _watch(self):
        self.ensure_one()
        # what was decided since the job began is left alone
        self.env.invalidate_all()
        if self.state != "pending":
            return
        self._refresh_candidates()
        today = self.company_id._kam_today()
        if self.date_total_due and today > self.date_total_due and self.on_total_limit == "cancel":
            self._get_form()._cancel(self.env._("Not decided by %s", self.date_total_due))
        elif today > self.date_due:
            self._escalate(today)
        elif fields.Date.add(today, days=1) >= self.date_due and not self.date_reminded:
            self._remind(today)

    def _remind(self, today):
        self._tell(self.candidate_ids | self.delegate_ids, methodcaller("_get_reminder"))
        self._protected_write({"date_reminded": today})

    def _get_reminder(self):
        return self.env._(
            "Due on %(due)s: %(review)s", due=self.date_due, review=self._get_step_label()
        )

    def _escalate(self, today):
        """Tell the next people above, once a day; nobody gets a right to decide by it."""
        if self.date_escalated == today:
            return
        level = self.escalation_level
        self._tell(self._get_escalation_users(level), methodcaller("_get_late_notice"))
        self._protected_write({"escalation_level": level + 1, "date_escalated": today})

    def _get_late_notice(self):
        return self.env._(
            "Late since %(due)s: %(review)s waits for %(users)s",
            due=self.date_due,
            review=self._get_step_label(),
            users=", ".join(self.candidate_ids.mapped("name")) or self.env._("nobody"),
        )

    def _get_escalation_users(self, level):
        """Return who is told on the day after next, by the units from the reviewer's upwards."""
        position_model = self.env["kam.position"]
        units = (self.review_unit_id or self.unit_id)._ancestors()
        ladder = [position_model._holders(unit, ESCALATION_ROLES) for unit in units]
        ladder += [position_model._holders(units[-1:], [role]) for role in HEADQUARTERS_ROLES]
        steps = [users for users in ladder if users - self.candidate_ids]
        return steps[min(level, len(steps) - 1)] if steps else self.env["res.users"]

    def _tell(self, users, compose):
        """Notify users on the form, each in their language. Only who may read the form is told.

        :param users: whom to tell
        :param compose: function review -> text
        """
        form = self._get_form()
        readers = users.filtered(lambda user: form.with_user(user).sudo(False).has_access("read"))
        for lang, group in readers.grouped("lang").items():
            text = compose(self.with_context(lang=lang))
            form.message_notify(
                partner_ids=group.partner_id.ids,
                subject=f"{form.display_name}: {text}",
                body=text,
            )
