import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .meetings import WHY, MeetingCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentBlind(MeetingCommon):
    """Until the round is over nobody but the author reads an opinion, by whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting = cls._convened()
        cls.meeting.with_user(cls.rep_beijing).action_give_opinion(
            "against", WHY, with_seminar=True, other_method="Platypus fair"
        )
        cls.env.flush_all()
        cls.opinion = cls.meeting.opinion_ids
        cls.others = (
            cls.chief
            | cls.supervisor_north
            | cls.rep_shanghai
            | cls.director
            | cls.administrator
            | cls.system
        )

    def _each(self):
        for user in self.others:
            with self.subTest(user=user.login):
                self.env.flush_all()
                self.env.invalidate_all()
                yield user, self.env["kam.development.opinion"].with_user(user)

    def test_read_and_export(self):
        for user, opinions in self._each():
            own = opinions.browse(self.opinion.id)
            for call in (
                lambda own=own: own.read(["why"]),
                lambda own=own: own.web_read({"why": {}}),
                lambda own=own: own.export_data(["why"]),
                lambda own=own: own.display_name,
                lambda own=own: own.copy_data(),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call()
            self.assertFalse(own.has_access("read"), user.login)

    def test_search_and_counts(self):
        for user, opinions in self._each():
            if not opinions.has_access("read"):
                continue
            for domain in ([], [("why", "ilike", "quokka")], [("with_seminar", "=", True)]):
                self.assertFalse(opinions.search(domain))
                self.assertEqual(opinions.search_count(domain), 0)
            self.assertFalse(opinions.name_search("Beijing"))
            groups = opinions.formatted_read_group([], ["with_seminar", "stance"], ["__count"])
            self.assertFalse(groups)
            meetings = self.env["kam.development.meeting"].with_user(user)
            for domain in (
                [("opinion_ids.why", "ilike", "quokka")],
                [("opinion_ids", "any", [("stance", "=", "against")])],
                [("opinion_ids", "in", self.opinion.ids)],
                [("opinion_ids.other_method", "=", "Platypus fair")],
                [("opinion_ids", "!=", False)],
            ):
                with self.subTest(domain=domain):
                    self.assertFalse(meetings.search(domain))

    def test_the_meeting_says_how_many_and_nothing_else(self):
        spec = {
            "written_count": {},
            "tally": {},
            "methods_text": {},
            "opinion_ids": {"fields": {"why": {}, "stance": {}}},
        }
        for user in self.others - self.system:
            with self.subTest(user=user.login):
                meeting = self.seen_by(user, self.meeting)
                (row,) = meeting.web_read(spec)
                self.assertEqual(row["written_count"], 1)
                self.assertFalse(row["tally"] or row["opinion_ids"] or row["methods_text"])
                everything = json.dumps(meeting.read(), default=str)
                self.assertNotIn("quokka", everything)
                self.assertNotIn("Platypus", everything)
                exported = meeting.export_data(["opinion_ids/why", "opinion_ids/stance"])
                self.assertNotIn("quokka", json.dumps(exported, default=str))
                if not meeting.has_access("write"):
                    continue
                changed = meeting.onchange({"place": "x"}, ["place"], spec)
                self.assertNotIn("quokka", json.dumps(changed, default=str))

    def test_the_author_reads_their_own(self):
        meeting = self.seen_by(self.rep_beijing, self.meeting)
        self.assertEqual(meeting.opinion_ids.why, WHY)
        self.assertFalse(meeting.tally)

    def test_nothing_in_messages_mails_tracking_and_duties(self):
        texts = [
            *self.env["mail.message"].search([]).mapped(lambda each: f"{each.body} {each.subject}"),
            *self.env["mail.mail"].search([]).mapped(lambda each: f"{each.body_html}"),
            *self.env["mail.tracking.value"]
            .search([])
            .mapped(lambda each: f"{each.new_value_char} {each.new_value_text}"),
            *self.env["kam.deadline"].search([]).mapped(lambda each: f"{each.title} {each.reason}"),
        ]
        self.assertFalse([text for text in texts if "quokka" in text or "Platypus" in text])

    def test_a_rule_of_somebody_else_opens_nothing(self):
        """Rules of groups add up; the one that keeps opinions blind has none."""
        self.env["ir.rule"].create(
            {
                "name": "Everything",
                "model_id": self.env["ir.model"]._get_id("kam.development.opinion"),
                "groups": [(4, self.env.ref("kam_management.group_kam_representative").id)],
                "domain_force": "[(1, '=', 1)]",
            }
        )
        for _user, opinions in self._each():
            if opinions.has_access("read"):
                self.assertFalse(opinions.search([]))

    def test_the_dialog_of_somebody_else(self):
        dialog = (
            self.env["kam.development.meeting.step"]
            .with_user(self.supervisor_north)
            .create({"meeting_id": self.meeting.id, "said": "Still writing"})
        )
        for user in (self.chief, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, dialog).read(["said"])

    def test_posted_messages_carry_none(self):
        message = self.seen_by(self.chief, self.meeting).message_post(body="When?")
        self.assertNotIn("quokka", f"{message.sudo().body}{message.sudo().record_name}")

    def test_afterwards_all_read_them(self):
        self.seen_by(self.chief, self.meeting).action_close_round()
        for user in self.others - self.system:
            with self.subTest(user=user.login):
                meeting = self.seen_by(user, self.meeting)
                self.assertEqual(meeting.opinion_ids.why, WHY)
                self.assertIn("Product seminar", meeting.tally)
