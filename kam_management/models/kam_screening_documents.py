from odoo import models
from odoo.fields import Domain

# Where the file of an account keeps its documents, besides the account itself.
FILE_MODELS = ("kam.competitor", "kam.financial.statement")


class KamScreening(models.Model):
    """Everything that was collected belongs to the form when it is submitted (资料汇总保存)."""

    _inherit = "kam.screening"

    def _on_submitted(self):
        """Copy the documents of the account's file, so that they are locked and filed."""
        self._collect_documents()
        super()._on_submitted()

    def _collect_documents(self):
        """Copy those documents of the account's file that the form does not have yet."""
        archive = self.env["kam.archive.entry"]
        present = set(archive._get_documents(self).mapped("checksum"))
        for document in self._find_file_documents():
            if document.checksum not in present:
                present.add(document.checksum)
                document.copy({"res_model": self._name, "res_id": self.id})

    def _find_file_documents(self):
        """Return the documents of the account and of the records in its file."""
        account = self.account_id
        domain = Domain("res_model", "=", account._name) & Domain("res_id", "=", account.id)
        for name in FILE_MODELS:
            # sudo: what the file holds is collected, whoever submits
            records = self.env[name].sudo().search([("account_id", "=", account.id)])
            domain |= Domain("res_model", "=", name) & Domain("res_id", "in", records.ids)
        # sudo: as above
        return self.env["ir.attachment"].sudo().search(domain, order="id")

    def action_print_receipt(self):
        """Print the receipt of what was filed last.

        :return: a report action
        """
        self.ensure_one()
        return self.archive_entry_ids.sorted("id")[-1:].action_print_receipt()
