from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestQueries(KamCommon):
    """What is asked of the database does not grow with the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {at}", "is_company": True} for at in range(MANY)]
        )
        cls.many = cls.env["kam.account"]._get_or_create(cls.partners, cls.company)
        cls.many._protected_write({"unit_id": cls.shanghai.id, "manager_id": cls.rep_shanghai.id})

    def _count(self, user, records, work):
        """Return how many queries the work takes, with nothing in the cache."""
        work(self._as(user, records))
        fresh = self._as(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def _assert_constant(self, user, records, work):
        few, many = (self._count(user, records[:size], work) for size in (FEW, MANY))
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few)

    def test_fields_of_partners(self):
        def work(partners):
            partners.read(["kam_state", "kam_number", "kam_unit_id", "kam_manager_id"])

        for user in (self.rep_shanghai, self.director, self.accountant):
            with self.subTest(user=user.login):
                self._assert_constant(user, self.partners, work)

    def test_list_of_accounts(self):
        specification = {
            "name": {},
            "state": {},
            "event_count": {},
            "unit_id": {"fields": {"display_name": {}}},
            "manager_id": {"fields": {"display_name": {}}},
        }
        for user in (self.rep_shanghai, self.director, self.administrator):
            with self.subTest(user=user.login):
                self._assert_constant(
                    user, self.many, lambda accounts: accounts.web_read(specification)
                )

    def test_figures_of_pages(self):
        """Each figure is asked for once, for however many accounts, that of visits as well."""
        for user in (self.rep_shanghai, self.director):
            with self.subTest(user=user.login):
                self._assert_constant(
                    user, self.many, lambda accounts: accounts.web_read({"figures": {}})
                )

    def test_list_of_units(self):
        units = self.env["kam.unit"].create(
            [
                {"name": f"Area {at}", "level": "area", "parent_id": self.east.id}
                for at in range(MANY)
            ]
        )
        specification = {
            "complete_name": {},
            "account_count": {},
            "viewer_ids": {"fields": {"display_name": {}}},
        }
        self._assert_constant(self.director, units, lambda records: records.web_read(specification))

    def test_preview_of_a_take_over(self):
        dialog = self.env["kam.account.takeover"].create(
            {
                "unit_id": self.shanghai.id,
                "manager_id": self.rep_shanghai.id,
                "line_ids": [
                    Command.create({"partner_id": partner.id, "number": f"N-{partner.id}"})
                    for partner in self.partners
                ],
            }
        )
        self._assert_constant(
            self.env.user, dialog.line_ids, lambda lines: lines.read(["level", "message"])
        )

    def test_groups_of_users(self):
        users = self.env["res.users"].create(
            [{"name": f"User {at}", "login": f"kam_many_{at}"} for at in range(MANY)]
        )
        self._assert_constant(
            self.env.user,
            users,
            lambda records: records.env["kam.position"]._sync_user_groups(records),
        )

    def test_rights_to_change_owners(self):
        self._assert_constant(
            self.manager_east, self.many, lambda accounts: accounts._filter_owner_change_allowed()
        )
