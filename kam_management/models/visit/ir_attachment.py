from odoo import models

VISIT = "kam.visit"


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _kam_check_unlocked_by(self, form):
        """See the base method: photos and files from the customer belong to the report.

        What was added since the visit began tells of the visit, not of its plan: it can be taken
        back until the report is submitted.
        """
        if form._name == VISIT and self._kam_is_from_visit(form):
            if form.report_ids:
                super()._kam_check_unlocked_by(form.report_ids)
            return
        super()._kam_check_unlocked_by(form)

    def _kam_is_from_visit(self, visit):
        """Tell whether a document was added since a visit began.

        :param kam.visit visit: which the document belongs to
        """
        self.ensure_one()
        return bool(visit.date_started) and self.create_date >= visit.date_started
