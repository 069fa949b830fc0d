from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common import FAMILY, HEALTH, HOBBY, StakeholderCommon


class PrivacyCommon(StakeholderCommon):
    def _lookup(self, user):
        wizard = self._request(user, self.env["privacy.lookup.wizard"]).create(
            {"name": "Boss", "email": "boss@shop.example.com"}
        )
        wizard.action_lookup()
        return wizard.line_ids

    def _line(self, user, record):
        return self._lookup(user).filtered(
            lambda line: line.res_model == record._name and line.res_id == record.id
        )


@tagged("post_install", "-at_install")
class TestKamStakeholderPrivacy(PrivacyCommon):
    def _columns_with(self, text):
        """Return the columns of the whole database that hold a text."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                    AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')
                """
            )
        )
        found = []
        for table, column in columns:
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{text}%",
                )
            ):
                found.append(f"{table}.{column}")
        return found

    def test_lookup_finds_stakeholder_and_facts(self):
        lines = self._lookup(self.system)
        found = {(line.res_model, line.res_id) for line in lines}
        self.assertIn(("kam.stakeholder", self.boss.id), found)
        for fact in self.facts:
            self.assertIn(("kam.stakeholder.fact", fact.id), found)
        self.assertNotIn(("kam.stakeholder", self.buyer.id), found)
        self.assertNotIn(HOBBY, str(lines.read()))

    def test_export_of_a_stakeholder(self):
        line = self._line(self.system, self.boss)
        self._log()
        data = line._kam_prepare_export()
        stakeholder = data["stakeholders"][0]
        self.assertEqual(stakeholder["name"], "Boss")
        self.assertEqual(
            {fact["kind"]: fact["text"] for fact in stakeholder["facts"]},
            {"Hobbies": HOBBY, "Personal health": HEALTH, "Family": FAMILY},
        )
        self.assertEqual(
            sorted(self._log()),
            sorted((self.system.login, kind, "privacy") for kind in ("hobby", "health", "family")),
        )

    def test_export_of_one_fact(self):
        data = self._line(self.system, self.health)._kam_prepare_export()
        facts = data["stakeholders"][0]["facts"]
        self.assertEqual([fact["text"] for fact in facts], [HEALTH])

    def test_only_administrators_of_the_tool(self):
        line = self._line(self.system, self.boss)
        for user in (self.administrator, self.rep_hangzhou, self.director, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._lookup(user)
                for method in ("action_kam_export", "action_kam_erase", "_kam_prepare_export"):
                    with self.assertRaises(AccessError):
                        getattr(self._request(user, line), method)()

    def test_only_stakeholders_and_facts(self):
        line = self._line(self.system, self.boss_partner)
        self.assertTrue(line)
        for method in ("action_kam_export", "action_kam_erase"):
            with self.assertRaisesRegex(UserError, "no stakeholder"):
                getattr(line, method)()

    def test_erasure_leaves_the_text_nowhere(self):
        self.boss.pressure = "wibbles"
        self._request(self.rep_hangzhou, self.facts).read(["text"])
        self._request(self.rep_hangzhou, self.hobby).export_data(["text"])
        self.hobby.basis_note = "told us about the xylophone"
        self.assertEqual(self._columns_with(HOBBY), ["kam_stakeholder_fact.body"])
        self._log()
        self._line(self.system, self.boss).action_kam_erase()
        self.env.invalidate_all()
        for text in (HOBBY, HEALTH, FAMILY, "xylophone", "wibbles"):
            with self.subTest(text=text):
                self.assertEqual(self._columns_with(text), [])
        for fact in self.facts:
            self.assertTrue(fact.date_erased)
            self.assertEqual(fact.erased_by_id, self.system)
            self.assertFalse(fact.purpose)
        self.assertEqual(self.hobby.kind, "hobby")
        self.assertEqual({how for _login, _kind, how in self._log()}, {"erase"})
        reader = self._request(self.rep_hangzhou, self.facts)
        self.assertFalse(any(row["text"] for row in reader.read(["text"])))

    def test_erased_stays_erased(self):
        line = self._line(self.system, self.hobby)
        line.action_kam_erase()
        self.assertIn("Erased", line.execution_details)
        self.assertFalse(self.health.date_erased)
        with self.assertRaisesRegex(UserError, "erased"):
            self._request(self.rep_hangzhou, self.hobby).write({"text": "back again"})
        with self.assertRaises(UserError):
            self.hobby.date_erased = False
        before = self.hobby.date_erased
        line.action_kam_erase()
        self.assertEqual(self.hobby.date_erased, before)

    def test_deletion_by_the_tool(self):
        self._log()
        self._line(self.system, self.boss).action_unlink()
        self.assertFalse(self.boss.exists())
        self.assertFalse(self.facts.exists())
        self.assertEqual({how for _login, _kind, how in self._log()}, {"delete"})


@tagged("post_install", "-at_install")
class TestKamStakeholderPrivacyHttp(PrivacyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.system | cls.rep_hangzhou).password = "password_of_tests"

    def test_download(self):
        line = self._line(self.system, self.boss)
        url = line.action_kam_export()["url"]
        attachments = self.env["ir.attachment"].search_count([])
        self.authenticate(self.system.login, "password_of_tests")
        self._log()
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn(HOBBY, response.text)
        self.env.invalidate_all()
        self.assertEqual({how for _login, _kind, how in self._log()}, {"privacy"})
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)
        self.assertEqual(self.url_open("/kam_management/privacy/export?lines=a").status_code, 400)

    def test_others_download_nothing(self):
        url = self._line(self.system, self.boss).action_kam_export()["url"]
        self.authenticate(self.rep_hangzhou.login, "password_of_tests")
        response = self.url_open(url)
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn(HOBBY, response.text)
