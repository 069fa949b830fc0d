import json
import logging
from collections import Counter

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..direct import DirectRequests
from ..hostile import HostileValues
from .common_portal import PDF, PortalCommon

_logger = logging.getLogger(__name__)

# What stands in what belongs to the mill, to the yard, and to us alone.
MILL, YARD, INSIDE = "QZMILL", "QZYARD", "QZINSIDE"
PUBLIC = ("kam.suggestion.public", "kam.suggestion.message", "kam.suggestion.rating")
BESIDE = ("ir.attachment", "mail.message", "mail.notification", "mail.followers", "mail.mail")
# So many requests at least, or something was left out.
LEAST_REQUESTS = 2000
MOST_IDS = 6


@tagged("post_install", "-at_install")
class TestKamSuggestionPortalCrawl(DirectRequests, HostileValues, PortalCommon, HttpCase):
    """A customer asks for everything by every address: no byte is somebody else's, or ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill.partner_id.name = f"{MILL} Mill"
        cls.yard.partner_id.name = f"{YARD} Yard"
        cls.yard._confirm_key("takeover", f"{INSIDE} list", cls.beijing, cls.rep_beijing)
        cls.dispatch.name = f"{INSIDE} Dispatch"
        cls.clerk.name = f"{INSIDE} Clerk"
        cls.general.name = f"{INSIDE} General"
        cls.manager_north = cls._user("manager_north")
        cls._position(cls.manager_north, cls.north, "manager")
        cls.requests = Counter()
        cls.status = Counter()

    def setUp(self):
        super().setUp()
        self._fill(self.mill, self.buyer_mill, self.rep_shanghai, MILL)
        self._fill(self.yard, self.buyer_yard, self.rep_beijing, YARD)
        self.env.flush_all()
        self.enterContext(
            mute_logger(
                "odoo.http",
                "odoo.sql_db",
                "odoo.models",
                "odoo.addons.base.models.ir_http",
                "odoo.addons.base.models.ir_rule",
                "odoo.addons.base.models.ir_model",
                "odoo.addons.base.models.ir_attachment",
                "odoo.addons.rpc.controllers.json2",
                "odoo.addons.web.controllers.report",
            )
        )

    def _fill(self, account, buyer, rep, mark):
        """Give a customer one suggestion that was answered and rated, and one on its way."""
        for number in range(2):
            suggestion, public = self._written(
                buyer,
                [("plan.pdf", PDF + mark.encode())],
                name=f"{mark} subject {number}",
                description=f"{mark} words {number}",
            )
            self._as(buyer, public)._receive_message(
                f"{mark} message", [("more.pdf", PDF + mark.encode())], ""
            )
            own = self.seen_by(rep, suggestion)
            own.action_accept()
            self._keep_inside(suggestion, own)
            own.action_write_report()
            report = suggestion.report_id
            self.seen_by(rep, report).write(
                {"cause": f"{INSIDE} cause", "feasibility": f"{INSIDE} feasible"}
            )
            self._file_inside(report)
            self.submit(report, rep)
            self._decide(self._find_manager(account), report, opinion=f"{INSIDE} opinion")
            if not number:
                self._decide_inside(suggestion, account, mark)
                self._replied(suggestion, f"{mark} answer")
                self._as(buyer, public)._rate("4", f"{mark} rating")

    def _find_manager(self, account):
        return self.manager_east if account == self.mill else self.manager_north

    def _keep_inside(self, suggestion, own):
        own.message_post(body=f"{INSIDE} chatter")
        self._file_inside(suggestion)

    def _file_inside(self, record):
        self.env["ir.attachment"].create(
            {
                "name": f"{INSIDE}.pdf",
                "raw": PDF + INSIDE.encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _decide_inside(self, suggestion, account, mark):
        """Let departments, director and general manager say what stays inside."""
        manager = self._find_manager(account)
        unit = self.east if account == self.mill else self.north
        summary = (
            self.env["kam.suggestion.summary"]
            .with_user(manager)
            .create({"unit_id": unit.id, "line_ids": [(0, 0, {"suggestion_id": suggestion.id})]})
            .sudo()
        )
        self._file_inside(summary)
        self.submit(summary, manager)
        own = self.seen_by(self.clerk, summary.opinion_ids)
        own.line_ids.write({"feasibility": "yes", "opinion": f"{INSIDE} department"})
        own.action_answer()
        for _step in range(5):
            pending = self._pending(summary)
            if not pending:
                return
            self._take_step(summary, pending[:1], mark)

    def _take_step(self, summary, review, mark):
        user = review.candidate_ids[:1]
        lines = self.seen_by(user, summary).line_ids
        for name, value in (
            ("consolidated", f"{INSIDE} consolidated"),
            ("vote", "adopted"),
            ("vote_note", f"{INSIDE} vote"),
            ("decision", "adopted"),
            ("decision_reason", f"{INSIDE} reason"),
            ("reply_text", f"{mark} sentence"),
        ):
            if f"line_ids.{name}" in review._get_writable():
                lines.write({name: value})
        method = "action_complete" if review.kind == "complete" else "action_approve"
        getattr(self.seen_by(user, review), method)(f"{INSIDE} step")

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def _look(self, group, response, what):
        """Look for what must not be in an answer, and count it."""
        self.requests[group] += 1
        self.status[response.status_code] += 1
        body = response.data + str(response.headers).encode()
        for mark in self.forbidden:
            if mark.encode() in body:
                at = body.index(mark.encode())
                self.leaks.append(f"{group} {what}: {body[max(0, at - 60) : at + 40]!r}")
        return body

    def _send(self, method, path, **given):
        return self.client.open(path, method=method, base_url=self.base_url(), **given)

    def _get(self, group, path):
        return self._look(group, self._send("GET", path), path)

    def _rpc(self, group, path, **params):
        asked = {"jsonrpc": "2.0", "method": "call", "params": params}
        response = self._send("POST", path, json=asked)
        return self._look(group, response, f"{path} {json.dumps(params)[:160]}")

    def _call(self, group, model, method, *args, **kwargs):
        return self._rpc(
            group,
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def _collect_ids(self):
        """Return ids of all that there is: dict model -> ids."""
        found = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not model._auto:
                continue
            if name.startswith("kam.") or name in BESIDE:
                records = model.sudo().with_context(active_test=False).search([], order="id desc")
                found[name] = records.ids[: 30 if name in BESIDE else MOST_IDS]
        return found

    def _choose_asked(self, prefix):
        """Return what is asked for beside files and messages: dict model -> ids."""
        return {
            name: ids for name, ids in self.ids.items() if name.startswith(prefix) or name in BESIDE
        }

    def _crawl(self, user, forbidden, prefix):
        self.forbidden, self.leaks = forbidden, []
        self.asked = self._choose_asked(prefix)
        self.authenticate(user.login, user.login)
        with self.direct_client() as self.client:
            self._crawl_pages()
            self._crawl_files()
            self._crawl_conversations()
            self._crawl_reports()
            self._crawl_models()
            self._crawl_json(user)
        self.assertFalse(self.leaks, f"{len(self.leaks)} leaks:\n" + "\n".join(self.leaks[:40]))

    def _crawl_pages(self):
        ids = {*self.ids["kam.suggestion.public"], *self.ids["kam.suggestion"], 0, 10**6}
        for path in ("/my", "/my/home", "/my/account", "/my/addresses", "/my/security", "/odoo"):
            self._get("pages", path)
        for path in ("", "/page/1", "/page/2", "/page/0", "/new", "/page/99999", "/nonsense"):
            self._get("pages", f"/my/suggestions{path}")
        self._rpc("pages", "/my/counters", counters=["suggestion_count", "order_count"])
        files = self.ids["ir.attachment"][:20]
        publics = self.ids["kam.suggestion.public"]
        for number in sorted(ids):
            self._get("pages", f"/my/suggestions/{number}?access_token=7&said=taken")
            for file in files if number in publics else files[:1]:
                self._get("pages", f"/my/suggestions/{number}/file/{file}")
            for what in ("message", "rating"):
                response = self._send(
                    "POST",
                    f"/my/suggestions/{number}/{what}",
                    data={"text": "", "score": "", "csrf_token": self._csrf()},
                )
                self._look("pages", response, f"post {what} {number}")

    def _crawl_files(self):
        for file in self.ids["ir.attachment"]:
            for path in (
                f"/web/content/{file}",
                f"/web/content/ir.attachment/{file}/datas?access_token=guess",
                f"/web/image/{file}?access_token=guess",
            ):
                self._get("files", path)
        for model, ids in self.asked.items():
            for number in ids[:1]:
                self._get("files", f"/web/content/{model}/{number}/display_name")
                self._get("files", f"/web/image/{model}/{number}/avatar_128")

    def _crawl_conversations(self):
        for message in self.ids["mail.message"]:
            self._get("mail", f"/mail/message/{message}")
            self._get("mail", f"/mail/avatar/mail.message/{message}/author_avatar/50x50")
            self._rpc("mail", "/mail/message/update_content", message_id=message, update_data={})
            self._rpc("mail", "/mail/message/translate", message_id=message)
        for model, ids in self.asked.items():
            for number in ids[:1]:
                thread = {"thread_model": model, "thread_id": number}
                self._get("mail", f"/mail/view?model={model}&res_id={number}")
                self._rpc("mail", "/mail/thread/messages", **thread)
                self._rpc("mail", "/mail/thread/recipients", **thread)
                self._rpc("mail", "/mail/chatter_fetch", **thread, token="guess")
                self._rpc("mail", "/portal/chatter_init", **thread, token="guess")
                self._rpc("mail", "/mail/data", fetch_params=[["mail.thread", {
                    **thread, "request_list": ["followers", "attachments", "activities"],
                }]])  # fmt: skip
                self._rpc(
                    "mail", "/mail/message/post", **thread, post_data={"body": "x"}, token="guess"
                )
        for inbox in ("inbox", "history", "starred"):
            self._rpc("mail", f"/mail/{inbox}/messages")

    def _crawl_reports(self):
        reports = self.env["ir.actions.report"].search([("model", "in", [*self.asked])])
        for report in reports:
            ids = self.asked.get(report.model, [])[:2]
            for number in [*ids, ",".join(map(str, ids)) or "1"]:
                self._get("reports", f"/report/html/{report.report_name}/{number}")
            if ids:
                self._get("reports", f"/report/text/{report.report_name}/{ids[0]}")
                self._get("reports", f"/report/xlsx/{report.report_name}/{ids[0]}")
                data = json.dumps([f"/report/pdf/{report.report_name}/{ids[0]}", "qweb-pdf"])
                self._get("reports", f"/report/download?data={data}")

    def _crawl_models(self):
        for model, ids in self.asked.items():
            some = ids or [1]
            group = "call_kw"
            fields_ = {"display_name": {}}
            calls = [
                ("search_read", [[]]),
                ("name_search", ["Q"]),
                ("read", [some]),
                ("export_data", [some, ["id", "display_name", "suggestion_id/name"]]),
                ("formatted_read_group", [[], ["create_uid"], ["__count"]]),
            ]
            if model in BESIDE or model.startswith("kam.suggestion"):
                calls += [
                    ("fields_get", []),
                    ("web_read", [some, fields_]),
                    ("web_search_read", [[], fields_]),
                    ("search_count", [[]]),
                    ("read_group", [[], ["id"], ["create_uid"]]),
                    ("default_get", [["name", "display_name", "partner_id"]]),
                    ("get_views", [[[False, "form"], [False, "list"]]]),
                    ("name_create", ["x"]),
                    ("copy", [some[:1]]),
                    ("unlink", [some[:1]]),
                    ("write", [some[:1], {"name": "x"}]),
                    ("create", [[{"name": "x"}]]),
                    ("search", [[["suggestion_id.decision_reason", "ilike", "Q"]]]),
                    ("message_post", [some[:1]]),
                    *(("read", [[number]]) for number in some),
                ]
            for method, args in calls:
                self._call(group, model, method, *args)
            for method in self._find_own_methods(model):
                self._call("methods", model, method, some[:1])
        for model in PUBLIC:
            for name in self.env[model]._fields:
                self._call("call_kw", model, "search_read", [], [name])
                self._call("call_kw", model, "search_read", [[name, "!=", False]], ["id"])
                self._call("call_kw", model, "search_read", [], ["id"], 0, 5, name)
        for model in ("res.partner", "res.users", "res.company", "ir.model.data", "ir.ui.view"):
            self._call("call_kw", model, "search_read", [])

    def _crawl_json(self, user):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(
                scope="rpc",
                name="Crawl",
                expiration_date=fields.Datetime.add(fields.Datetime.now(), days=1),
            )
        )
        self.env.flush_all()
        headers = {"Authorization": f"Bearer {key}"}
        for model, ids in self.asked.items():
            calls = [("search_read", {"domain": []})]
            if model in BESIDE or model.startswith("kam.suggestion"):
                calls.append(("read", {"ids": ids[:5]}))
            for method, arguments in calls:
                response = self._send(
                    "POST", f"/json/2/{model}/{method}", json=arguments, headers=headers
                )
                self._look("json", response, f"{model} {method}")

    def test_nothing_of_others_and_nothing_of_ours(self):
        self.ids = self._collect_ids()
        own_pages = {}
        # the rights on models of other processes are the same for both
        for user, own, other, prefix in (
            (self.buyer_mill, MILL, YARD, "kam."),
            (self.buyer_yard, YARD, MILL, "kam.suggestion"),
        ):
            self._crawl(user, (other, INSIDE), prefix)
            # and what is theirs is there, or the crawl would prove nothing
            public = self.public_model.search(
                [("partner_id", "=", user.partner_id.commercial_partner_id.id)], order="id"
            )
            page = self.url_open(f"/my/suggestions/{public[0].id}").text
            for word in ("words 0", "answer", "message", "rating"):
                self.assertIn(f"{own} {word}", page)
            file = public[0].attachment_ids
            got = self.url_open(f"/my/suggestions/{public[0].id}/file/{file.id}")
            self.assertIn(own.encode(), got.content)
            self.assertIn("attachment", got.headers["Content-Disposition"])
            own_pages[user.login] = len(public)
        self.assertEqual(set(own_pages.values()), {2})
        total = sum(self.requests.values())
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.requests.items()))
        _logger.info("%s requests: %s", total, told)
        self.assertGreater(total, LEAST_REQUESTS, told)
        for group in ("pages", "files", "mail", "reports", "call_kw", "methods", "json"):
            self.assertGreater(self.requests[group], 50, told)

    def test_the_marks_are_where_they_are_looked_for(self):
        """What is looked for stands in the records, or its absence would prove nothing."""
        for model, mark in (
            ("kam.suggestion.report", f"{INSIDE} cause"),
            ("kam.suggestion.opinion.line", f"{INSIDE} department"),
            ("kam.suggestion.summary.line", f"{INSIDE} reason"),
            ("kam.suggestion", f"{INSIDE} reason"),
            ("mail.message", f"{INSIDE} chatter"),
            ("kam.suggestion.public", f"{YARD} words"),
        ):
            with self.subTest(model=model):
                self.assertIn(mark, str(self.env[model].search([]).read()))
