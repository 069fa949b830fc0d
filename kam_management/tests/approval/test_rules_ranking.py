from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import ranking

LEADING = (
    "supervisor",
    "manager",
    "development_manager",
    "director",
    "vice_president",
    "general_manager",
)


@tagged("post_install", "-at_install")
class TestRulesRanking(BaseCase):
    def test_highest_rank(self):
        for roles, expected in (
            ((), 0),
            (("archivist",), 0),
            (("representative",), 1),
            (("representative", "manager", "archivist"), 3),
            (("manager",), ranking.RANKS["development_manager"]),
            (("general_manager", "supervisor"), 6),
        ):
            with self.subTest(roles=roles):
                self.assertEqual(ranking.highest_rank(roles), expected)

    def test_the_next_above_comes_first(self):
        for role, expected in (
            (
                "representative",
                [
                    {"supervisor"},
                    {"manager", "development_manager"},
                    {"director"},
                    {"vice_president"},
                    {"general_manager"},
                ],
            ),
            ("manager", [{"director"}, {"vice_president"}, {"general_manager"}]),
            ("vice_president", [{"general_manager"}]),
            ("general_manager", []),
        ):
            with self.subTest(role=role):
                rank = ranking.highest_rank([role])
                self.assertEqual(ranking.roles_above(rank, LEADING), expected)
        # only who leads others is anybody's superior
        self.assertEqual(ranking.roles_above(0, ("supervisor",)), [{"supervisor"}])

    def test_below(self):
        for rank, other, expected in ((1, 2, True), (2, 2, False), (3, 2, False), (0, 6, False)):
            with self.subTest(rank=rank, other=other):
                self.assertEqual(ranking.is_below(rank, other), expected)
