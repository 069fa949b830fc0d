from odoo.fields import Command

from ..common import KamCommon
from ..world import open_books


class AccountPageCommon(KamCommon):
    """The mill with invoices, an order, an opportunity, a meeting and a late duty.

    Who sells has the rights of Odoo's salespeople: ``rep_shanghai``, the account manager, opens
    the invoices of their own, ``rep_hangzhou``, of the service team, all; the administrator sells
    nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        open_books(cls.company)
        own, everybody = (
            cls.env.ref(f"sales_team.group_sale_salesman{name}") for name in ("", "_all_leads")
        )
        cls.rep_shanghai.group_ids |= own
        cls.rep_hangzhou.group_ids |= everybody
        cls.mill.team_ids = [Command.create({"user_id": cls.rep_hangzhou.id, "duty": "sales"})]
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.mill.partner_id.id}
        )
        cls.env["kam.deadline.kind"].create(
            {"code": "test_page", "name": "Answer", "audience": "account"}
        )

    @classmethod
    def _invoice(cls, amount, days, due=None, partner=None, user=None):
        """Post an invoice of the mill, dated some days from today; below zero a credit note."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice" if amount > 0 else "out_refund",
                "company_id": cls.company.id,
                "partner_id": (partner or cls.mill.partner_id).id,
                "invoice_date": cls._days(days),
                "date": cls._days(days),
                "invoice_payment_term_id": False,
                "invoice_date_due": cls._days(days if due is None else due),
                "invoice_user_id": (user or cls.rep_hangzhou).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Paper",
                            "quantity": 1,
                            "price_unit": abs(amount),
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _owe(cls, days, account=None, slot=""):
        """Let the account manager owe something until some days from today."""
        account = account or cls.mill
        return cls.env["kam.deadline"]._open(
            [
                {
                    "kind": "test_page",
                    "res_model": "kam.account",
                    "res_id": account.id,
                    "slot": slot,
                    "title": "Complaint",
                    "company_id": cls.company.id,
                    "date_open": cls._days(-30),
                    "date_due": cls._days(days),
                    "user_ids": account.manager_id.ids,
                }
            ]
        )

    @classmethod
    def _met(cls, days, account=None, **vals):
        """Write a contact down."""
        account = account or cls.mill
        return cls.env["kam.account.contact"].create(
            {
                "account_id": account.id,
                "user_id": account.manager_id.id,
                "date": cls.company._kam_day_start(cls._days(days)),
                "channel": "phone",
                "attitude": "warm",
                "topic": "Met the buyer",
                **vals,
            }
        )

    def _figures(self, user, account=None):
        """Return the figures that a user gets, by their keys."""
        mine = self._as(user, account or self.mill)
        return {figure["key"]: figure for figure in mine.figures}
