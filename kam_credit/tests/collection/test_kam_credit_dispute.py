from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...rules.windows import window
from ..common import DUE, TODAY, day
from .common import KamCreditCollectionCommon

SHARE = "credit_dispute_share"
XLSX = "kam_credit.report_kam_credit_dispute_xlsx"


@tagged("post_install", "-at_install")
class TestKamCreditDispute(KamCreditCollectionCommon):
    """How a dispute begins and ends, and what it needs."""

    def test_its_life(self):
        form = self.dispute()
        self.assertFalse(form.phase)
        self.assertEqual(form.partner_id, self.beta)
        self.submit(form)
        self.assertEqual(form.amount_disputed, 400)
        self.assertEqual(self.review(form).candidate_ids, self.credit_reviewer)
        self.verify(form)
        self.assertEqual((form.phase, form.date_first), ("disputed", TODAY))
        duty = self.duties(form, "credit_dispute_end")
        self.assertEqual(
            (duty.state, duty.user_ids, duty.date_due, duty.audience),
            ("open", self.credit_officer, day(30), "credit"),
        )
        self.assertNotIn("Beta", duty.title)
        with self.at(5):
            self.settle_dispute(form, "paid")
        self.assertEqual(
            (form.phase, form.date_ended, form.outcome, form.ended_by_id),
            ("resolved", day(5), "paid", self.credit_officer),
        )
        self.assertEqual(duty.state, "kept")
        self.assertEqual(len(form.archive_entry_ids), 2)

    def test_days_are_a_setting(self):
        self.company.sudo().kam_credit_dispute_days = 12
        self.assertEqual(self.duties(self.disputed(), "credit_dispute_end").date_due, day(12))

    def test_what_it_lacks(self):
        form = self.dispute(receivable_ids=False, cause=False, description=False)
        with self.assertRaisesRegex(UserError, "(?s)Instalments.*Cause.*Objection"):
            self.submit(form)

    def test_only_what_the_customer_owes(self):
        other = self.owe(50, partner=self.make_customer("Gamma"))
        with self.assertRaisesRegex(UserError, "."):
            self.dispute(receivable_ids=self.chosen(other))
        mine = self.owe(50, partner=self.customer)
        with self.assertRaisesRegex(ValidationError, "is not owed by Beta"):
            self.dispute(self.open_invoice, receivable_ids=self.chosen(mine))

    def test_what_is_paid_is_taken_out(self):
        form = self.dispute()
        self.pay(self.open_invoice)
        with self.assertRaisesRegex(UserError, "is not open any more"):
            self.submit(form)

    def test_an_instalment_is_in_one_dispute(self):
        first, second = self.disputed(), self.dispute()
        with self.assertRaisesRegex(UserError, f"disputed already, see {first.number}"):
            self.submit(second)
        self.settle_dispute(first)
        self.submit(second)
        self.assertEqual(second.approval_state, "in_review")

    def test_it_is_locked_and_not_revised(self):
        form = self.disputed()
        with self.assertRaises(UserError), self.cr.savepoint():
            form.with_user(self.credit_officer).receivable_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "open another dispute"):
            form.with_user(self.credit_officer).action_revise()
        for vals in ({"date_first": TODAY}, {"phase": "disputed"}, {"amount_disputed": 5}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.dispute(**vals)

    def test_settling_says_how(self):
        form = self.disputed().with_user(self.credit_officer)
        for outcome in ("", "gone", None, 7, ["paid"], {"a": 1}, "x" * 500):
            with self.subTest(outcome=outcome), self.assertRaisesRegex(UserError, "Outcome"):
                form.action_end(outcome, "So")
        for note in ("", "  ", None, 7, ["x"]):
            with self.subTest(note=note), self.assertRaisesRegex(UserError, "How It Was Resolved"):
                form.action_end("paid", note)
        form.action_end("paid", "So")
        with self.assertRaisesRegex(UserError, "was resolved on"):
            form.action_end("paid", "Again")

    def test_the_dialog_names_what_it_refuses(self):
        forms = self.disputed() | self.dispute(self.owe(70, partner=self.beta))
        dialog = (
            self.root["kam.credit.dispute.end"]
            .with_user(self.credit_officer)
            .create({"form_ids": forms.ids, "outcome": "credit_note", "note": "Agreed"})
        )
        action = dialog.action_apply()
        self.assertEqual(action["res_id"], dialog.id)
        self.assertIn(forms[1].number, dialog.failures)
        self.assertEqual(forms.mapped("phase"), ["resolved", False])

    def test_my_day_settles_it(self):
        form = self.disputed()
        duty = self.duties(form, "credit_dispute_end")
        my_day = self.root["kam.my.day"].with_user(self.credit_officer)
        [row] = [row for row in my_day.get_day()["rows"] if row["id"] == duty.id]
        self.assertIn("In dispute since", row["why"])
        action = my_day.settle(duty.ids, "end_dispute")
        self.assertEqual(action["res_model"], "kam.credit.dispute.end")

    def test_the_register(self):
        form = self.disputed()
        report = self.root["ir.actions.report"].with_user(self.credit_officer)
        content, _kind = report._render_xlsx(XLSX, form.ids, {})
        values = [cell.value for cell in load_workbook(BytesIO(content)).worksheets[0][2]]
        self.assertEqual((values[0], values[3], values[5]), (form.number, "Quality", 400))

    def test_the_print_lists_the_instalments(self):
        form = self.disputed()
        html, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("kam_credit.report_kam_credit_dispute", form.ids)
        )
        self.assertIn(self.open_invoice.name.encode(), html)


@tagged("post_install", "-at_install")
class TestKamCreditDisputeFigures(KamCreditCollectionCommon):
    """Approved disputes leave rate and overdue, by the day."""

    def figures(self, as_of=None, partner=None, partner_ids=()):
        """Return ``(fallen due, on time, overdue)`` of a customer as of a day."""
        ledger = self.root["kam.credit.ledger"]
        self.env.flush_all()
        ids = None if partner_ids is None else (partner or self.beta).ids
        rows = ledger._figures(self.company, window(as_of or TODAY), ids)
        [row] = [row for row in rows if row[0] == (partner or self.beta).id]
        return float(row[2]), float(row[3]), float(row[6])

    def test_nothing_before_it_is_approved(self):
        form = self.dispute()
        self.assertEqual(self.figures(), (1000, 600, 400))
        self.submit(form)
        self.assertEqual(self.figures(), (1000, 600, 400))

    def test_from_its_day_to_its_end(self):
        form = self.disputed()
        self.assertEqual(self.figures(), (600, 600, 0))
        self.assertEqual(self.figures(day(-1)), (1000, 600, 400))
        with self.at(5):
            self.settle_dispute(form)
            self.assertEqual(self.figures(day(5)), (1000, 600, 400))
            for offset in (0, 4):
                self.assertEqual(self.figures(day(offset)), (600, 600, 0))
            self.assertEqual(self.figures(day(-1)), (1000, 600, 400))

    def test_for_everybody_as_for_one(self):
        self.disputed()
        self.assertEqual(self.figures(partner_ids=None), (600, 600, 0))

    def test_settled_on_its_first_day(self):
        self.settle_dispute(self.disputed())
        self.assertEqual(self.figures(), (1000, 600, 400))

    def test_what_is_not_due_yet(self):
        coming = self.owe(300, due=day(10), partner=self.beta)
        self.disputed(coming)
        self.assertEqual(self.figures(), (1000, 600, 400))
        with self.at(12):
            self.assertEqual(self.figures(day(12)), (1000, 600, 400))

    def test_paid_while_it_is_disputed(self):
        form = self.disputed()
        self.pay(self.open_invoice, on=TODAY)
        self.assertEqual(self.figures(), (600, 600, 0))
        with self.at(5):
            self.settle_dispute(form, "paid")
            self.assertEqual(self.figures(day(5)), (1000, 600, 0))

    def test_only_some_instalments_of_an_invoice(self):
        invoice = self.owe(
            200, partner=self.beta, date=day(-60), term=self.split_term((50, 20), (50, 30))
        )
        first = self.open_lines(invoice).sorted("date_maturity")[0]
        self.disputed(invoice, receivable_ids=[Command.set(first.ids)])
        self.assertEqual(self.figures(), (1100, 600, 500))

    def test_by_the_rate(self):
        self.disputed()
        self.assertEqual(self.evaluate(self.beta)["fulfilment_rate"], 1)
        self.assertAlmostEqual(self.evaluate(self.beta, as_of=day(-1))["fulfilment_rate"], 0.6)

    def test_the_list_of_instalments(self):
        self.disputed()
        self.store(self.beta)
        items = self.root["kam.credit.instalment"].with_user(self.supervisor)
        mine = items.with_context(kam_credit_profile_id=self.beta_profile.id)
        rows = mine.search([("profile_id", "=", self.beta_profile.id)])
        out = rows.filtered("is_disputed")
        self.assertEqual(
            (out.move_id, out.status, out.amount, out.amount_disputed),
            (self.open_invoice, "disputed", 400, 400),
        )
        for name in ("amount_due", "amount_on_time", "amount_open", "amount_missed", "days_late"):
            self.assertEqual(out[name], 0, name)
        self.assertEqual(sum(rows.mapped("amount_due")), self.beta_profile.amount_due)
        self.assertEqual(sum(rows.mapped("amount_open")), self.beta_profile.amount_overdue)
        self.env.invalidate_all()
        before = mine.with_context(kam_credit_as_of=day(-1))
        rows = before.search([("profile_id", "=", self.beta_profile.id)])
        self.assertFalse(rows.filtered("is_disputed"))
        self.assertEqual(sum(rows.mapped("amount_due")), 1000)

    def test_what_others_ask(self):
        form = self.disputed()
        ids = tuple(self.open_lines(self.open_invoice).ids)
        ledger = self.root["kam.credit.ledger"]
        self.assertEqual(ledger._get_disputed_ids(self.company, TODAY), ids)
        self.assertEqual(ledger._get_disputed_ids(self.company, day(-1)), ())
        self.assertEqual(ledger._get_disputed_ids(self.other_company, TODAY), ())
        with self.at(5):
            self.settle_dispute(form)
        self.assertEqual(ledger._get_disputed_ids(self.company, day(4)), ids)
        self.assertEqual(ledger._get_disputed_ids(self.company, day(5)), ())


@tagged("post_install", "-at_install")
class TestKamCreditDisputeShare(KamCreditCollectionCommon):
    """What follows when much is in dispute, and when little is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls.make_falling("Late", amount=700)
        cls.objected = cls.owe(300, due=DUE, partner=cls.late)
        cls.late_profile = cls.profile(cls.late)

    def test_little_changes_nothing(self):
        self.disputed(self.objected)
        self.store(self.late)
        self.assertEqual(self.late_profile.account_state, "ordinary")
        snapshot = self.late_profile.snapshot_ids
        self.assertEqual((snapshot.amount_due, snapshot.amount_disputed), (700, 300))
        self.assertEqual((len(snapshot.line_ids), snapshot.count_disputed), (1, 1))

    def test_much_is_looked_at_by_people(self):
        self.company.sudo().kam_credit_dispute_share = 0.29
        form = self.disputed(self.objected)
        self.store(self.late)
        self.assertEqual(self.late_profile.account_state, "key")
        self.assertTrue(self.late_profile.is_heavily_disputed)
        self.assertFalse(self.late_profile.is_falling)
        duty = self.duties(self.late_profile, SHARE)
        approvers = self.credit_approver | self.second_approver
        self.assertEqual((duty.state, duty.user_ids), ("open", approvers))
        self.assertNotIn("Late", duty.title)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.late_profile.with_user(self.credit_officer).action_note_disputes()
        self.late_profile.with_user(self.credit_approver).action_note_disputes()
        self.assertEqual(duty.state, "kept")
        # asked once, and nothing follows still
        self.store(self.late)
        self.assertEqual(len(self.duties(self.late_profile, SHARE)), 1)
        self.assertEqual(self.late_profile.account_state, "key")
        with self.at(3):
            self.settle_dispute(form)
            self.store(self.late)
        self.assertFalse(self.late_profile.is_heavily_disputed)
        self.assertEqual(self.late_profile.account_state, "ordinary")

    def test_the_share_is_within_bounds(self):
        for value in (-0.1, 1.1):
            with self.subTest(value=value), self.assertRaises(ValidationError):
                self.company.sudo().kam_credit_dispute_share = value

    def test_queries_do_not_grow(self):
        def count(number):
            partners = [self.make_customer(f"Many {number} {at}") for at in range(number)]
            for partner in partners:
                self.owe(100, partner=partner)
                self.make_key(partner)
                self.disputed(self.owe(10, partner=partner))
            ids = [partner.id for partner in partners]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.root["kam.credit.profile"]._find_heavily_disputed(self.company, ids)
            return self.cr.sql_log_count - before

        count(1)
        few = count(2)
        # less than one for each customer more: caches of the server may expire in between
        self.assertLess(count(6) - few, 4)


@tagged("post_install", "-at_install")
class TestKamCreditDisputeRoles(KamCreditCollectionCommon):
    """Who reads, writes and decides disputes."""

    def test_rights(self):
        self.assertRights(
            self.dispute(),
            {
                self.credit_officer | self.credit_reviewer | self.credit_approver: "rwcd",
                self.accountant: "rwcd",
                self.supervisor | self.north_manager | self.director: "r",
                self.credit_admin: "r",
                self.south_supervisor | self.representative: "",
                self.kam_admin | self.clerk | self.portal: "",
            },
        )

    def test_who_writes_it(self):
        for user in self.credit_officer | self.credit_reviewer | self.accountant:
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(self.dispute(user=user))
                savepoint.rollback()
        for user in self.supervisor | self.director | self.credit_admin | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.dispute(user=user)

    def test_accounting_chooses_the_customer(self):
        """Who may read no credit profile names the customer, and learns no figure."""
        contact = self.make_customer("Ms Li", parent=self.beta)
        form = self.dispute(user=self.accountant, partner_id=contact.id)
        self.assertEqual((form.profile_id, form.partner_id), (self.beta_profile, self.beta))
        mine = form.with_user(self.accountant)
        self.env.invalidate_all()
        self.assertEqual(mine.receivable_ids.amount_open, 400)
        with self.assertRaises(AccessError):
            mine.profile_id.read(["fulfilment_rate"])
        mine.action_submit()
        self.assertEqual(form.approval_state, "in_review")
        [told] = mine.web_read(
            {"profile_id": {"fields": {"display_name": {}}}, "amount_disputed": {}}
        )
        self.assertEqual(
            (told["profile_id"]["display_name"], told["amount_disputed"]), ("Beta", 400)
        )

    def test_accounting_fills_the_form(self):
        view = "kam_credit.view_kam_credit_dispute_form"
        forms = self.root["kam.credit.dispute"].with_user(self.accountant)
        with Form(forms.with_context(allowed_company_ids=self.company.ids), view) as form:
            form.partner_id = self.beta
            form.cause = "price"
            form.description = "Other price agreed"
            form.receivable_ids.add(
                forms.env["kam.credit.receivable"].browse(self.open_lines(self.open_invoice).id)
            )
        self.assertEqual(form.record.sudo().profile_id, self.beta_profile)
        self.assertEqual(form.record.amount_open, 400)

    def test_accounting_opens_what_was_approved(self):
        """Everything on the page is read with its rights."""
        form = self.disputed()
        self.env.flush_all()
        self.env.invalidate_all()
        mine = form.with_user(self.accountant)
        mine = mine.with_context(allowed_company_ids=self.company.ids)
        with Form(mine, "kam_credit.view_kam_credit_dispute_form") as page:
            self.assertEqual(page.amount_disputed, 400)
            self.assertEqual(page.archive_count, 0)
        self.assertEqual(form.with_user(self.credit_officer).archive_count, 1)

    def test_a_customer_without_an_account(self):
        stranger = self.make_customer("Stranger")
        self.owe(20, partner=stranger)
        with self.assertRaisesRegex(UserError, "no key-account file"):
            self.dispute(user=self.accountant, partner_id=stranger.id)
        # nobody else is told who has one
        for user in self.credit_officer | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.dispute(user=user, profile_id=False, partner_id=stranger.id)

    def test_its_own_sales_never_decide(self):
        reviewers = self.credit_reviewer
        for name in ("manager", "member"):
            reviewers |= self.make_user(f"dispute_{name}", self.north, "credit_reviewer")
        _first, manager, member = reviewers
        account = self.beta_profile.account_id
        account._protected_write({"manager_id": manager.id})
        account.team_ids = [Command.create({"user_id": member.id, "duty": "after_sales"})]
        with self.assertRaisesRegex(AccessError, "account manager"), self.cr.savepoint():
            self.dispute(user=manager)
        form = self.dispute()
        self.submit(form)
        self.assertEqual(self.review(form).candidate_ids, self.credit_reviewer)
        self.verify(form)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.settle_dispute(form, user=manager)
        self.assertFalse(form.with_user(manager).can_end)

    def test_who_wrote_it_does_not_decide(self):
        second = self.make_user("dispute_second", self.north, "credit_reviewer")
        form = self.dispute(user=self.credit_reviewer)
        self.submit(form, self.credit_reviewer)
        self.assertEqual(self.review(form).candidate_ids, second)

    def test_accounting_does_not_settle(self):
        form = self.disputed()
        for user in self.accountant | self.supervisor | self.credit_admin | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                form.with_user(user).action_end("paid", "So")

    def test_other_companies(self):
        form = self.dispute()
        elsewhere = self.make_user(
            "elsewhere", company=self.other_company, groups="account.group_account_manager"
        )
        self.assertRights(form, {elsewhere: ""})

    def test_instalments_are_those_of_ones_customers(self):
        line_id = self.open_lines(self.open_invoice).id
        items = self.root["kam.credit.receivable"]
        for user in self.credit_officer | self.accountant | self.credit_admin | self.supervisor:
            with self.subTest(user=user.login):
                self.assertEqual(items.with_user(user).search([("id", "=", line_id)]).id, line_id)
        self.assertFalse(items.with_user(self.south_supervisor).search([("id", "=", line_id)]))
        for user in self.representative | self.clerk | self.kam_admin:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                items.with_user(user).search([])
