from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitPreparation(VisitCommon):
    """Who prepares a visit, who says what is prepared, and who chooses among proposed moments.

    kam.visit.item, kam.visit.type.item, kam.visit.proposal.line: each role what it can and cannot.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._planned()
        cls.item = cls.plan.item_ids[0]
        cls.own = cls.rep_hangzhou | cls.rep_shanghai | cls.manager_east | cls.director
        cls.beside = cls.rep_beijing | cls.supervisor_north | cls.supervisor_shanghai
        cls.beside |= cls.manager_other | cls.archivist
        cls.outside = cls.accountant | cls.employee | cls.portal

    # ------------------------------------------------------------------
    # kam.visit.item
    # ------------------------------------------------------------------

    def test_rights_over_items(self):
        self.assertRights(
            self.item,
            {self.own: "rwcd", self.administrator: "r", self.beside | self.outside: ""},
        )
        self.assertRights("kam.visit.item", {self.own: "rwcd", self.administrator: "r"})
        self.assertRights("kam.visit.item", {self.outside | self.archivist: ""})

    def test_who_prepares(self):
        items = self.env["kam.visit.item"]
        vals = {"visit_id": self.plan.id, "name": "Samples"}
        for user in self.own:
            with self.subTest(user=user.login):
                item = items.with_user(user).create(vals)
                item.write({"is_ready": True, "note": "In the car"})
                self.seen_by(user, item).unlink()
        for user in self.beside | self.outside | self.administrator:
            with self.subTest(user=user.login):
                with self._refused("", AccessError):
                    items.with_user(user).create(vals)
                with self._refused("", AccessError):
                    self.seen_by(user, self.item).is_ready = True
                with self._refused("", AccessError):
                    self.seen_by(user, self.item).unlink()

    def test_what_was_prepared_stays(self):
        self.seen_by(self.rep_hangzhou, self.plan).action_start()
        for user in self.own:
            mine = self.seen_by(user, self.item)
            for call in (
                lambda mine=mine: mine.write({"is_ready": True}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create({"visit_id": self.plan.id, "name": "More"}),
            ):
                with self.subTest(user=user.login), self._refused("possible for", UserError):
                    call()

    def test_items_stay_with_their_visit(self):
        other = self._planned()
        for user in self.own:
            with self.subTest(user=user.login), self._refused("by hand"):
                self.seen_by(user, self.item).visit_id = other

    # ------------------------------------------------------------------
    # kam.visit.type.item
    # ------------------------------------------------------------------

    def test_rights_over_checklists(self):
        kind = self.type_of["regular"]
        for records in (kind.item_ids[0], "kam.visit.type.item"):
            self.assertRights(
                records,
                {
                    self.own | self.rep_beijing | self.supervisor_north: "r",
                    self.administrator: "rwcd",
                    self.outside: "",
                },
            )

    def test_who_says_what_is_prepared(self):
        kind = self.type_of["regular"]
        lists = self.env["kam.visit.type.item"]
        vals = {"type_id": kind.id, "kind": "own", "name": "Driving licence"}
        for user in self.own | self.outside:
            with self.subTest(user=user.login):
                with self._refused("", AccessError):
                    lists.with_user(user).create(vals)
                with self._refused("", AccessError):
                    self.seen_by(user, kind.item_ids[0]).name = "Nothing"
                with self._refused("", AccessError):
                    self.seen_by(user, kind.item_ids[0]).unlink()
        item = lists.with_user(self.administrator).create(vals)
        self.assertIn("Driving licence", self._planned().item_ids.mapped("name"))
        self.assertNotIn("Driving licence", self.plan.item_ids.mapped("name"))
        item.unlink()
        self.assertNotIn("Driving licence", self._planned().item_ids.mapped("name"))

    # ------------------------------------------------------------------
    # kam.visit.proposal.line
    # ------------------------------------------------------------------

    def _proposed(self, user):
        action = self.seen_by(user, self.plan).sudo(False).action_propose_moments()
        return self.env["kam.visit.proposal"].browse(action["res_id"]).line_ids

    def test_rights_over_proposed_moments(self):
        lines = self._proposed(self.rep_hangzhou)
        self.assertTrue(lines)
        everybody = self.own | self.beside | self.outside | self.administrator
        self.assertRights(lines[0], {self.rep_hangzhou: "r", everybody - self.rep_hangzhou: ""})
        self.assertRights("kam.visit.proposal.line", {self.own: "r", self.outside: ""})

    def test_who_chooses(self):
        line = self._proposed(self.rep_hangzhou)[-1]
        before = self.plan.date_start
        for user in (self.own | self.beside | self.outside) - self.rep_hangzhou:
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.seen_by(user, line).action_choose()
        mine = self.seen_by(self.rep_hangzhou, line)
        for call in (
            lambda: mine.write({"start": self._soon(days=900)}),
            lambda: mine.create(
                {
                    "proposal_id": line.proposal_id.id,
                    "start": self._soon(),
                    "stop": self._soon(hours=1),
                    "channel": "person",
                }
            ),
            mine.unlink,
        ):
            with self._refused("", AccessError):
                call()
        self.assertEqual(self.plan.date_start, before)
        mine.action_choose()
        self.assertEqual(self.plan.date_start, line.start)

    def test_chosen_by_who_may_not_change_the_visit_any_more(self):
        line = self._proposed(self.rep_shanghai)[0]
        self.shop.team_ids.sudo().filtered(
            lambda member: member.user_id == self.rep_shanghai
        ).action_end()
        with self._refused("", AccessError):
            self.seen_by(self.rep_shanghai, line).action_choose()
