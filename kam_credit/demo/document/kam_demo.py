import base64

from odoo import api, fields, models
from odoo.fields import Command

SPECIMEN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 120]/Contents 4 0 R
/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 28 Tf 40 50 Td (Specimen of a scan) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""


class KamDemo(models.AbstractModel):
    """Credit files: one that is complete, others that lack something."""

    _inherit = "kam.demo"

    @api.model
    def _find_document_kind(self, code):
        """Return a kind of document of the demo company.

        :param str code: "identity", or what a kind is good for: "expiry", "year", "quarter"
        """
        kinds = self.env["kam.credit.document.kind"].search(
            [("company_id", "=", self._demo_company().id), ("is_required", "=", True)]
        )
        if code == "identity":
            return kinds.filtered("is_identity")
        return kinds.filtered(lambda kind: kind.basis == code and not kind.is_identity)[:1]

    @api.model
    def _bring_document(self, partner, code, vals):
        """Bring a document of a customer, as the user who loads the data.

        Statements are those that were entered at the account last, else of the period that is owed.

        :param res.partner partner: the customer
        :param str code: see :meth:`_find_document_kind`
        :param dict vals: values of the document; ``days`` until it expires
        """
        profile, kind = self._find_profile(partner), self._find_document_kind(code)
        days = vals.pop("days", None)
        if days is not None:
            today = profile.company_id._kam_today()
            vals["date_expiry"] = fields.Date.add(today, days=days)
        if code == "identity":
            vals["copy_upload"] = base64.b64encode(SPECIMEN).decode()
        else:
            file = self.env["ir.attachment"].create(
                {
                    "name": f"scan-{code}.pdf",
                    "raw": SPECIMEN,
                    "res_model": "kam.credit.document",
                    "res_id": 0,
                }
            )
            vals["file_ids"] = [Command.set(file.ids)]
        if code in ("year", "quarter") and "date_period_to" not in vals:
            statement = self.env["kam.financial.statement"].search(
                [("account_id", "=", profile.account_id.id), ("period_type", "=", code)],
                order="date_to desc",
                limit=1,
            )
            row = next(
                row for row in profile._get_document_status()[profile] if row["kind"] == kind
            )
            vals["date_period_to"] = statement.date_to or row["date_owed"]
            vals["statement_id"] = statement.id
        self.env["kam.credit.document"].create(
            {"profile_id": profile.id, "kind_id": kind.id, **vals}
        )

    @api.model
    def _look_at_documents(self, partner, reason=""):
        """Verify what waits of a customer's documents, or reject it with a reason."""
        documents = self.env["kam.credit.document"].search(
            [
                ("profile_id", "=", self._find_profile(partner).id),
                ("is_mine_to_verify", "=", True),
            ]
        )
        if reason:
            documents.action_reject(reason)
        else:
            documents.action_verify()

    @api.model
    def _ask_for_documents(self, partner, contact):
        """Ask a customer by mail for what its file lacks, or will lack soon."""
        profile = self._find_profile(partner)
        action = profile.action_ask_for_documents()
        dialog = (
            self.env["kam.credit.document.ask"]
            .with_context(**action["context"])
            .create({"contact_id": contact.id})
        )
        dialog.action_send()

    @api.model
    def _make_file_form(self, model, partner, texts, is_complete):
        """Make a form of a customer's credit file, and complete it.

        :param str model: name of the model
        :param dict texts: item -> what somebody has found out, and from where
        :param bool is_complete: whether it is completed
        """
        profile = self._find_profile(partner)
        form = self.env[model].create({"profile_id": profile.id})
        today = profile.company_id._kam_today()
        for line in form.line_ids:
            if line.item in texts:
                text, source = texts[line.item]
                line.write({"text": text, "source": source, "date": today})
        if is_complete:
            form.action_submit()
