from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class KamArchiveEntry(models.Model):
    """The receipt: what was filed, with the checksum or the link of each document."""

    _inherit = "kam.archive.entry"

    document_list = fields.Html(
        string="List of Documents",
        compute="_compute_document_list",
        sanitize=False,
        help="What was filed with the form: the documents that belonged to it when it was "
        "submitted.",
    )
    document_count = fields.Integer(string="Documents Filed", compute="_compute_document_list")

    @api.depends("documents")
    def _compute_document_list(self):
        row = Markup('<tr><td>%s</td><td class="font-monospace text-break">%s</td></tr>')
        table = Markup('<table class="table table-sm"><tbody>%s</tbody></table>')
        for entry in self:
            documents = entry.documents or []
            rows = Markup().join(
                row % (document["name"], document.get("checksum") or document.get("url") or "")
                for document in documents
            )
            entry.document_count = len(documents)
            entry.document_list = table % rows if documents else False

    def action_print_receipt(self):
        """Print the filing receipt.

        :return: a report action
        :raise UserError: when nothing was filed
        """
        if not self:
            raise UserError(self.env._("Nothing is filed yet: a form is filed when it is decided."))
        self.check_access("read")
        return self.env.ref("kam_management.action_report_kam_archive_receipt").report_action(self)
