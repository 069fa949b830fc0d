from datetime import timedelta
from unittest import SkipTest
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..world import open_books
from .common import LedgerCommon

JOB = "odoo.addons.kam_management.models.ledger.kam_account_cost_expenses"


@tagged("post_install", "-at_install")
class TestKamAccountCostExpenses(LedgerCommon):
    """Booked expenses for an order of the customer are costs of its account.

    ``tools/tests/test_beside.py`` runs these where Odoo's “Sales Expense” is installed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.cost_model._knows_expenses():
            raise SkipTest("“Sales Expense” (sale_expense) is not installed")
        open_books(cls.company)
        cls.employee_record = cls.env["hr.employee"].create(
            {
                "name": "Rep",
                "user_id": cls.rep_hangzhou.id,
                "company_id": cls.company.id,
                "work_contact_id": cls.rep_hangzhou.partner_id.id,
            }
        )
        cls.taxi = cls.env["product.product"].create(
            {
                "name": "Taxi",
                "type": "service",
                "can_be_expensed": True,
                "expense_policy": "cost",
                "standard_price": 0,
            }
        )

    def _expense(self, amount=100, account=None):
        """Return an expense for an order of a customer, of the shop if none is named."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (account or self.shop).partner_id.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.taxi.id, "price_unit": 1})],
            }
        )
        order.action_confirm()
        return self.env["hr.expense"].create(
            {
                "name": f"Taxi {amount}",
                "employee_id": self.employee_record.id,
                "company_id": self.company.id,
                "product_id": self.taxi.id,
                "total_amount_currency": amount,
                "date": self.today,
                "tax_ids": [Command.clear()],
                "sale_order_id": order.id,
            }
        )

    def _book(self, expense):
        """Let an expense be approved and booked, as Odoo does."""
        expense._do_approve(check=False)
        expense.action_post()
        wizards = self.env["hr.expense.post.wizard"].with_company(self.company)
        wizards = wizards.with_context(active_ids=expense.ids, company_paid_move_ids=[])
        wizards.create({}).action_post_entry()
        self.assertEqual(expense.state, "posted")

    def _take_back(self, expense):
        """Let the entry of an expense be cancelled, and the expense be a draft again."""
        entry = expense.account_move_id
        entry.button_draft()
        entry.button_cancel()
        expense.action_reset()
        self.assertEqual(expense.state, "draft")

    def _store(self, expense, name, value):
        """Let an expense hold a value, whatever leads to it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE hr_expense SET %s = %s WHERE id = %s",
                SQL.identifier(name),
                value,
                expense.id,
            )
        )
        self.env.invalidate_all()

    def _run_job(self):
        self.env.flush_all()
        error = None
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            try:
                self.env(cr=cr)["kam.account.cost"]._cron_note_expenses()
            except UserError as refusal:
                error = refusal
        self.env.invalidate_all()
        return error

    def _lines(self, expense):
        return self.cost_model.search(
            [("res_model", "=", "hr.expense"), ("res_id", "=", expense.id)], order="id"
        )

    def test_what_is_booked_is_a_cost(self):
        expense = self._expense()
        self._run_job()
        self.assertFalse(self._lines(expense))
        self._book(expense)
        for _again in range(2):
            self._run_job()
            (line,) = self._lines(expense)
        self.assertEqual(line.account_id, self.shop)
        self.assertEqual((line.amount, line.date), (100, self.today))
        self.assertEqual(line.currency_id, self.company.currency_id)
        self.assertEqual(line.user_id, self.rep_hangzhou)
        self.assertEqual(line.kind_id, self.env.ref("kam_management.cost_kind_expense"))
        self.assertEqual(line.kind_id.forecast_item, "travel")

    def test_what_becomes_of_it(self):
        expense = self._expense()
        self._book(expense)
        self._run_job()
        self._store(expense, "total_amount", 70)
        self._run_job()
        first, second = self._lines(expense)
        self.assertEqual((second.corrects_id, second.amount), (first, 70))
        self.assertTrue(first.is_superseded)
        self._take_back(expense)
        for _again in range(2):
            self._run_job()
        self.assertEqual(self._lines(expense).mapped("amount"), [100, 70, 0])
        self._book(expense)
        self._run_job()
        self.assertEqual(self._lines(expense).mapped("amount"), [100, 70, 0, 70])

    def test_the_day_follows(self):
        expense = self._expense()
        self._book(expense)
        self._run_job()
        self._store(expense, "date", self.today - timedelta(days=40))
        for _again in range(2):
            self._run_job()
        lines = self._lines(expense)
        self.assertEqual(lines.mapped("amount"), [100, 100])
        self.assertEqual(lines[-1].date, self.today - timedelta(days=40))

    def test_one_that_is_deleted_was_no_cost(self):
        expense = self._expense()
        self._book(expense)
        self._run_job()
        (line,) = self._lines(expense)
        self._take_back(expense)
        expense.unlink()
        for _again in range(2):
            self._run_job()
        self.assertTrue(line.is_superseded)
        self.assertEqual(line.correction_ids.mapped("amount"), [0])

    def test_one_for_another_customer_moves(self):
        expense = self._expense()
        self._book(expense)
        self._run_job()
        expense.sale_order_id.partner_invoice_id = self.mill.partner_id
        for _again in range(2):
            self._run_job()
        lines = self._lines(expense).filtered(lambda line: not line.is_superseded)
        self.assertEqual(
            {line.account_id: line.amount for line in lines}, {self.shop: 0, self.mill: 100}
        )

    def test_what_is_corrected_by_hand_stays(self):
        expense = self._expense()
        self._book(expense)
        self._run_job()
        (line,) = self._lines(expense)
        hand = self._spent(
            kind_id=self.travel.id, stakeholder_id=False, amount=60, corrects_id=line.id
        )
        self._store(expense, "total_amount", 70)
        self._run_job()
        self.assertEqual(self._lines(expense), line)
        self.assertFalse(hand.is_superseded)

    def test_an_archived_account_keeps_its_costs(self):
        expense = self._expense(account=self.farm)
        self._book(expense)
        self._run_job()
        self.farm.active = False
        self._run_job()
        self.assertEqual(self._lines(expense).mapped("amount"), [100])

    def test_one_that_lies_ahead_waits_and_says_so(self):
        expense = self._expense()
        expense.date = self.today + timedelta(days=2)
        self._book(expense)
        with mute_logger(JOB):
            for _again in range(2):
                self.assertFalse(self._run_job())
        self.assertFalse(self._lines(expense))
        said = [body for body in expense.message_ids.mapped("body") if "lies ahead" in body]
        self.assertEqual(len(said), 1)

    def test_an_expense_has_no_receiver(self):
        self.env.ref("kam_management.cost_kind_expense").has_ceiling = True
        expense = self._expense()
        self._book(expense)
        self._run_job()
        self.assertFalse(self._lines(expense).kind_id.has_ceiling)

    def test_customers_without_an_account_are_left_out(self):
        expense = self._expense()
        expense.sale_order_id.partner_invoice_id = self._partner("Nobody's")
        self._book(expense)
        self._run_job()
        self.assertFalse(self._lines(expense))

    def test_one_that_fails_holds_nobody_up(self):
        bad, good = self._expense(10), self._expense(20)
        for expense in bad | good:
            self._book(expense)
        costs = type(self.cost_model)
        get_facts = costs._get_expense_facts

        def fail(model, expense):
            if expense.id == bad.id:
                raise ValueError("broken")
            return get_facts(model, expense)

        with patch.object(costs, "_get_expense_facts", fail), mute_logger(JOB):
            error = self._run_job()
        self.assertIn("left for the next run", str(error))
        self.assertEqual(self._lines(good).amount, 20)
        self.assertFalse(self._lines(bad))
        self.assertFalse(self._run_job())
        self.assertEqual(self._lines(bad).amount, 10)

    def test_the_comparison_says_so(self):
        lines = self.env["kam.development"]._describe_sources()
        self.assertTrue(any("Expenses of employees are among the costs" in line for line in lines))
        self.assertFalse(any("Expense sheets are not counted" in line for line in lines))
