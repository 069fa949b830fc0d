import logging
from datetime import timedelta
from operator import methodcaller

from odoo import api, models
from odoo.fields import Domain

from ... import transactions

_logger = logging.getLogger(__name__)
BATCH_SIZE = 500


class KamPosition(models.Model):
    """What the passing of days does to positions."""

    _inherit = "kam.position"

    def _schedule_refresh(self):
        """Wake the job when a position begins, and when its last day is over."""
        moments = set()
        for position in self:
            today = position.company_id._kam_today()
            days = [position.date_from]
            if position.date_to:
                days.append(position.date_to + timedelta(days=1))
            moments.update(position.company_id._kam_day_start(day) for day in days if day > today)
        if moments:
            # sudo: planning the job is part of keeping positions
            cron = self.env.ref("kam_management.ir_cron_kam_position").sudo()
            cron._trigger(at=sorted(moments))

    @api.model
    def _cron_refresh_current(self):
        """Bring ``is_current`` and the rights that follow up to date after a day has passed."""
        stale = self.browse()
        for company in self.env["res.company"].search([]):
            stale |= self.search(self._get_stale_domain(company, company._kam_today()))
        transactions.run_batches(
            self.env,
            [(stale, methodcaller("_refresh_current"))],
            size=BATCH_SIZE,
            logger=_logger,
        )

    def _refresh_current(self):
        # nothing was written: the day has changed, and with it all that follows from it
        self.modified(["date_from"])
        self._sync_user_groups(self.user_id)
        self._on_holders_changed(self.unit_id, set(self.mapped("role")), self.user_id)

    @api.model
    def _get_stale_domain(self, company, today):
        valid = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        wrong = (Domain("is_current", "=", True) & ~valid) | (
            Domain("is_current", "=", False) & valid
        )
        return Domain("company_id", "=", company.id) & wrong
