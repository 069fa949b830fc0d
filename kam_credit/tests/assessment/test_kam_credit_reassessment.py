from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditReassessment(KamCreditAssessmentCommon):
    """When a customer is assessed again: by time, and by what happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme._assign_tier(cls.tiers["red"], "Taken over")

    def duty(self):
        return self.root["kam.deadline"].search(
            [("code", "=", "credit_assessment"), ("state", "=", "open")]
        )

    def assertOwed(self, code, due):
        self.assertEqual(self.acme.reassess_code, code)
        self.assertEqual(self.acme.date_reassess, due)
        self.assertEqual(self.duty().date_due, due)

    def test_by_the_tier(self):
        self.store(self.customer)
        self.assessed(80)
        # red list: six months
        self.assertOwed("period", TODAY.replace(month=12))

    def test_submitting_keeps_it(self):
        self.store(self.customer)
        self.assessed(80)
        duty = self.duty()
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        self.assertEqual(duty.state, "kept")
        sheet.with_user(self.credit_officer).action_withdraw()
        sheet.with_user(self.credit_officer).action_give_up()
        self.assertTrue(self.duty())

    def test_by_the_first_late_payment(self):
        self.store(self.customer)
        self.assessed(80)
        self.invoice(self.customer, 100, due=day(-3))
        self.store(self.customer)
        self.assertOwed("late", self.company._kam_due(TODAY, 10, "working"))
        # once
        self.duty()._protected_write({"title": "Known"})
        self.store(self.customer)
        self.assertEqual(self.duty().title, "Known")

    def test_not_where_somebody_always_pays_late(self):
        self.invoice(self.customer, 100, due=day(-3))
        self.store(self.customer)
        self.assessed(80)
        self.store(self.customer)
        self.assertEqual(self.acme.reassess_code, "period")

    def test_by_old_statements(self):
        self.store(self.customer)
        statement = self.state_figures()
        self.assessed(80)
        self.store(self.customer)
        self.assertEqual(self.acme.reassess_code, "period")
        statement.write({"date_from": "2023-01-01", "date_to": "2023-12-31"})
        self.store(self.customer)
        self.assertEqual(self.acme.reassess_code, "statement")

    def test_by_a_limit_that_is_used_up(self):
        self.tiers["red"].credit_limit = 1000
        self.store(self.customer)
        self.assessed(80)
        self.invoice(self.customer, 900, due=day(30), date=TODAY)
        self.store(self.customer)
        self.assertEqual(self.acme.reassess_code, "period")
        self.invoice(self.customer, 1, due=day(30), date=TODAY)
        self.store(self.customer)
        self.assertEqual(self.acme.reassess_code, "limit")

    def test_queries_do_not_grow(self):
        partners = [self.make_customer(f"Customer {number}") for number in range(12)]
        for partner in partners:
            self.make_key(partner)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", [partner.id for partner in partners])]
        )
        self.env.flush_all()
        counts = []
        for some in (profiles[:2], profiles):
            self.env.invalidate_all()
            some.mapped("account_id.state")
            start = self.env.cr.sql_log_count
            some._watch_assessments()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
