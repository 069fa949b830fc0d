from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitCosts(VisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_receiver_ceiling = 500
        cls.line_vals = {
            "kind_id": cls.gift.id,
            "stakeholder_id": cls.boss.id,
            "amount": 300,
            "purpose": "Anniversary",
        }
        cls.visit = cls._planned(budget_ids=[(0, 0, cls.line_vals)])
        cls.line = cls.visit.budget_ids

    def _spend(self, user=None, visit=None, **vals):
        visit = visit or self.visit
        dialogs = self.env["kam.visit.spend"].with_user(user or self.rep_hangzhou)
        self.env.flush_all()
        self.env.invalidate_all()
        dialog = dialogs.create({"visit_id": visit.id, **vals})
        dialog.action_apply()
        self.env.flush_all()

    def test_spent_as_planned(self):
        self._spend(budget_id=self.line.id, amount=250)
        visit = self.seen_by(self.rep_hangzhou, self.visit)
        self.assertEqual((visit.budget_total, visit.spent_total, visit.budget_left), (300, 250, 50))
        cost = self.line.cost_id
        self.assertEqual(
            (cost.kind_id, cost.stakeholder_id, cost.purpose, cost.document_name),
            (self.gift, self.boss, "Anniversary", self.visit.display_name),
        )
        self.assertEqual(visit.action_view_costs()["domain"], [("id", "in", cost.ids)])
        with self._refused("spent before"):
            self._spend(budget_id=self.line.id)

    def test_not_planned(self):
        self._spend(kind_id=self.travel.id, amount=80, purpose="Train")
        self.assertEqual(self.seen_by(self.rep_shanghai, self.visit).spent_total, 80)
        with self._refused("is empty"):
            self._spend(kind_id=self.travel.id, amount=80)

    def test_a_correction_belongs_to_the_visit(self):
        self._spend(budget_id=self.line.id)
        context = self.seen_by(self.rep_hangzhou, self.line.cost_id).action_correct()["context"]
        costs = self.cost_model.with_user(self.rep_hangzhou).with_context(**context)
        second = costs.create({"amount": 100})
        self.assertEqual(self.seen_by(self.rep_hangzhou, self.visit).spent_total, 100)
        context = self.seen_by(self.rep_hangzhou, second).action_correct()["context"]
        costs.with_context(**context).create({"amount": 120})
        self.assertEqual(self.seen_by(self.rep_hangzhou, self.visit).spent_total, 120)

    def test_what_was_spent_is_planned_no_more(self):
        self._spend(budget_id=self.line.id, amount=250)
        self._planned(budget_ids=[(0, 0, {**self.line_vals, "amount": 250})])
        with self.assertRaises(ValidationError):
            self._planned(budget_ids=[(0, 0, {**self.line_vals, "amount": 1})])

    def test_above_the_ceiling_over_all_sources(self):
        self._spend(budget_id=self.line.id)
        other = self._planned()
        with self.assertRaises(ValidationError):
            self._spend(visit=other, **{**self.line_vals, "amount": 201})
        self._spend(visit=other, **{**self.line_vals, "amount": 200})

    def test_the_ceiling_of_the_year_into_which_it_is_moved(self):
        start = self.visit.date_start
        start = start.replace(year=start.year + 1, month=1, day=1)
        moved = self._planned(date_start=start, budget_ids=[(0, 0, self.line_vals)])
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.seen_by(self.rep_hangzhou, moved).action_reschedule(
                self.visit.date_start + timedelta(hours=3), reason="Sooner"
            )

    def test_nothing_after_it_was_cancelled(self):
        self.seen_by(self.rep_hangzhou, self.visit).action_cancel("Not wanted")
        self.assertFalse(self.seen_by(self.rep_hangzhou, self.visit).can_spend)
        with self._refused("possible for"):
            self._spend(budget_id=self.line.id)

    def test_others_enter_nothing(self):
        for user in (self.rep_beijing, self.supervisor_north, self.administrator, self.employee):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._spend(user, budget_id=self.line.id)
        other = self._planned()
        with self._refused("belongs to another visit"):
            self._spend(visit=other, budget_id=self.line.id)

    def test_how_many_queries(self):
        visits = self.visit
        for _number in range(11):
            visits |= self._planned()
        for visit in visits:
            self._spend(visit=visit, kind_id=self.travel.id, amount=5, purpose="Train")
        # what is asked once for the user
        self._count_queries(visits[:1])
        one = self._count_queries(visits[:2])
        self.assertEqual(self._count_queries(visits), one)

    def _count_queries(self, visits):
        seen = self.seen_by(self.rep_hangzhou, visits)
        before = self.cr.sql_log_count
        seen.mapped("spent_total")
        seen.mapped("finding_count")
        return self.cr.sql_log_count - before

    def test_the_dialog_is_prefilled(self):
        action = self.seen_by(self.rep_hangzhou, self.line).action_spend()
        dialogs = self.env["kam.visit.spend"].with_user(self.rep_hangzhou)
        dialog = dialogs.with_context(action["context"]).create({})
        self.assertEqual((dialog.visit_id.id, dialog.amount), (self.visit.id, 300))
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, self.line).write({"cost_id": 1})
