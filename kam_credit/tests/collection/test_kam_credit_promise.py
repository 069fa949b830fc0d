from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..bookkeeping import KamCreditBookkeeping
from ..common import TODAY, day
from .common import KamCreditCollectionCommon

DUTY = "credit_promise"
CRON_LOGGER = "odoo.addons.base.models.ir_cron"
RESULT = "odoo.addons.kam_credit.models.collection.kam_credit_promise_result"


@tagged("post_install", "-at_install")
class TestKamCreditPromise(KamCreditCollectionCommon):
    """What is written down of a promise, and what stays."""

    def test_it_is_a_duty_of_who_took_it(self):
        promise = self.promise(first=0, last=4, user=self.accountant)
        duty = self.duties(promise, DUTY)
        self.assertEqual(
            (duty.state, duty.user_ids, duty.date_due, duty.audience),
            ("open", self.accountant, day(5), "credit"),
        )
        self.assertNotIn("Beta", duty.title)
        self.assertTrue(promise.number)
        my_day = self.root["kam.my.day"].with_user(self.accountant)
        [row] = [row for row in my_day.get_day()["rows"] if row["id"] == duty.id]
        self.assertIn("Promised until", row["why"])
        self.pay(self.open_invoice, 100)
        self.judge()
        self.assertEqual(duty.state, "kept")

    def test_what_was_promised_stays(self):
        promise = self.promise(last=5).with_user(self.credit_officer)
        for vals in (
            {"amount": 5},
            {"date_until": day(9)},
            {"date_promised": day(-1)},
            {"receivable_ids": self.chosen(self.open_invoice)},
            {"state": "kept"},
            {"amount_kept": 100},
            {"user_id": self.accountant.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                promise.write(vals)
        promise.note = "On the phone"
        for vals in ({"state": "kept"}, {"amount_kept": 1}, {"number": "X"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.promise(**vals)

    def test_what_is_refused(self):
        for vals in (
            {"first": 1, "last": 3},
            {"contact_id": self.make_customer("Somebody").id},
            {"moves": self.owe(5, partner=self.customer)},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.promise(**vals)

    def test_who_promised_is_named(self):
        contact = self.make_customer("Ms Qian", parent=self.beta)
        self.assertEqual(self.promise(contact_id=contact.id).promised_by, "Ms Qian")
        self.assertEqual(
            self.promise(promised_by="Head of accounts").promised_by, "Head of accounts"
        )

    def test_withdrawing(self):
        promise = self.promise(last=5)
        mine = promise.with_user(self.credit_officer)
        for reason in ("", "  ", None, 7, ["x"]):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "Withdrawn"):
                mine.action_withdraw(reason)
        dialog = (
            self.root["kam.credit.promise.withdraw"]
            .with_user(self.credit_officer)
            .create({"promise_ids": promise.ids, "reason": "Paid by somebody else"})
        )
        dialog.action_apply()
        self.assertEqual((promise.state, promise.can_write), ("withdrawn", False))
        self.assertEqual(self.duties(promise, DUTY).state, "cancelled")
        with self.assertRaisesRegex(UserError, "is not open any more"):
            mine.action_withdraw("Again")

    def test_what_is_late_is_not_withdrawn(self):
        promise = self.promise(last=-1)
        self.assertTrue(promise.is_late)
        found = self.root["kam.credit.promise"].with_user(self.credit_officer)
        self.assertIn(promise.id, found.search([("is_late", "=", True)]).ids)
        self.assertNotIn(promise.id, found.search([("is_late", "=", False)]).ids)
        self.assertIn(promise.id, found.search([("is_mine", "=", True)]).ids)
        with self.assertRaisesRegex(UserError, "is not open any more"):
            promise.with_user(self.credit_officer).action_withdraw("Forget it")


@tagged("post_install", "-at_install")
class TestKamCreditPromiseResult(KamCreditBookkeeping, KamCreditCollectionCommon):
    """What became of promises is found from the money, at its day."""

    def assertFound(self, promise, state, kept):
        self.judge()
        self.assertEqual((promise.state, promise.amount_kept), (state, kept))

    def test_kept_partly_broken(self):
        kept = self.promise(100, -10, -1, self.open_invoice)
        self.pay(self.open_invoice, 100, on=day(-1))
        self.assertFound(kept, "kept", 100)
        invoice = self.owe(300, partner=self.beta)
        partly = self.promise(100, -10, -1, invoice)
        self.pay(invoice, 60, on=day(-5))
        self.assertFound(partly, "partly", 60)
        broken = self.promise(100, -10, -1, self.owe(300, partner=self.beta))
        self.assertFound(broken, "broken", 0)
        self.assertEqual(broken.date_judged, TODAY)

    def test_at_once_when_the_whole_sum_has_come(self):
        promise = self.promise(100, -1, 10, self.open_invoice)
        self.pay(self.open_invoice, 99)
        self.assertFound(promise, "open", 99)
        self.pay(self.open_invoice, 1)
        self.assertFound(promise, "kept", 100)
        self.assertEqual(self.duties(promise, DUTY).state, "kept")

    def test_the_last_day_belongs_to_it(self):
        promise = self.promise(100, -3, 0, self.open_invoice)
        self.assertFound(promise, "open", 0)
        with self.at(1):
            self.assertFound(promise, "broken", 0)
            self.assertEqual(promise.date_judged, day(1))

    def test_money_of_other_days(self):
        promise = self.promise(100, -10, -5, self.open_invoice)
        self.pay(self.open_invoice, 30, on=day(-11))
        self.pay(self.open_invoice, 40, on=day(-4))
        self.assertFound(promise, "broken", 0)

    def test_without_instalments_every_receipt_counts(self):
        promise = self.promise(100, -10, -1)
        self.receive(self.beta, 60, on=day(-2))
        self.pay(self.open_invoice, 40, on=day(-3))
        self.receive(self.make_customer("Gamma"), 500, on=day(-2))
        self.assertFound(promise, "kept", 100)

    def test_with_instalments_only_what_was_matched(self):
        promise = self.promise(100, -10, -1, self.open_invoice)
        payment = self.receive(self.beta, 100, on=day(-2))
        self.assertFound(promise, "broken", 0)
        # allocated late: the day of the money counts
        self.match(self.open_invoice, payment.move_id)
        self.assertFound(promise, "kept", 100)

    def test_the_same_money_counts_once(self):
        first = self.promise(80, -10, -1)
        second = self.promise(80, -9, -1, self.open_invoice)
        self.pay(self.open_invoice, 100, on=day(-2))
        self.assertFound(first, "kept", 80)
        self.assertFound(second, "partly", 20)

    def test_netting_is_money_and_writing_off_is_none(self):
        netted = self.promise(100, -10, -1, self.open_invoice)
        self.net(self.open_invoice, 100, day(-3))
        self.assertFound(netted, "kept", 100)
        invoice = self.owe(200, partner=self.beta)
        let_go = self.promise(200, -10, -1, invoice)
        self.pay(invoice, 50, on=day(-2), write_off=True)
        self.assertFound(let_go, "partly", 50)

    def test_a_credit_note_is_no_money(self):
        promise = self.promise(100, -10, -1, self.open_invoice)
        self.credit_note(self.open_invoice, 100, on=day(-2))
        self.assertFound(promise, "broken", 0)

    def test_a_bank_line_that_waits_counts_as_a_receipt(self):
        promise = self.promise(100, -10, -1)
        self.bank_line(day(-2), 100, partner=self.beta)
        self.assertFound(promise, "kept", 100)

    def test_what_the_bank_takes_back(self):
        promise = self.promise(100, -10, 5, self.open_invoice)
        payment = self.pay(self.open_invoice, 100, on=day(-2))
        self.assertFound(promise, "kept", 100)
        payment.action_draft()
        payment.action_cancel()
        self.assertFound(promise, "open", 0)
        self.assertEqual(self.duties(promise, DUTY).mapped("state"), ["kept", "open"])
        with self.at(6):
            self.assertFound(promise, "broken", 0)

    def test_a_foreign_currency_by_what_it_is_worth(self):
        invoice = self.owe(100, partner=self.beta, currency=self.eur)
        promise = self.promise(200, -10, -1, invoice)
        self.pay(invoice, 100, on=day(-2), currency=self.eur)
        self.assertFound(promise, "kept", 200)

    def test_withdrawn_ones_count_no_money(self):
        gone = self.promise(100, -10, 5, self.open_invoice)
        gone.with_user(self.credit_officer).action_withdraw("Another one was given")
        promise = self.promise(100, -9, 5, self.open_invoice)
        self.pay(self.open_invoice, 100)
        self.assertFound(promise, "kept", 100)
        self.assertEqual(gone.state, "withdrawn")


@tagged("post_install", "-at_install")
class TestKamCreditPromiseAnswers(KamCreditCollectionCommon):
    """What holds and the page of a customer ask of promises."""

    def broken(self, *profiles):
        return self.root["kam.credit.promise"]._find_broken(
            self.beta_profile.concat(*profiles) | self.acme
        )

    def test_broken_and_still_unpaid(self):
        promise = self.promise(100, -10, -1, self.open_invoice)
        self.assertEqual(self.broken(), {})
        self.judge()
        self.assertEqual(self.broken(), {self.beta_profile: [(promise, 100)]})
        self.pay(self.open_invoice, 99)
        self.assertEqual(self.broken(), {self.beta_profile: [(promise, 1)]})
        self.pay(self.open_invoice, 1)
        self.assertEqual(self.broken(), {})
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_what_is_owed_no_more(self):
        promise = self.promise(100, -10, -1, self.open_invoice)
        self.judge()
        self.credit_note(self.open_invoice, 400)
        self.assertEqual(self.broken(), {})
        self.assertEqual(promise.state, "broken")

    def test_partly_kept(self):
        promise = self.promise(100, -10, -1)
        self.pay(self.open_invoice, 60, on=day(-2))
        self.judge()
        self.assertEqual(self.broken(), {self.beta_profile: [(promise, 40)]})

    def test_reliability(self):
        found = self.root["kam.credit.promise"]._find_reliability
        self.promise(50, -10, 5, self.owe(70, partner=self.beta))
        self.assertEqual(found(self.beta_profile), {})
        self.promise(100, -10, -1, self.open_invoice)
        self.pay(self.open_invoice, 100, on=day(-2))
        invoice = self.owe(300, partner=self.beta)
        self.promise(200, -10, -1, invoice)
        self.pay(invoice, 50, on=day(-2))
        self.promise(100, -10, -1, self.owe(300, partner=self.beta))
        self.judge()
        self.assertEqual(
            found(self.beta_profile | self.acme), {self.beta_profile: (1, 1, 1, 400, 150)}
        )
        profile = self.beta_profile.with_user(self.supervisor)
        self.assertEqual(profile.promise_reliability, "1 of 3 kept, 38% of the amount in time")
        self.assertEqual(
            (profile.promise_kept_count, profile.promise_judged_count, profile.promise_count),
            (1, 3, 1),
        )
        self.assertEqual(profile.action_view_promises()["res_model"], "kam.credit.promise")

    def test_queries_do_not_grow(self):
        def count(number):
            partners = [self.make_customer(f"Many {number} {at}") for at in range(number)]
            profiles = self.beta_profile.browse()
            for partner in partners:
                self.make_key(partner)
                self.promise(50, -10, -1, self.owe(100, partner=partner), partner=partner)
                profiles |= self.profile(partner)
            self.judge()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.root["kam.credit.promise"]._find_broken(profiles)), number)
            return self.cr.sql_log_count - before

        count(1)
        few = count(2)
        self.assertLessEqual(count(6), few)

    def test_asked_of_those_who_broke_none_it_is_one_query(self):
        self.env.flush_all()
        promises = self.root["kam.credit.promise"]
        promises._find_broken(self.acme)
        with self.assertQueryCount(1):
            promises._find_broken(self.acme)


@tagged("post_install", "-at_install")
class TestKamCreditPromiseJob(KamCreditCollectionCommon):
    """The job, and what starts it."""

    def test_the_job_judges_every_company(self):
        promise = self.promise(100, -10, -1, self.open_invoice)
        with self.enter_registry_test_mode():
            self.env.ref("kam_credit.ir_cron_kam_credit_promise").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(promise.state, "broken")

    def test_one_that_fails_is_named_and_holds_nobody_up(self):
        promises = self.promise(100, -10, -2) | self.promise(100, -10, -1)
        promise_class = self.registry["kam.credit.promise"]
        take_result = promise_class._take_result

        def fail(promise, came, today):
            if promise == promises[0]:
                raise ZeroDivisionError("broken")
            take_result(promise, came, today)

        cron = self.env.ref("kam_credit.ir_cron_kam_credit_promise").sudo()
        with (
            patch.object(promise_class, "_take_result", fail),
            self.enter_registry_test_mode(),
            mute_logger(RESULT),
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(promises.mapped("state"), ["open", "broken"])
        self.assertTrue(any("broken" in body for body in promises[0].message_ids.mapped("body")))

    def test_old_ones_are_left_alone(self):
        promise = self.promise(100, -200, -100)
        self.judge()
        self.assertEqual(promise.state, "broken")
        promises = self.root["kam.credit.promise"]
        self.assertNotIn(promise, promises.search(promises._get_judged_domain(self.company)))

    def test_money_starts_it(self):
        cron = self.env.ref("kam_credit.ir_cron_kam_credit_promise").sudo()
        triggers = self.root["ir.cron.trigger"]
        self.pay(self.open_invoice, 10)
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self.promise(100, 0, 5)
        self.receive(self.beta, 10)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_matching_starts_it(self):
        cron = self.env.ref("kam_credit.ir_cron_kam_credit_promise").sudo()
        triggers = self.root["ir.cron.trigger"]
        payment = self.receive(self.beta, 10)
        self.promise(100, 0, 5, self.open_invoice)
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self.match(self.open_invoice, payment.move_id)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))


@tagged("post_install", "-at_install")
class TestKamCreditPromiseRoles(KamCreditCollectionCommon):
    """Who reads and writes promises, and what accounting learns by them."""

    def test_rights(self):
        self.assertRights(
            self.promise(),
            {
                self.credit_officer | self.credit_reviewer | self.credit_approver: "rwc",
                self.accountant: "rwc",
                self.supervisor | self.north_manager | self.director: "r",
                self.credit_admin: "r",
                self.south_supervisor | self.representative: "",
                self.kam_admin | self.clerk | self.portal: "",
            },
        )

    def test_who_writes_it(self):
        for user in self.credit_officer | self.credit_approver | self.accountant:
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(self.promise(user=user))
                savepoint.rollback()
        for user in self.supervisor | self.director | self.credit_admin | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.promise(user=user)
        officer = self.make_user("south_officer", self.south_area, "credit_officer")
        with self.assertRaises(AccessError):
            self.promise(user=officer)

    def test_its_account_manager_does_not(self):
        self.beta_profile.account_id._protected_write({"manager_id": self.credit_officer.id})
        with self.assertRaisesRegex(AccessError, "account manager"), self.cr.savepoint():
            self.promise()
        promise = self.promise(user=self.accountant)
        with self.assertRaises(AccessError):
            promise.with_user(self.credit_officer).action_withdraw("Mine")

    def test_accounting_learns_no_figure(self):
        promise = self.promise(user=self.accountant)
        self.assertEqual(promise.profile_id, self.beta_profile)
        mine = promise.with_user(self.accountant)
        self.env.invalidate_all()
        told = mine.read()[0]
        self.assertEqual(told["profile_id"][1], "Beta")
        figures = {"fulfilment_rate", "tier_id", "credit_limit", "promise_reliability"}
        self.assertFalse(figures & told.keys())
        for path in ("profile_id.fulfilment_rate", "profile_id.credit_limit"):
            with self.subTest(path=path), self.assertRaises(AccessError):
                mine.search([(path, ">=", 0)])
        with self.assertRaises(AccessError):
            mine.profile_id.read(["promise_reliability"])

    def test_accounting_fills_the_form(self):
        promises = self.root["kam.credit.promise"].with_user(self.accountant)
        view = "kam_credit.view_kam_credit_promise_form"
        with Form(promises.with_context(allowed_company_ids=self.company.ids), view) as form:
            form.partner_id = self.beta
            form.amount = 100
            form.date_until = day(4)
        self.assertEqual(form.record.sudo().profile_id, self.beta_profile)
        self.assertEqual(form.record.user_id, self.accountant)

    def test_a_credit_officer_fills_the_form(self):
        promises = self.root["kam.credit.promise"].with_user(self.credit_officer)
        view = "kam_credit.view_kam_credit_promise_form"
        with Form(promises.with_context(allowed_company_ids=self.company.ids), view) as form:
            form.profile_id = self.beta_profile.with_user(self.credit_officer)
            form.amount = 100
            form.date_until = day(4)
            form.receivable_ids.add(
                promises.env["kam.credit.receivable"].browse(self.open_lines(self.open_invoice).id)
            )
        self.assertEqual(form.record.partner_id, self.beta)
        self.assertEqual(form.record.amount_open, 400)


@tagged("post_install", "-at_install")
class TestKamCreditPromiseMail(KamCreditCollectionCommon):
    """A customer is reminded by a mail of its own, which is queued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.make_customer("Ms Qian", parent=cls.beta)
        cls.contact.email = "qian@beta.example.com"

    def remind(self, promise, user=None, contact=None):
        return (
            self.root["kam.credit.promise.remind"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    "promise_id": promise.id,
                    "contact_id": (contact or self.contact).id,
                    "note": "With kind regards",
                }
            )
            .action_send()
        )

    def test_it_says_what_was_promised(self):
        promise = self.promise(100, -3, 4, self.open_invoice)
        before = self.root["mail.mail"].search([])
        self.remind(promise)
        mail = self.root["mail.mail"].search([]) - before
        self.assertEqual((mail.state, mail.model), ("outgoing", False))
        self.assertIn("qian@beta.example.com", mail.email_to)
        for text in (self.open_invoice.name, "100.00", "With kind regards", "06/15/2025"):
            self.assertIn(text, mail.body_html)
        self.assertEqual(promise.date_reminded, TODAY)
        self.assertIn("qian@beta.example.com", str(promise.message_ids.mapped("body")))

    def test_accounting_sends_it_too(self):
        self.remind(self.promise(100, -3, 4), self.accountant)

    def test_who_does_not(self):
        promise = self.promise(100, -3, 4)
        for user in self.supervisor | self.director | self.representative | self.clerk:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.remind(promise, user)

    def test_only_to_the_customer(self):
        promise = self.promise(100, -3, 4)
        nobody = self.make_customer("Without", parent=self.beta)
        strange = self.make_customer("Strange")
        strange.email = "strange@example.com"
        for contact in nobody | strange:
            with self.subTest(contact=contact.name), self.assertRaises(ValidationError):
                self.remind(promise, contact=contact)

    def test_nothing_to_remind_of(self):
        promise = self.promise(100, -3, 4, self.open_invoice)
        self.pay(self.open_invoice, 100)
        self.judge()
        with self.assertRaisesRegex(UserError, "there is nothing to remind"):
            promise.with_user(self.credit_officer).action_open_reminder()

    def test_the_dialog_proposes_who_promised(self):
        promise = self.promise(100, -3, 4, contact_id=self.contact.id)
        action = promise.with_user(self.credit_officer).action_open_reminder()
        dialogs = self.root[action["res_model"]].with_user(self.credit_officer)
        with Form(dialogs.with_context(**action["context"])) as dialog:
            self.assertEqual(dialog.contact_id, self.contact)
