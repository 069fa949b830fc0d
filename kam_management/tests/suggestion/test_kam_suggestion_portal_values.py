import json
from io import BytesIO
from urllib.parse import quote

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..direct import DirectRequests
from .common_portal import PDF, PortalCommon

# half of a character, and the end of a text for the database
NO_TEXTS = ("\ud800", "a\udfffb", "\0", "a\0b")


@tagged("post_install", "-at_install")
class TestKamSuggestionPortalValues(DirectRequests, PortalCommon, HttpCase):
    """What is no text is refused in words, whichever way it comes: never by an error of ours."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"))

    def _call(self, client, model, method, *args):
        answer = client.post(
            f"/web/dataset/call_kw/{model}/{method}",
            base_url=self.base_url(),
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {"model": model, "method": method, "args": args, "kwargs": {}},
            },
        )
        self.assertEqual(answer.status_code, 200)
        return json.loads(answer.data)["error"]["data"]

    def test_over_rpc(self):
        suggestion = self._accepted()
        self.authenticate(self.rep_shanghai.login, self.rep_shanghai.login)
        given = {"partner_id": self.mill.partner_id.id, "description": "Words"}
        with self.direct_client() as client:
            for text in NO_TEXTS:
                for model, method, *args in (
                    ("kam.suggestion", "create", [{**given, "name": text}]),
                    ("kam.suggestion", "write", suggestion.ids, {"name": text}),
                    ("kam.suggestion", "web_save", suggestion.ids, {"name": text}, {}),
                    ("kam.suggestion", "write", suggestion.ids, {"channel": text}),
                    ("kam.suggestion", "onchange", [], {"name": text}, [], {"name": {}}),
                ):
                    with self.subTest(method=method, text=ascii(text)):
                        error = self._call(client, model, method, *args)
                        self.assertEqual(error["name"], "odoo.exceptions.ValidationError")
                        self.assertRegex(error["message"], "Subject of the Sugg|Received How")
                for method, *args in (
                    ("search_read", [["name", "=", text]]),
                    ("search_count", [["name", "in", ["a", text]]]),
                    ("web_search_read", [["partner_id.name", "ilike", text]], {"name": {}}),
                    ("name_search", text),
                    ("find_similar", text),
                ):
                    with self.subTest(method=method, text=ascii(text)):
                        error = self._call(client, "kam.suggestion", method, *args)
                        self.assertEqual(error["name"], "odoo.exceptions.UserError")

    def test_on_the_pages(self):
        _suggestion, public = self._written()
        self.authenticate(self.buyer_mill.login, self.buyer_mill.login)
        with self.direct_client() as client:
            for text in NO_TEXTS:
                # half of a character comes as the signs of its bytes
                said = quote(text.encode("utf-8", "surrogatepass"))
                for path in ("new", f"{public.id}/message", f"{public.id}/rating"):
                    names = ("name", "description", "kind_id", "text", "score", "client_key")
                    fields = "&".join(f"{name}={said}" for name in names)
                    with self.subTest(path=path, text=ascii(text)):
                        token = self._csrf()
                        answer = client.post(
                            f"/my/suggestions/{path}",
                            base_url=self.base_url(),
                            data=f"{fields}&csrf_token={token}",
                            content_type="application/x-www-form-urlencoded",
                        )
                        self.assertLess(answer.status_code, 400)
                        if "\0" in text and path != f"{public.id}/rating":
                            self.assertIn(b"is empty", answer.data)
                    with self.subTest(path=path, file=ascii(text)):
                        file = (BytesIO(PDF), f"{text!a}\0.pdf")
                        answer = client.post(
                            f"/my/suggestions/{path}",
                            base_url=self.base_url(),
                            data={"text": "a", "files": file, "csrf_token": self._csrf()},
                        )
                        self.assertLess(answer.status_code, 400)
                    for query in (f"client_key={said}", f"said={said}", f"{said}=7"):
                        address = f"/my/suggestions/{public.id}?{query}"
                        answer = client.get(address, base_url=self.base_url())
                        self.assertEqual(answer.status_code, 200)
