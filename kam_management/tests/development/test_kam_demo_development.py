from odoo import fields
from odoo.tests import tagged

from .common import YEARS, DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDemoDevelopment(DevelopmentCommon):
    """The stories of the demo data go through the same doors as people."""

    def test_a_story_from_meeting_to_record(self):
        head = self._stakeholder(
            self.yard, self._contact("Head", self.yard, email="head@yard.example.com"), "buyer"
        )
        demo = self.env["kam.demo"].with_user(self.rep_beijing)
        scheme = {
            "meaning": "A third of the target",
            "own_strengths": "Depot",
            "own_weaknesses": "Price",
            "development_risk": "Prices fall",
            "awareness": "3",
            "date_awareness": 5,
            "years": YEARS,
            "factors": [("decision_time", "Slow", "Patience", "Begin early")],
            "advantage_ids": [{"kind_id": self.point.id, "claim": "Nothing breaks", "value": 10}],
        }
        story = {
            "meeting": {
                "convener": self.supervisor_north.id,
                "opinions": [
                    (self.rep_beijing.id, "favour", "Go there", False, True),
                    (self.supervisor_north.id, "reserved", "See first", True, False),
                ],
                "decision": {"reasons": "Go there with material", "with_material": True},
                "dissent": [(self.rep_beijing.id, "No material")],
            },
            "letters": [{"stakeholder": head.id, "days": 55, "answer": "Come in May"}],
            "decisions": [("approve", "Good"), ("approve", "Go on")],
            "contacts": [
                (
                    40,
                    {
                        "stakeholder_id": head.id,
                        "minutes": 30,
                        "attitude": "warm",
                        "progress": "introduction",
                        "topic": "Range",
                    },
                )
            ],
            "revisions": [(30, [1500, 2500, 3500], [("approve", "Yes"), ("approve", "Yes")])],
            "ended": (
                5,
                {"result": "lost", "reasons": (0, 2), "reasons_text": "Price", "retry": 30},
                [("approve", "A pity"), ("approve", "Again in spring")],
            ),
        }
        demo._develop(self.yard.partner_id, 60, scheme, story)
        editions = self.yard.development_ids
        development = editions.filtered(lambda one: not one.edition_of_id)
        current = editions.filtered("is_current")
        self.assertEqual((len(editions), current.edition_of_id), (2, development))
        sales = {line.scenario: line.sales for line in current.forecast_ids if line.year == 1}
        self.assertEqual(sales, {"low": 1275, "expected": 1500, "high": 1725})
        self.assertLess(current.date_closed, self._ago(days=20))
        self.assertEqual(development.state, "lost")
        self.assertGreater(development.elapsed_days, 40)
        self.assertEqual(development.progress, "introduction")
        self.assertTrue(development.method_text)
        letter = development.letter_ids
        self.assertEqual(letter.state, "answered")
        self.assertEqual((letter.date_answer - letter.date_sent.date()).days, 7)
        self.assertEqual(len(development.factor_ids), 7)
        record = development.record_ids
        self.assertEqual(record.approval_state, "approved")
        self.assertEqual(record.date_retry, fields.Date.add(self.today, days=30))

    def test_one_that_is_prepared(self):
        demo = self.env["kam.demo"].with_user(self.rep_beijing)
        demo._begin_account(self.stranger, self.beijing, {})
        demo._develop(self.stranger, 0, {"meaning": "Sixty shops"})
        (development,) = self.stranger.kam_account_ids.development_ids
        self.assertEqual((development.state, development.approval_state), ("preparing", "draft"))
