from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..mails import MailHelpers
from .common import WORDS
from .common_portal import PDF, PortalCommon

SECRETS = ("internal reason", "would cost us", "Their store books")


@tagged("post_install", "-at_install")
class TestKamSuggestionPublic(PortalCommon):
    """What customers know of their suggestions, and who knows it."""

    def test_published_when_taken_in(self):
        suggestion = self._suggestion()
        public = self._public(suggestion)
        self.assertEqual(len(public), 1)
        self.assertEqual(public.number, suggestion.number)
        self.assertEqual((public.name, public.description), (suggestion.name, WORDS))
        self.assertEqual(public.state, "received")
        self.assertEqual(public.date_promise, suggestion.date_promise)
        self.assertFalse(public.decision)
        self.assertEqual(public.handler_name, self.rep_shanghai.name)

    def test_names_nobody_as_who_wrote_it(self):
        suggestion = self._decided(self._reported()).line_ids.suggestion_id
        public = self._public(suggestion)
        self.assertEqual((public.create_uid | public.write_uid).ids, [1])

    def test_follows_the_suggestion(self):
        suggestion = self._reported()
        public = self._public(suggestion)
        self.assertEqual(public.state, "studied")
        summary = self._asked(suggestion)
        self.assertEqual(public.state, "approving")
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary)
        self.assertFalse(public.decision)
        self._decide_lines(summary, decision_reason="internal reason")
        self.assertEqual((public.state, public.decision), ("executing", "adopted"))
        self.assertEqual(public.answer, "You will have them")
        self.assertFalse(public.date_answered)
        self._replied(suggestion, "From Monday on")
        self.assertEqual((public.state, public.answer), ("replied", "From Monday on"))
        self.assertTrue(public.date_answered)
        known = str(public.read()) + str(public.message_ids.read())
        for secret in SECRETS:
            self.assertNotIn(secret, known)

    def test_what_colleagues_call_it_stays_inside(self):
        suggestion = self._suggestion()
        self.seen_by(self.rep_shanghai, suggestion).name = "They complain again"
        suggestion._publish()
        self.assertEqual(self._public(suggestion).name, "Delivery notes by mail")

    def test_another_handler_is_shown_at_once(self):
        suggestion = self._suggestion()
        public = self._public(suggestion)
        self.supervisor_shanghai.phone = "+86 21 5555"
        self.seen_by(self.manager_east, suggestion).author_id = self.supervisor_shanghai
        self.assertEqual(public.handler_name, self.supervisor_shanghai.name)
        self.assertEqual(public.handler_phone, "+86 21 5555")

    def test_written_by_the_suggestion_alone(self):
        public = self._public(self._suggestion())
        for user in (self.rep_shanghai, self.administrator, self.env.user):
            own = public.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                own.write({"state": "replied"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                own.unlink()
            with self.subTest(user=user.login), self.assertRaises(UserError):
                own.create({"number": "SG/1", "name": "x", "partner_id": self.mill.partner_id.id})

    def test_who_reads_it(self):
        of_mill = self._public(self._suggestion())
        of_yard = self._public(self._suggestion(self.yard.partner_id, self.rep_beijing))
        self.assertRights(
            of_mill,
            {
                (self.buyer_mill, self.clerk_mill): "r",
                (self.buyer_yard, self.visitor, self.portal): "",
                (self.rep_shanghai, self.supervisor_shanghai, self.administrator): "r",
                (self.rep_beijing, self.employee, self.accountant, self.clerk): "",
            },
        )
        self.assertRights(of_yard, {(self.buyer_mill,): "", (self.buyer_yard,): "r"})

    def test_rows_are_read_as_the_suggestion(self):
        suggestion = self._answered()
        public = self._public(suggestion)
        self._as(self.buyer_mill, public)._rate("5", "")
        for rows in (public.message_ids, public.answer_rating_ids):
            self.assertTrue(rows)
            self.assertRights(
                rows,
                {
                    (self.buyer_mill, self.clerk_mill, self.rep_shanghai): "r",
                    (self.buyer_yard, self.rep_beijing, self.employee, self.clerk): "",
                },
            )

    def test_who_leaves_the_customer_reads_it_no_more(self):
        public = self._public(self._suggestion())
        self.buyer_mill.partner_id.parent_id = self.yard.partner_id
        self.assertRights(public, {(self.buyer_mill,): "", (self.clerk_mill,): "r"})

    def test_a_subsidiary_is_a_customer_of_its_own(self):
        daughter = self._partner("Mill's Daughter", parent_id=self.mill.partner_id.id)
        user = self._portal_user("buyer_daughter", daughter)
        self.assertRights(self._public(self._suggestion()), {(user,): ""})

    def test_another_company_of_ours_stays_hidden(self):
        self._make_other_company()
        kind = self.env["kam.suggestion.kind"].search(
            [("company_id", "=", self.other_company.id)], limit=1
        )
        there = self._suggestion(
            user=self.manager_other, company_id=self.other_company.id, kind_id=kind.id
        )
        self.assertRights(self._public(there), {(self.buyer_mill,): ""})

    def test_no_way_back_for_customers(self):
        public = self._as(self.buyer_mill, self._public(self._answered()))
        for name in ("suggestion_id", "handler_id", "client_key"):
            with self.subTest(name=name):
                self.assertNotIn(name, public.fields_get())
                with self.assertRaises(AccessError):
                    public.read([name])
        for domain in (
            [("suggestion_id.decision_reason", "ilike", "a")],
            [("suggestion_id", "any", [("name", "ilike", "a")])],
            [("handler_id.login", "ilike", "a")],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                public.search(domain)
        with self.assertRaises(AccessError):
            public.search([], order="suggestion_id")
        with self.assertRaises(AccessError):
            public.formatted_read_group([], ["suggestion_id"], ["__count"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_portal_users_have_no_right_on_anything_else(self):
        suggestion = self._answered()
        summary = suggestion.summary_line_id.summary_id
        for records in (
            suggestion,
            suggestion.report_id,
            summary,
            summary.line_ids,
            summary.opinion_ids,
            summary.opinion_ids.line_ids,
            self.kind,
        ):
            self.assertRights(records, {(self.buyer_mill, self.clerk_mill): ""})

    def test_publishing_many_costs_no_more_queries(self):
        def count(number):
            many = self.env["kam.suggestion"].concat(
                *(self._suggestion(name=f"Number {each}") for each in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(**{self.env.user.login: 200}):
                before = self.env.cr.sql_log_count
                many._write_process({"author_id": self.supervisor_shanghai.id})
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        few, many = count(3), count(12)
        self.assertLessEqual(many - few, 3)


@tagged("post_install", "-at_install")
class TestKamSuggestionConversation(MailHelpers, PortalCommon):
    """What is said between the customer and us."""

    def _dialog(self, user, suggestion, **vals):
        own = self.seen_by(user, suggestion)
        action = own.action_write_to_customer()
        dialog = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        dialog.write(vals)
        return dialog

    def _upload(self, user, dialog, name="plan.pdf", raw=PDF):
        file = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "raw": raw, "res_model": dialog._name, "res_id": dialog.id})
        )
        dialog.attachment_ids = file
        return file

    def test_begins_with_thanks(self):
        suggestion = self._suggestion()
        (thanks,) = self._public(suggestion).message_ids
        self.assertEqual((thanks.kind, thanks.is_ours), ("thanks", True))
        self.assertIn(suggestion.number, thanks.text)

    def test_we_write(self):
        suggestion = self._suggestion(contact_id=self.buyer_mill.partner_id.id)
        since = self._mark()
        dialog = self._dialog(self.rep_shanghai, suggestion, text="Which lorries?")
        self._upload(self.rep_shanghai, dialog)
        dialog.action_send()
        row = self._public(suggestion).message_ids[-1]
        self.assertEqual((row.kind, row.is_ours, row.way), ("message", True, "mail"))
        self.assertEqual(row.author_name, self.rep_shanghai.name)
        self.assertEqual(row.attachment_ids.raw, PDF)
        mail = self.env["mail.mail"].search([("id", ">", since[1])])
        self.assertIn("buyer_mill@example.com", mail.email_to)
        self.assertFalse(mail.model or mail.res_id or mail.recipient_ids)
        self.assertIn("Which lorries?", mail.body_html)
        self.assertIn(f"/my/suggestions/{row.public_id.id}", mail.body_html)
        self.assertIn(suggestion.number, mail.headers)
        self.assertEqual(mail.message_id, row.mail_reference)
        self.assertEqual(mail.attachment_ids, row.attachment_ids)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.buyer_mill.partner_id.lang = "zh_CN"
        suggestion = self._suggestion(contact_id=self.buyer_mill.partner_id.id)
        self.assertEqual(suggestion._get_language(), "zh_CN")

    def test_without_an_address_it_stands_on_the_portal(self):
        suggestion = self._suggestion()
        since = self._mark()
        self._dialog(self.rep_shanghai, suggestion, text="Which lorries?").action_send()
        self.assertEqual(self._public(suggestion).message_ids[-1].way, "portal")
        self.assertFalse(self.env["mail.mail"].search([("id", ">", since[1])]))

    def test_who_writes(self):
        suggestion = self._suggestion(user=self.rep_beijing)
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.director):
            with self.subTest(user=user.login):
                self._dialog(user, suggestion, text="Hello").action_send()
        for user in (self.rep_beijing, self.rep_hangzhou, self.administrator, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, suggestion).action_write_to_customer()

    def test_who_may_no_more_cannot_send(self):
        suggestion = self._suggestion()
        dialog = self._dialog(self.rep_shanghai, suggestion, text="Hello")
        self.mill._change_owner(manager=self.rep_hangzhou, reason="Moved")
        suggestion._write_process({"author_id": self.rep_hangzhou.id})
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, dialog).action_send()

    def test_an_empty_text_is_none(self):
        dialog = self._dialog(self.rep_shanghai, self._suggestion(), text=" \n ")
        with self._refused("Text to the Customer"):
            dialog.action_send()

    def test_files_of_colleagues_never_go_out(self):
        suggestion = self._suggestion()
        own = self.seen_by(self.rep_shanghai, suggestion)
        inside = (
            self.env["ir.attachment"]
            .with_user(self.rep_shanghai)
            .create(
                {
                    "name": "margin.pdf",
                    "raw": PDF,
                    "res_model": own._name,
                    "res_id": own.id,
                }
            )
        )
        own.message_post(body="Only us", attachment_ids=inside.ids)
        dialog = self._dialog(self.rep_shanghai, suggestion, text="Hello")
        dialog.attachment_ids = inside
        with self._refused("margin.pdf"):
            dialog.action_send()
        public = self._as(self.buyer_mill, self._public(suggestion))
        self.assertFalse(public._get_files())
        self.assertFalse(public._find_file(inside.id))

    def test_files_that_are_not_taken(self):
        suggestion = self._suggestion()
        for name, raw, said in (
            ("run.exe", b"MZ", "run.exe"),
            ("page.html", b"<html/>", "page.html"),
            ("plan.pdf", b"<html><script/></html>", "ending"),
            ("big.pdf", PDF + b"x" * (10 * 1024 * 1024), "10 MB"),
        ):
            dialog = self._dialog(self.rep_shanghai, suggestion, text="Hello")
            self._upload(self.rep_shanghai, dialog, name, raw)
            with self.subTest(name=name), self._refused(said):
                dialog.action_send()

    def test_no_setting_allows_what_a_browser_carries_out(self):
        for types in ("pdf, svg", "html", "a/b"):
            with self.subTest(types=types), self._refused("cannot be allowed"):
                self.company.kam_file_types = types
        self.company.kam_file_types = "PDF, dwg"
        self.assertEqual(self.company._kam_get_file_limits()[0], ("pdf", "dwg"))

    def test_rows_stay(self):
        row = self._public(self._suggestion()).message_ids
        for user in (self.env.user, self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                row.with_user(user).write({"text": "Else"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                row.with_user(user).unlink()

    def test_files_stay(self):
        _suggestion, public = self._written(files=[("plan.pdf", PDF)])
        file = public.attachment_ids
        self.assertTrue(self._as(self.rep_shanghai, file).has_access("read"))
        for user in (self.rep_shanghai, self.administrator, self.buyer_mill):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, file).write({"raw": b"Else"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, file).unlink()

    def test_a_mail_of_the_customer(self):
        suggestion = self._suggestion(contact_id=self.buyer_mill.partner_id.id)
        files = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": raw, "res_model": suggestion._name, "res_id": suggestion.id}
                for name, raw in (("plan.pdf", PDF), ("run.exe", b"MZ"), ("note.txt", b"As text"))
            ]
        )
        since = self._mark()
        row = suggestion._on_customer_mail(
            "On Mondays",
            self.buyer_mill.partner_id,
            files,
        )
        self.assertEqual((row.is_ours, row.way), (False, "mail"))
        self.assertEqual(row.author_name, self.buyer_mill.name)
        self.assertEqual(sorted(row.attachment_ids.mapped("name")), ["note.txt", "plan.pdf"])
        self.assertIn("run.exe", row.left_out)
        self.assertIn("On Mondays", self._told(self.rep_shanghai, since).body)

    def test_a_mail_without_a_text(self):
        suggestion = self._suggestion()
        nothing = self.env["ir.attachment"]
        row = suggestion._on_customer_mail("", self.mill.partner_id, nothing)
        self.assertTrue(row.text)
        self.assertEqual(row.author_name, self.mill.partner_id.name)

    def test_the_answer_stands_there_too(self):
        suggestion = self._answered()
        row = self._public(suggestion).message_ids[-1]
        self.assertEqual((row.kind, row.text), ("answer", "You have them from Monday on"))

    def test_colleagues_see_it_on_the_suggestion(self):
        suggestion = self._answered()
        public = self._public(suggestion)
        self._as(self.buyer_mill, public)._rate("4", "Fine")
        own = self.seen_by(self.rep_shanghai, suggestion)
        self.assertEqual(own.customer_message_ids.ids, public.message_ids.ids)
        self.assertEqual(own.answer_rating_ids.score, "4")
        self.assertTrue(own.can_write_customer and own.can_note_rating)
        stranger = suggestion.with_user(self.employee)
        self.assertFalse(stranger.sudo(False).customer_message_ids.ids)
