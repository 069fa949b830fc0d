from datetime import date

from odoo.fields import Command

from ..approval.common import FORM, ApprovalCommon


class HandoverCommon(ApprovalCommon):
    """The mill goes from rep_shanghai to rep_hangzhou.

    The checklist of the company: ``met`` (required) and ``access`` (not required) when the account
    manager changes, ``told`` (required) always, ``office`` (required) when the unit changes.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        items = cls.env["kam.handover.item"]
        items.search([("company_id", "=", cls.company.id)]).active = False
        cls.met, cls.told, cls.access, cls.office = items.create(
            [
                {"name": name, "asked_when": when, "required": required, "sequence": sequence}
                for sequence, (name, when, required) in enumerate(
                    (
                        ("Customer met", "manager", True),
                        ("Promises told", "always", True),
                        ("Access returned", "manager", False),
                        ("Office told", "unit", True),
                    )
                )
            ]
        )

    def _dialog(self, user, accounts, ticked=True, **vals):
        """Return the dialog as a user has filled it in, giving to rep_hangzhou by default."""
        if "unit_id" not in vals:
            vals.setdefault("manager_id", self.rep_hangzhou.id)
        dialog = self._as(user, self.env["kam.account.owner.change"]).create(
            {"account_ids": [Command.set(accounts.ids)], "reason": "Promotion", **vals}
        )
        dialog.line_ids.is_done = ticked
        return dialog

    def _give(self, accounts=None, user=None, **vals):
        """Give accounts away and return their newest hand-overs, as superuser."""
        accounts = self.mill if accounts is None else accounts
        self._dialog(user or self.manager_east, accounts, **vals).action_apply()
        self.env.invalidate_all()
        return self.env["kam.account.handover"].browse(
            account.handover_ids.sorted("id")[-1:].id for account in accounts
        )

    @classmethod
    def _activity(cls, record, user, summary="Call", **vals):
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": user.id,
                "summary": summary,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": date(2024, 5, 17),
                **vals,
            }
        )

    @classmethod
    def _lead(cls, partner, user, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": user.id,
                **vals,
            }
        )

    @classmethod
    def _form_of(cls, account, user=None, **vals):
        """Return a form of an account, written by somebody who need not see the account now."""
        vals = {"name": "Form", "unit_id": cls.shanghai.id, "account_id": account.id, **vals}
        return cls.env[FORM].with_user(user or cls.rep_shanghai).sudo().create(vals)

    def _hide_forms_of_others(self):
        self.env["ir.rule"].create(
            {
                "name": "Own forms",
                "model_id": self.env["ir.model"]._get_id(FORM),
                "domain_force": "[('create_uid', '=', user.id)]",
            }
        )
