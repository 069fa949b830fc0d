from freezegun import freeze_time

from odoo.tests import tagged

from .common import HOBBY, StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholderDuties(StakeholderCommon):
    """Facts to be looked at again, relationships to be built up."""

    def _duties(self, code="fact_review", state="open"):
        return self.env["kam.deadline"].search(
            [
                ("res_model", "=", "kam.stakeholder"),
                ("res_id", "=", self.boss.id),
                ("code", "=", code),
                ("state", "=", state),
            ]
        )

    def _on(self, number):
        return freeze_time(f"{self._days(number)} 04:00:00")

    # ------------------------------------------------------------------
    # personal facts
    # ------------------------------------------------------------------

    def test_account_manager_owes_the_first_of_the_days(self):
        self.hobby.date_review = self._days(3)
        duty = self._duties()
        self.assertEqual((duty.user_ids, duty.date_due), (self.rep_hangzhou, self._days(3)))
        self.assertNotIn(HOBBY, f"{duty.title} {duty.kind_id.name}")
        self.assertEqual(duty.audience, "people")
        self.health.date_review = self._days(2)
        self.assertEqual(self._duties(), duty)
        self.assertEqual(duty.date_due, self._days(2))

    def test_settled_by_a_new_date_deletion_or_erasure(self):
        settle = {
            "date": lambda fact: fact.write({"date_review": self._days(100)}),
            "erasure": lambda fact: fact._erase(),
            "deletion": lambda fact: fact.unlink(),
        }
        for way, fact in zip(settle, self.facts, strict=True):
            with self.subTest(way=way):
                fact.date_review = self._days(-1)
                duty = self._duties()
                self.assertTrue(duty.is_late)
                settle[way](fact)
                self.assertEqual(duty.state, "late")
                self.assertFalse(self._duties().filtered("is_late"))

    def test_stays_while_another_fact_is_due(self):
        (self.hobby | self.health).date_review = self._days(-1)
        duty = self._duties()
        self.hobby.unlink()
        self.assertEqual(self._duties(), duty)
        self.assertTrue(duty.is_late)

    def test_manager_who_may_not_read_owes_nothing(self):
        self.hobby.date_review = self._days(1)
        self.position_rep_hangzhou.date_to = self._days(-1)
        duty = self._duties()
        duty._refresh([])
        self.assertNotIn(self.rep_hangzhou, duty.user_ids)

    def test_archived_person(self):
        self.hobby.date_review = self._days(1)
        duty = self._duties()
        self.boss.active = False
        self.assertEqual(duty.state, "cancelled")

    def test_filter(self):
        stakeholders = self._request(self.rep_hangzhou, self.env["kam.stakeholder"])
        self.assertNotIn(self.boss.id, stakeholders.search([("facts_due", "=", True)]).ids)
        self.health.date_review = self._days(-1)
        self.assertIn(self.boss.id, stakeholders.search([("facts_due", "=", True)]).ids)
        self.assertTrue(self._request(self.rep_hangzhou, self.boss).facts_due)
        team = self._request(self.rep_shanghai, self.env["kam.stakeholder"])
        self.assertNotIn(self.boss.id, team.search([("facts_due", "=", True)]).ids)
        self.assertNotIn(self.boss.id, stakeholders.search([("facts_due", "=", False)]).ids)

    # ------------------------------------------------------------------
    # relationships
    # ------------------------------------------------------------------

    def test_a_relationship_is_owed_until_it_is_as_wanted(self):
        self.boss.write(
            {
                "relationship_now": 1,
                "relationship_wanted": 3,
                "relationship_date": self._days(5),
                "relationship_user_id": self.supervisor_shanghai.id,
            }
        )
        duty = self._duties("relationship")
        self.assertEqual(
            (duty.user_ids, duty.date_due, duty.account_id),
            (self.supervisor_shanghai, self._days(5), self.boss.account_id),
        )
        self.boss.relationship_date = self._days(8)
        self.assertEqual(duty.date_due, self._days(8))
        self.boss.relationship_user_id = False
        self.assertEqual(duty.user_ids, self.boss.account_id.manager_id)
        with self._on(9):
            self.boss.relationship_now = 3
        self.assertEqual((duty.state, duty.days_late), ("late", 1))

    def test_a_relationship_without_a_day_is_not_owed(self):
        self.boss.write(
            {"relationship_now": 1, "relationship_wanted": 3, "relationship_date": self._days(5)}
        )
        duty = self._duties("relationship")
        self.boss.relationship_date = False
        self.assertEqual(duty.state, "cancelled")
