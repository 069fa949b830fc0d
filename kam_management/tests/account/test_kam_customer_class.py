import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamCustomerClass(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_other_company()
        cls.classes = cls.env["kam.customer.class"]._of_company(cls.company)

    def test_every_company_has_classes(self):
        for company in (self.company, self.other_company):
            with self.subTest(company=company.name):
                classes = self.env["kam.customer.class"]._of_company(company)
                self.assertEqual(classes.mapped("code"), ["A", "B", "C"])
                amounts = classes.mapped("amount_min")
                self.assertEqual(amounts, sorted(amounts, reverse=True))

    def test_classes_that_exist_stay(self):
        self.classes[0].amount_min = 7
        self.classes[1:].active = False
        created = self.env["kam.customer.class"]._create_defaults(self.company)
        self.assertFalse(created)
        self.assertEqual(self.classes[0].amount_min, 7)

    def test_what_is_not_asked_for(self):
        standard = self.classes[0]._get_standards()[0]
        self.assertEqual(standard.amount_min, 5_000_000)
        self.assertIsNone(standard.growth_min)
        self.classes[0].write({"has_growth_min": True, "growth_min": 0, "late_share_max": 0.3})
        standard = self.classes[0]._get_standards()[0]
        self.assertEqual(standard.growth_min, 0)
        self.assertEqual(str(standard.late_share_max), "0.3")

    def test_impossible_values(self):
        for vals in (
            {"amount_min": -1},
            {"growth_min": -1.1},
            {"late_share_max": 1.1},
            {"late_share_max": -0.1},
            {"code": " "},
            {"code": "B"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.classes[0].write(vals)
                self.env.flush_all()

    def test_who_keeps_classes(self):
        for user in (self.rep_shanghai, self.director, self.administrator):
            with self.subTest(user=user.login):
                classes = self._as(user, self.classes)
                self.assertEqual(classes.mapped("code"), ["A", "B", "C"])
                self.assertEqual(self._visible(user, "kam.customer.class").company_id, self.company)
                if user == self.administrator:
                    classes[0].amount_min = 10
                else:
                    with self.assertRaises(AccessError):
                        classes[0].amount_min = 10
        for model in ("kam.customer.class", "kam.customer.nature", "kam.service.content"):
            self.assertRights(
                model,
                {
                    self.rep_shanghai | self.director: "r",
                    self.administrator: "rwcd",
                    self.accountant | self.employee | self.portal: "",
                },
            )

    def test_class_of_another_company(self):
        foreign = self.env["kam.customer.class"]._of_company(self.other_company)[0]
        with self.assertRaisesRegex(UserError, "Customer Class.*another company"):
            self.mill.class_id = foreign
        self.mill.class_id = self.classes[0]
        with self.assertRaisesRegex(ValidationError, "accounts of .* are of this class"):
            self.classes[0].write({"company_id": self.other_company.id, "code": "Z"})
        for vals, message in (
            ({"kam_candidate_class_id": foreign.id}, "Proposed From Class.*Other Company"),
            ({"kam_candidate_unit_id": self.other_centre.id}, "Unit of Others.*Other Company"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                self.company.write(vals)

    def test_job_needs_class_and_unit(self):
        vals = {
            "kam_candidate_job": True,
            "kam_candidate_class_id": self.classes[0].id,
            "kam_candidate_unit_id": self.centre.id,
        }
        for missing in ("kam_candidate_class_id", "kam_candidate_unit_id"):
            with self.subTest(missing=missing), self.assertRaises(ValidationError):
                self.company.write({**vals, missing: False})
        self.company.write(vals)
        self.assertTrue(self.company.kam_candidate_job)

    def test_what_the_job_rests_on_is_not_archived(self):
        lonely = self._unit("Lonely", "area", self.east)
        choices = {
            "kam_candidate_class_id": self.classes[0],
            "kam_candidate_unit_id": lonely,
        }
        self.company.write(
            {"kam_candidate_job": True, **{name: choice.id for name, choice in choices.items()}}
        )
        for name, choice in choices.items():
            label = self.company._fields[name].string
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, f"{label}.*{self.company.name}"),
                self.cr.savepoint(),
            ):
                choice.active = False
        # without the job they may go, and then it cannot begin again with them
        self.company.kam_candidate_job = False
        for choice in choices.values():
            choice.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.company.kam_candidate_job = True

    def test_files_name_the_class_of_the_present_company(self):
        found = self.env["kam.customer.class"].search([("code", "=", "A")])
        self.assertGreater(len(found.company_id), 1)
        for company in (self.company, self.other_company):
            model = self.env["kam.customer.class"].with_company(company)
            pairs = model.name_search("A", operator="=")
            with self.subTest(company=company.name):
                self.assertEqual(len(pairs), 1)
                self.assertEqual(model.browse(pairs[0][0]).company_id, company)
        self.assertGreater(len(self.env["kam.customer.class"].name_search("A")), 1)
