from odoo import models
from odoo.exceptions import UserError

from ... import voices

VISIT = "kam.visit"
REPORT = "kam.visit.report"


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

    def _kam_check_added_to(self, form):
        """See the base method: what is filed of a visit was there when its report was submitted.

        What is sent with a message belongs to the conversation.
        """
        super()._kam_check_added_to(form)
        if form._name not in (VISIT, REPORT) or voices.current():
            return
        report = form.report_ids if form._name == VISIT else form
        if report and report.approval_state != "draft":
            raise UserError(
                self.env._(
                    "“%(document)s” cannot be added: %(form)s was submitted with the files that "
                    "it had. Send the file with a message below the form.",
                    document=self.name,
                    form=report.display_name,
                )
            )

    def _kam_is_from_visit(self, visit):
        """Tell whether a document was added since a visit began.

        :param kam.visit visit: which the document belongs to
        """
        self.ensure_one()
        return bool(visit.date_started) and self.create_date >= visit.date_started
