from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.windows import window


@tagged("post_install", "-at_install")
class TestRulesWindows(BaseCase):
    """Which days count."""

    def test_windows(self):
        cases = [
            # day, grace, turnover from, due from, due to
            ("2025-06-11", 0, "2024-06-12", "2024-06-11", "2025-06-10"),
            ("2025-06-11", 3, "2024-06-12", "2024-06-11", "2025-06-07"),
            ("2024-02-29", 0, "2023-03-01", "2023-03-01", "2024-02-28"),
            ("2025-02-28", 0, "2024-02-29", "2024-02-29", "2025-02-27"),
            ("2025-01-01", 1, "2024-01-02", "2024-01-02", "2024-12-30"),
        ]
        for day, grace, turnover_from, due_from, due_to in cases:
            with self.subTest(day=day, grace=grace):
                result = window(date.fromisoformat(day), grace)
                self.assertEqual(
                    [str(value) for value in result], [day, turnover_from, due_from, due_to]
                )
