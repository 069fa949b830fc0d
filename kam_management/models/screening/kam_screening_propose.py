from odoo import api, models

from ... import protection
from .kam_screening import PROPOSAL_FIGURES


class KamScreening(models.Model):
    """Candidates that a search or the job has found in the invoices."""

    _inherit = "kam.screening"

    @api.model
    def _propose(self, vals_list):
        """Begin screenings of customers that were found by their figures.

        Nobody is left out in silence: when one customer cannot be screened none is.

        :param list vals_list: one dict per customer: ``partner_id``, ``company_id``, ``unit_id``
            and ``manager_id`` (or False), ``class_id`` (or False), ``origin`` (``search`` or
            ``job``), and the figures named in ``PROPOSAL_FIGURES``; amounts in company currency,
            growth and late share as shares of 1, the day of the figures today by default
        :return: the screenings, in the order of the values
        :raise UserError: naming each customer that is a key account, is being screened already, or
            was rejected not long ago
        :raise AccessError: for a unit or account manager that the user may not choose
        """
        names = {
            "partner_id",
            "company_id",
            "unit_id",
            "manager_id",
            "class_id",
            "origin",
            *PROPOSAL_FIGURES,
        }
        companies = {
            company_id: self.env["res.company"].browse(company_id)
            for company_id in {vals["company_id"] for vals in vals_list}
        }
        prepared = [
            {
                # said or not, never the unit and account manager of whoever searches
                "unit_id": False,
                "manager_id": False,
                "date_figures": companies[vals["company_id"]]._kam_today(),
                **{name: vals[name] for name in names & vals.keys()},
            }
            for vals in vals_list
        ]
        self.check_access("create")
        return protection.opened(self).create(prepared).with_env(self.env)
