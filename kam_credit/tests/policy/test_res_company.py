import re
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import KamCreditPolicyCommon

# What no field of its type can take.
ODD = {
    "integer": ("many", "2.5", 2.5, True, [1], {"a": 1}, 1e15, float("inf"), float("nan")),
    "float": ("much", True, [0.5], {"a": 1}, 1e300, float("inf"), float("nan"), "nan"),
    "monetary": ("much", True, [5], {"a": 1}, 1e15, 1e300, float("inf"), float("nan")),
    "selection": ("other", 7, ["amount"], {"a": 1}, True),
    "boolean": ([], [1], {"a": 1}, 0.5),
    "date": ("someday", 7, [1], "0001-01-01", "9999-12-31"),
    "many2one": ("somebody", [1], -1, 10**12, 0.5),
    "many2many": ("some", 7, [[9, 0, 0]], [[6, 0, "a"]]),
}


@tagged("post_install", "-at_install")
class TestResCompany(KamCreditPolicyCommon):
    """What is no value of a credit setting is refused in words, whoever hands it over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.company.with_user(cls.system)
        cls.settings = {
            name: field
            for name, field in cls.env["res.company"]._fields.items()
            if name.startswith("kam_credit_") and field.store and not field.readonly
        }

    @contextmanager
    def refused(self, field):
        with self.assertRaisesRegex(UserError, re.escape(field.string)), self.env.cr.savepoint():
            yield

    def test_odd_values_are_refused_by_name(self):
        self.assertGreater(len(self.settings), 35)
        before = self.company.sudo().read([*self.settings])
        for name, field in self.settings.items():
            for value in ODD[field.type]:
                with self.subTest(name=name, value=value):
                    with self.refused(field):
                        self.companies.write({name: value})
                        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.company.sudo().read([*self.settings]), before)

    def test_so_they_are_while_a_scheme_is_in_force(self):
        self.approve(self.begin())
        self.test_odd_values_are_refused_by_name()

    def test_so_does_the_scheme(self):
        policy = self.begin().with_user(self.credit_admin)
        for setting in self.settings:
            name = setting.removeprefix("kam_credit_")
            field = policy._fields.get(name)
            if not field or not field.store:
                continue
            for value in ODD[field.type]:
                with self.subTest(name=name, value=value):
                    with self.refused(field):
                        policy.write({name: value})
                        self.env.flush_all()
