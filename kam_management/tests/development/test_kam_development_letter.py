from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..my_day import told
from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentLetter(DevelopmentCommon):
    """The first contact by letter, phone or e-mail, and the answer (development scheme, 5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.development = cls._development(cls.shop, cls.rep_hangzhou)
        cls.letter_model = cls.env["kam.development.letter"]
        cls.templates = cls.env["kam.development.letter.template"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.day = cls.today + timedelta(days=7)

    def _letter(self, way="email", user=None, **vals):
        template = self.templates.filtered(lambda each: each.way == way)[:1]
        return (
            self.letter_model.with_user(user or self.rep_hangzhou)
            .create(
                {
                    "development_id": self.development.id,
                    "way": way,
                    "stakeholder_id": self.boss.id,
                    "template_id": template.id,
                    "date_answer": self.day,
                    **vals,
                }
            )
            .sudo()
        )

    def _send(self, letter, user=None):
        self.seen_by(user or self.rep_hangzhou, letter).action_send()
        self.env.flush_all()

    def _sent(self, way="email", **vals):
        letter = self._letter(way, **vals)
        self._send(letter)
        return letter

    def _contacts(self, letter):
        return self.contact_model.search(
            [("res_model", "=", letter._name), ("res_id", "=", letter.id)], order="id"
        )

    # ------------------------------------------------------------------
    # the text
    # ------------------------------------------------------------------

    def test_each_way_has_a_template_and_points_to_watch(self):
        self.assertEqual(set(self.templates.mapped("way")), {"letter", "phone", "email"})
        self.assertTrue(all(self.templates.mapped("points")))
        self.assertIn("layout shows", self._letter().points)

    def test_a_template_asks_for_an_answer(self):
        template = self.templates.filtered(lambda each: each.way == "letter")
        with self._refused("does not ask for an answer", ValidationError):
            template.body = "Dear {person}"
        with self._refused("{price}", ValidationError):
            template.body = "{price} by {day}"
        self.templates.filtered(lambda each: each.way == "phone").body = "Just talk"

    def test_the_text_is_filled(self):
        letter = self._letter()
        self.assertIn("{person}", letter.body)
        preview = str(letter.with_user(self.rep_hangzhou).preview)
        for text in ("Boss", "Shop", "Rep Hangzhou", "Kam Company"):
            with self.subTest(text=text):
                self.assertIn(text, preview)
        self.assertNotIn("{", preview)

    def test_what_is_filled_in_is_no_markup(self):
        self.boss_partner.name = "<img src=x onerror=alert(1)>"
        letter = self._sent()
        self.assertNotIn("<img", str(letter.body_sent))
        letter = self._letter(body="<p>{day}<script>alert(1)</script></p>")
        self.assertNotIn("<script", str(letter.body))

    # ------------------------------------------------------------------
    # sending
    # ------------------------------------------------------------------

    def test_refused_without_a_day(self):
        for way in ("letter", "email"):
            with self.subTest(way=way), self._refused("Please Answer By"):
                self._sent(way, date_answer=False)
        with self._refused("not ahead"):
            self._sent(date_answer=self.today)
        with self._refused("does not say"):
            self._sent(body="<p>Dear {person}, answer soon</p>")
        with self._refused("{price}"):
            self._sent(body="<p>{day} {price}</p>")

    def test_refused_without_a_person_or_an_address(self):
        with self._refused("nobody is known"):
            self._sent(stakeholder_id=self.vacancy.id)
        with self._refused("e-mail address"):
            self._sent(stakeholder_id=self.buyer.id)
        self._sent("letter", stakeholder_id=self.buyer.id)

    def test_an_e_mail_goes_to_that_person_alone(self):
        letter = self._sent()
        mail = letter.mail_id
        self.assertIn("boss@shop.example.com", mail.email_to)
        self.assertFalse(mail.recipient_ids or mail.email_cc or mail.model or mail.res_id)
        self.assertEqual(mail.reply_to, self.rep_hangzhou.email_formatted)
        self.assertIn("Boss", str(mail.body_html))
        for text in (self.development.number, "kam.", "Yard", "Mill"):
            self.assertNotIn(text, str(mail.body_html))
        self.assertFalse(mail.mail_message_id.partner_ids)
        self.assertFalse(letter.message_ids.filtered(lambda each: each.message_type == "email"))

    def test_a_mail_that_does_not_go_out_is_said(self):
        letter = self._sent()
        self.assertFalse(letter.mail_failure)
        letter.mail_id.write({"state": "exception", "failure_reason": "No such mailbox"})
        self.assertEqual(self.seen_by(self.rep_hangzhou, letter).mail_failure, "No such mailbox")

    def test_what_was_sent_stays(self):
        letter = self._sent()
        self.assertEqual((letter.state, letter.sent_by_id), ("sent", self.rep_hangzhou))
        seen = self.seen_by(self.rep_hangzhou, letter)
        for vals in ({"body": "x"}, {"subject": "x"}, {"date_answer": self.day}, {"way": "phone"}):
            with self.subTest(vals=vals), self._refused("stays as it was"):
                seen.write(vals)
        with self._refused("by hand"):
            seen.write({"body_sent": "x"})
        with self._refused("stays as it was"):
            seen.unlink()
        with self._refused("stays as it was"):
            seen.action_send()
        self.boss_partner.name = "Another"
        self.assertIn("Boss", str(letter.body_sent))

    def test_it_becomes_a_contact(self):
        for way, channel in (("letter", "letter"), ("email", "mail")):
            with self.subTest(way=way):
                contact = self._contacts(self._sent(way))
                self.assertEqual(
                    (contact.channel, contact.attitude, contact.state, contact.stakeholder_id),
                    (channel, "neutral", "done", self.boss),
                )
                self.assertEqual(contact.user_id, self.rep_hangzhou)

    def test_a_call_is_noted(self):
        letter = self._letter("phone", date_answer=False)
        with self._refused("What Woke Their Interest"):
            self._send(letter)
        self.seen_by(self.rep_hangzhou, letter).write(
            {"interest": "Delivery on Saturdays", "answer_attitude": "warm", "minutes": 12}
        )
        self._send(letter)
        contact = self._contacts(letter)
        self.assertEqual(
            (contact.channel, contact.attitude, contact.minutes), ("phone", "warm", 12)
        )
        self.assertEqual(letter.state, "answered")
        self.assertFalse(letter.deadline_ids)

    def test_the_letter_prints(self):
        letter = self._letter("letter")
        report = self.env["ir.actions.report"].with_user(self.rep_hangzhou)
        html, _kind = report._render_qweb_html(
            "kam_management.report_kam_development_letter", letter.ids
        )
        for text in (b"Boss", b"Shop", b"Rep Hangzhou"):
            self.assertIn(text, html)
        self.assertNotIn(b"{day}", html)

    # ------------------------------------------------------------------
    # the answer
    # ------------------------------------------------------------------

    def test_the_day_is_owed_by_whoever_develops(self):
        letter = self._sent()
        duty = letter.open_deadline_ids
        self.assertEqual((duty.code, duty.date_due), ("development_answer", self.day))
        self.assertEqual(duty.user_ids, self.rep_hangzhou)
        self.seen_by(self.manager_east, self.development).action_change_developer(
            self.rep_shanghai.id
        )
        self.env.flush_all()
        self.assertEqual(duty.user_ids, self.rep_shanghai)

    def test_the_answer_is_recorded(self):
        letter = self._sent()
        seen = self.seen_by(self.rep_hangzhou, letter)
        with self._refused("What They Answered"):
            seen.action_record_answer()
        with self._refused("Attitude"):
            seen.action_record_answer("Come on Monday")
        seen.write({"answer_text": "Come on Monday", "answer_attitude": "warm"})
        seen.action_record_answer()
        self.assertEqual(letter.state, "answered")
        self.assertEqual(letter.deadline_ids.state, "kept")
        contact = self._contacts(letter)[-1]
        self.assertEqual((contact.attitude, contact.result), ("warm", "Come on Monday"))
        with self._refused("waits for no answer"):
            self.seen_by(self.rep_hangzhou, letter).action_record_answer("Again", "cold")

    def test_no_answer_is_recorded_after_the_day(self):
        letter = self._sent()
        with self._refused("may still be answered"):
            self.seen_by(self.rep_hangzhou, letter).action_no_answer()
        with self._at(fields.Date.to_string(self.day + timedelta(days=2))):
            self.env.invalidate_all()
            self.assertTrue(letter.is_overdue)
            [said] = told(self.rep_hangzhou, letter.open_deadline_ids).values()
            self.assertIn("No answer by", said["why"])
            self.seen_by(self.rep_hangzhou, letter).action_no_answer()
        self.assertEqual(letter.state, "unanswered")
        self.assertEqual((letter.deadline_ids.state, letter.deadline_ids.days_late), ("late", 2))

    def test_who_got_no_answer_asks_again(self):
        letter = self._sent()
        with self._refused("may still be answered"):
            self.seen_by(self.rep_hangzhou, letter).action_ask_again()
        with self._at(fields.Date.to_string(self.day + timedelta(days=2))):
            action = self.seen_by(self.rep_hangzhou, letter).action_ask_again()
        again = self.letter_model.browse(action["res_id"])
        self.assertEqual((letter.state, again.state), ("unanswered", "draft"))
        self.assertEqual(again.stakeholder_id, letter.stakeholder_id)
        self.assertFalse(again.date_answer)

    def test_a_development_that_ends_waits_no_more(self):
        letter, draft = self._sent(), self._letter("letter")
        self.seen_by(self.rep_hangzhou, self.development).action_cancel("Sold")
        self.assertEqual({letter.state, draft.state}, {"cancelled"})
        self.assertFalse(letter.open_deadline_ids)
        with self._refused("nothing of it is changed"):
            self._letter()

    def test_what_was_sent_is_kept_with_what_is_filed(self):
        letter = self._sent()
        self._letter("letter")
        self.seen_by(self.rep_hangzhou, letter).action_record_answer("Come on Monday", "warm")
        papers = dict(self.development._get_papers())["First contacts"]
        self.assertEqual(len(papers), 1)
        self.assertIn("Boss", papers.raw.decode())
        self.assertIn("Come on Monday", papers.raw.decode())

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_rights(self):
        letter = self._letter()
        self.assertRights(
            letter,
            {
                (self.rep_hangzhou, self.rep_shanghai, self.manager_east): "rwcd",
                (self.rep_beijing, self.supervisor_north, self.employee): "",
                (self.administrator,): "r",
            },
        )
        with self._refused("", AccessError):
            self._letter(user=self.rep_beijing)

    def test_another_customer_s_people_are_refused(self):
        other = self._stakeholder(self.mill, self._contact("Theirs", self.mill), "buyer")
        with self._refused("from the file of Shop", ValidationError):
            self.letter_model.create(
                {
                    "development_id": self.development.id,
                    "way": "letter",
                    "stakeholder_id": other.id,
                }
            )
        with self._refused("another way", ValidationError):
            self._letter(template_id=self.templates.filtered(lambda each: each.way == "phone").id)
