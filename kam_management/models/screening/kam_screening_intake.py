from odoo import api, models
from odoo.exceptions import AccessError

from ...rules import texts
from .kam_screening import PROPOSAL_FIGURES


class KamScreening(models.Model):
    """How customers come into screening other than by hand: from a list of the key accounts that a
    company has already, to be confirmed in bulk, or found in the invoices."""

    _inherit = "kam.screening"

    # ------------------------------------------------------------------
    # existing lists
    # ------------------------------------------------------------------

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_can_import(self):
        for screening in self:
            screening.can_import = screening.approval_state == "draft" and self._may_import()

    @api.model
    def _may_import(self):
        return self.env.su or self.env.user.has_group("kam_management.group_kam_administrator")

    @api.model_create_multi
    def create(self, vals_list):
        """Leave screenings without analysis to administrators.

        :raise AccessError: when somebody else gives a reason instead of the analysis
        """
        screenings = super().create(vals_list)
        # asked of what was made: the reason may be a default of the caller or the user
        screenings._note_import()
        return screenings

    def write(self, vals):
        """See :meth:`create`; a screening with a reason instead of the analysis stays one."""
        changes = "import_reason" in vals and any(
            (screening.import_reason or "") != (vals["import_reason"] or "") for screening in self
        )
        if changes:
            self._check_may_import()
        result = super().write(vals)
        if changes:
            self._note_import()
        return result

    def _note_import(self):
        listed = self.filtered(lambda screening: texts.trimmed(screening.import_reason))
        if listed:
            self._check_may_import()
            listed._protected_write({"origin": "import"})

    @api.model
    def _check_may_import(self):
        if not self._may_import():
            raise AccessError(
                self.env._(
                    "“Reason Instead of the Analysis” is for customers from an existing list: only "
                    "administrators of key accounts write it. Complete the analysis instead."
                )
            )

    @api.readonly
    @api.model
    def get_import_templates(self):
        """Return the file to start an import of an existing list from, for who may import.

        :return: list of dicts with label and address
        """
        if not self._may_import():
            return []
        return [
            {
                "label": self.env._("Existing Key Accounts"),
                "template": "/kam_management/static/xls/kam_screening_import.xlsx",
            }
        ]

    # ------------------------------------------------------------------
    # candidates that a search or the job has found in the invoices
    # ------------------------------------------------------------------

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
        return self._protected_create(self._complete_create(prepared))
