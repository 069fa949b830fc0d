from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Explain a refusal; for our records nothing is said of them, in debug mode neither.

        Odoo names the records to whoever works in debug mode, with the rights of the system. What
        is not there is refused by the same words as what is hidden.
        """
        is_ours = records._name.startswith("kam.")
        # of records that are not there Odoo has nothing to say, and breaks
        is_there = not is_ours or records.exists() == records
        error = super()._make_access_error(operation, records) if is_there else None
        if not is_ours:
            return error
        operations = {
            "read": self.env._("read"),
            "write": self.env._("change"),
            "create": self.env._("create"),
            "unlink": self.env._("delete"),
        }
        own = AccessError(
            self.env._(
                "%(model)s: you may not %(operation)s this record. Ask whoever leads the account "
                "or unit, or an administrator of key accounts.",
                model=self.env["ir.model"]._get(records._name).name,
                operation=operations.get(operation, operation),
            )
        )
        if not is_there:
            return own
        companies = self.env.user.company_ids
        elsewhere = records.with_context(allowed_company_ids=companies.ids)
        # in another of the user's companies the record may be in sight: the client offers it
        context = getattr(error, "context", None) or {}
        if "suggested_company" in context and elsewhere.has_access(operation):
            own.context = context
        return own
