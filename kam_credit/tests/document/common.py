import base64
from datetime import date

from odoo.fields import Command

from odoo.addons.kam_credit.rules import credit_documents as rules

from ..common import KamCreditCommon

KINDS = {
    "licence": "Business licence",
    "identity": "Identity document of the legal representative",
    "year": "Financial statements of last year end",
    "quarter": "Financial statements of last quarter end",
    "other": "Other document",
}
COPY = b"%PDF-1.4 Zhang San 330106199001011234"
COPY64 = base64.b64encode(COPY).decode()
# Owed on the day of the tests, 2025-06-11.
YEAR_OWED, QUARTER_OWED = date(2024, 12, 31), date(2025, 3, 31)


class DocumentCommon(KamCreditCommon):
    """Acme (North One) has a credit file; ``bring`` and ``verify`` fill it as the officer and the
    reviewer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.account = cls.make_key(cls.customer)
        cls.acme = cls.profile(cls.customer)
        kinds = cls.root["kam.credit.document.kind"].search([("company_id", "=", cls.company.id)])
        cls.kinds = {
            code: kinds.filtered(lambda k, n=name: k.name == n) for code, name in KINDS.items()
        }
        cls.env.flush_all()

    def file(self, name="scan.pdf", raw=b"%PDF-1.4 scan", user=None):
        """Upload a file as the web client does before a document is stored."""
        return (
            self.root["ir.attachment"]
            .with_user(user or self.credit_officer)
            .create({"name": name, "raw": raw, "res_model": "kam.credit.document", "res_id": 0})
        )

    def bring(self, kind="licence", user=None, profile=None, **vals):
        """Bring a document with a file or a copy, and return it as superuser."""
        user = user or self.credit_officer
        if kind == "identity":
            vals.setdefault("copy_upload", COPY64)
        else:
            vals.setdefault("file_ids", [Command.set(self.file(user=user).ids)])
        if kind in ("year", "quarter") and "statement_id" not in vals:
            owed = YEAR_OWED if kind == "year" else QUARTER_OWED
            vals.setdefault("date_period_to", owed)
        document = (
            self.root["kam.credit.document"]
            .with_user(user)
            .create(
                {
                    "profile_id": (profile or self.acme).id,
                    "kind_id": self.kinds[kind].id,
                    **vals,
                }
            )
        )
        self.env.invalidate_all()
        return document.sudo()

    def verify(self, document, user=None):
        document.with_user(user or self.credit_reviewer).action_verify()
        self.env.invalidate_all()
        return document

    def verified(self, kind="licence", **vals):
        return self.verify(self.bring(kind, **vals))

    def complete(self, **vals):
        """Bring and verify all that is required; return the documents by kind."""
        return {
            kind: self.verified(kind, **vals.get(kind, {}))
            for kind in ("licence", "identity", "year", "quarter")
        }

    def status(self, profile=None, day=None):
        """Return the state of each required kind of a customer, by its code."""
        profile = profile or self.acme
        codes = {kind.id: code for code, kind in self.kinds.items()}
        rows = profile._get_document_status(day)[profile]
        return {codes[row["kind"].id]: row["status"] for row in rows}

    def renewals(self, documents):
        return self.root["kam.deadline"].search(
            [
                ("res_model", "=", "kam.credit.document"),
                ("res_id", "in", documents.ids),
                ("code", "=", "credit_document_renewal"),
            ],
            order="id",
        )

    def assertStanding(self, document, state):
        """Assert the state of a document, as it is shown and as it is found."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(document.state, state)
        for other in (
            rules.TO_VERIFY,
            rules.REJECTED,
            rules.SUPERSEDED,
            rules.EXPIRED,
            rules.STALE,
            rules.EXPIRING,
            rules.VALID,
        ):
            found = document.search([("state", "=", other), ("id", "=", document.id)])
            self.assertEqual(bool(found), other == state, other)
