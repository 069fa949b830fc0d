from odoo import api, models
from odoo.fields import Domain

from ...queries.punctuality import punctuality

MODELS = {"unit": "kam.unit", "user": "res.users"}


class KamDeadline(models.Model):
    """How punctual units and people are, as far as the reader may see their duties."""

    _inherit = "kam.deadline"

    @api.model
    def _get_punctuality(self, date_from, date_to, by="unit", domain=()):
        """Return how much was due in a period, and how much of it was done in time.

        A unit counts each duty once. A person counts what they did, or a delegate did for them;
        what fell late while several owed it counts for the unit only. Open late ones count as due.

        :param date date_from: first day on which duties were due
        :param date date_to: last day
        :param str by: ``unit`` or ``user``
        :param domain: which duties besides
        :return: dict unit or user -> dict of ``due``, ``kept``, ``late``, ``missed``,
            ``open_late`` and ``rate``, the share of kept ones
        """
        self.env.flush_all()
        query = self._search(
            Domain("date_due", ">=", date_from) & Domain("date_due", "<=", date_to) & Domain(domain)
        )
        # sudo: which day it is in a company is no secret
        companies = self.env["res.company"].sudo().search([])
        todays = {company.id: company._kam_today() for company in companies}
        self.env.cr.execute(punctuality(query.select(), todays, by))
        records = self.env[MODELS[by]]
        return {
            records.browse(key): {
                "due": due,
                "kept": kept,
                "late": late,
                "missed": missed,
                "open_late": open_late,
                "rate": kept / due,
            }
            for key, due, kept, late, missed, open_late in self.env.cr.fetchall()
        }
