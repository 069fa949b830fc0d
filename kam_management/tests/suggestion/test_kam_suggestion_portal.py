import io

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..mails import MailHelpers
from .common_portal import PDF, WROTE, PortalCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionPortal(MailHelpers, PortalCommon, HttpCase):
    """The pages on which customers see their suggestions, and write to us."""

    def _log_in(self, user):
        self.env.flush_all()
        self.authenticate(user.login, user.login)

    def _page(self, path="", status=200):
        self.env.flush_all()
        response = self.url_open(f"/my/suggestions{path}")
        self.assertEqual(response.status_code, status, response.url)
        return response.text

    def _send(self, path, files=(), token=True, **data):
        self.env.flush_all()
        if token:
            data["csrf_token"] = Request.csrf_token(self)
        sent = [("files", (name, io.BytesIO(content))) for name, content in files]
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/my/suggestions{path}", data=data, files=sent or None, allow_redirects=False
            )
        self.env.invalidate_all()
        return response

    def _new(self, files=(), **given):
        return self._send("/new", files, **self._entry(**given))

    def _count(self):
        return self.env["kam.suggestion"].search_count([])

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_only_logged_in(self):
        public = self._public(self._suggestion())
        for path in ("", "/new", f"/{public.id}", f"/{public.id}/file/1"):
            response = self.url_open(f"/my/suggestions{path}", allow_redirects=False)
            self.assertIn("/web/login", response.headers.get("Location", ""), path)

    def test_only_customers_of_ours(self):
        for user in (self.visitor, self.portal, self.employee):
            self._log_in(user)
            for path in ("", "/new"):
                with self.subTest(user=user.login, path=path):
                    self._page(path, status=404)
            self.assertEqual(self._send("/new", **self._entry()).status_code, 404)
        self.assertFalse(self._count())
        # whom we have sent an invoice is one
        self.visitor.partner_id.commercial_partner_id.customer_rank = 1
        self._log_in(self.visitor)
        self._page("/new")

    def test_of_others_there_is_no_page(self):
        public = self._public(self._answered())
        self._log_in(self.buyer_yard)
        for path in ("", "/file/1"):
            self._page(f"/{public.id}{path}", status=404)
        for path, data in (("message", {"text": "x"}), ("rating", {"score": "5"})):
            response = self._send(f"/{public.id}/{path}", **data)
            self.assertEqual(response.status_code, 404)
        self.assertFalse(public.answer_rating_ids)
        self.assertEqual(len(public.message_ids), 2)
        missing = self.url_open(f"/my/suggestions/{10**6}").text
        hidden = self.url_open(f"/my/suggestions/{public.id}").text
        self.assertEqual(missing.replace(f"/{10**6}", "/N"), hidden.replace(f"/{public.id}", "/N"))

    def test_a_colleague_sees_the_page_and_writes_nothing_there(self):
        public = self._public(self._answered())
        self._log_in(self.rep_shanghai)
        page = self._page(f"/{public.id}")
        self.assertNotIn("o_kam_suggestion_message", page)
        self.assertNotIn("o_kam_suggestion_rating", page)
        for path, data in (("message", {"text": "x"}), ("rating", {"score": "5"})):
            self.assertEqual(self._send(f"/{public.id}/{path}", **data).status_code, 404)
        self.assertFalse(public.answer_rating_ids)

    # ------------------------------------------------------------------
    # list and home
    # ------------------------------------------------------------------

    def test_home_leads_there(self):
        self._suggestion()
        self._log_in(self.buyer_mill)
        self.assertIn("/my/suggestions", self.url_open("/my/home").text)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["suggestion_count"]})
        self.assertEqual(counters, {"suggestion_count": 1})
        self._log_in(self.visitor)
        self.assertNotIn("/my/suggestions", self.url_open("/my/home").text)

    def test_list_of_the_own(self):
        mine = self._suggestion(name="Notes by mail")
        other = self._suggestion(self.yard.partner_id, self.rep_beijing, name="Else")
        self._log_in(self.clerk_mill)
        page = self._page()
        self.assertIn(mine.number, page)
        self.assertIn("Notes by mail", page)
        self.assertNotIn(other.number, page)

    def test_list_has_pages(self):
        for number in range(21):
            self._suggestion(name=f"Number {number:02}")
        self._log_in(self.buyer_mill)
        first, second = self._page(), self._page("/page/2")
        self.assertEqual(first.count('class="list-group-item'), 20)
        self.assertEqual(second.count('class="list-group-item'), 1)

    def test_list_costs_the_same_for_many(self):
        self._log_in(self.buyer_mill)
        counts = []
        for more in (2, 12):
            for number in range(more):
                self._suggestion(name=f"Number {number}")
            self._page()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._page()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 2)

    def test_an_empty_list_says_so(self):
        self._log_in(self.buyer_mill)
        self.assertIn("not made a suggestion yet", self._page())

    # ------------------------------------------------------------------
    # a new one
    # ------------------------------------------------------------------

    def test_written_on_the_portal(self):
        self._log_in(self.buyer_mill)
        since = self._mark()
        response = self._new([("plan.pdf", PDF)])
        self.assertEqual(response.status_code, 303)
        suggestion = self.env["kam.suggestion"].search([])
        public = self._public(suggestion)
        self.assertIn(f"/my/suggestions/{public.id}", response.headers["Location"])
        self.assertEqual(suggestion.channel, "web")
        self.assertEqual(suggestion.partner_id, self.mill.partner_id)
        self.assertEqual(suggestion.contact_id, self.buyer_mill.partner_id)
        self.assertEqual(suggestion.account_id, self.mill)
        self.assertEqual(suggestion.author_id, self.rep_shanghai)
        self.assertFalse(suggestion.received_by_id)
        self.assertEqual(suggestion.description, WROTE["description"])
        self.assertEqual(suggestion.create_uid.id, 1)
        self.assertEqual(public.attachment_ids.raw, PDF)
        self.assertIn("portal", self._told(self.rep_shanghai, since).subject)
        page = self._page(f"/{public.id}?said=taken")
        self.assertIn(suggestion.number, page)
        self.assertIn("Thank you", page)
        file = self.url_open(f"/my/suggestions/{public.id}/file/{public.attachment_ids.id}")
        self.assertEqual(file.content, PDF)
        self.assertIn("attachment", file.headers["Content-Disposition"])
        # no message of the process is the customer's own to read
        messages = self.env["mail.message"].with_user(self.buyer_mill)
        self.assertFalse(messages.search([("model", "=like", "kam.%")]))

    def test_the_page_speaks_one_language(self):
        """Also our thanks: they are worded for whoever reads the page, whatever was mailed."""
        self.env["res.lang"]._activate_lang("zh_CN")
        suggestion, public = self._written()
        self._log_in(self.buyer_mill)
        self.opener.cookies["frontend_lang"] = "zh_CN"
        tree = html.fromstring(self._page(f"/{public.id}?said=taken"))
        (box,) = tree.find_class("alert-success")
        (said,) = tree.xpath("//*[@id='conversation']//article")
        for part in (box.text_content(), said.text_content()):
            self.assertIn(f"感谢您的建议。我们已登记，编号为{suggestion.number}", part)
            self.assertIn("年", part)

    def test_sent_twice_makes_one(self):
        self._log_in(self.buyer_mill)
        places = {self._new(client_key="abc").headers["Location"] for _time in range(2)}
        self.assertEqual(len(places), 1)
        self.assertEqual(self._count(), 1)
        self._new(client_key="def")
        self.assertEqual(self._count(), 2)
        # the key is the customer's own
        self._log_in(self.buyer_yard)
        self._new(client_key="abc")
        self.assertEqual(self._count(), 3)

    def test_no_token_no_entry(self):
        self._log_in(self.buyer_mill)
        response = self._send("/new", token=False, **self._entry())
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._count())

    def test_faults_stand_beside_the_fields(self):
        self._log_in(self.buyer_mill)
        long = "x" * 6000
        other = self.env["product.template"].create({"name": "Of somebody else"})
        for given, field in (
            ({"name": " "}, "suggestion_name_fault"),
            ({"name": "x" * 200}, "suggestion_name_fault"),
            ({"description": "\n"}, "suggestion_description_fault"),
            ({"description": long}, "suggestion_description_fault"),
            ({"kind_id": ""}, "suggestion_kind_fault"),
            ({"kind_id": "nonsense"}, "suggestion_kind_fault"),
            ({"kind_id": "0"}, "suggestion_kind_fault"),
        ):
            with self.subTest(given=str(given)[:40]):
                response = self._new(**given)
                self.assertEqual(response.status_code, 200)
                self.assertIn(f'id="{field}"', response.text)
        response = self._new(product_id=str(other.id))
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Of somebody else", response.text)
        self.assertFalse(self._count())

    def test_the_entry_is_kept(self):
        self._log_in(self.buyer_mill)
        response = self._new(kind_id="", client_key="kept")
        tree = html.fromstring(response.text)
        self.assertEqual(tree.xpath("//input[@name='name']/@value"), [WROTE["name"]])
        (text,) = tree.xpath("//textarea[@name='description']")
        self.assertEqual(text.text.strip(), WROTE["description"])
        self.assertEqual(tree.xpath("//input[@name='client_key']/@value"), ["kept"])
        response = self._new([("run.exe", b"MZ")], name="<b>Mine</b>")
        tree = html.fromstring(response.text)
        self.assertEqual(tree.xpath("//input[@name='name']/@value"), ["<b>Mine</b>"])
        chosen = tree.xpath("//select[@name='kind_id']/option[@selected]/@value")
        self.assertEqual(chosen, [str(self.kind.id)])

    def test_files_that_are_not_taken(self):
        self._log_in(self.buyer_mill)
        self.company.kam_file_megabytes = 1
        for files, said in (
            ([("run.exe", b"MZ")], "run.exe"),
            ([("page.svg", b"<svg></svg>")], "page.svg"),
            ([("plan.pdf", b"<html></html>")], "ending"),
            ([("plan.pdf", PDF + b"x" * 1024 * 1024)], "1 MB"),
            ([("empty.pdf", b"")], "empty"),
            ([(f"{number}.pdf", PDF) for number in range(6)], "at most 5"),
        ):
            with self.subTest(said=said):
                response = self._new(files)
                self.assertEqual(response.status_code, 200)
                fault = html.fromstring(response.text).xpath("//*[@id='suggestion_files_fault']")
                self.assertIn(said, fault[0].text_content())
        self.assertFalse(self._count())

    def test_so_many_on_a_day(self):
        self._log_in(self.buyer_mill)
        self.company.kam_customer_suggestions_per_day = 2
        self._new()
        # what colleagues write down does not count
        self._suggestion()
        self._log_in(self.clerk_mill)
        self._new()
        response = self._new()
        self.assertIn("At most 2 suggestions", response.text)
        self.assertEqual(self._count(), 3)
        self._log_in(self.buyer_yard)
        self.assertEqual(self._new().status_code, 303)

    def test_so_many_files_on_a_day(self):
        self._log_in(self.buyer_mill)
        self.company.kam_files_per_day = 3
        self._new([("1.pdf", PDF), ("2.pdf", PDF)])
        public = self.public_model.search([])
        self._send(f"/{public.id}/message", [("3.pdf", PDF)], text="One more")
        response = self._send(f"/{public.id}/message", [("4.pdf", PDF)], text="And one")
        self.assertIn("At most 3 files", response.text)
        self.assertIn("And one", response.text)

    def test_only_bought_products_are_offered(self):
        bought = self.env["product.product"].create({"name": "Bought by the mill"})
        self.env["product.product"].create({"name": "Made for the yard"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.mill.partner_id.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": bought.id})],
            }
        )
        self._log_in(self.buyer_mill)
        self.assertNotIn("Bought by the mill", self._page("/new"))
        order.action_confirm()
        page = self._page("/new")
        self.assertIn("Bought by the mill", page)
        self.assertNotIn("Made for the yard", page)
        self._new(product_id=str(bought.product_tmpl_id.id))
        suggestion = self.env["kam.suggestion"].search([])
        self.assertEqual(suggestion.product_tmpl_id, bought.product_tmpl_id)

    # ------------------------------------------------------------------
    # one of them
    # ------------------------------------------------------------------

    def test_the_way_in_plain_words(self):
        suggestion = self._reported()
        public = self._public(suggestion)
        self._log_in(self.buyer_mill)
        tree = html.fromstring(self._page(f"/{public.id}"))
        (now,) = tree.xpath("//ol[@name='steps']/li[@aria-current='step']")
        self.assertIn("Being studied", now.text_content())
        self.assertEqual(len(tree.xpath("//ol[@name='steps']/li")), 5)
        self._answered(suggestion)
        tree = html.fromstring(self._page(f"/{public.id}"))
        self.assertIn("You have them from Monday on", tree.text_content())
        self.assertIn("Adopted", tree.text_content())
        self.assertNotIn("Their store books", tree.text_content())

    def test_withdrawn(self):
        suggestion = self._suggestion()
        self._as(self.rep_shanghai, suggestion).action_withdraw("Written down by mistake")
        self._log_in(self.buyer_mill)
        page = self._page(f"/{self._public(suggestion).id}")
        self.assertIn("Ended without a decision", page)
        self.assertNotIn("by mistake", page)

    def test_the_customer_writes(self):
        suggestion = self._suggestion()
        public = self._public(suggestion)
        self._log_in(self.buyer_mill)
        since = self._mark()
        path = f"/{public.id}/message"
        for _time in range(2):
            response = self._send(path, [("a.pdf", PDF)], text="<i>On Monday</i>", client_key="k")
            self.assertEqual(response.status_code, 303)
        row = public.message_ids[-1]
        self.assertEqual(len(public.message_ids), 2)
        self.assertEqual((row.is_ours, row.way), (False, "portal"))
        self.assertEqual(row.author_name, self.buyer_mill.name)
        self.assertEqual(row.create_uid.id, 1)
        self.assertEqual(row.attachment_ids.raw, PDF)
        self.assertIn("On Monday", self._told(self.rep_shanghai, since).body)
        self.assertFalse(self._told(self.buyer_mill, since))
        self.assertIn("&lt;i&gt;On Monday", self._page(f"/{public.id}"))

    def test_messages_that_are_not_taken(self):
        public = self._public(self._suggestion())
        self._log_in(self.buyer_mill)
        path = f"/{public.id}/message"
        self.assertIn('id="message_text_fault"', self._send(path, text=" ").text)
        self.assertIn('id="message_text_fault"', self._send(path, text="x" * 6000).text)
        response = self._send(path, [("run.exe", b"MZ")], text="Kept as typed")
        self.assertIn("Kept as typed", response.text)
        self.assertIn("run.exe", response.text)
        self.company.kam_customer_messages_per_day = 1
        self.assertEqual(self._send(path, text="One").status_code, 303)
        self.assertIn("At most 1 messages", self._send(path, text="Two").text)
        self.assertEqual(self._send(path, token=False, text="x").status_code, 400)
        self.assertEqual(len(public.message_ids), 2)

    def test_the_customer_rates(self):
        suggestion = self._answered()
        public = self._public(suggestion)
        self._log_in(self.buyer_mill)
        path = f"/{public.id}/rating"
        response = self._send(path, score="2", text="")
        self.assertIn("what is missing", response.text)
        response = self._send(path, score="2", text="Not on Mondays")
        self.assertEqual(response.status_code, 303)
        self.assertTrue(public.answer_rating_ids.is_verified)
        self.assertTrue(suggestion.is_reopened)
        page = self._page(f"/{public.id}?said=rating")
        self.assertIn("We take your suggestion up again", page)
        self.assertIn("Not on Mondays", page)
        self.assertIn("rated already", self._send(path, score="5", text="").text)
        self.assertEqual(len(public.answer_rating_ids), 1)

    def test_nothing_by_get(self):
        public = self._public(self._answered())
        self._log_in(self.buyer_mill)
        for path in ("rating?score=5", "message?text=x"):
            self.assertEqual(self.url_open(f"/my/suggestions/{public.id}/{path}").status_code, 405)
        self.assertFalse(public.answer_rating_ids)

    def test_forms_say_what_they_are_about(self):
        """Every field has a label, and names the text that says what is wrong with it."""
        public = self._public(self._answered())
        self._log_in(self.buyer_mill)
        for path in ("/new", f"/{public.id}"):
            tree = html.fromstring(self._page(path))
            self.assertTrue(tree.get("lang"))
            main = tree.xpath("//main")[0]
            self.assertEqual(len(main.xpath(".//h1")), 1)
            for field in main.xpath(".//input[not(@type='hidden')] | .//textarea | .//select"):
                with self.subTest(path=path, field=field.get("name")):
                    label = main.xpath(f".//label[@for='{field.get('id')}']")
                    self.assertEqual(len(label), 1)
                    self.assertTrue(label[0].text_content().strip())
            ids = tree.xpath("//@id")
            self.assertEqual(len(ids), len(set(ids)))
