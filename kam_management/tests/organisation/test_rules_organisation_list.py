from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ...rules.organisation_list import Lookup, plan

LOOKUP = Lookup(
    units={"hq": [1], "centre": [1], "twin": [2, 3]},
    levels_of={1: "headquarters", 2: "region", 3: "region"},
    levels={"region": "region", "area": "area", "大区": "region"},
    roles={"manager": "manager", "主管": "supervisor"},
    users={"li": [7], "wang": [8], "zhang": [9, 10]},
)


def row(**values):
    return values


@tagged("post_install", "-at_install")
class TestRulesOrganisationList(BaseCase):
    def _plan(self, *rows, **known):
        return plan(list(enumerate(rows, 2)), replace(LOOKUP, **known))

    def _problems(self, *rows, **known):
        return {
            line: [code for code, _value in problems]
            for line, problems in self._plan(*rows, **known).problems.items()
        }

    def test_units_come_after_the_one_above_whatever_their_order(self):
        found = self._plan(
            row(unit="Shanghai", code="SH", parent="East"),
            row(unit="East", parent="ＨＱ"),
        )
        self.assertFalse(found.problems)
        self.assertEqual(
            [(unit.name, unit.level, unit.parent) for unit in found.units],
            [("East", "region", "hq"), ("Shanghai", "area", "east")],
        )
        self.assertEqual(found.known, {"hq": 1})

    def test_a_unit_without_any_above_is_a_headquarters(self):
        found = self._plan(
            row(unit="Group"),
            row(unit="West", parent="Group", level="大区"),
            units={},
            levels_of={},
        )
        self.assertFalse(found.problems)
        self.assertEqual([unit.level for unit in found.units], ["headquarters", "region"])

    def test_one_headquarters(self):
        """Both lines are named, and what is there already."""
        found = self._plan(row(unit="Group"), row(unit="West", parent="Group"), row(unit="Asia"))
        self.assertEqual(
            found.problems,
            {
                2: [("headquarters_twice", ("Group", "Asia", 4))],
                4: [("headquarters_twice", ("Asia", "Group", 2))],
            },
        )
        known = replace(LOOKUP, headquarters=("HQ",))
        found = plan([(2, row(unit="Group"))], known)
        self.assertEqual(found.problems, {2: [("headquarters_there", ("Group", "HQ"))]})
        self.assertFalse(
            plan([(2, row(unit="HQ")), (3, row(unit="W", parent="HQ"))], known).problems
        )

    def test_people_who_are_no_users_yet(self):
        rows = (
            row(unit="HQ", person="Zhao", email="zhao@example.com", role="manager"),
            row(unit="HQ", person="ZHAO", email="Zhao@Example.com", role="主管"),
            row(unit="HQ", person="Li", email="li@new.example.com", role="manager"),
            row(unit="HQ", email="wang", role="manager"),
        )
        found = self._plan(*rows, may_create_users=True)
        self.assertFalse(found.problems)
        self.assertEqual(
            list(found.new_users.values()),
            [("Zhao", "zhao@example.com"), ("Li", "li@new.example.com")],
            "a namesake with another address is somebody else",
        )
        self.assertEqual(
            [(each.user_id, each.new_user) for each in found.positions],
            [
                (None, "zhao@example.com"),
                (None, "zhao@example.com"),
                (None, "li@new.example.com"),
                (8, ""),
            ],
        )
        self.assertEqual(
            self._problems(*rows[:3]),
            {2: ["person_unknown"], 3: ["person_unknown"]},
            "who may create no users finds those that are there",
        )

    def test_who_cannot_become_a_user(self):
        problems = self._problems(
            row(unit="HQ", person="Zhao", role="manager"),
            row(unit="HQ", person="Zhao <zhao@example.com>", role="manager"),
            row(unit="HQ", person="Qian", email="qian@example.com", role="manager"),
            row(unit="HQ", person="Sun", email="sun@example.com", role="manager"),
            row(unit="HQ", person="Sun Li", email="sun@example.com", role="主管"),
            may_create_users=True,
            taken=frozenset({"qian@example.com"}),
        )
        self.assertEqual(
            problems,
            {
                2: ["person_without_email"],
                3: ["person_without_email"],
                4: ["login_taken"],
                6: ["name_differs"],
            },
        )

    def test_an_address_that_is_none(self):
        line = row(unit="HQ", person="Zhao", email="not-an-email", role="manager")
        for may_create_users in (False, True):
            found = self._plan(line, may_create_users=may_create_users)
            self.assertEqual(found.problems, {2: [("no_email", "not-an-email")]})
        self.assertFalse(
            self._problems(row(unit="HQ", email="li", role="manager")), "a login is found"
        )

    def test_long_cells(self):
        for name in ("code", "unit", "level", "parent", "person", "email", "role", "since"):
            with self.subTest(name=name):
                line = {"unit": "HQ", "person": "Li", "role": "manager"}
                found = self._plan(
                    {**line, name: "1" * 1001}, row(unit="West", parent="HQ", level="region")
                )
                self.assertEqual(found.problems, {2: [("too_long", (name, 1001))]})
                self.assertFalse(found.positions)
                self.assertEqual([unit.name for unit in found.units], ["West"])
        self.assertFalse(self._problems(row(unit="W" * 1000, parent="HQ")))

    def test_one_unit_on_several_lines(self):
        found = self._plan(
            row(unit="East", code="E", parent="HQ"),
            row(unit="East", person="Li", role="manager"),
            row(code="e", person="WANG", role="主管", since="2026/3/1"),
        )
        self.assertFalse(found.problems)
        self.assertEqual(len(found.units), 1)
        self.assertEqual(
            [(each.unit, each.user_id, each.role, each.day) for each in found.positions],
            [("e", 7, "manager", None), ("e", 8, "supervisor", date(2026, 3, 1))],
        )

    def test_people_in_units_that_are_there(self):
        found = self._plan(row(unit="Centre", person="Li", role="Manager"))
        self.assertEqual((found.units, found.positions[0].unit), ([], "centre"))
        self.assertEqual(found.known["centre"], 1)

    def test_what_is_wrong(self):
        for codes, rows in (
            ({2: ["no_unit"]}, [row(person="Li", role="manager")]),
            ({2: ["unit_ambiguous"]}, [row(unit="Twin", person="Li", role="manager")]),
            ({2: ["no_name"]}, [row(code="NEW", parent="HQ")]),
            ({2: ["level_unknown"]}, [row(unit="A", parent="HQ", level="planet")]),
            ({3: ["contradiction"]}, [row(unit="A", parent="HQ"), row(unit="A", parent="Twin")]),
            ({2: ["no_person"]}, [row(unit="Centre", role="manager")]),
            ({2: ["no_role"]}, [row(unit="Centre", person="Li")]),
            ({2: ["person_unknown"]}, [row(unit="Centre", person="Nobody", role="manager")]),
            ({2: ["person_ambiguous"]}, [row(unit="Centre", person="Zhang", role="manager")]),
            ({2: ["role_unknown"]}, [row(unit="Centre", person="Li", role="king")]),
            ({2: ["no_date"]}, [row(unit="Centre", person="Li", role="manager", since="soon")]),
            ({3: ["twice"]}, [row(unit="HQ", person="Li", role="manager")] * 2),
            ({2: ["parent_unknown"]}, [row(unit="A", parent="Moon")]),
            ({2: ["parent_ambiguous"]}, [row(unit="A", parent="Twin")]),
            ({2: ["cycle"], 3: ["cycle"]}, [row(unit="A", parent="B"), row(unit="B", parent="A")]),
            ({2: ["no_parent"]}, [row(unit="A", level="area")]),
            (
                {2: ["parent_unknown"], 3: ["parent_refused"]},
                [row(unit="A", parent="Moon"), row(unit="B", parent="A")],
            ),
        ):
            with self.subTest(codes=codes):
                self.assertEqual(self._problems(*rows), codes)

    def test_below_an_area_office_is_nothing(self):
        chain = [row(unit=name, parent=above) for name, above in ("AH", "BA", "CB")]
        chain[0]["parent"] = "HQ"
        self.assertEqual(self._problems(*chain), {4: ["too_deep"]})
