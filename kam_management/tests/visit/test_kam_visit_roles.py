from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import REPORT, FindingCommon


@tagged("post_install", "-at_install")
class TestKamVisitRoles(FindingCommon):
    """Who reads, changes, makes and deletes what belongs to a visit; what cannot be forged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        (cls.rep_beijing | cls.supervisor_north).group_ids = [Command.link(export.id)]
        cls.line = (
            cls.env["kam.visit.budget"]
            .with_user(cls.rep_hangzhou)
            .create(
                {
                    "visit_id": cls._planned().id,
                    "kind_id": cls.travel.id,
                    "amount": 10,
                    "purpose": "Train",
                }
            )
            .sudo()
        )
        cls.planned = cls.line.visit_id
        cls.planned.with_user(cls.rep_hangzhou).action_reschedule(
            cls._soon(hours=1), reason="Later"
        )
        cls.item = cls.planned.item_ids[:1]
        cls.move = cls.planned.move_ids
        cls.finding = cls._found("suggestion")
        cls.visit.with_user(cls.rep_hangzhou).action_end({"attitude": "warm"})
        cls.report = cls.visit.report_ids

    def _table(self, leaders, member, administrator):
        outside = self.rep_beijing | self.supervisor_north | self.archivist
        outside |= self.accountant | self.employee | self.portal | self.manager_other
        # nobody leads the shop from Shanghai
        outside |= self.supervisor_shanghai
        return {
            self.rep_hangzhou | self.manager_east | self.director: leaders,
            self.rep_shanghai: member,
            self.administrator: administrator,
            outside: "",
        }

    def test_rights(self):
        for records, rights in (
            (self.visit | self.planned, ("rwcd", "rwcd", "r")),
            (self.report, ("rw", "rw", "r")),
            (self.line, ("rwcd", "rwcd", "r")),
            (self.item, ("rwcd", "rwcd", "r")),
            (self.finding, ("rwcd", "rwcd", "r")),
            (self.move, ("r", "r", "r")),
        ):
            with self.subTest(records=records._name):
                for one in records:
                    self.assertRights(one, self._table(*rights))

    def test_rights_over_types(self):
        own = self.rep_hangzhou | self.rep_beijing | self.manager_east
        for records in (self.type_of["regular"], self.type_of["regular"].item_ids[:1]):
            self.assertRights(
                records,
                {
                    own: "r",
                    self.administrator: "rwcd",
                    self.accountant | self.employee | self.portal: "",
                },
            )

    def test_searches_and_exports_of_others(self):
        everything = (
            self.visit | self.planned,
            self.report,
            self.line,
            self.item,
            self.move,
            self.finding,
        )
        for records in everything:
            for user in (self.rep_beijing, self.supervisor_north):
                mine = self.env[records._name].with_user(user)
                with self.subTest(model=records._name, user=user.login):
                    self.assertFalse(mine.search([("id", "in", records.ids)]))
                    self.assertFalse(
                        mine._read_group([("id", "in", records.ids)], [], ["__count"])[0][0]
                    )
                    with self._refused("", AccessError):
                        mine.browse(records.ids).export_data(["display_name"])
                    with self._refused("", AccessError):
                        mine.browse(records.ids).read(["display_name"])

    def test_a_delegate_reads_what_they_decide(self):
        delegate = self._user("delegate")
        self._position(delegate, self.shanghai, "director")
        target = self._target()
        self.assertRights(target, {delegate: ""})
        self.submit(target, self.supervisor_north)
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": delegate.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        self.assertRights(target.item_ids[:1], {delegate: "r"})
        self.assertTrue(self.seen_by(delegate, target).has_access("read"))
        for hidden in (self.yard, self.visit):
            self.assertRights(hidden, {delegate: ""})
        self.seen_by(delegate, target).read(["goal"])
        self._decide(delegate, target)
        self.assertRights(target, {delegate: ""})

    # ------------------------------------------------------------------
    # forgery over RPC
    # ------------------------------------------------------------------

    def assertForged(self, records, user, **vals):
        for name, value in vals.items():
            with (
                self.subTest(name=name, user=user.login),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.seen_by(user, records).write({name: value})
                self.env.flush_all()

    def test_stamps_states_and_what_follows(self):
        for user in (self.rep_hangzhou, self.director):
            self.assertForged(
                self.planned,
                user,
                state="closed",
                is_target=False,
                needs_rank=False,
                purpose="follow_up",
                date_started=self._ago(days=1),
                date_ended=self._ago(days=1),
                started_by_id=user.id,
                date_cancelled=self._ago(days=1),
                minutes_late=0,
                budget_total=0,
                waived_by_id=user.id,
                date_start=self._soon(days=3),
                account_id=self.mill.id,
                approval_state="approved",
                site_notes={},
            )
            self.assertForged(self.report, user, visit_id=self.planned.id, account_id=self.mill.id)
            self.assertForged(self.line, user, visit_id=self.visit.id, company_id=1)
            self.assertForged(self.item, user, visit_id=self.visit.id)
            self.assertForged(self.move, user, reason="Nothing", user_id=user.id)

    def test_what_was_planned_stays_when_it_has_begun(self):
        self.assertForged(
            self.visit,
            self.rep_hangzhou,
            goal="Another",
            leader_id=self.rep_shanghai.id,
            type_id=self.type_of["target"].id,
        )

    def test_reports_and_changes_are_made_by_visits(self):
        for model, vals in (
            ("kam.visit.report", {"visit_id": self.planned.id, "account_id": self.shop.id}),
            ("kam.visit.move", {"visit_id": self.planned.id, "reason": "None"}),
        ):
            with self.subTest(model), self.assertRaises(UserError), self.cr.savepoint():
                self.env[model].with_user(self.rep_hangzhou).create(vals)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, self.visit).unlink()

    def test_a_visit_of_another_planned_by_oneself(self):
        """Leading it oneself opens no account that one does not see."""
        for user in (self.rep_beijing, self.supervisor_north, self.employee):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._planned(user, leader_id=user.id)
        with self._refused("", AccessError):
            self._planned(self.administrator)

    def test_findings_of_others(self):
        vals = self._finding_vals("suggestion")
        findings = self.env["kam.visit.finding"]
        for user in (self.rep_beijing, self.supervisor_north, self.administrator, self.employee):
            with self.subTest(user=user.login), self._refused("", AccessError):
                findings.with_user(user).create(vals)
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.seen_by(user, self.finding).action_pass_on()

    def test_a_plan_in_review_is_locked(self):
        target = self._target()
        self.submit(target, self.supervisor_north)
        for user in (self.supervisor_north, self.rep_beijing, self.director):
            self.assertForged(
                target,
                user,
                goal="Another",
                leader_id=self.rep_beijing.id,
                date_discussion=self._ago(days=1),
                discussion_notes="Never held",
                budget_ids=[(0, 0, {"kind_id": self.travel.id, "amount": 5})],
            )
        # what is arranged with the customer is no content of it
        self.seen_by(self.supervisor_north, target).place = "At the yard"

    def test_a_target_visit_led_by_a_representative(self):
        visit = self._target(leader_id=self.rep_beijing.id, participant_ids=[])
        mine = self.seen_by(self.rep_beijing, visit)
        with self._refused("no supervisor"):
            mine.action_submit()
        with self._refused("approved plan"):
            mine.action_start()
        with self._refused("", UserError):
            mine.action_confirm()
        approved = self._target()
        self.submit(approved, self.supervisor_north)
        self.approve(approved, self.director)
        self.seen_by(self.supervisor_north, approved).action_change_leader(
            self.rep_beijing.id, "Ill"
        )
        self.assertEqual(approved.approval_state, "draft")
        with self._refused("approved plan"):
            self.seen_by(self.rep_beijing, approved).action_start()

    def test_the_report_stays_when_it_is_complete(self):
        self.seen_by(self.rep_hangzhou, self.report).write(REPORT)
        self.seen_by(self.rep_hangzhou, self.report).action_complete()
        self.assertForged(self.report, self.rep_hangzhou, analysis="Better", attitude="cold")
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, self.report).unlink()
