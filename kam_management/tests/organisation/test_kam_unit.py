import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamUnit(KamCommon):
    def test_a_second_headquarters_is_warned_of(self):
        units = self.env["kam.unit"].with_user(self.administrator).with_company(self.company)
        spec = {"level": {}, "company_id": {}, "name": {}}
        given = {"level": "headquarters", "company_id": self.company.id, "name": "Second"}
        answer = units.onchange(given, ["level"], spec)
        self.assertIn("“Centre” is the headquarters", answer["warning"]["message"])
        self.assertNotIn("warning", units.onchange({**given, "level": "area"}, ["level"], spec))
        own = self._as(self.administrator, self.centre)
        self.assertNotIn("warning", own.onchange({"level": "headquarters"}, ["level"], spec))
        setup = self.env["kam.setup"]
        self.assertNotIn("several headquarters", str(setup._find_gaps(self.company)))
        # while an organisation moves there may be two
        self._unit("Second", "headquarters")
        gaps = setup._find_gaps(self.company)
        self.assertIn("several headquarters", str(gaps))
        # each can be clicked
        self.assertEqual(
            {frozenset(gap) for gap in gaps}, {frozenset({"name", "message", "action", "context"})}
        )

    def test_a_company_begins_with_its_headquarters(self):
        fresh = self._company("Fresh Company")
        for company, level in ((fresh, "headquarters"), (self.company, "area")):
            units = self.env["kam.unit"].with_company(company)
            self.assertEqual(units.default_get(["level"])["level"], level)

    def test_complete_name_leaves_the_headquarters_out(self):
        self.assertEqual(self.centre.complete_name, "Centre")
        self.assertEqual(self.east.complete_name, "East")
        self.assertEqual(self.shanghai.complete_name, "East / Shanghai")
        self.east.name = "Eastern"
        self.assertEqual(self.shanghai.complete_name, "Eastern / Shanghai")

    def test_ancestors_begin_with_the_nearest(self):
        self.assertEqual(self.shanghai._ancestors(), self.shanghai | self.east | self.centre)
        self.assertEqual(self.shanghai._ancestors().ids[0], self.shanghai.id)
        self.assertEqual(self.centre._ancestors(), self.centre)

    def test_levels(self):
        for level, parent, allowed in (
            ("headquarters", None, True),
            ("headquarters", self.centre, False),
            ("region", None, False),
            ("region", self.centre, True),
            ("region", self.east, False),
            ("area", None, False),
            ("area", self.centre, True),
            ("area", self.east, True),
            ("area", self.shanghai, False),
        ):
            with self.subTest(level=level, parent=parent and parent.name):
                if allowed:
                    self.assertTrue(self._unit("New", level, parent))
                else:
                    with self.assertRaises(ValidationError):
                        self._unit("New", level, parent)

    def test_level_of_a_unit_with_units_below(self):
        with self.assertRaisesRegex(ValidationError, "(Shanghai|Hangzhou).*East"):
            self.east.level = "area"

    def test_files_name_units(self):
        units = self.env["kam.unit"]
        for name in ("T-SHA", "East / Shanghai", "Shanghai"):
            pairs = units.name_search(name, [("code", "like", "T-")], operator="=")
            with self.subTest(name=name):
                self.assertEqual(pairs, [(self.shanghai.id, "East / Shanghai")])
        self._unit("Shanghai", "area", self.north, code="T-TWIN")
        self.assertFalse(units.name_search("Shanghai", [("code", "like", "T-")], operator="="))
        # the full name of a unit comes before the plain name of others
        region = self._unit("Shanghai", "region", self.centre, code="T-REGION")
        pairs = units.name_search("Shanghai", [("code", "like", "T-")], operator="=")
        self.assertEqual([unit_id for unit_id, _name in pairs], region.ids)

    def test_no_cycle(self):
        for parent in (self.east, self.shanghai):
            with self.subTest(parent=parent.name), self.assertRaisesRegex(UserError, "East"):
                self.east.parent_id = parent

    def test_code_is_unique_in_the_company(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._unit("Twin", "area", self.east, code="T-SHA")
        self._make_other_company()
        self.assertEqual(self.other_centre.code, self.centre.code)

    def test_viewers_are_the_supervisors_here_and_above(self):
        viewers = self.director | self.manager_east
        self.assertEqual(self.hangzhou.viewer_ids, viewers)
        self.assertEqual(self.shanghai.viewer_ids, viewers | self.supervisor_shanghai)
        self.assertEqual(self.beijing.viewer_ids, self.director | self.supervisor_north)
        self.assertEqual(self.centre.viewer_ids, self.director)

    def test_viewers_follow_a_unit_that_moves(self):
        self.shanghai.parent_id = self.north
        self.assertEqual(
            self.shanghai.viewer_ids,
            self.director | self.supervisor_north | self.supervisor_shanghai,
        )

    def test_viewers_cannot_be_written_by_hand(self):
        unit = self._as(self.rep_beijing, self.shanghai)
        with self.assertRaises(UserError):
            unit.write({"viewer_ids": [(4, self.rep_beijing.id)]})

    def test_archiving_needs_an_empty_unit(self):
        with self.assertRaisesRegex(UserError, "Mill"), self.cr.savepoint():
            self.shanghai.action_archive()
        with self.assertRaisesRegex(UserError, "Shanghai"), self.cr.savepoint():
            self.east.action_archive()
        empty = self._unit("Empty", "area", self.east)
        position = self._position(self.employee, empty, "representative")
        with self.assertRaisesRegex(UserError, "Employee"), self.cr.savepoint():
            empty.action_archive()
        position.action_end()
        empty.action_archive()
        self.assertFalse(empty.active)

    def test_nothing_is_given_to_an_archived_unit(self):
        empty = self._unit("Empty", "area", self.east)
        empty.action_archive()
        with self.assertRaisesRegex(ValidationError, "archived"):
            self._position(self.employee, empty, "representative")
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.mill._change_owner(unit=empty, reason="Closer")

    def test_deleting_keeps_positions_and_history(self):
        empty = self._unit("Empty", "area", self.east)
        position = self._position(self.employee, empty, "representative")
        position.action_end()
        with self.assertRaisesRegex(UserError, "Employee"):
            empty.unlink()
        named = self._unit("Named", "area", self.east)
        self.mill._change_owner(unit=named, reason="Closer")
        self.mill._change_owner(unit=self.shanghai, reason="Back again")
        with self.assertRaisesRegex(UserError, "history"):
            named.unlink()
        unused = self._unit("Unused", "area", self.east)
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_moving_to_another_company(self):
        self._make_other_company()
        with self.assertRaises(ValidationError):
            self.beijing.write({"parent_id": False, "company_id": self.other_company.id})
        lone = self._unit("Lone", "headquarters")
        self._position(self.employee, lone, "manager")
        with self.assertRaisesRegex(ValidationError, "Employee"):
            lone.company_id = self.other_company

    def test_count_of_accounts_is_what_the_reader_sees(self):
        for user, expected in (
            (self.supervisor_shanghai, 1),
            (self.rep_hangzhou, 0),
            (self.administrator, 1),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._as(user, self.shanghai).account_count, expected)
        self.assertEqual(self._as(self.director, self.east).account_count, 2)
        self.assertEqual(self._as(self.director, self.centre).account_count, 3)
        self.assertEqual(self._as(self.rep_hangzhou, self.centre).account_count, 1)
        # one transaction, two readers
        self.assertEqual(self.shanghai.with_user(self.rep_hangzhou).account_count, 0)
        self.assertEqual(self.shanghai.with_user(self.supervisor_shanghai).account_count, 1)

    def test_action_view_accounts(self):
        action = self.shanghai.action_view_accounts()
        self.assertEqual(self.env["kam.account"].search(action["domain"]), self.mill)
        action = self.east.action_view_accounts()
        self.assertEqual(self.env["kam.account"].search(action["domain"]), self.mill | self.shop)
