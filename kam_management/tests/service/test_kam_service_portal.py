from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_evaluation import EvaluationCommon

# What stands in what belongs to us alone, and to the mill.
INSIDE, MILL = "QZINSIDE", "QZMILL"


@tagged("post_install", "-at_install")
class TestKamServicePortal(EvaluationCommon, HttpCase):
    """Customers judge services on a page made for them, once, and read nothing else of them."""

    def test_what_the_customer_is_asked(self):
        form, public = self._asked()
        self.assertEqual((public.account_id, public.state), (self.mill, "open"))
        self.assertEqual(public.create_uid, self.env.ref("base.user_root"))
        own = self.seen_by(self.buyer_mill, public).with_context(lang="en_US")
        self.assertEqual(own._get_services(), "Product consulting")
        questions = own._get_questions()
        self.assertEqual(questions[0], ("score_0", "Timeliness of the service", 0))
        self.assertEqual(len(questions), 4)
        with self.assertRaisesRegex(UserError, "asked already"):
            self.seen_by(self.rep_shanghai, form).action_ask_customer()

    def test_the_answer_stands_beside_ours(self):
        form, public = self._asked()
        self.assertFalse(self._answers(public, 5, 4, 2, 4, text="Faster, please"))
        self.assertEqual(form.line_ids.mapped("customer_score"), [5, 4, 2, 4])
        self.assertEqual(form.customer_source, "portal")
        self.assertEqual(form.customer_person, self.buyer_mill.name)
        self.assertEqual(form.customer_words, "Faster, please")
        self.assertEqual(form.low_state, "open")
        self.assertEqual(public.state, "answered")

    def test_the_answer_stays(self):
        form, public = self._asked()
        self._answers(public, 4, 4, 4, 4, text="Fine")
        with self.assertRaisesRegex(UserError, "judged already"):
            self._answers(public, 1, 1, 1, 1)
        own = self.seen_by(self.rep_shanghai, form)
        with self.assertRaisesRegex(UserError, "written by the customer"):
            own.line_ids[0].customer_score = 5
        for name in ("customer_words", "customer_person"):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "by the customer"):
                own.write({name: "Other"})
        for user in (self.rep_shanghai, self.manager_east, self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.seen_by(user, public).write({"scores": [5, 5, 5, 5]})
        with (
            self.assertRaises(RestrictViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE kam_service_evaluation_public SET text = 'x' WHERE id = %s", [public.id]
            )
        with self.assertRaisesRegex(UserError, "the customer was asked"):
            own.unlink()

    def test_what_was_told_before_gives_way(self):
        form, public = self._asked()
        own = self.seen_by(self.rep_shanghai, form)
        own.write({"customer_person": "Ms Chen"})
        own.line_ids.write({"customer_score": 3})
        self.assertEqual(form.customer_source, "told")
        self._answers(public, 5, 5, 5, 5)
        self.assertEqual(form.customer_source, "portal")
        self.assertIn("Ms Chen", str(form.message_ids.mapped("body")))

    def test_what_is_not_taken(self):
        _form, public = self._asked()
        for scores in ((), (5, 4, 3), (6, 5, 5, 5), ("x", 5, 5, 5), (0, 5, 5, 5)):
            with self.subTest(scores=scores):
                self.assertTrue(self._answers(public, *scores))
        self.assertIn("text", self._answers(public, 5, 5, 5, 5, text="x" * 5001))
        self.assertEqual(public.state, "open")

    def test_closed_with_the_draft(self):
        form, public = self._asked()
        self._judge(form)
        self.submit(form, self.rep_shanghai)
        self.assertEqual(public.state, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            self._answers(public, 5, 5, 5, 5)
        self.return_(form, self.supervisor_shanghai)
        self.assertEqual(public.state, "open")
        self.assertFalse(self._answers(public, 5, 5, 5, 5))

    def test_only_the_customer_answers(self):
        _form, public = self._asked()
        for user in (self.buyer_yard, self.rep_shanghai, self.manager_east):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._answers(public, 5, 5, 5, 5, user=user)
        self.assertEqual(public.state, "open")

    def test_roles(self):
        form, public = self._asked()
        self.assertRights(
            public,
            {
                (self.rep_shanghai, self.manager_east, self.buyer_mill): "r",
                (self.rep_beijing, self.rep_hangzhou, self.buyer_yard): "",
            },
        )
        for record in (form, form.line_ids[:1], form.ending_ids):
            self.assertRights(record, {(self.buyer_mill, self.buyer_yard): ""})
        for name in ("evaluation_id", "account_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.seen_by(self.buyer_mill, public).read([name])

    # ------------------------------------------------------------------
    # pages
    # ------------------------------------------------------------------

    def _pages(self):
        form, public = self._asked()
        self.seen_by(self.rep_shanghai, form).write(
            {"assessment": f"{INSIDE} assessment", "improvements": f"{INSIDE} measures"}
        )
        self.seen_by(self.rep_shanghai, form.line_ids).write(
            {"our_score": 3, "remark": f"{INSIDE} remark"}
        )
        form.message_post(body=f"{INSIDE} chatter")
        self.env.flush_all()
        return form, public

    def _post(self, public, **data):
        return self.url_open(
            f"/my/services/{public.id}/answer",
            data={"csrf_token": Request.csrf_token(self), **data},
        )

    def test_the_pages(self):
        form, public = self._pages()
        self.authenticate(self.buyer_mill.login, self.buyer_mill.login)
        for path in ("/my/home", "/my/services", f"/my/services/{public.id}"):
            page = self.url_open(path)
            with self.subTest(path=path):
                self.assertEqual(page.status_code, 200)
                self.assertNotIn(INSIDE, page.text)
                self.assertNotIn(self.rep_shanghai.name, page.text)
        self.assertIn("Timeliness of the service", page.text)
        faulty = self._post(public, score_0="5", text=f"{MILL} words")
        self.assertIn("is empty: choose one", faulty.text)
        self.assertIn(f"{MILL} words", faulty.text)
        given = {f"score_{number}": "4" for number in range(4)}
        page = self._post(public, **given, text=f"{MILL} words")
        self.assertIn("Thank you for telling us", page.text)
        self.assertIn("4 – good", page.text)
        form.invalidate_recordset()
        self.assertEqual(form.customer_words, f"{MILL} words")

    def test_nothing_of_another_customer(self):
        form, public = self._pages()
        self._answers(public, 4, 4, 4, 4, text=f"{MILL} words")
        self.mill.partner_id.name = f"{MILL} Mill"
        self.env["ir.attachment"].create(
            {"name": f"{INSIDE}.pdf", "raw": INSIDE, "res_model": form._name, "res_id": form.id}
        )
        self.env.flush_all()
        self.authenticate(self.buyer_yard.login, self.buyer_yard.login)
        leaks = []

        def look(what, response):
            for mark in (MILL, INSIDE):
                if mark in response.text:
                    leaks.append(f"{what}: {mark}")

        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models"):
            for path in (
                "/my/services",
                f"/my/services/{public.id}",
                f"/my/services/{public.id}?access_token=1",
                f"/my/services/{public.id}/answer",
                f"/report/html/kam_management.report_kam_service_evaluation/{form.id}",
                f"/web/content/{form._name}/{form.id}/display_name",
                f"/mail/view?model={form._name}&res_id={form.id}",
            ):
                look(path, self.url_open(path))
            look("answer", self._post(public, score_0="5"))
            for model in (
                "kam.service.evaluation.public",
                "kam.service.evaluation",
                "kam.service.evaluation.line",
                "kam.service.ending",
                "kam.service.criterion",
                "kam.service.figure",
            ):
                for method, args in (
                    ("search_read", [[]]),
                    ("read", [[public.id, form.id]]),
                    ("name_search", ["Q"]),
                    ("write", [[public.id], {"text": "x"}]),
                    ("_answer", [[public.id], {}, ""]),
                    ("action_make_suggestion", [[form.id]]),
                ):
                    response = self.url_open(
                        f"/web/dataset/call_kw/{model}/{method}",
                        json={
                            "jsonrpc": "2.0",
                            "method": "call",
                            "params": {
                                "model": model,
                                "method": method,
                                "args": args,
                                "kwargs": {},
                            },
                        },
                    )
                    look(f"{model}.{method}", response)
        self.assertFalse(leaks)
        self.assertEqual(self.url_open(f"/my/services/{public.id}").status_code, 404)
        self.assertEqual(public.text, f"{MILL} words")

    def test_the_customer_is_asked_by_mail(self):
        """Each user of the customer alone, in their language, of what is made for the customer."""
        self.env["res.lang"]._activate_lang("zh_CN")
        other = self._portal_user("service_other_mill", self.mill.partner_id)
        other.lang = "zh_CN"
        archived = self._portal_user("service_left_mill", self.mill.partner_id)
        archived.active = False
        without = self._portal_user("service_silent_mill", self.mill.partner_id)
        without.partner_id.email = False
        mails = self.env["mail.mail"]
        last = mails.search([], order="id desc", limit=1).id or 0
        form = self._evaluation()
        form.assessment = f"{INSIDE} assessment"
        form, public = self._asked(form)
        made = mails.search([("id", ">", last), ("email_to", "ilike", "service_")])
        by_user = {
            user: made.filtered(lambda mail, user=user: user.email in mail.email_to)
            for user in (self.buyer_mill, other)
        }
        self.assertEqual(made, self.env["mail.mail"].union(*by_user.values()))
        for user, mail in by_user.items():
            with self.subTest(user=user.login):
                self.assertEqual((len(mail), mail.state), (1, "outgoing"))
                self.assertIn(f"/my/services/{public.id}", mail.body_html)
                self.assertIn(public.number, mail.subject)
                # neither what is ours, nor who of us, nor anybody else of theirs
                names = [person.name for person in (*by_user, self.rep_shanghai) if person != user]
                for word in (INSIDE, *names):
                    self.assertNotIn(word, f"{mail.body_html} {mail.email_from} {mail.reply_to}")
                self.assertFalse(mail.model)
                self.assertFalse(
                    self.seen_by(self.rep_shanghai, mail.mail_message_id).has_access("read")
                )
        self.assertIn('lang="zh_CN"', by_user[other].body_html)
        self.assertIn('lang="en_US"', by_user[self.buyer_mill].body_html)
        self.assertIn(self.buyer_mill.name, str(form.message_ids.mapped("body")))

    def test_nobody_who_is_asked_nothing_is_shown_a_page(self):
        self.authenticate(self.buyer_yard.login, self.buyer_yard.login)
        self.assertEqual(self.url_open("/my/services").status_code, 404)
        self.assertNotIn("/my/services", self.url_open("/my/home").text)
