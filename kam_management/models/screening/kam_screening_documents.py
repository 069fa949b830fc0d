from odoo import models
from odoo.exceptions import AccessError
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
        present = [document._kam_describe() for document in archive._get_documents(self)]
        for document in self._find_file_documents():
            description = document._kam_describe()
            if description not in present:
                present.append(description)
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
        :raise UserError: when nothing was filed
        :raise AccessError: for whoever may not read what was filed
        """
        self.ensure_one()
        self.check_access("read")
        archive = self.env["kam.archive.entry"]
        entries = self.archive_entry_ids if archive.has_access("read") else archive
        # sudo: whether something was filed tells apart what is not there and what is not shown
        if not entries and self.sudo().archive_entry_ids:
            raise AccessError(
                self.env._(
                    "%(form)s is filed, but you may not read what is filed: an archivist, or "
                    "who looks after the customer, prints the receipt.",
                    form=self.display_name,
                )
            )
        return entries.sorted("id")[-1:].action_print_receipt()
