from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import CONSECUTIVE_TIMEOUT_FOR_FAILURE

# When a job that was killed again and again is tried once more.
AGAIN = timedelta(hours=1)


class IrCron(models.Model):
    """Jobs of key accounts go on, whatever one record or one machine does to them.

    Odoo deactivates a job that failed for a week, and leaves one out until its next night that was
    killed three times before it committed anything. One customer that cannot be evaluated would
    then end the evaluation of all others.
    """

    _inherit = "ir.cron"

    @api.model
    def _kam_is_own(self, job):
        """Tell whether a job works on a model of key accounts.

        :param dict job: as Odoo passes it from method to method
        """
        # sudo: of which model a job is, is asked by the scheduler
        return (self.sudo().browse(job["id"]).model_id.model or "").startswith("kam.")

    @api.model
    def _update_failure_count(self, job, status):
        """Count failures; a job of key accounts is not deactivated for them."""
        if not self._kam_is_own(job):
            return super()._update_failure_count(job, status)
        first = job["first_failure_date"]
        # Odoo deactivates by the days since the first failure
        result = super()._update_failure_count({**job, "first_failure_date": None}, status)
        if first:
            self.env.cr.execute(
                SQL(
                    "UPDATE ir_cron SET first_failure_date = %s"
                    " WHERE id = %s AND first_failure_date IS NOT NULL",
                    first,
                    job["id"],
                )
            )
        return result

    @api.model
    def _reschedule_later(self, job):
        """Plan the next run; what was killed before it had begun is tried again before that."""
        result = super()._reschedule_later(job)
        is_left_out = (
            job["timed_out_counter"] >= CONSECUTIVE_TIMEOUT_FOR_FAILURE and not job["done"]
        )
        if is_left_out and self._kam_is_own(job):
            self.browse(job["id"])._trigger(at=fields.Datetime.now() + AGAIN)
        return result
