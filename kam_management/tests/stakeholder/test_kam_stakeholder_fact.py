import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FAMILY, HEALTH, HOBBY, StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholderFact(StakeholderCommon):
    """Who reads personal facts, and that there is no other way to them."""

    def _texts(self, user, facts):
        return [row["text"] for row in self._request(user, facts).read(["text"])]

    def _searchable(self, user):
        return self._visible(user, "kam.stakeholder.fact") & self.facts

    def test_account_manager_and_units_above_read_everything(self):
        for user in (self.rep_hangzhou, self.manager_east, self.director):
            with self.subTest(user=user.login):
                self.assertEqual(self._searchable(user), self.facts)
                self.assertEqual(self._texts(user, self.facts), [HOBBY, HEALTH, FAMILY])

    def test_service_team_reads_neither_health_nor_economy(self):
        wealth = self._fact(self.boss, "economy", "owns three houses")
        self.assertEqual(self._searchable(self.rep_shanghai), self.hobby | self.family)
        self.assertEqual(self._texts(self.rep_shanghai, self.hobby | self.family), [HOBBY, FAMILY])
        for fact in (self.health, wealth):
            with self.subTest(kind=fact.kind):
                with self.assertRaises(AccessError):
                    self._texts(self.rep_shanghai, fact)
                with self.assertRaises(AccessError):
                    self._request(self.rep_shanghai, fact).write({"text": "nothing"})
                with self.assertRaises(AccessError):
                    self._request(self.rep_shanghai, fact).unlink()

    def test_service_team_does_not_enter_health(self):
        facts = self._request(self.rep_shanghai, self.env["kam.stakeholder.fact"])
        vals = {"stakeholder_id": self.boss.id, "purpose": "Meals", "text": "eats no nuts"}
        with self.assertRaises(AccessError):
            facts.create({**vals, "kind": "health"})
        facts.create({**vals, "kind": "hobby"})

    def test_others_read_nothing(self):
        for user in (self.rep_beijing, self.supervisor_north, self.supervisor_shanghai):
            with self.subTest(user=user.login):
                self.assertFalse(self._searchable(user))
                with self.assertRaises(AccessError):
                    self._texts(user, self.hobby)
        for user in (
            self.administrator,
            self.archivist,
            self.system,
            self.accountant,
            self.employee,
            self.portal,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._searchable(user)
                with self.assertRaises(AccessError):
                    self._texts(user, self.hobby)
                self.assertFalse(
                    self._request(user, self.env["kam.stakeholder.fact"]).has_access("read")
                )

    def test_administrator_does_not_find_out_how_many_there_are(self):
        boss = self._request(self.administrator, self.boss)
        for name in ("fact_ids", "fact_count", "facts_due"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                boss.read([name])
        self.assertNotIn("fact_ids", boss.read()[0])

    def test_membership_that_ended_or_is_to_come_shows_nothing(self):
        member = self.shop.team_ids
        self.assertRights(self.boss, {self.rep_shanghai: "rwc", self.rep_hangzhou: "rwcd"})
        self.assertRights(self.hobby, {self.rep_shanghai: "rwcd"})
        for dates in (
            {"date_from": self._days(-9), "date_to": self._days(-1)},
            {"date_from": self._days(1), "date_to": False},
        ):
            member.write(dates)
            self.assertRights(self.boss, {self.rep_shanghai: ""})
            self.assertRights(self.hobby | self.family, {self.rep_shanghai: ""})
            self.assertFalse(self._searchable(self.rep_shanghai))

    def test_position_or_membership_that_ends_shows_nothing_at_once(self):
        self.position_manager_east.date_to = self._days(-1)
        with self.assertRaises(AccessError):
            self._texts(self.manager_east, self.hobby)
        self.shop.team_ids.action_end()
        with self.assertRaises(AccessError):
            self._texts(self.rep_shanghai, self.hobby)

    def _is_refused(self, attempt):
        try:
            with self.cr.savepoint(), mute_logger("odoo.domains", "odoo.fields"):
                attempt()
        except (AccessError, UserError, ValueError):
            return True
        return False

    def _attempts(self, facts, name):
        """Return ways to ask the database about a field, by their names."""
        domain = [(name, "ilike", "xylophone")]
        accounts, partners = facts.env["kam.account"], facts.env["res.partner"]
        return {
            "search": lambda: facts.search(domain),
            "count": lambda: facts.search_count([(name, "=", HOBBY)]),
            "sort": lambda: facts.search([], order=name),
            "group": lambda: facts.formatted_read_group([], [name], ["__count"]),
            "aggregate": lambda: facts.formatted_read_group([], [], [f"{name}:array_agg"]),
            "having": lambda: facts._read_group(
                [], ["kind"], [], having=[(f"{name}:max", ">", "")]
            ),
            "name_search": lambda: facts.name_search("", domain),
            "any": lambda: facts.env["kam.stakeholder"].search([("fact_ids", "any", domain)]),
            "account": lambda: accounts.search(
                [(f"stakeholder_ids.fact_ids.{name}", "ilike", "xylophone")]
            ),
            "partner": lambda: partners.search(
                [(f"kam_stakeholder_ids.fact_ids.{name}", "ilike", "xylophone")]
            ),
        }

    def test_nobody_reads_by_searching_grouping_or_sorting(self):
        for user in (self.rep_hangzhou, self.director, self.administrator, self.env.user):
            facts = self._request(user, self.env["kam.stakeholder.fact"])
            for name in ("text", "body"):
                for way, attempt in self._attempts(facts, name).items():
                    with self.subTest(user=user.login, name=name, way=way):
                        self.assertTrue(self._is_refused(attempt))
        # the same ways lead somewhere for a field that may be asked for
        facts = self._request(self.rep_hangzhou, self.env["kam.stakeholder.fact"])
        for way, attempt in self._attempts(facts, "purpose").items():
            with self.subTest(way=way):
                self.assertFalse(self._is_refused(attempt))

    def test_column_is_no_field(self):
        self.assertNotIn("body", self.env["kam.stakeholder.fact"]._fields)
        with self.assertRaises(ValueError):
            self._request(self.rep_hangzhou, self.hobby).read(["body"])
        self.assertFalse(
            self.env["ir.model.fields"].search(
                [("model", "=", "kam.stakeholder.fact"), ("name", "=", "body")]
            )
        )

    def test_superuser_code_is_given_nothing(self):
        fact = self._request(self.rep_hangzhou, self.hobby).sudo()
        self.assertFalse(fact.text)
        self.assertFalse(fact.read(["text"])[0]["text"])
        rows = fact.filtered_domain([("text", "ilike", "xylophone")])
        self.assertFalse(rows)
        self.assertFalse(self._request(self.env.user, self.hobby).text)

    def test_manual_related_field_leaks_nothing(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_text",
                "model_id": self.env["ir.model"]._get("kam.stakeholder.fact").id,
                "field_description": "Leak",
                "ttype": "text",
                "related": "stakeholder_id.fact_ids.text",
                "store": False,
                "readonly": True,
            }
        )
        self.assertTrue(field)
        values = self._request(self.rep_hangzhou, self.hobby).read(["x_text"])
        self.assertFalse(values[0]["x_text"])

    def test_template_run_by_the_system_gives_nothing(self):
        template = self.env["mail.template"].create(
            {
                "name": "Leak",
                "model_id": self.env["ir.model"]._get("kam.stakeholder").id,
                "body_html": '<p><t t-out="object.sudo().fact_ids.mapped(&quot;text&quot;)"/>|</p>',
            }
        )
        template = self._request(self.rep_hangzhou, template).sudo()
        body = template._render_field("body_html", self.boss.ids)[self.boss.id]
        self.assertIn("[False, False, False]|", body)

    def test_cache_of_one_reader_is_not_that_of_another(self):
        self.assertEqual(self._request(self.rep_hangzhou, self.hobby).text, HOBBY)
        self.assertFalse(self.hobby.with_user(self.rep_beijing).sudo(False).text)
        self.assertFalse(self.hobby.sudo().text)

    def test_fact_needs_text_and_purpose(self):
        with self.assertRaisesRegex(ValidationError, "Fact"):
            self._fact(self.boss, "work", "  ")
        with self.assertRaisesRegex(ValidationError, "Fact"):
            self.hobby.text = False
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._fact(self.boss, "work", "works late", purpose=" ")

    def test_fact_is_about_a_person(self):
        with self.assertRaisesRegex(ValidationError, "no contact yet"):
            self._fact(self.vacancy, "work", "works late")

    def test_review_in_a_year(self):
        self.assertEqual((self.hobby.date_review - self.today).days // 10, 36)

    def test_kind_and_person_stay(self):
        facts = self._request(self.rep_hangzhou, self.health)
        with self.assertRaisesRegex(UserError, "Kind"):
            facts.kind = "hobby"
        with self.assertRaisesRegex(UserError, "Stakeholder"):
            facts.stakeholder_id = self.buyer
        with self.assertRaisesRegex(UserError, "Account"):
            facts.account_id = self.mill
        facts.write({"text": "allergic to nothing", "kind": "health"})
        self.assertEqual(self._texts(self.rep_hangzhou, self.health), ["allergic to nothing"])

    def test_copies_carry_no_facts(self):
        copy = self.boss.copy()
        self.assertTrue(copy.is_vacant)
        self.assertFalse(copy.fact_ids)
        with self.assertRaises(ValidationError):
            self.hobby.copy()

    def test_nothing_in_messages_and_tracking(self):
        boss = self._request(self.rep_hangzhou, self.boss)
        boss.write({"fact_ids": [(0, 0, {"kind": "ideal", "purpose": "p", "text": "zyzzyva"})]})
        boss.fact_ids.filtered(lambda fact: fact.kind == "ideal").text = "zyzzyva zyzzyva"
        boss.stance = "opponent"
        self.cr.flush()
        messages = self.boss.message_ids | self.shop.message_ids
        self.assertTrue(messages)
        values = messages.sudo().tracking_value_ids
        written = [*messages.mapped("body"), *values.mapped("new_value_text")]
        written += values.mapped("new_value_char")
        self.assertFalse([text for text in written if text and "zyzzyva" in text])

    def test_deleting_a_stakeholder_deletes_and_logs_its_facts(self):
        self._log()
        self._request(self.rep_hangzhou, self.boss).unlink()
        self.assertFalse(self.facts.exists())
        self.assertEqual(
            sorted(self._log()),
            sorted(
                (self.rep_hangzhou.login, fact, "delete") for fact in ("hobby", "health", "family")
            ),
        )
