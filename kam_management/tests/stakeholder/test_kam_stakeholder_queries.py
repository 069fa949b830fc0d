from odoo.tests import tagged

from ..account.test_kam_account_queries import FEW, MANY
from .common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholderQueries(StakeholderCommon):
    """What is asked of the database does not grow with the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contacts = cls.env["res.partner"].create(
            [{"name": f"Person {at}", "parent_id": cls.mill.partner_id.id} for at in range(MANY)]
        )
        cls.many = cls.env["kam.stakeholder"].create(
            [
                {"account_id": cls.mill.id, "partner_id": contact.id, "influence": 1 + at % 5}
                for at, contact in enumerate(contacts)
            ]
        )
        cls.many_facts = cls.env["kam.stakeholder.fact"].create(
            [
                {
                    "stakeholder_id": stakeholder.id,
                    "kind": "hobby",
                    "purpose": "Presents",
                    "text": f"Collects {stakeholder.id}",
                }
                for stakeholder in cls.many
            ]
        )
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {at}", "is_company": True} for at in range(MANY)]
        )
        cls.many_accounts = cls.env["kam.account"]._get_or_create(partners, cls.company)
        cls.many_accounts._protected_write(
            {"unit_id": cls.shanghai.id, "manager_id": cls.rep_shanghai.id}
        )
        cls.env["kam.stakeholder"].create(
            [{"account_id": account.id, "decision_role": "user"} for account in cls.many_accounts]
        )

    def _count(self, user, records, work):
        work(self._request(user, records))
        fresh = self._request(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def _assert_constant(self, records, work, users=None):
        for user in users or (self.rep_shanghai, self.director):
            with self.subTest(user=user.login):
                few, many = (self._count(user, records[:size], work) for size in (FEW, MANY))
                self.assertGreater(few, 0)
                self.assertLessEqual(many, few)

    def test_list(self):
        specification = {
            "display_name": {},
            "account_id": {"fields": {"display_name": {}}},
            "account_missing_roles": {},
            "stance": {},
            "relationship_gap": {},
            "has_left": {},
            "fact_count": {},
            "facts_due": {},
            "parent_id": {"fields": {"display_name": {}}},
        }
        self._assert_constant(self.many, lambda records: records.web_read(specification))

    def test_chart(self):
        specification = {"display_name": {}, "account_missing_roles": {}, "stance": {}}

        def work(records):
            records.hierarchy_read([("id", "in", records.ids)], dict(specification), "parent_id")

        self._assert_constant(self.many, work)

    def test_accounts(self):
        specification = {
            "stakeholder_count": {},
            "missing_roles": {},
            "missing_role_ids": {"fields": {"display_name": {}}},
        }
        self._assert_constant(self.many_accounts, lambda records: records.web_read(specification))

    def test_account_form(self):
        specification = {
            "missing_roles": {},
            "stakeholder_ids": {
                "fields": {"display_name": {}, "stance": {}, "relationship_gap": {}}
            },
        }

        def work(stakeholders):
            (self.mill.stakeholder_ids - stakeholders.sudo()).active = False
            stakeholders.sudo().active = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.mill.with_user(self.rep_shanghai).web_read(specification)
            self.assertEqual(len(rows[0]["stakeholder_ids"]), len(stakeholders))
            counts.append(self.cr.sql_log_count - before)

        counts = []
        for size in (MANY, MANY, FEW):
            work(self._request(self.env.user, self.many[:size]))
        self.assertLessEqual(counts[1], counts[2])

    def test_opening_facts(self):
        self._assert_constant(self.many_facts, lambda records: records.read(["kind", "text"]))

    def test_openings(self):
        self.many_facts.with_user(self.rep_shanghai).read(["text"])
        rows = self.env["kam.stakeholder.opening"].search([("account_id", "=", self.mill.id)])
        self.assertEqual(len(rows), MANY)
        specification = {"stakeholder_id": {"fields": {"display_name": {}}}, "how": {}}
        self._assert_constant(
            rows, lambda records: records.web_read(specification), [self.director]
        )
