import logging

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, transactions, wording

_logger = logging.getLogger(__name__)

BATCH_SIZE = 1000
# What was computed within so many minutes the job leaves alone: a run that goes on begins where
# the one before ended.
FRESH_MINUTES = 30


class KamCreditProfile(models.Model):
    """What lists show of exposures, and the job that keeps it."""

    _inherit = "kam.credit.profile"

    @api.model
    def _cron_refresh_exposure(self):
        """Compute the exposures of all accounts that were not computed within half an hour."""
        job = transactions.as_job(self)
        fresh = fields.Datetime.subtract(fields.Datetime.now(), minutes=FRESH_MINUTES)
        stale = Domain("date_exposure", "=", False) | Domain("date_exposure", "<", fresh)
        profiles = job.search(stale & Domain("account_id", "!=", False), order="company_id, id")
        transactions.run_batches(
            self.env,
            [(profiles, lambda batch: batch._refresh_exposure())],
            size=BATCH_SIZE,
            logger=_logger,
        )

    def _refresh_exposure(self):
        """Compute the exposures of customers and keep them for lists; set-based.

        Of those whose figures are as before only the time is written, in one statement.
        """
        exposures = self._get_exposures()
        standings = self._get_standings(exposures)
        now = fields.Datetime.now()
        # sudo: whoever may ask for the figures has them kept
        profiles = self.sudo()
        unchanged = profiles.browse()
        for profile in profiles:
            vals = profile._prepare_exposure(exposures[profile], *standings[profile])
            # what was never computed is empty in the database, and would be sorted apart from 0
            is_known = bool(profile.date_exposure)
            if is_known and all(profile[name] == value for name, value in vals.items()):
                unchanged |= profile
            else:
                profile._protected_write({**vals, "date_exposure": now})
        if unchanged:
            unchanged._protected_write({"date_exposure": now})

    def _prepare_exposure(self, found, held, stands):
        """Return an exposure as values of the profile, rounded as the fields keep them."""
        self.ensure_one()
        currency = self.company_id.currency_id
        return {
            "exposure": currency.round(float(found.total)),
            "exposure_receivables": currency.round(float(found.receivables)),
            "exposure_orders": currency.round(float(found.orders)),
            "exposure_drafts": currency.round(float(found.drafts)),
            "exposure_limit": currency.round(float(held.amount)) if stands.is_limited else 0,
            "exposure_source": held.source if stands.is_limited else False,
            "exposure_available": currency.round(float(stands.available)),
            "exposure_share": float(round(stands.share, 4)),
            "is_exposure_limited": stands.is_limited,
            "is_over_limit": stands.is_over,
        }

    def action_refresh_exposure(self):
        """Compute the exposures of customers now, for lists.

        :return: True
        :raise AccessError: for whoever may not read the credit profiles
        """
        arguments.check_ids(self)
        self.check_access("read")
        self._refresh_exposure()
        return True

    def action_open_exposure(self):
        """Open what stands behind the exposure.

        :return: a window action
        """
        return self._open_exposure(None)

    def action_open_receivables(self):
        """Open the items that are posted and open.

        :return: a window action
        """
        return self._open_exposure("item")

    def action_open_orders(self):
        """Open the orders that still bring something.

        :return: a window action
        """
        return self._open_exposure("order")

    def action_open_drafts(self):
        """Open the invoices that are not posted.

        :return: a window action
        """
        return self._open_exposure("draft")

    def _open_exposure(self, kind):
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_exposure_item"
        )
        context = {"kam_credit_profile_id": self.id, "create": False}
        if kind:
            context[f"search_default_{kind}"] = 1
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": context,
        }
