import ast
from email.message import EmailMessage
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SuggestionCommon
from .mails import ADDRESS, DOMAIN, IntakeMails


@tagged("post_install", "-at_install")
class TestKamSuggestionMail(IntakeMails, SuggestionCommon):
    """E-mail: what becomes a suggestion, what waits for a person, and the thanks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_mails()

    def assertNotTaken(self, mail, reason):
        self.assertEqual((mail.state, mail.reason), ("waiting", reason))
        self.assertFalse(mail.suggestion_id)

    # ------------------------------------------------------------------
    # taken
    # ------------------------------------------------------------------

    def test_somebody_known_makes_a_suggestion(self):
        mail = self._deliver(text="Deliver before eight.\n\n> you wrote: when?")
        suggestion = mail.suggestion_id
        self.assertEqual((mail.state, mail.reason), ("taken", False))
        self.assertEqual(suggestion.partner_id, self.mill.partner_id)
        self.assertEqual(suggestion.account_id, self.mill)
        self.assertEqual(suggestion.contact_id, self.chen)
        self.assertEqual(suggestion.channel, "mail")
        self.assertEqual(suggestion.name, "Delivery")
        self.assertEqual(suggestion.description, "Deliver before eight.\n\n> you wrote: when?")
        self.assertEqual(suggestion.author_id, self.rep_shanghai)
        self.assertFalse(suggestion.received_by_id)
        self.assertTrue(suggestion.number)
        self.assertEqual(suggestion.kind_id, self.kind._find_first(self.company))
        self.assertEqual(mail.attachment_ids.mapped("name"), ["mail.eml"])
        self.assertIn(b"Deliver before eight", mail.attachment_ids.raw)
        self.assertFalse(suggestion.message_partner_ids & self.chen)

    def test_html_and_files(self):
        mail = self._mail()
        mail.clear_content()
        mail.set_content("plain")
        mail.add_alternative("<p>Deliver <b>before</b> eight.</p><p>Chen</p>", subtype="html")
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
        row = self._deliver(mail)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "kam.suggestion"), ("res_id", "=", row.suggestion_id.id)]
        )
        self.assertEqual(files.mapped("name"), ["plan.pdf"])
        self.assertEqual(files.raw, b"%PDF")
        self.assertIn("Deliver", row.suggestion_id.description)
        self.assertNotIn("<p>", row.suggestion_id.description)

    def test_nothing_is_written(self):
        for number, vals in enumerate(
            (
                {"text": "", "Subject": "Tiles"},
                {"text": "", "Subject": None},
                {"text": "Only a text", "Subject": None},
                {"text": "x" * 150_000},
            )
        ):
            with self.subTest(number=number):
                suggestion = self._deliver(**vals).suggestion_id
                self.assertTrue(suggestion.name)
                self.assertTrue(suggestion.description)

    def test_of_customers_without_an_account(self):
        self.env["res.partner"].create(
            {"name": "Wu", "parent_id": self.stranger.id, "email": "wu@stranger.example"}
        )
        suggestion = self._deliver(sender="wu@stranger.example").suggestion_id
        self.assertEqual(suggestion.partner_id, self.stranger)
        self.assertFalse(suggestion.account_id)
        self.assertTrue(suggestion.date_thanked)

    def test_each_company_has_its_own(self):
        self.other_company.alias_domain_id = self.domain
        self.other_company.kam_suggestion_alias_name = "other-ideas"
        rows = self._deliver(To=f"{ADDRESS}@{DOMAIN}, other-ideas@{DOMAIN}")
        self.assertEqual(rows.company_id, self.company | self.other_company)
        self.assertEqual(rows.suggestion_id.company_id, self.company | self.other_company)
        with self.assertRaises(UserError):
            self.other_company.kam_suggestion_alias_name = ADDRESS

    def test_the_address_is_given_and_taken_away(self):
        self.assertEqual(self.company.kam_suggestion_email, f"{ADDRESS}@{DOMAIN}")
        self.company.kam_suggestion_alias_name = "voice"
        self.assertEqual(self.company.kam_suggestion_email, f"voice@{DOMAIN}")
        self.env["res.config.settings"].create(
            {"company_id": self.company.id, "kam_suggestion_alias_name": "ask"}
        )
        self.assertEqual(self.company.kam_suggestion_email, f"ask@{DOMAIN}")
        alias = self.company.kam_suggestion_alias_id
        self.company.kam_suggestion_alias_name = False
        self.assertIs(self.company.kam_suggestion_email, False)
        self.assertFalse(alias.exists())
        with self.assertRaises(ValueError), mute_logger("odoo.addons.mail.models.mail_thread"):
            self._deliver()

    def test_the_day_is_that_of_the_company(self):
        # late in the evening in Shanghai, and the day before by UTC
        with freeze_time("2026-11-30 16:30:00"):
            suggestion = self._deliver().suggestion_id
        days = suggestion.kind_id.promise_days
        received = self.company._kam_day_of(suggestion.date_received)
        self.assertEqual(str(received), "2026-12-01")
        self.assertEqual(
            suggestion.date_promise, self.company._kam_add_working_days(received, days)
        )

    def test_other_ways_are_left_alone(self):
        lead = self.env["mail.alias"].create(
            {
                "alias_name": "sales-test",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        leads = self.env["crm.lead"].search([])
        row = self._deliver(To=f"{ADDRESS}@{DOMAIN}, {lead.alias_full_name}")
        self.assertEqual(row.state, "taken")
        self.assertEqual(len(self.env["crm.lead"].search([]) - leads), 1)

    # ------------------------------------------------------------------
    # not taken
    # ------------------------------------------------------------------

    def test_what_machines_send_waits(self):
        for name, value, reason in (
            ("Auto-Submitted", "auto-replied", "automatic"),
            ("X-Auto-Response-Suppress", "OOF", "automatic"),
            ("X-Autoreply", "yes", "automatic"),
            ("X-Autorespond", "yes", "automatic"),
            ("Precedence", "bulk", "list"),
            ("Precedence", "junk", "list"),
            ("Precedence", "list", "list"),
            ("Precedence", "auto_reply", "automatic"),
            ("List-Id", "<news.mill.example>", "list"),
            ("Return-Path", "<>", "bounce"),
        ):
            with self.subTest(name=name, value=value):
                mail = self._mail()
                mail[name] = value
                self.assertNotTaken(self._deliver(mail), reason)
        self.assertFalse(self._thanks())

    def test_a_report_of_delivery_waits(self):
        report = EmailMessage()
        report["From"] = "MAILER-DAEMON@mx.example"
        report["To"] = f"{ADDRESS}@{DOMAIN}"
        report["Subject"] = "Undelivered"
        report["Message-Id"] = "<report@mx.example>"
        report.set_content("It did not arrive")
        self.assertNotTaken(self._deliver(report), "bounce")

    def test_our_own_addresses_wait(self):
        for sender in (
            f"{ADDRESS}@{DOMAIN}",
            f"catchall@{DOMAIN}",
            f"bounce@{DOMAIN}",
            f"notifications@{DOMAIN}",
        ):
            with self.subTest(sender=sender):
                # also where somebody has made a contact of it
                self.env["res.partner"].create(
                    {"name": "Ours", "email": sender, "parent_id": self.mill.partner_id.id}
                )
                self.assertNotTaken(self._deliver(sender=sender), "own")
        self.assertFalse(self.env["kam.suggestion.thanks"].search([]))

    def test_unknown_senders_and_those_of_several_customers_wait(self):
        self.assertNotTaken(self._deliver(sender="who@nowhere.example"), "unknown")
        self.assertNotTaken(self._deliver(sender="no address"), "unknown")
        self.env["res.partner"].create(
            {"name": "Chen", "parent_id": self.shop.partner_id.id, "email": "chen@mill.example"}
        )
        self.assertNotTaken(self._deliver(), "several")
        self.assertFalse(self.env["kam.suggestion.thanks"].search([]))

    def test_what_a_colleague_passes_on_waits(self):
        self.rep_hangzhou.email = "rep@kam-staff.example"
        self.assertNotTaken(self._deliver(sender="rep@kam-staff.example"), "colleague")

    def test_nobody_hands_over_mails_of_customers(self):
        env = self.env(user=self.rep_hangzhou)
        self.assertNotTaken(self._deliver(env=env), "handed")

    def test_what_cannot_be_taken_is_kept(self):
        model = type(self.env["kam.suggestion"])
        with (
            patch.object(model, "_on_taken_in", side_effect=RuntimeError("Something broke")),
            mute_logger("odoo.addons.kam_management.models.suggestion"),
            self.assertLogs(
                "odoo.addons.kam_management.models.suggestion.kam_suggestion_mail_receiving"
            ),
        ):
            mail = self._deliver()
        self.assertNotTaken(mail, "failed")
        self.assertEqual(mail.failure, "Something broke")
        self.assertTrue(mail.attachment_ids)
        self.assertFalse(self.env["kam.suggestion"].search([("channel", "=", "mail")]))

    def test_odd_bytes_are_kept(self):
        raw = (
            b"From: chen@mill.example\nTo: ideas@kam.example\nSubject: =?utf-8?B?/w==?= \xff\n"
            b"Message-Id: <odd@mill.example>\nContent-Type: text/plain; charset=gb2312\n\n"
            b"Good \xff day\x00!"
        )
        before = self.env["kam.suggestion.mail"].search([])
        self.env["mail.thread"].message_process(False, raw)
        row = self.env["kam.suggestion.mail"].search([]) - before
        self.assertTrue(row)

    # ------------------------------------------------------------------
    # twice, many, large
    # ------------------------------------------------------------------

    def test_the_same_mail_twice_is_one(self):
        mail = self._mail()
        row = self._deliver(mail)
        self.assertFalse(self._deliver(mail))
        self.assertEqual(len(row.suggestion_id), 1)
        without = self._mail(Message_Id=None)
        self.assertTrue(self._deliver(without))
        self.assertFalse(self._deliver(without))

    def test_thirty_mails_of_one_sender(self):
        rows = self.env["kam.suggestion.mail"]
        for number in range(30):
            rows |= self._deliver(text=f"Suggestion {number}")
        self.assertEqual(len(rows.suggestion_id), 30)
        self.assertEqual(len(self._thanks()), 1)
        self.assertEqual(len(rows.suggestion_id.filtered("date_thanked")), 1)

    def test_thirty_megabytes(self):
        mail = self._mail()
        mail.add_attachment(
            b"\x01" * 30 * 2**20, maintype="application", subtype="octet-stream", filename="a.bin"
        )
        row = self._deliver(mail)
        self.assertEqual(row.state, "taken")
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "kam.suggestion"), ("res_id", "=", row.suggestion_id.id)]
        )
        self.assertEqual(files.file_size, 30 * 2**20)
        self.assertGreater(row.attachment_ids.file_size, 30 * 2**20)

    def test_each_mail_costs_the_same(self):
        def cost(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for _each in range(number):
                self.env["mail.thread"].message_process(False, self._mail().as_bytes())
                self.env.flush_all()
                self.env.invalidate_all()
            return (self.cr.sql_log_count - before) / number

        cost(2)
        few, many = cost(10), cost(50)
        self.assertLessEqual(abs(many - few), 2, f"{few} and {many} queries a mail")

    # ------------------------------------------------------------------
    # answers
    # ------------------------------------------------------------------

    def test_an_answer_belongs_to_its_suggestion(self):
        suggestion = self._deliver().suggestion_id
        thanks = self._thanks()
        for name in ("In-Reply-To", "References"):
            mail = self._mail(text="And on Fridays as well.")
            mail[name] = thanks.message_id
            mail.add_attachment(b"x", maintype="image", subtype="png", filename="p.png")
            row = self._deliver(mail)
            with self.subTest(name=name):
                self.assertEqual((row.state, row.suggestion_id), ("answer", suggestion))
                said = suggestion.customer_message_ids.filtered(lambda said: not said.is_ours)
                self.assertIn(self.chen.name, said.mapped("author_name"))
                self.assertTrue([text for text in said.mapped("text") if "Fridays" in text])
                # nothing of it stands among colleagues
                self.assertFalse(suggestion.message_ids.author_id & self.chen)
        self.assertEqual(len(self._thanks()), 1)
        told = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.rep_shanghai.partner_id.id)]
        )
        self.assertIn(suggestion.display_name, str(told.mail_message_id.mapped("subject")))

    def test_nobody_else_answers(self):
        suggestion = self._deliver().suggestion_id
        self.env["res.partner"].create(
            {"name": "Li", "parent_id": self.shop.partner_id.id, "email": "li@shop.example"}
        )
        mail = self._mail(sender="li@shop.example")
        mail["In-Reply-To"] = self._thanks().message_id
        row = self._deliver(mail)
        self.assertNotEqual(row.suggestion_id, suggestion)
        self.assertEqual(row.suggestion_id.partner_id, self.shop.partner_id)

    def test_two_robots_do_not_answer_each_other(self):
        """A machine that says it is none answers each mail of ours."""
        self._deliver(text="A robot")
        answered = self.env["mail.mail"]
        rounds = 0
        while new := self._thanks() - answered:
            rounds += 1
            self.assertLess(rounds, 5, "a loop")
            answered |= new
            # as a new mail, and as an answer
            self._deliver(text="I am a robot")
            mail = self._mail(text="I answer")
            mail["In-Reply-To"] = new[0].message_id
            self._deliver(mail)
            ours = self._mail()
            for name, value in ast.literal_eval(new[0].headers).items():
                ours[name] = value
            self.assertNotTaken(self._deliver(ours), "automatic")
        self.assertEqual(rounds, 1)

    # ------------------------------------------------------------------
    # thanks
    # ------------------------------------------------------------------

    def test_thanks_say_number_and_day_and_are_marked(self):
        suggestion = self._deliver().suggestion_id
        mail = self._thanks()
        self.assertIn(suggestion.number, mail.subject)
        self.assertIn(suggestion.number, mail.body_html)
        self.assertEqual(mail.email_to, '"Chen" <chen@mill.example>')
        self.assertEqual(
            ast.literal_eval(mail.headers),
            {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
        )
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(f"{ADDRESS}@{DOMAIN}", mail.email_from)
        self.assertIn(f"{ADDRESS}@{DOMAIN}", mail.reply_to)
        self.assertFalse(mail.model)
        self.assertFalse(mail.res_id)
        self.assertNotIn("kam.suggestion/", mail.body_html)

    def test_thanks_are_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.chen.lang = "zh_CN"
        self._deliver()
        self.assertIn('lang="zh_CN"', self._thanks().body_html)

    def test_thanks_again_on_another_day(self):
        with freeze_time("2026-12-01 02:00:00"):
            self._deliver()
            self._deliver()
        with freeze_time("2026-12-02 02:00:00"):
            self._deliver()
        self.assertEqual(len(self._thanks()), 2)

    def test_thanks_for_what_colleagues_take_in(self):
        thanked = self._suggestion(contact_id=self.chen.id)
        self.assertTrue(thanked.thanks_by_mail)
        self.assertEqual(len(self._thanks()), 1)
        other = self.chen.copy({"email": "zhou@mill.example", "name": "Zhou"})
        quiet = self._suggestion(contact_id=other.id, thanks_by_mail=False)
        self.assertFalse(quiet.date_thanked)
        self.assertFalse(self._thanks("zhou@mill.example"))
        nobody = self._suggestion(contact_name="Somebody")
        self.assertFalse(nobody.thanks_by_mail)

    def test_our_own_addresses_are_never_thanked(self):
        for email in (f"{ADDRESS}@{DOMAIN}", f"catchall@{DOMAIN}", self.rep_beijing.email):
            contact = self.chen.copy({"email": email, "name": "Ours"})
            suggestion = self._suggestion(contact_id=contact.id, thanks_by_mail=True)
            with self.subTest(email=email):
                self.assertFalse(suggestion.date_thanked)
        self.assertFalse(self.env["kam.suggestion.thanks"].search([]))

    # ------------------------------------------------------------------
    # a person looks at it
    # ------------------------------------------------------------------

    def test_who_looks_at_what_was_not_taken(self):
        waiting = self._deliver(sender="who@nowhere.example")
        taken = self._deliver()
        supervisors = (self.supervisor_shanghai, self.manager_east, self.supervisor_north)
        self.assertRights(
            waiting,
            {
                supervisors: "r",
                (self.rep_shanghai, self.rep_beijing, self.employee, self.portal): "",
                (self.administrator,): "r",
                (self.manager_other,): "",
            },
        )
        self.assertRights(
            taken,
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "r",
                (self.rep_beijing, self.supervisor_north, self.employee, self.portal): "",
            },
        )
        for user in (self.rep_shanghai, self.administrator, self.employee):
            own = self.seen_by(user, waiting)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    own.action_make_suggestion({"partner_id": self.mill.partner_id.id})
                with self.assertRaises(AccessError):
                    own.action_dismiss("Nonsense")
        raw = waiting.attachment_ids
        self.assertFalse(self.seen_by(self.rep_shanghai, raw).has_access("read"))
        self.assertTrue(self.seen_by(self.supervisor_north, raw).has_access("read"))

    def test_nobody_writes_rows_by_hand(self):
        waiting = self._deliver(sender="who@nowhere.example")
        for vals in ({"state": "dismissed"}, {"reason": False}, {"text": "Else"}):
            with self.assertRaises(UserError):
                waiting.write(vals)
            with self.assertRaises(AccessError):
                self.seen_by(self.supervisor_shanghai, waiting).write(vals)

    def test_a_person_makes_a_suggestion_of_it(self):
        waiting = self._deliver(sender="Wang <who@nowhere.example>")
        own = self.seen_by(self.supervisor_north, waiting)
        with self._refused("Customer"):
            own.action_make_suggestion()
        own.action_make_suggestion(
            {
                "partner_id": self.mill.partner_id.id,
                "kind_id": self.kind.id,
                "thanks_by_mail": True,
            }
        )
        suggestion = waiting.suggestion_id
        self.assertEqual((waiting.state, waiting.reason), ("taken", "unknown"))
        self.assertEqual(suggestion.received_by_id, self.supervisor_north)
        self.assertEqual(suggestion.contact_name, "Wang")
        self.assertEqual(suggestion.description, "Deliver before eight.")
        self.assertEqual(len(self._thanks("who@nowhere.example")), 1)
        with self.assertRaises(UserError):
            self.seen_by(self.supervisor_shanghai, waiting).action_dismiss("Too late")

    def test_machines_are_never_thanked(self):
        waiting = self._deliver(X_Autoreply="yes")
        self.seen_by(self.supervisor_shanghai, waiting).action_make_suggestion(
            {"partner_id": self.chen.id, "thanks_by_mail": True}
        )
        self.assertTrue(waiting.suggestion_id)
        self.assertFalse(self._thanks())

    def test_put_aside(self):
        mails = self._deliver(sender="a@x.example") | self._deliver(sender="b@x.example")
        dialog = (
            self.env["kam.suggestion.mail.settle"]
            .with_user(self.manager_east)
            .create({"mail_ids": [Command.set(mails.ids)], "decision": "dismiss"})
        )
        dialog.action_apply()
        self.assertIn("empty", dialog.failures)
        dialog.reason = "Advertisements"
        dialog.action_apply()
        self.assertEqual(mails.mapped("state"), ["dismissed", "dismissed"])
        self.assertEqual(mails.mapped("dismiss_reason"), ["Advertisements"] * 2)
        self.assertEqual(mails.settled_by_id, self.manager_east)

    def test_the_dialog_makes_a_suggestion(self):
        waiting = self._deliver(sender="who@nowhere.example")
        action = self.seen_by(self.manager_east, waiting).action_ask_suggestion()
        dialog = (
            self.env["kam.suggestion.mail.settle"]
            .with_user(self.manager_east)
            .with_context(**action["context"])
            .create({"partner_id": self.chen.id})
        )
        self.assertEqual(dialog.name, "Delivery")
        self.assertTrue(dialog.thanks_by_mail)
        result = dialog.action_apply()
        self.assertEqual(result["res_id"], waiting.suggestion_id.id)
        self.assertEqual(waiting.suggestion_id.contact_id, self.chen)

    def test_my_day_says_how_many_wait(self):
        self._deliver(sender="who@nowhere.example")
        for user, number, may in (
            (self.supervisor_north, 1, True),
            (self.rep_beijing, 0, True),
        ):
            day = self.env["kam.my.day"].with_user(user).get_day()
            with self.subTest(user=user.login):
                self.assertEqual((day["mails_waiting"], day["can_suggest"]), (number, may))
