from datetime import timedelta

from odoo.fields import Command

from ..common import KamCommon
from ..world import books_of, open_books

SCREENING = "kam.screening"


class CandidateCommon(KamCommon):
    """Customers with invoices on the organisation of :class:`KamCommon`.

    Classes: A from 1000 net sales; B from 500, growing by 10 %; C from 100, at most a quarter paid
    late.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in (cls.company, cls.other_company):
            open_books(company)
        cls.bank = books_of(cls.company)["bank"]
        cls.company.kam_rescreening_days = 180
        cls.classes = cls.env["kam.customer.class"]._of_company(cls.company)
        cls._set_class("A", 1000)
        cls._set_class("B", 500, growth_min=0.1)
        cls._set_class("C", 100, late_share_max=0.25)
        cls.class_a, cls.class_b, cls.class_c = cls.classes

    @classmethod
    def _set_class(cls, code, amount_min, growth_min=None, late_share_max=None):
        cls.classes.filtered(lambda customer_class: customer_class.code == code).write(
            {
                "amount_min": amount_min,
                "has_growth_min": growth_min is not None,
                "growth_min": growth_min or 0,
                "has_late_share_max": late_share_max is not None,
                "late_share_max": late_share_max or 0,
            }
        )

    @classmethod
    def _invoice(cls, partner, amount, day, due=None, company=None, **vals):
        """Post an invoice of an untaxed amount; a negative one is a credit note."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice" if amount > 0 else "out_refund",
                "company_id": (company or cls.company).id,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": due or day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Sale",
                            "quantity": 1,
                            "price_unit": abs(amount),
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _settle(cls, invoice, amount, day):
        """Receive money for an invoice."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.partner_id.id,
                "amount": amount,
                "date": day,
                "journal_id": cls.bank.id,
            }
        )
        payment.action_post()
        cls._receivables(invoice | payment.move_id).reconcile()

    @classmethod
    def _receivables(cls, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )

    @classmethod
    def _customer(cls, name, amount=0, days_ago=20, **vals):
        """Return a customer who was invoiced once, due today."""
        partner = cls._partner(name, **vals)
        if amount:
            cls._invoice(partner, amount, cls._days(-days_ago), due=cls.today)
        return partner

    def _search_as(self, user, **vals):
        """Return a search of a user who looks for customers with or without class."""
        searches = self.env["kam.candidate.search"].with_user(user).with_company(self.company)
        return searches.create({"class_id": False, **vals})

    def _found(self, user=None, **vals):
        """Return the lines of what a user finds."""
        search = self._search_as(user or self.administrator, **vals)
        search.action_find()
        return search.line_ids

    def _screening(self, partner, state="draft", day=None, company=None):
        """Return a screening of a customer, in some state, closed in the last minute of a day."""
        company = company or self.company
        date_closed = bool(day) and company._kam_day_start(day) + timedelta(hours=23, minutes=59)
        vals = {"partner_id": partner.id, "company_id": company.id, "origin": "search"}
        screening = self.env[SCREENING]._propose([vals])
        screening._protected_write({"approval_state": state, "date_closed": date_closed})
        return screening
