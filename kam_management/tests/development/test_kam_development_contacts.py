from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentContacts(DevelopmentCommon):
    """What contacts do for a development: progress, method, remarks (development scheme, 7.3)."""

    def test_progress_is_the_furthest_since_the_start(self):
        development = self._begun(days=30)
        self.assertFalse(development.progress)
        # before the start
        self._contacted(development, days=40, progress="proposal")
        self.assertFalse(development.progress)
        self._contacted(development, days=20, progress="introduction")
        self.assertEqual(development.progress, "introduction")
        self._contacted(development, days=10, progress="contact")
        self._contacted(development, days=5)
        self.assertEqual(development.progress, "introduction")
        self._contacted(development, progress="demonstration")
        self.assertEqual(development.progress, "demonstration")

    def test_a_correction_counts_instead(self):
        development = self._begun()
        contact = self._contacted(development, progress="proposal", remarks="Signed soon")
        action = self.seen_by(self.rep_beijing, contact).action_correct()
        contacts = self.contact_model.with_user(self.rep_beijing)
        with Form(contacts.with_context(**action["context"])) as form:
            self.assertEqual(form.progress, "proposal")
            self.assertEqual(form.remarks, "Signed soon")
            form.progress = "contact"
        self.assertEqual(development.progress, "contact")

    def test_a_proposed_line_counts_when_it_is_confirmed(self):
        development = self._begun()
        contact = self.contact_model._note(
            self.yard,
            {"state": "proposed", "channel": "phone", "user_id": self.rep_beijing.id},
        ).sudo()
        seen = self.seen_by(self.rep_beijing, contact)
        seen.write({"progress": "introduction", "remarks": "Wants a sample"})
        self.assertFalse(development.progress)
        self.assertEqual(seen.development_method, "phone")
        seen.action_confirm_warm()
        self.assertEqual(development.progress, "introduction")

    def test_all_editions_say_the_same(self):
        development = self._begun()
        self.revise(development, self.rep_beijing)
        self._contacted(development, progress="contact")
        self.assertEqual(development.edition_ids.progress, "contact")

    def test_it_stays_after_the_end(self):
        development = self._begun()
        self._contacted(development, days=3, progress="proposal")
        self._ended(development, "lost")
        self._met(self.rep_beijing, account=self.yard, progress="contact")
        self.assertEqual(development.progress, "proposal")

    def test_the_method_follows_the_channel(self):
        for channel, method in (
            ("person", "visit"),
            ("phone", "phone"),
            ("mail", "mail"),
            ("letter", "letter"),
            ("chat", "other"),
        ):
            with self.subTest(channel=channel):
                contact = self._met(channel=channel)
                self.assertEqual(contact.development_method, method)
        contact = self._met(channel="person", development_method="seminar")
        self.assertEqual(contact.development_method, "seminar")

    # ------------------------------------------------------------------
    # what was left open is said with one tap
    # ------------------------------------------------------------------

    def test_progress_is_added_once(self):
        development = self._begun()
        contact = self._contacted(development)
        seen = self.seen_by(self.rep_beijing, contact)
        self.assertTrue(seen.can_note_progress)
        seen.action_note_progress("demonstration")
        self.assertEqual(development.progress, "demonstration")
        self.assertFalse(self.seen_by(self.rep_beijing, contact).can_note_progress)
        with self._refused("Choose “Correct”"):
            self.seen_by(self.rep_beijing, contact).action_note_progress("contact")
        with self._refused("is a fact"):
            self.seen_by(self.rep_beijing, contact).progress = "contact"

    def test_progress_is_added_by_whoever_made_the_contact_or_leads(self):
        development = self._begun()
        contact = self._contacted(development, user=self.supervisor_north)
        with self._refused("Supervisor North", AccessError):
            member = self._user("member")
            self._position(member, self.beijing, "representative")
            self.env["kam.account.team"].create(
                {
                    "account_id": self.yard.id,
                    "user_id": member.id,
                    "duty": "sales",
                    "date_from": self.today,
                }
            )
            self.seen_by(member, contact).action_note_progress("contact")
        with self._refused("read|access", AccessError):
            self.seen_by(self.rep_shanghai, contact).action_note_progress("contact")
        self.seen_by(self.rep_beijing, contact).action_note_progress("contact")
        self.assertEqual(development.progress, "contact")

    def test_only_steps_of_the_development(self):
        contact = self._contacted(self._begun())
        for value in (None, False, "", "won", 7, ["contact"], {}):
            with self.subTest(value=value), self._refused("choose a step", UserError):
                self.seen_by(self.rep_beijing, contact).action_note_progress(value)

    def test_nothing_is_asked_without_a_development(self):
        contact = self._met()
        self.assertFalse(self.seen_by(self.rep_hangzhou, contact).can_note_progress)

    def test_who_asks_to_be_forgotten_takes_the_remarks(self):
        contact = self._contacted(self._begun(), remarks="Likes tea")
        contact._erase()
        self.assertFalse(contact.remarks)

    # ------------------------------------------------------------------
    # many at once
    # ------------------------------------------------------------------

    def test_as_many_queries_for_many(self):
        first = self._begun()
        second = self._begun(account=self.shop, user=self.rep_hangzhou)
        for development in first | second:
            self._contacted(development, days=3)
            self._contacted(development, days=2)
        self.env.flush_all()

        def count(developments):
            self.env.invalidate_all()
            developments.mapped("account_id.company_id")
            developments.mapped("date_started")
            before = self.cr.sql_log_count
            developments._find_contacts()
            return self.cr.sql_log_count - before

        count(first)
        self.assertEqual(count(first), count(first | second))
        found = (first | second)._find_contacts()
        self.assertEqual([len(found[one]) for one in first | second], [2, 2])

    def test_the_button_opens_what_counts(self):
        development = self._begun(days=30)
        self._contacted(development, days=40)
        kept = self._contacted(development, days=2)
        action = self.seen_by(self.rep_beijing, development).action_view_contacts()
        found = self.contact_model.with_user(self.rep_beijing).search(action["domain"])
        self.assertEqual(found, kept)
        self.assertEqual(self.seen_by(self.rep_beijing, development).contact_count, 1)
        record = self._recorded(development)
        self.assertEqual(self.seen_by(self.rep_beijing, record).development_contact_count, 1)
