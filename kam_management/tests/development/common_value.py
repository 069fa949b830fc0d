from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date

from ..world import open_books
from .common import DevelopmentCommon


class DevelopmentValueCommon(DevelopmentCommon):
    """Invoices of the yard, which ``rep_beijing`` develops and who opens the invoices of their own.

    The director opens all, whoever administers only key accounts none.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        open_books(cls.company)
        own, everybody = (
            cls.env.ref(f"sales_team.group_sale_salesman{name}") for name in ("", "_all_leads")
        )
        cls.rep_beijing.group_ids |= own
        cls.director.group_ids |= everybody
        cls.units = cls.env.ref("uom.product_uom_unit")
        cls.dozens = cls.env.ref("uom.product_uom_dozen")
        cls.tile = cls._product("Tile", "Ceramics")
        cls.grout = cls._product("Grout", "Powders")

    @classmethod
    def _product(cls, name, category):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "uom_id": cls.units.id,
                "categ_id": cls.env["product.category"].create({"name": category}).id,
            }
        )

    @classmethod
    def _invoice(cls, amount, day, product=None, quantity=1, account=None, line=None, **vals):
        """Post an invoice of an untaxed amount; a negative one is a credit note."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice" if amount > 0 else "out_refund",
                "company_id": cls.company.id,
                "partner_id": (account or cls.yard).partner_id.id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": day,
                "invoice_user_id": cls.director.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "product_id": (product or cls.tile).id,
                            "quantity": quantity,
                            "price_unit": abs(amount) / quantity,
                            "tax_ids": [Command.clear()],
                            **(line or {}),
                        }
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _month(cls, back):
        """Return the first day of a month: of this one, or of one so many months ago."""
        return cls.today.replace(day=1) - relativedelta(months=back)

    def _forecast_from(self, back, account=None, user=None, **vals):
        """Return an approved development whose forecast began so many months ago, and is as old."""
        development = self._approved(account, user, date_forecast=self._month(back), **vals)
        began = self.company._kam_moment_of(self._month(back), 9)
        development._protected_write({"date_closed": began})
        return development

    def _rows(self, development, user=None):
        """Return the months of an edition as a user sees them."""
        rows = self.seen_by(user or self.env.user, self.env["kam.development.actual"])
        return rows.search([("development_id", "=", development.id)])

    def _spent_on(self, kind, amount, day, **vals):
        """Let the developer of the yard write down a cost."""
        return self._spent(
            self.rep_beijing,
            **{
                "account_id": self.yard.id,
                "kind_id": kind.id,
                "stakeholder_id": False,
                "amount": amount,
                "date": Date.to_string(day),
                **vals,
            },
        )
