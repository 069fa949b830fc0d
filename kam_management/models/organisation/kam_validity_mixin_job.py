import logging
from datetime import timedelta
from operator import methodcaller

from odoo import api, models
from odoo.fields import Domain

from ... import transactions
from ...rules import deadlines

_logger = logging.getLogger(__name__)
BATCH_SIZE = 500


class KamValidityMixin(models.AbstractModel):
    """What the passing of days does to what holds from one day to another."""

    _inherit = "kam.validity.mixin"

    def _schedule_refresh(self):
        """Wake the job when a record begins, and when its last day is over."""
        moments = set()
        for record in self:
            company = record.company_id
            today = company._kam_today()
            days = [record.date_from]
            # what ends in the year 9999 is meant to last: nothing is planned for then
            if record.date_to and record.date_to < deadlines.LAST_DAY:
                days.append(record.date_to + timedelta(days=1))
            moments.update(
                company._kam_day_start(day) for day in days if today < day <= deadlines.LAST_DAY
            )
        if moments:
            # sudo: planning the job is part of keeping the records
            cron = self.env.ref("kam_management.ir_cron_kam_position").sudo()
            cron._trigger(at=sorted(moments))

    @api.model
    def _cron_refresh_current(self):
        """Bring ``is_current`` of all models, and what follows, up to date after a day."""
        transactions.run_batches(
            self.env,
            [
                (model._find_stale(), methodcaller("_refresh_current"))
                for model in transactions.as_job(self)._get_validity_models()
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )

    def _refresh_current(self):
        # nothing was written: the day has changed, and with it all that follows from it
        self.modified(["date_from"])
        self._on_day_passed()

    @api.model
    def _get_validity_models(self):
        """Return an empty recordset of each model whose records begin and end."""
        mixin = self.pool["kam.validity.mixin"]
        return [
            self.env[name]
            for name, model in self.pool.items()
            if issubclass(model, mixin) and not model._abstract
        ]

    @api.model
    def _find_stale(self):
        """Return the records whose ``is_current`` is of another day."""
        stale = self.browse()
        for company in self.env["res.company"].search([]):
            stale |= self.search(self._get_stale_domain(company, company._kam_today()))
        return stale

    def _on_day_passed(self):
        """Do what follows when records have begun or ended with the day. To be extended."""
        self.flush_recordset(["is_current"])

    @api.model
    def _get_stale_domain(self, company, today):
        valid = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        valid &= Domain("is_able", "=", True)
        wrong = (Domain("is_current", "=", True) & ~valid) | (
            Domain("is_current", "=", False) & valid
        )
        return Domain("company_id", "=", company.id) & wrong
