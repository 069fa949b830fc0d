from unittest.mock import patch

from odoo.tests import tagged

from ..mails import MailHelpers
from .common import FORM, ApprovalCommon

FEW, MANY = 5, 25


@tagged("post_install", "-at_install")
class TestKamApprovalMail(MailHelpers, ApprovalCommon):
    """People are asked for decisions and told what was decided: each once, in their words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = cls.rep_shanghai | cls.supervisor_shanghai | cls.manager_east | cls.director
        cls.everybody.notification_type = "email"
        cls.env["res.lang"]._activate_lang("zh_CN")

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def test_a_request_says_who_asks_what_until_when(self):
        since = self._mark()
        with (
            self._at("2026-03-02"),
            patch.object(
                self.registry[FORM],
                "_get_mail_facts",
                lambda form: [("Amount", "120"), ("Nothing", False)],
            ),
        ):
            form = self._submitted(amount=120)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(
            mail.subject, "Rep Shanghai asks you to approve Test Form Form by Mar 5, 2026"
        )
        text = self._as_text(mail)
        for line in ("Amount: *120*", "Step: *Area*", "Due: *Mar 5, 2026*", "Open and decide"):
            self.assertIn(line, text)
        self.assertNotIn("Nothing", text)
        self.assertNotIn("Opinions so far", text)
        self.assertIn(f"model={FORM}", mail.body_html)
        self.assertIn(f"/mail/view?model={FORM}&amp;res_id={form.id}", mail.body_html)
        # it waits for the queue, which is looked at soon: no mail server holds anybody up
        self.assertEqual((mail.state, mail.auto_delete), ("outgoing", True))
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)]))
        # nobody else, and not who has caused it
        for user in self.everybody - self.supervisor_shanghai:
            self.assertFalse(self._mails(user, since), user.login)

    def test_who_prefers_the_inbox_finds_it_there(self):
        self.supervisor_shanghai.notification_type = "inbox"
        since = self._mark()
        self._submitted()
        self.assertFalse(self._mails(self.supervisor_shanghai, since))
        message = self._told(self.supervisor_shanghai, since)
        self.assertIn("asks you to approve", message.subject)
        self.assertIn("Step", message.body)

    def test_each_in_their_language(self):
        other = self._user("other")
        self._position(other, self.shanghai, "supervisor")
        other.write({"notification_type": "email", "lang": "zh_CN"})
        since = self._mark()
        with self._at("2026-03-02"):
            self._submitted()
        english, chinese = (self._mails(user, since) for user in (self.supervisor_shanghai, other))
        self.assertIn("Mar 5, 2026", english.body_html)
        self.assertIn("2026年3月5日", chinese.subject)
        self.assertIn("2026年3月5日", chinese.body_html)
        self.assertIn('lang="zh_CN"', chinese.body_html)
        self.assertNotIn("Mar 5", self._as_text(chinese))

    def test_the_day_ends_where_the_company_works(self):
        self.company.partner_id.tz = self.zone
        self.company.resource_calendar_id.tz = self.zone
        for zone, text in (
            ("Asia/Shanghai", "Due: *Mar 5, 2026*"),
            ("Europe/Berlin", "Due: *Mar 5, 2026 (until 3/5/26, 5:00"),
            (False, "Due: *Mar 5, 2026*"),
        ):
            self.supervisor_shanghai.tz = zone
            since = self._mark()
            with self.subTest(zone=zone), self._at("2026-03-02"):
                self._submitted()
                text_of_mail = self._as_text(self._mails(self.supervisor_shanghai, since))
                self.assertIn(text, text_of_mail.replace("\u202f", " "))

    def test_opinions_of_the_steps_before(self):
        form = self._submitted()
        since = self._mark()
        self._decide(self.supervisor_shanghai, form, "approve", "Solid work")
        text = self._as_text(self._mails(self.manager_east, since))
        self.assertIn("Opinions so far", text)
        self.assertIn("Area: Approved – Supervisor Shanghai", text)
        self.assertIn("Solid work", text)

    def test_opinions_that_are_kept_back_are_not_told(self):
        form = self._submitted()
        since = self._mark()
        with patch.object(self.registry[FORM], "_may_tell_opinion", lambda form, review: False):
            self._decide(self.supervisor_shanghai, form, "approve", "Solid work")
        text = self._as_text(self._mails(self.manager_east, since))
        self.assertIn("asks you to approve", text)
        self.assertNotIn("Solid work", text)

    def test_steps_side_by_side_hear_nothing_of_each_other(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(1, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        area = self._pending(form).filtered(lambda review: review.name == "Area")
        self._as(self.supervisor_shanghai, area).action_approve("Solid work")
        new = self._user("new")
        new.notification_type = "email"
        since = self._mark()
        self._position(new, self.east, "manager")
        text = self._as_text(self._mails(new, since))
        self.assertIn("You decide from now on: Form – Region.", text)
        self.assertNotIn("Solid work", text)

    def test_opinions_are_told_to_who_may_read_them(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form, "approve", "Solid work")
        review = self._pending(form)
        self.assertTrue(review._find_told_opinions(self.manager_east))
        self.assertFalse(review._find_told_opinions(self.rep_beijing))

    def test_confidential_forms_go_by_their_number(self):
        since = self._mark()
        with self._at("2026-03-02"):
            form = self._submitted(name="Acme owes 88", is_secret=True)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, f"Please decide {form.number} by Mar 5, 2026")
        text = self._as_text(mail)
        self.assertIn("Step: *Area*", text)
        self.assertNotIn("Acme", text + mail.body_html)
        since = self._mark()
        self._decide(self.supervisor_shanghai, form, "approve", "The rate is 88 %")
        for user in (self.manager_east, self.rep_shanghai):
            mail = self._mails(user, since)
            self.assertIn(form.number, mail.subject)
            for secret in ("Acme", "88 %", "Opinions"):
                self.assertNotIn(secret, self._as_text(mail) + mail.body_html)
        # nor is what people say in its conversation
        since = self._mark()
        form.message_post(
            body="The rate is 88 %", subject="Acme", partner_ids=self.director.partner_id.ids
        )
        mail = self._mails(self.director, since)
        self.assertEqual(mail.subject, form.number)
        self.assertNotIn("88 %", mail.body_html)
        self.assertIn("The rate is 88 %", form.message_ids[0].body)

    def test_archived_people_and_those_who_may_not_read_hear_nothing(self):
        outsider = self._user("outsider")
        form = self._form()
        self.env["ir.model.access"].search([("model_id.model", "=", FORM)]).group_id = self.env.ref(
            "kam_management.group_kam_administrator"
        )
        self.env.registry.clear_cache()
        self.assertFalse(form.with_user(outsider).has_access("read"))
        self.assertTrue(form._kam_tell(self.administrator, "Hello", "Hello"))
        self.assertFalse(form._kam_tell(outsider, "Hello", "Hello"))
        self.administrator.active = False
        self.assertFalse(form._kam_tell(self.administrator, "Hello", "Hello"))
        self.assertFalse(form._kam_tell(self.env.user, "Hello", "Hello"))
        self.assertFalse(form._kam_tell(self.portal, "Hello", "Hello"))

    def test_many_forms_are_one_message(self):
        forms = self.env[FORM].browse()
        for _number in range(3):
            forms |= self._form()
        since = self._mark()
        self._as(self.rep_shanghai, forms).action_submit()
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, "3 forms wait for your decision")
        text = self._as_text(mail)
        self.assertEqual(text.count("Form – Area"), 3)
        self.assertIn("/odoo/kam-waiting", text)
        since = self._mark()
        reviews = self._as(self.supervisor_shanghai, self._pending_of(forms))
        reviews.action_approve("Together")
        self.assertEqual(len(self._mails(self.manager_east, since)), 1)
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "3 forms were decided")
        self.assertIn("Approved – Supervisor Shanghai", self._as_text(mail))

    def _pending_of(self, forms):
        return forms.sudo().review_ids.filtered(lambda review: review.state == "pending")

    def test_queries_do_not_grow_with_the_forms(self):
        """What one form more costs among many is not a mail."""

        def count(size):
            forms = self.env[FORM].concat(*(self._form() for _number in range(size)))
            review_class = self.registry["kam.approval.review"]
            spent = []
            ask = review_class._ask

            def measured(reviews):
                self.env.flush_all()
                before = self.cr.sql_log_count
                ask(reviews)
                self.env.flush_all()
                spent.append(self.cr.sql_log_count - before)

            with patch.object(review_class, "_ask", measured):
                self._as(self.rep_shanghai, forms).action_submit()
            return sum(spent)

        count(2)
        few, many = count(FEW), count(MANY)
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few + 3)

    # ------------------------------------------------------------------
    # telling what was decided
    # ------------------------------------------------------------------

    def test_the_author_hears_of_each_step_and_of_the_end(self):
        form = self._submitted()
        since = self._mark()
        self._decide(self.supervisor_shanghai, form, "approve", "Solid work")
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "Form: Approved by Supervisor Shanghai")
        text = self._as_text(mail)
        self.assertIn("Area: Approved", text)
        self.assertIn("Solid work", text)
        self.assertIn("Next: Region: Manager East, until", text)
        # who is asked is not told on top of it
        self.assertEqual(len(self._mails(self.manager_east, since)), 1)
        self.assertFalse(self._mails(self.supervisor_shanghai, since))
        since = self._mark()
        self._decide(self.manager_east, form, "return", "Too short")
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "Form: Returned by Manager East")
        text = self._as_text(mail)
        self.assertIn("Too short", text)
        self.assertIn("it is corrected and submitted again", text)

    def test_at_the_end(self):
        for decision, text in (("reject", "“Rejected”"), ("approve", "“Approved”")):
            self._route([self._step(1, "Area", "area", "supervisor")])
            form = self._submitted()
            since = self._mark()
            with self.subTest(decision=decision):
                self._decide(self.supervisor_shanghai, form, decision, "Because")
                mail = self._mails(self.rep_shanghai, since)
                self.assertEqual(len(mail), 1)
                self.assertIn(text, self._as_text(mail))
                self.assertIn("Because", self._as_text(mail))

    def test_in_the_language_of_the_author(self):
        self.rep_shanghai.lang = "zh_CN"
        with self._at("2026-03-02"):
            form = self._submitted()
            since = self._mark()
            self._decide(self.supervisor_shanghai, form)
            self.assertIn("2026年3月5日", self._as_text(self._mails(self.rep_shanghai, since)))
            since = self._mark()
            self._decide(self.manager_east, form, "reject", "Because")
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(len(mail), 1)
        self.assertIn("Because", self._as_text(mail))
        self.assertIn('lang="zh_CN"', mail.body_html)

    def test_who_follows_the_notes_is_told_once(self):
        form = self._submitted()
        form.message_subscribe(self.rep_shanghai.partner_id.ids, self.env.ref("mail.mt_note").ids)
        since = self._mark()
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(len(self._mails(self.rep_shanghai, since)), 1)

    def test_who_is_in_charge_hears_of_it(self):
        form = self._submitted(in_charge_id=self.director.id)
        since = self._mark()
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(
            self._mails(self.director, since).subject, "Form: Approved by Supervisor Shanghai"
        )

    def test_silence_is_told(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor", kind="answer", on_due="lapse"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        with self._at("2026-03-02"):
            form = self._submitted()
        since = self._mark()
        with self._at("2026-03-06"):
            # as the job
            self._pending(form).with_env(self.env)._lapse()
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "Form: No answer by 03/05/2026")
        self.assertIn("Next: Region", self._as_text(mail))
        self.assertIn("asks you to approve", self._mails(self.manager_east, since).subject)

    # ------------------------------------------------------------------
    # more time
    # ------------------------------------------------------------------

    def _extended(self, **vals):
        self._route(
            [
                self._step(
                    1, "Area", "area", "supervisor", extension_max_days=7, extension_role="director"
                )
            ]
        )
        with self._at("2026-03-02"):
            form = self._submitted(**vals)
        since = self._mark()
        with self._at("2026-03-04"):
            self.extend(form, self.director, 2, "More to find out")
        return form, since

    def test_an_extension_stands_in_the_conversation(self):
        form, _since = self._extended()
        message = form.message_ids[0]
        self.assertEqual(message.author_id, self.director.partner_id)
        self.assertIn("More to find out", message.body)
        tracking = message.tracking_value_ids
        self.assertEqual(tracking.field_id.name, "date_due")
        self.assertEqual(
            (str(tracking.old_value_datetime.date()), str(tracking.new_value_datetime.date())),
            ("2026-03-05", "2026-03-07"),
        )
        # the days are worded when they are read
        tracking.field_id.with_context(lang="zh_CN").field_description = "截止"
        for lang, label in (("en_US", "Due On"), ("zh_CN", "截止")):
            shown = tracking.with_context(lang=lang)._tracking_value_format()
            self.assertEqual(shown[0]["fieldInfo"]["changedField"], label)

    def test_who_decides_and_who_wrote_it_hear_of_an_extension(self):
        _form, since = self._extended()
        for user in (self.supervisor_shanghai, self.rep_shanghai):
            mail = self._mails(user, since)
            self.assertEqual(mail.subject, "Form is due on Mar 7, 2026 now")
            text = self._as_text(mail)
            for line in ("Due before: *Mar 5, 2026*", "Director", "More to find out"):
                self.assertIn(line, text)
        self.assertFalse(self._mails(self.director, since))

    def test_an_extension_of_a_confidential_form(self):
        form, since = self._extended(name="Acme", is_secret=True)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, f"{form.number} is due on Mar 7, 2026 now")
        self.assertNotIn("More to find out", self._as_text(mail))
        self.assertNotIn("Acme", self._as_text(mail))
