import json

from odoo import api, models

from ... import wording
from ...wording import format_date

# where what the customer bought stands among the content of an edition
TRANSACTIONS = "snapshot.transactions"


class KamDevelopment(models.Model):
    """What the customer has bought so far, on the scheme (development scheme, 2.4).

    A draft shows it as it is, from the documents that its reader may open. Submitting keeps it as
    it is for all documents, whoever submits: a scheme is decided and filed on the same figures. Of
    what was kept, whoever may read the scheme reads the sums, and opens no further document.
    """

    _inherit = "kam.development"

    def _prepare_snapshot(self):
        """See the base method: also what the customer has bought."""
        snapshot = super()._prepare_snapshot()
        lang = self.company_id.partner_id.lang or self.env.lang
        # sudo: what is filed is complete, whoever submits
        account = self.account_id.sudo().with_context(lang=lang)
        return {**snapshot, "transactions": account._find_transactions().get(account)}

    def _get_snapshot(self):
        """See the base method: of a draft, what its reader may open."""
        snapshot = super()._get_snapshot()
        return {**snapshot, "transactions": self._find_transactions()[self]}

    def _find_transactions(self):
        """Return what the customers have bought: as it is, or as it was kept.

        :return: dict development -> dict as in ``kam.account``, or None where nothing is known
        """
        live = self.filtered(
            lambda scheme: (
                scheme.approval_state == "draft"
                or "transactions" not in (scheme._origin.snapshot or {})
            )
        )
        accounts = live.account_id._origin._filtered_access("read")
        found = accounts._find_transactions()
        return {
            scheme: found.get(scheme.account_id._origin)
            if scheme in live
            else scheme.snapshot["transactions"]
            for scheme in self
        }

    def _get_content(self):
        """See the base method: figures that nobody entered are one place, not twenty."""
        content = super()._get_content()
        kept = (self.snapshot or {}).get("transactions")
        entered = {
            place: value for place, value in content.items() if not place.startswith(TRANSACTIONS)
        }
        return entered | ({TRANSACTIONS: json.dumps(kept, sort_keys=True)} if kept else {})

    @api.depends("account_id", "approval_state", "snapshot")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_transactions(self):
        found = self._find_transactions()
        for scheme in self:
            scheme.transactions = scheme._show_transactions(found[scheme])

    def _show_transactions(self, found):
        """Return what the form and the print show: rows, the best products, and a note."""
        if not found:
            return False
        account = self.account_id
        return {
            "rows": account._describe_transactions(found),
            "top": [
                {
                    "name": product["name"],
                    "share": product["share"] or 0,
                    "text": wording.percentage(self.env, (product["share"] or 0) * 100),
                }
                for product in found["top"]
            ],
            "note": self._note_transactions(found),
        }

    def _note_transactions(self, found):
        day = format_date(self.env, found["date"])
        if found["is_complete"]:
            return self.env._("24 months until %s, from posted invoices and credit notes.", day)
        return self.env._(
            "24 months until %s, from the posted invoices and credit notes that you may open. The "
            "scheme keeps all of them when it is submitted.",
            day,
        )
