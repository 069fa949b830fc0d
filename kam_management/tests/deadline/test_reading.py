from datetime import datetime

from odoo.fields import Command, Domain

from ...reading import fetch_together
from ..common import KamCommon

NAMES = [
    "active",
    "category_id.name",
    "create_date",
    "name",
    "parent_id.name",
    "partner_latitude",
]


class TestReading(KamCommon):
    """What is read together is what is read one by one, as far as the reader may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "Steel"}, {"name": "Paper"}, {"name": "Gone", "active": False}]
        )
        cls.mother = cls.env["res.partner"].create({"name": "Mother", "is_company": True})
        cls.customer, cls.archived, cls.bare = cls.env["res.partner"].create(
            [
                {
                    "name": "Customer",
                    "parent_id": cls.mother.id,
                    "partner_latitude": 31.25,
                    "category_id": [Command.set(cls.tags.ids)],
                },
                {"name": "Archived", "parent_id": cls.mother.id, "active": False},
                {"name": "Bare"},
            ]
        )
        cls.partners = cls.mother | cls.customer | cls.archived | cls.bare
        cls.users = cls.rep_shanghai | cls.director
        cls.env.flush_all()

    def fetch(self, user=None, partners=None):
        """Read partners and users together, by somebody; returned with the number of queries."""
        self.env.invalidate_all()
        env = self.env(user=user or self.director)
        # which rules go by, as of any request
        env.companies.mapped("parent_id")
        before = self.env.cr.sql_log_count
        found = fetch_together(
            [
                (env[records._name], Domain("id", "in", records.ids), names)
                for records, names in (
                    (self.partners if partners is None else partners, NAMES),
                    (self.users, ["login"]),
                )
            ]
        )
        return found, self.env.cr.sql_log_count - before

    def test_what_is_read_is_what_is_there(self):
        (partners, users), _count = self.fetch()
        before = self.env.cr.sql_log_count
        read = {
            partner.id: (
                partner.name,
                partner.active,
                partner.partner_latitude,
                partner.create_date,
                partner.parent_id.name,
                partner.category_id.mapped("name"),
            )
            for partner in partners
        }
        logins = users.mapped("login")
        self.assertEqual(self.env.cr.sql_log_count, before)
        self.assertEqual(set(read), set(self.partners.ids))
        self.assertEqual(set(logins), set(self.users.mapped("login")))
        self.env.invalidate_all()
        for partner in self.partners.with_user(self.director):
            with self.subTest(partner=partner.name):
                self.assertEqual(
                    read[partner.id],
                    (
                        partner.name,
                        partner.active,
                        partner.partner_latitude,
                        partner.create_date,
                        partner.parent_id.name,
                        partner.category_id.mapped("name"),
                    ),
                )
        self.assertIsInstance(read[self.bare.id][3], datetime)
        self.assertIs(read[self.bare.id][4], False)

    def test_one_statement_and_one_for_what_they_lead_to(self):
        self.fetch()
        found, count = self.fetch()
        self.assertEqual([len(records) for records in found], [4, 2])
        self.assertEqual(count, 2)

    def test_nothing_is_overwritten(self):
        partner = self.customer.with_user(self.director)
        self.fetch()
        self.customer.name = "Renamed"
        env = self.env(user=self.director)
        fetch_together([(env["res.partner"], Domain("id", "in", self.customer.ids), ["name"])])
        self.assertEqual(partner.name, "Renamed")

    def test_only_what_the_reader_may_read(self):
        self.mother.company_id = self.env["res.company"].create({"name": "Reading Elsewhere"})
        self.customer.company_id = self.mother.company_id
        self.env.flush_all()
        (partners, _users), _count = self.fetch(self.rep_shanghai)
        self.assertEqual(partners, (self.archived | self.bare).with_env(partners.env))

    def test_a_model_or_a_field_that_is_hidden_is_passed_over(self):
        env = self.env(user=self.rep_shanghai)
        servers, users = fetch_together(
            [
                (env["ir.mail_server"], Domain.TRUE, ["smtp_pass"]),
                (env["res.users"], Domain("id", "=", env.uid), ["api_key_ids", "login"]),
            ]
        )
        self.assertFalse(servers)
        self.assertEqual(users.login, self.rep_shanghai.login)

    def test_a_model_that_leads_to_itself(self):
        model = self.env["res.partner"].with_user(self.director)
        [mothers] = fetch_together([(model, Domain("id", "=", self.mother.id), ["child_ids.name"])])
        before = self.env.cr.sql_log_count
        self.assertEqual(mothers.child_ids.mapped("name"), ["Customer"])
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_nobody(self):
        self.fetch()
        (partners, users), count = self.fetch(partners=self.partners.browse())
        self.assertFalse(partners)
        self.assertEqual(len(users), 2)
        self.assertEqual(count, 1)
