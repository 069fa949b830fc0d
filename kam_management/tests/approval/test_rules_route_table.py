from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules.route_table import SUPERIOR, Step, prepare_steps


@tagged("post_install", "-at_install")
class TestRulesRouteTable(BaseCase):
    def _prepare(self, *steps):
        return prepare_steps(steps, str.upper)

    def test_steps_follow_each_other(self):
        steps = self._prepare(
            Step("supervisor", "area", "first"),
            Step("manager", "region", "second", days=5, opinion_required=True),
        )
        self.assertEqual([step["sequence"] for step in steps], [10, 20])
        self.assertEqual([step["name"] for step in steps], ["FIRST", "SECOND"])
        self.assertEqual([step["role"] for step in steps], ["supervisor", "manager"])
        self.assertEqual([step["unit_level"] for step in steps], ["area", "region"])
        self.assertEqual([step["deadline_days"] for step in steps], [3, 5])
        self.assertEqual([step["opinion_required"] for step in steps], [False, True])

    def test_steps_side_by_side(self):
        steps = self._prepare(
            Step("supervisor", "area", "first", beside=True),
            Step(None, None, "departments", per_department=True, beside=True),
            Step("manager", "region", "third"),
        )
        self.assertEqual([step["sequence"] for step in steps], [10, 10, 20])
        self.assertEqual([step["role"] for step in steps], ["supervisor", False, "manager"])
        self.assertEqual([step["per_department"] for step in steps], [False, True, False])

    def test_what_reviewers_fill_and_who_extends(self):
        (step,) = self._prepare(
            Step(
                "supervisor",
                "area",
                "first",
                writable=("line_ids.score", "note"),
                extension_days=7,
                extension_role="director",
            )
        )
        self.assertEqual(step["writable_fields"], "line_ids.score, note")
        self.assertEqual(step["extension_max_days"], 7)
        self.assertEqual(step["extension_role"], "director")

    def test_whom_steps_are_for(self):
        steps = self._prepare(
            Step(("general_manager", "vice_president"), "headquarters", "one of them"),
            Step(SUPERIOR, None, "above"),
            Step(None, None, "together", kind="complete"),
            Step(None, None, "each", per_department=True, kind="answer", on_due="lapse"),
            Step("manager", "region", "large", condition="_step_is_large"),
        )
        self.assertEqual(
            [step["assign"] for step in steps],
            ["role", "superior", "in_charge", "department", "role"],
        )
        self.assertEqual(
            [(step["role"], step["role_2"], step["role_3"]) for step in steps],
            [
                ("general_manager", "vice_president", False),
                (False, False, False),
                (False, False, False),
                (False, False, False),
                ("manager", False, False),
            ],
        )
        self.assertEqual(
            [step["kind"] for step in steps], ["decide", "decide", "complete", "answer", "decide"]
        )
        self.assertEqual([step["on_due"] for step in steps][2:4], ["wait", "lapse"])
        self.assertEqual([step["condition"] for step in steps][3:], [False, "_step_is_large"])
