from odoo.tests import tagged

from .common import HOBBY, StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholderJob(StakeholderCommon):
    """Facts past their review date."""

    def _run(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_management.ir_cron_kam_stakeholder")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _activities(self):
        return self.boss._get_review_activities()

    def test_account_manager_is_asked_once(self):
        self.hobby.date_review = self._days(-1)
        self._run()
        activity = self._activities()
        self.assertEqual(activity.user_id, self.rep_hangzhou)
        self.assertNotIn(HOBBY, f"{activity.summary} {activity.note}")
        self._run()
        self.assertEqual(self._activities(), activity)

    def test_not_before_the_day_is_over(self):
        self.hobby.date_review = self.today
        self._run()
        self.assertFalse(self._activities())

    def test_settled_by_a_new_date_deletion_or_erasure(self):
        settle = {
            "date": lambda fact: fact.write({"date_review": self._days(100)}),
            "erasure": lambda fact: fact._erase(),
            "deletion": lambda fact: fact.unlink(),
        }
        for way, fact in zip(settle, self.facts, strict=True):
            with self.subTest(way=way):
                fact.date_review = self._days(-1)
                self._run()
                self.assertTrue(self._activities())
                settle[way](fact)
                self.assertFalse(self._activities())

    def test_stays_while_another_fact_is_due(self):
        (self.hobby | self.health).date_review = self._days(-1)
        self._run()
        self.hobby.unlink()
        self.assertTrue(self._activities())

    def test_manager_who_may_not_read_is_not_asked(self):
        self.hobby.date_review = self._days(-1)
        self.position_rep_hangzhou.date_to = self._days(-1)
        self._run()
        self.assertFalse(self._activities())

    def test_filter(self):
        stakeholders = self._request(self.rep_hangzhou, self.env["kam.stakeholder"])
        self.assertNotIn(self.boss.id, stakeholders.search([("facts_due", "=", True)]).ids)
        self.health.date_review = self._days(-1)
        self.assertIn(self.boss.id, stakeholders.search([("facts_due", "=", True)]).ids)
        self.assertTrue(self._request(self.rep_hangzhou, self.boss).facts_due)
        team = self._request(self.rep_shanghai, self.env["kam.stakeholder"])
        self.assertNotIn(self.boss.id, team.search([("facts_due", "=", True)]).ids)
        self.assertNotIn(self.boss.id, stakeholders.search([("facts_due", "=", False)]).ids)
