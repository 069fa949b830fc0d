"""What the loader writes, what it leaves alone, and what it refuses before writing."""

import tempfile
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ConcurrencyError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.res_company import ResCompany

from tools.kamdev.errors import Problem
from tools.receivables import __main__ as command
from tools.receivables import companies, load, numbers, parse, plan

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated

OPEN = {
    "customer": "C-1",
    "country_code": "391",
    "invoice_number": "1001",
    "invoice_date": "2012-03-29",
    "due_date": "2012-04-28",
    "amount": "62.68",
    "disputed": "yes",
    "settled_date": "",
}
SETTLED = {**OPEN, "settled_date": "2012-04-25"}
_WRITTEN = ("res.partner", "account.move", "account.payment", "account.partial.reconcile")


@tagged("post_install", "-at_install")
class TestReceivablesLoad(ReceivablesCase):
    def written(self):
        """Return how many records there are of what the loader writes."""
        return [
            self.env[model].with_context(active_test=False).search_count([]) for model in _WRITTEN
        ]

    def assert_refused(self, *records, line, column, reason):
        """Nothing may be planned but the refusal, and nothing may be written by planning."""
        before = self.written()
        (bad,) = self.plan(as_csv(records)).bad
        self.assertEqual((bad.line, bad.column), (line, column), str(bad))
        self.assertIn(reason, str(bad))
        self.assertEqual(self.written(), before)

    def test_random_file_is_booked_as_it_says(self):
        records = generated(7, invoices=140, customers=25)
        counts = self.load(as_csv(records))
        payable = [one for one in records if one["settled_date"] and float(one["amount"])]
        self.assertGreater(len(payable), 50)
        self.assertLess(len(payable), 120)
        self.assertEqual(counts.invoices, 140)
        self.assertEqual(counts.payments, len(payable))
        self.assertEqual(counts.customers, len({one["customer"] for one in records}))
        found = plan.invoices(self.env, self.books, [one["invoice_number"] for one in records])
        for record in records:
            with self.subTest(**record):
                self.assert_booked(found[record["invoice_number"]], record)

    def assert_booked(self, invoice, record):
        settled = record["settled_date"]
        self.assertRecordValues(
            invoice,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "invoice_date": date.fromisoformat(record["invoice_date"]),
                    "date": date.fromisoformat(record["invoice_date"]),
                    "invoice_date_due": date.fromisoformat(record["due_date"]),
                    "amount_total": float(record["amount"]),
                    "amount_untaxed": float(record["amount"]),
                    "amount_tax": 0.0,
                }
            ],
        )
        self.assertEqual(invoice.partner_id.ref, record["customer"])
        self.assertIn(f"Country code: {record['country_code'] or '-'}.", invoice.narration)
        self.assertIn(f"Disputed: {record['disputed']}.", invoice.narration)
        line = invoice.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
        self.assertEqual(line.date_maturity, date.fromisoformat(record["due_date"]))
        if not float(record["amount"]):
            self.assertFalse(line.matched_credit_ids)
        elif settled:
            self.assertEqual(invoice.payment_state, "paid")
            self.assertTrue(line.reconciled)
            payment = line.matched_credit_ids.credit_move_id.payment_id
            self.assertEqual(payment.date, date.fromisoformat(settled))
            self.assertEqual(payment, invoice.matched_payment_ids)
            self.assertEqual(line.matched_credit_ids.max_date, date.fromisoformat(settled))
        else:
            self.assertEqual(invoice.payment_state, "not_paid")
            self.assertFalse(line.reconciled)

    def test_loading_twice_changes_nothing(self):
        content = as_csv(generated(8, invoices=60, customers=10))
        self.load(content)
        before = self.written()
        again = self.plan(content)
        self.assertEqual((again.tasks, again.bad, again.unchanged), ([], [], 60))
        self.assertEqual(self.load(content), load.Counts())
        self.assertEqual(self.written(), before)

    def test_an_open_invoice_gets_its_payment_later(self):
        other = {**OPEN, "invoice_number": "1002"}
        self.load(as_csv([OPEN, other]))
        self.assertFalse(plan.settlement(self.invoice("1001")))
        later = as_csv([SETTLED, other])
        self.assertEqual(self.load(later), load.Counts(payments=1))
        self.assertEqual(plan.settlement(self.invoice("1001")), date(2012, 4, 25))
        self.assertFalse(plan.settlement(self.invoice("1002")))
        self.assertEqual(self.load(later), load.Counts())

    def test_other_content_is_refused(self):
        self.load(as_csv([{**OPEN, "invoice_number": "1000"}, SETTLED]))
        cases = [
            ("customer", "C-2", "has C-1"),
            ("invoice_date", "2012-03-28", "has 2012-03-29"),
            ("due_date", "2012-04-29", "has 2012-04-28"),
            ("amount", "62.69", "has 62.68"),
            ("settled_date", "2012-04-26", "settled on 2012-04-25"),
            ("settled_date", "", "settled on 2012-04-25"),
        ]
        new = {**SETTLED, "invoice_number": "1003", "customer": "C-3"}
        for column, value, reason in cases:
            with self.subTest(column=column, value=value):
                changed = {**SETTLED, column: value}
                self.assert_refused(new, changed, line=3, column=column, reason=reason)
        self.assertFalse(self.invoice("1003"))

    def test_a_partly_paid_invoice_is_refused(self):
        self.load(as_csv([OPEN]))
        invoice = self.invoice("1001")
        wizard = Form.from_action(self.env, invoice.action_register_payment())
        wizard.amount = 10
        wizard.payment_date = "2012-04-01"
        wizard.save().action_create_payments()
        self.assertEqual(plan.settlement(invoice), plan.PARTLY)
        for record in (OPEN, SETTLED):
            self.assert_refused(record, line=2, column="settled_date", reason="partly paid")

    def test_an_invoice_that_is_not_posted_is_refused(self):
        self.load(as_csv([OPEN]))
        self.invoice("1001").button_draft()
        self.assert_refused(OPEN, line=2, column="invoice_number", reason="not posted")

    def test_a_number_borne_by_two_invoices_is_refused(self):
        self.load(as_csv([OPEN]))
        self.invoice("1001").copy({"ref": "1001"})
        self.assert_refused(OPEN, line=2, column="invoice_number", reason="2 invoices")

    def test_a_customer_id_borne_by_two_contacts_is_refused(self):
        self.env["res.partner"].create(
            [{"name": "One", "ref": "C-1"}, {"name": "Two", "ref": "C-1"}]
        )
        self.assert_refused(OPEN, line=2, column="customer", reason="2 contacts")

    def test_an_amount_finer_than_the_currency_is_refused(self):
        self.assert_refused(
            SETTLED,
            {**OPEN, "invoice_number": "1002", "amount": "0.001"},
            line=3,
            column="amount",
            reason="finer than 0.01",
        )

    def test_locked_periods_are_refused(self):
        self.company.fiscalyear_lock_date = "2012-03-31"
        self.assert_refused(SETTLED, line=2, column="invoice_date", reason="2012-03-31")
        self.company.fiscalyear_lock_date = False
        self.company.sale_lock_date = "2012-12-31"
        self.assert_refused(SETTLED, line=2, column="invoice_date", reason="2012-12-31")
        self.company.sale_lock_date = "2012-03-28"
        self.assertEqual(self.load(as_csv([OPEN])).invoices, 1)
        self.company.fiscalyear_lock_date = "2012-04-25"
        self.assert_refused(SETTLED, line=2, column="settled_date", reason="2012-04-25")
        self.assertFalse(self.plan(as_csv([OPEN])).bad)

    def test_an_existing_customer_and_its_terms(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 5}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 9}),
                ],
            }
        )
        salesman = self.env["res.users"].create({"name": "S", "login": "s", "email": "s@s.example"})
        partner = self.env["res.partner"].create(
            {
                "name": "Known",
                "ref": "C-1",
                "email": "known@customer.example",
                "property_payment_term_id": term.id,
                "user_id": salesman.id,
            }
        )
        self.books.income.tax_ids = self.company.account_sale_tax_id
        self.assertTrue(self.books.income.tax_ids)
        mails = self.env["mail.mail"].search_count([])
        notices = self.env["mail.notification"].search_count([])
        counts = self.load(as_csv([SETTLED]))
        self.env.flush_all()
        self.assertEqual(counts.customers, 0)
        self.assertEqual(self.invoice("1001").partner_id, partner)
        self.assertEqual(partner.name, "Known")
        self.assert_booked(self.invoice("1001"), SETTLED)
        self.assertFalse(self.invoice("1001").invoice_user_id)
        self.assertNotIn(salesman.partner_id, self.invoice("1001").message_partner_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.notification"].search_count([]), notices)

    def test_an_archived_customer_is_not_made_again(self):
        partner = self.env["res.partner"].create({"name": "Old", "ref": "C-1", "active": False})
        self.assertEqual(self.load(as_csv([OPEN])).customers, 0)
        self.assertEqual(self.invoice("1001").partner_id, partner)

    def test_a_contact_of_a_company_is_invoiced_for_it(self):
        parent = self.env["res.partner"].create({"name": "Parent", "is_company": True})
        child = self.env["res.partner"].create(
            {"name": "Branch", "ref": "C-1", "parent_id": parent.id}
        )
        self.load(as_csv([SETTLED]))
        invoice = self.invoice("1001")
        self.assertEqual((invoice.partner_id, invoice.commercial_partner_id), (child, parent))
        self.assert_booked(invoice, SETTLED)
        self.assertEqual(self.load(as_csv([SETTLED])), load.Counts())

    def test_journals_that_seal_their_entries(self):
        self.books.sales.restrict_mode_hash_table = True
        self.books.bank.restrict_mode_hash_table = True
        self.load(as_csv([OPEN]))
        earlier = {**SETTLED, "invoice_number": "1000", "invoice_date": "2012-02-01"}
        self.load(as_csv([SETTLED, earlier]))
        self.assert_booked(self.invoice("1001"), SETTLED)
        self.assert_booked(self.invoice("1000"), earlier)

    def test_invoices_and_contacts_of_another_company_are_not_ours(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create({"name": "Theirs", "ref": "C-1", "company_id": other.id})
        self.load(as_csv([OPEN]))
        self.assertEqual(self.invoice("1001").partner_id.name, "C-1")
        self.env["account.chart.template"].try_loading("generic_coa", other, install_demo=False)
        theirs = self.env(context={"allowed_company_ids": other.ids})
        rows, _bad = parse.parse(as_csv([OPEN]))
        made = plan.make_plan(theirs, plan.Books.of(theirs), rows)
        self.assertEqual((len(made.tasks), made.bad, made.unchanged), (1, [], 0))

    def test_an_invoice_due_before_its_date(self):
        early = {**OPEN, "due_date": "2012-03-14"}
        self.load(as_csv([early]))
        self.assert_booked(self.invoice("1001"), early)
        self.assertEqual(self.plan(as_csv([early])).unchanged, 1)

    def test_an_invoice_paid_in_advance(self):
        early = {**SETTLED, "settled_date": "2012-03-01"}
        self.load(as_csv([early]))
        invoice = self.invoice("1001")
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(invoice.matched_payment_ids.date, date(2012, 3, 1))
        again = self.plan(as_csv([early]))
        self.assertEqual((again.tasks, again.bad, again.unchanged), ([], [], 1))

    @freeze_time("2012-04-20 12:00:00")
    def test_what_is_yet_to_come_is_refused(self):
        _rows, bad = parse.parse(as_csv([SETTLED]))
        self.assertIn("line 2, settled_date: 2012-04-25 is yet to come", str(bad[0]))
        self.assertFalse(self.plan(as_csv([OPEN])).bad)
        # where the day begins first it is the 21st already, in the company it is not
        self.assert_refused(
            {**OPEN, "settled_date": "2012-04-21"},
            line=2,
            column="settled_date",
            reason="2012-04-21 is yet to come",
        )

    def test_rows_of_several_companies(self):
        rows = [
            parse.Row(line=2, **self.values(company="U 1", name="Name of It")),
            parse.Row(line=3, **self.values(company="U 2", payment_terms="NAA8")),
            parse.Row(line=4, **self.values(invoice_number="1002")),
        ]
        company = self.env["res.company"].create({"name": "U 2"})
        self.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        parts, bad = companies.divide(self.env, rows)
        self.assertFalse(bad)
        self.assertEqual([part.is_new for part in parts], [True, False, False])
        for part in parts:
            load.write_batch(part.env, part.books, part.plan.tasks)
        made = [part.books.company for part in parts]
        self.assertEqual([one.name for one in made], ["U 1", "U 2", "Receivables Test"])
        moves = self.env["account.move"].search(
            [("company_id", "in", [one.id for one in made])], order="id"
        )
        self.assertEqual(moves.company_id.mapped("name"), [one.name for one in made])
        self.assertEqual(set(moves.partner_id.mapped("name")), {"Name of It"})
        self.assertIn("Payment terms: NAA8.", moves[1].narration)
        self.assertEqual(moves.mapped("state"), ["posted"] * 3)
        parts, bad = companies.divide(self.env, rows)
        self.assertEqual([part.plan.unchanged for part in parts], [1, 1, 1])
        self.assertFalse(bad or any(part.plan.tasks or part.is_new for part in parts))
        company.active = False
        self.assertEqual(
            [str(one) for one in companies.divide(self.env, rows)[1]],
            [
                "line 3, company: U 2 is archived: restore the company, or name another one",
            ],
        )

    def test_a_new_company_installs_nothing(self):
        """Odoo installs what it has for a company's country, which commits what is half made."""
        self.company.country_id = self.env.ref("base.cn")
        row = parse.Row(line=2, **self.values(company="U 3"))
        with patch.object(ResCompany, "install_l10n_modules", side_effect=AssertionError):
            (part,), bad = companies.divide(self.env, [row])
        self.assertFalse(bad)
        self.assertEqual(part.books.company.country_id.code, "CN")
        load.write_batch(part.env, part.books, part.plan.tasks)

    def values(self, **changes):
        (row,), _bad = parse.parse(as_csv([OPEN]))
        return {**{name: getattr(row, name) for name in parse.ALL_COLUMNS}, **changes}

    def test_an_amount_of_zero_needs_no_payment(self):
        free = {**SETTLED, "amount": "0.00"}
        self.assertEqual(self.load(as_csv([free])), load.Counts(customers=1, invoices=1))
        self.assert_booked(self.invoice("1001"), free)
        self.assertEqual(self.load(as_csv([free])), load.Counts())

    def test_documents_are_numbered_by_date(self):
        days = ("2013-05-02", "2012-03-29", "2013-01-05")
        records = [
            {**OPEN, "invoice_number": day, "invoice_date": day, "due_date": day} for day in days
        ]
        with patch.object(load, "BATCH", 1):
            self.load(as_csv(records))
        names = [self.invoice(day).name for day in sorted(days)]
        self.assertEqual(names, sorted(names))
        self.assertEqual(["2012" in name for name in names], [True, False, False])

    def test_numbers_of_a_batch_have_no_gap(self):
        """They go on from the last number of their year, in invoices as in payments."""
        days = ("2012-12-31", "2013-01-01", "2013-02-01", "2012-01-05")
        for start in (0, 2):
            self.load(
                as_csv(
                    [
                        {
                            **SETTLED,
                            "invoice_number": day,
                            "invoice_date": day,
                            "due_date": day,
                            "settled_date": "2013-03-01",
                        }
                        for day in days[start : start + 2]
                    ]
                )
            )
        moves = self.env["account.move"].search([("company_id", "=", self.company.id)])
        taken = {}
        for move in moves:
            self.assertEqual(move.state, "posted")
            self.assertTrue(move._sequence_matches_date())
            self.assertFalse(move.made_sequence_gap)
            taken.setdefault(move.sequence_prefix, []).append(move.sequence_number)
        self.assertEqual(
            sorted(sorted(given) for given in taken.values()), [[1, 2], [1, 2], [1, 2, 3, 4]]
        )

    def test_one_look_numbers_a_whole_batch(self):
        model = type(self.env["account.move"])
        looked = model._get_next_sequence_format
        with patch.object(
            model, "_get_next_sequence_format", autospec=True, side_effect=looked
        ) as look:
            self.load(
                as_csv([{**SETTLED, "invoice_number": str(number)} for number in range(1, 21)])
            )
        # one for the invoices, one for the payments, and what the placeholder of new ones asks
        self.assertLessEqual(look.call_count, 4)

    def test_analytic_rules_are_asked_for_only_where_there_are_any(self):
        rules = self.env["account.analytic.distribution.model"]
        rules.search([]).unlink()
        with patch.object(type(rules), "_get_distribution", side_effect=AssertionError):
            self.load(as_csv([SETTLED]))
        self.assertFalse(any(self.invoice("1001").line_ids.mapped("analytic_distribution")))
        plan_of_all = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Trade", "plan_id": plan_of_all.id}
        )
        wanted = {str(account.id): 100.0}
        rules.create(
            {
                "partner_id": self.invoice("1001").partner_id.id,
                "analytic_distribution": wanted,
            }
        )
        self.load(as_csv([{**OPEN, "invoice_number": "1002"}]))
        item = self.invoice("1002").line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(item.analytic_distribution, wanted)

    def test_a_number_that_was_taken_meanwhile_repeats_the_batch(self):
        self.load(as_csv([OPEN]))
        taken = self.invoice("1001").name

        def assign(_env, vals_list):
            for vals in vals_list:
                vals["name"] = taken

        with (
            patch.object(numbers, "assign", assign),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
        ):
            self.load(as_csv([{**OPEN, "invoice_number": "1002"}]))

    def test_a_company_without_books(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        with self.assertRaisesRegex(Problem, "Bare has no sales journal"):
            plan.Books.of(self.env(context={"allowed_company_ids": bare.ids}))

    def test_another_result_than_the_file_is_not_kept(self):
        """An addon that changes what is posted must not pass unseen."""
        vals = load._invoice_vals

        def dearer(books, row, partner):
            return {**vals(books, row, partner), "invoice_date_due": "2012-05-01"}

        with (
            patch.object(load, "_invoice_vals", dearer),
            self.assertRaisesRegex(Problem, "line 2, due_date: 2012-04-28"),
        ):
            self.load(as_csv([OPEN]))

    def test_an_interrupted_load_goes_on(self):
        content = as_csv(generated(9, invoices=25, customers=6))
        whole = load.write_batch
        calls = []

        def interrupted(env, books, tasks):
            calls.append(len(tasks))
            done = whole(env, books, tasks)
            if len(calls) == 3:
                raise KeyboardInterrupt
            return done

        self.enterContext(self.enter_registry_test_mode())
        with self.registry.cursor() as cursor:
            env = self.env(cr=cursor)
            books = plan.Books.of(env)
            rows, _bad = parse.parse(content)
            tasks = plan.make_plan(env, books, rows).tasks
            with (
                patch.object(load, "BATCH", 10),
                patch.object(command, "write_batch", interrupted),
                # Not assertRaises: its savepoint would not survive the commits.
                suppress(KeyboardInterrupt),
            ):
                command._carry_out(env, books, tasks)
            cursor.rollback()
        self.assertEqual(calls, [10, 10, 5])
        self.env.invalidate_all()
        rest = self.plan(content)
        self.assertEqual((len(rest.tasks), rest.bad, rest.unchanged), (5, [], 20))
        self.assertEqual(self.load(content).invoices, 5)
        self.assertEqual(self.plan(content).unchanged, 25)


@tagged("post_install", "-at_install")
class TestReceivablesCommand(ReceivablesCase):
    def run_command(self, content, **variables):
        """Return the exit code and what ``python -m tools.receivables`` printed as errors."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        file = folder / "in.csv"
        file.write_bytes(content)
        told = []
        with (
            patch.dict("os.environ", {"KAM_DATABASE": "no-such-database", **variables}),
            patch.object(command, "print", lambda text, **_where: told.append(text), create=True),
        ):
            return command.main([str(file)]), told

    def test_the_ledger_is_counted_again_where_it_has_grown(self):
        def counted():
            self.env.cr.execute("SELECT reltuples FROM pg_class WHERE relname = 'account_move'")
            return self.env.cr.fetchone()[0]

        self.env.cr.execute("ANALYZE account_move")
        before = counted()
        with patch.object(load, "GROWTH", 1000):
            self.load(as_csv([OPEN]))
        self.assertEqual(counted(), before)
        with patch.object(load, "GROWTH", 0.5):
            load.refresh_statistics(self.env)
        self.assertEqual(counted(), before + 1)

    def test_a_bad_file_is_refused_before_the_database_is_opened(self):
        bad = [{**OPEN, "invoice_number": str(n), "amount": "-1"} for n in range(12)]
        with patch.object(command, "_environment", side_effect=AssertionError):
            code, told = self.run_command(as_csv([OPEN, *bad]))
        self.assertEqual(code, 1)
        self.assertEqual(len(told), 11)
        self.assertTrue(told[0].startswith("kam: in.csv, line 3, amount: -1 is negative"))
        self.assertIn("2 more like these; nothing was loaded", told[-1])

    def test_without_a_database(self):
        code, told = self.run_command(as_csv([OPEN]), KAM_DATABASE="")
        self.assertEqual((code, len(told)), (1, 1))
        self.assertIn("make load", told[0])

    def test_a_whole_load(self):
        """Through the command itself, with this test's company in place of the main one."""
        with (
            patch.object(command, "_environment", lambda _name: nullcontext(self.env)),
            patch.object(command, "retrying", lambda function, _env: function()),
        ):
            self.assertEqual(self.run_command(as_csv([OPEN])), (0, []))
            self.assertEqual(self.run_command(as_csv([SETTLED])), (0, []))
            code, told = self.run_command(as_csv([OPEN]))
        self.assertEqual(code, 1)
        self.assertTrue(told[0].startswith("kam: in.csv, line 2, settled_date: nothing, but"))
        self.assertEqual(plan.settlement(self.invoice("1001")), date(2012, 4, 25))
