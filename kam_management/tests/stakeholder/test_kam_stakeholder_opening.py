from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .common import FAMILY, HOBBY, StakeholderCommon

MODEL = "kam.stakeholder.fact"


@tagged("post_install", "-at_install")
class TestKamStakeholderOpening(StakeholderCommon):
    """Each opening, export and print leaves one row per fact and request."""

    def setUp(self):
        super().setUp()
        self.cr.flush()
        self._log()
        self.reader = self.rep_hangzhou

    def _opened(self, *kinds, how="open", user=None):
        return sorted(((user or self.reader).login, kind, how) for kind in kinds)

    def _after(self, work):
        work()
        return sorted(self._log())

    def test_each_way_of_reading_is_logged(self):
        facts = self.hobby | self.family
        specification = {"text": {}, "kind": {}}
        ways = {
            "read": lambda records: records.read(["text"]),
            "web_read": lambda records: records.web_read(specification),
            "search_read": lambda records: records.search_read([("id", "in", facts.ids)], ["text"]),
            "web_search_read": lambda records: records.web_search_read(
                [("id", "in", facts.ids)], specification
            ),
            "filtered_domain": lambda records: records.filtered_domain([("text", "ilike", "x")]),
            "from the stakeholder": lambda records: records.stakeholder_id.web_read(
                {"fact_ids": {"fields": {"text": {}}}}
            ),
        }
        for way, work in ways.items():
            with self.subTest(way=way):
                records = self._request(self.reader, facts)
                rows = self._after(lambda work=work, records=records: work(records))
                expected = ["hobby", "family"]
                if way == "from the stakeholder":
                    expected.append("health")
                self.assertEqual(rows, self._opened(*expected))

    def test_reading_without_the_text_is_not_logged(self):
        facts = self._request(self.reader, self.facts)
        self.assertEqual(self._after(lambda: facts.read(["kind", "purpose"])), [])
        self.assertEqual(self._after(lambda: facts.mapped("display_name")), [])

    def test_once_per_request(self):
        fact = self._request(self.reader, self.hobby)
        self.assertEqual(self._after(lambda: fact.read(["text"])), self._opened("hobby"))
        self.assertEqual(self._after(lambda: fact.read(["text"])), [])
        fact.invalidate_recordset()
        self.assertEqual(self._after(lambda: fact.read(["text"])), [])
        fact = self._request(self.reader, self.hobby)
        self.assertEqual(self._after(lambda: fact.read(["text"])), self._opened("hobby"))

    def test_logged_again_after_a_rollback(self):
        fact = self._request(self.reader, self.hobby)
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            fact.read(["text"])
            raise ZeroDivisionError
        self.assertEqual(self._log(), [])
        self.assertEqual(self._after(lambda: fact.read(["text"])), self._opened("hobby"))

    def test_refused_reading_is_not_logged(self):
        with self.assertRaises(AccessError):
            self._request(self.rep_beijing, self.hobby).read(["text"])
        self.assertEqual(self._log(), [])

    def test_export(self):
        facts = self._request(self.reader, self.hobby)
        data = facts.export_data(["kind", "text"])["datas"]
        self.assertEqual(data[0][1], HOBBY)
        self.assertEqual(self._log(), self._opened("hobby", how="export"))

    def test_export_through_other_records(self):
        for record, path in (
            (self.boss, "fact_ids/text"),
            (self.shop, "stakeholder_ids/fact_ids/text"),
            (self.boss_partner, "kam_stakeholder_ids/fact_ids/text"),
        ):
            with self.subTest(model=record._name):
                reader = self._request(self.rep_shanghai, record)
                data = reader.export_data(["display_name", path])["datas"]
                texts = [row[1] for row in data if row[1]]
                self.assertEqual(sorted(texts), sorted([HOBBY, FAMILY]))
                self.assertEqual(
                    sorted(self._log()),
                    self._opened("hobby", "family", how="export", user=self.rep_shanghai),
                )

    def test_export_by_those_who_may_not_read(self):
        with self.assertRaises(AccessError):
            self._request(self.administrator, self.shop).export_data(
                ["stakeholder_ids/fact_ids/text"]
            )
        self.assertEqual(self._log(), [])

    def test_deleting_leaves_a_row_without_the_text(self):
        self._request(self.reader, self.hobby).unlink()
        self.assertEqual(self._log(), self._opened("hobby", how="delete"))
        row = self.env["kam.stakeholder.opening"].search([], limit=1)
        self.assertNotIn(HOBBY, str(row.read()))

    def test_who_reads_the_log(self):
        self._request(self.reader, self.hobby).read(["text"])
        rows = self.env["kam.stakeholder.opening"].search([("account_id", "=", self.shop.id)])
        self.assertTrue(rows)
        for user in (self.manager_east, self.director, self.administrator):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user, rows._name) & rows, rows)
                boss = self._request(user, self.boss)
                self.assertEqual(boss.opening_count, 1)
                found = (
                    self.env[rows._name].with_user(user).search(boss.action_view_access()["domain"])
                )
                self.assertEqual(found.stakeholder_id, self.boss)
        for user in (self.supervisor_shanghai, self.supervisor_north):
            with self.subTest(user=user.login):
                self.assertFalse(self._visible(user, rows._name) & rows)
        for user in (self.rep_hangzhou, self.rep_shanghai, self.archivist, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._visible(user, rows._name)

    def test_log_cannot_be_changed(self):
        self._request(self.reader, self.hobby).read(["text"])
        row = self.env["kam.stakeholder.opening"].search([], limit=1)
        with self.assertRaises(UserError):
            row.write({"how": "print"})
        with self.assertRaises(UserError):
            row.unlink()
        with self.assertRaises(UserError):
            row.copy()
        with (
            self.assertRaises(Exception) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(SQL("DELETE FROM kam_stakeholder_opening WHERE id = %s", row.id))
        self.assertIn("cannot be changed", str(caught.exception))

    def test_log_outlives_the_stakeholder(self):
        self._request(self.reader, self.hobby).read(["text"])
        self.boss.unlink()
        row = self.env["kam.stakeholder.opening"].search([("how", "=", "open")], limit=1)
        self.assertFalse(row.stakeholder_id)
        self.assertTrue(row.stakeholder_ref)

    def test_form_of_an_existing_fact(self):
        fact = self._request(self.reader, self.hobby)
        rows = self._after(lambda: self._request(self.reader, fact.new(origin=fact)).text)
        self.assertEqual(rows, self._opened("hobby"))
        stranger = self._request(self.rep_beijing, self.hobby)
        self.assertFalse(stranger.new(origin=stranger).text)
        self.assertEqual(self._log(), [])

    def test_forged_context_changes_nothing(self):
        fact = self._request(
            self.reader, self.hobby, kam_protected_write=True, how="print", tracking_disable=True
        )
        fact.read(["text"])
        self.assertEqual(self._log(), self._opened("hobby"))


@tagged("post_install", "-at_install")
class TestKamStakeholderOpeningHttp(StakeholderCommon, HttpCase):
    """Over HTTP, where reading begins on a cursor that cannot write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep_hangzhou.password = "rep_hangzhou_of_tests"

    def _call(self, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{MODEL}/{method}",
            {"model": MODEL, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_one_row_per_request(self):
        self.authenticate(self.rep_hangzhou.login, "rep_hangzhou_of_tests")
        self._log()
        calls = (
            ("web_read", [self.hobby.ids], {"specification": {"text": {}}}),
            ("read", [self.hobby.ids, ["text"]], {}),
            ("search_read", [[("id", "=", self.hobby.id)], ["text"]], {}),
            (
                "web_search_read",
                [[("id", "=", self.hobby.id)], {"text": {}}],
                {},
            ),
        )
        for method, args, kwargs in calls:
            for _again in range(2):
                with self.subTest(method=method):
                    with self.assertLogs("odoo.http", level="WARNING") as logs:
                        result = self._call(method, *args, **kwargs)
                    self.assertIn("retrying with a read/write cursor", logs.output[0])
                    self.assertIn(HOBBY, str(result))
                    self.env.invalidate_all()
                    self.assertEqual(self._log(), [(self.rep_hangzhou.login, "hobby", "open")])

    def test_saving_returns_what_was_written(self):
        self.authenticate(self.rep_hangzhou.login, "rep_hangzhou_of_tests")
        result = self._call(
            "web_save", self.hobby.ids, {"text": "plays the lute"}, specification={"text": {}}
        )
        self.assertEqual(result[0]["text"], "plays the lute")
        self.env.invalidate_all()
        self.assertEqual(self._request(self.rep_hangzhou, self.hobby).text, "plays the lute")

    def test_list_view_export(self):
        self.rep_hangzhou.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        self.authenticate(self.rep_hangzhou.login, "rep_hangzhou_of_tests")
        self._log()
        result = self._call("export_data", self.hobby.ids, ["text"])
        self.assertEqual(result["datas"], [[HOBBY]])
        self.env.invalidate_all()
        self.assertEqual(self._log(), [(self.rep_hangzhou.login, "hobby", "export")])
