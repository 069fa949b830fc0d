from odoo.fields import Command
from odoo.tests import tagged

from .common import ScreeningCommon

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestKamScreeningQueries(ScreeningCommon):
    """What list, board and form ask of the database does not grow with the number of screenings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.screenings = (
            cls.env["kam.screening"]
            .with_user(cls.rep_shanghai)
            .create(
                [
                    {"partner_id": cls._partner(f"Many {at}").id, "class_id": cls.big.id}
                    for at in range(MANY)
                ]
            )
            .sudo()
        )

    def _count(self, work, user, records):
        work(self._as(user, records))
        fresh = self._as(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def _assert_constant(self, view_type):
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.administrator):
            specification = self._specification(view_type, user)
            with self.subTest(user=user.login):
                few, many = (
                    self._count(
                        lambda records: records.web_read(specification),  # noqa: B023
                        user,
                        self.screenings[:size],
                    )
                    for size in (FEW, MANY)
                )
                self.assertGreater(few, 0)
                self.assertLessEqual(many, few)

    def _specification(self, view_type, user):
        """Return what the web client reads for a view that a user opens."""
        model = self.env["kam.screening"].with_user(user)
        view = model.get_view(view_type=view_type)
        names = model.get_views([(view["id"], view_type)])["models"]["kam.screening"]["fields"]
        fields = self.env["kam.screening"]._fields
        return {
            name: {"fields": {"display_name": {}}} if fields[name].relational else {}
            for name in names
            if name in fields and fields[name].type != "properties"
        }

    def test_list(self):
        self._assert_constant("list")

    def test_kanban(self):
        self._assert_constant("kanban")

    def test_rights_of_a_delegate(self):
        """Delegates find, count and may write what is delegated, in as many queries as for few."""
        delegate = self._user("delegate")
        self._position(delegate, self.beijing, "supervisor")
        self.env["kam.approval.review"]._protected_create(
            [
                {
                    "res_model": screening._name,
                    "res_id": screening.id,
                    "company_id": self.company.id,
                    "unit_id": self.shanghai.id,
                    "round": 1,
                    "sequence": 10,
                    "name": "Reviewed",
                    "deadline_days": 3,
                    "day_count": "calendar",
                    "state": "pending",
                    "date_due": self.today,
                    "delegate_ids": [Command.set(delegate.ids)],
                }
                for screening in self.screenings
            ]
        )
        jobs = {
            "list": lambda records: records.web_search_read(
                [("id", "in", records.ids)], {"number": {}, "stage": {}}
            ),
            "rights": lambda records: records.has_access("write"),
            "groups": lambda records: records.formatted_read_group(
                [("id", "in", records.ids)], ["stage"], ["__count"]
            ),
        }
        for name, job in jobs.items():
            with self.subTest(job=name):
                few, many = (
                    self._count(job, delegate, self.screenings[:size]) for size in (FEW, MANY)
                )
                self.assertGreater(few, 0)
                self.assertLessEqual(many, few)
        mine = self._as(delegate, self.screenings)
        self.assertTrue(mine.has_access("write"))
        self.assertEqual(mine.search_count([("id", "in", self.screenings.ids)]), MANY)
