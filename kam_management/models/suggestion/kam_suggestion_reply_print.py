from odoo import models
from odoo.exceptions import UserError

REPORT = "kam_management.action_report_kam_suggestion_reply"


class KamSuggestionReply(models.Model):
    """The file of a feedback form: what the customer is sent, and what is filed."""

    _inherit = "kam.suggestion.reply"

    def _print_file(self):
        """Make the feedback form as a file of this record.

        :return: the attachment
        :raise UserError: when it cannot be printed
        """
        self.ensure_one()
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() == "install":
            # nothing of ours prints without it; nobody is answered without the form
            raise UserError(
                self.env._(
                    "The feedback form cannot be printed: wkhtmltopdf is missing on this machine. "
                    "Ask whoever looks after it to install it, and answer again."
                )
            )
        content, kind = reports._render_qweb_pdf(REPORT, res_ids=self.ids)
        # in a test without printing it is the page itself
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.number.replace('/', '-')}.{kind}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
