from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitHandover(VisitCommon):
    """The shop goes from rep_hangzhou to rep_shanghai, and what is planned there goes along."""

    def _give(self, account, user_to):
        dialogs = self.env["kam.account.owner.change"].with_user(self.manager_east)
        dialog = dialogs.create(
            {
                "account_ids": [Command.set(account.ids)],
                "manager_id": user_to.id,
                "reason": "Promotion",
            }
        )
        dialog.line_ids.is_done = True
        count = dialog.form_count
        dialog.action_apply()
        self.env.invalidate_all()
        return count

    def _costly(self, **vals):
        """Let a visit be planned that is approved first: it costs much."""
        line = {"kind_id": self.travel.id, "amount": 5000}
        return self._planned(
            budget_ids=[Command.create(line)], date_start=self._soon(days=2), **vals
        )

    def _approved(self, user=None, **vals):
        visit = self._costly(user=user, **vals)
        self.submit(visit, user or self.rep_hangzhou)
        self.approve(visit, self.director if user else self.manager_east)
        self.assertEqual(visit.approval_state, "approved")
        return visit

    def test_visits_to_come_go_along(self):
        """Whatever the state of their plan is; what needs approval asks for it again."""
        bare = self._planned(date_start=self._soon(days=2))
        draft, in_review, approved = self._costly(), self._costly(), self._approved()
        self.submit(in_review, self.rep_hangzhou)
        confirmed = self._approved(
            appointment_channel="phone", appointment_stakeholder_id=self.boss.id
        )
        self.seen_by(self.rep_hangzhou, confirmed).action_confirm()
        visits = bare | draft | in_review | approved | confirmed
        self.assertEqual(self._give(self.shop, self.rep_shanghai), 5)
        for visit in visits:
            with self.subTest(visit=visit.display_name):
                self.assertEqual(visit.leader_id, self.rep_shanghai)
                self.assertEqual((visit.state, visit.approval_state), ("planned", "draft"))
                self.assertEqual(visit.move_ids.mapped("reason"), ["The account was handed over."])
                self.assertEqual(visit.move_ids.leader_from_id, self.rep_hangzhou)
                self.assertEqual(self._duties(visit, "visit").user_ids, self.rep_shanghai)
                event = visit._find_events()[visit]
                self.assertEqual(event.partner_ids, self.rep_shanghai.partner_id)
        self.assertEqual(approved.revision_mark, "A")
        with self._refused("takes place with an approved plan"):
            self.seen_by(self.rep_shanghai, approved).action_start()

    def test_who_comes_along_changes_without_asking(self):
        visit = self._approved(self.manager_east, participant_ids=self.rep_hangzhou.ids)
        self._give(self.shop, self.rep_shanghai)
        self.assertEqual(visit.leader_id, self.manager_east)
        self.assertEqual(visit.participant_ids, self.rep_shanghai)
        self.assertEqual(visit.approval_state, "approved")
        self.assertEqual(visit.move_ids.mapped("reason"), ["The account was handed over."])

    def test_who_leads_does_not_come_along_besides(self):
        visit = self._approved(self.manager_east, participant_ids=self.rep_hangzhou.ids)
        self._give(self.shop, self.manager_east)
        self.assertEqual((visit.leader_id, len(visit.participant_ids)), (self.manager_east, 0))
        self.assertEqual(visit.approval_state, "approved")

    def test_what_has_begun_stays_with_who_began_it(self):
        begun, made = self._planned(), self._planned()
        self._made(made)
        self.seen_by(self.rep_hangzhou, begun).action_start()
        cancelled = self._planned(date_start=self._soon(days=3))
        self.seen_by(self.rep_hangzhou, cancelled).action_cancel("They close down")
        self._give(self.shop, self.rep_shanghai)
        for visit in begun | made | cancelled:
            with self.subTest(state=visit.state):
                self.assertEqual(visit.leader_id, self.rep_hangzhou)
                self.assertFalse(visit.move_ids)

    def test_who_takes_over_hears_of_it_once(self):
        """Of all at once, and not visit by visit, as those do who come along."""

        def told(user):
            return self.env["mail.notification"].search_count(
                [
                    ("res_partner_id", "=", user.partner_id.id),
                    ("mail_message_id.model", "=", "kam.visit"),
                ]
            )

        for days in (2, 3):
            self._planned(date_start=self._soon(days=days), participant_ids=self.director.ids)
        users = self.rep_hangzhou, self.rep_shanghai, self.director
        before = [told(user) for user in users]
        self._give(self.shop, self.rep_shanghai)
        after = [told(user) for user in users]
        self.assertEqual(after, [before[0], before[1], before[2] + 2])

    def test_visits_wait_for_who_leaves(self):
        """Whoever ends a position reads which visits need another leader, approved or not."""
        visits = self._planned(date_start=self._soon(days=2)) | self._approved()
        position = self.position_rep_hangzhou.with_user(self.manager_east)
        waiting = [name for _kind, name, _who in position._find_waiting()]
        for visit in visits:
            with self.subTest(state=visit.approval_state):
                self.assertTrue([name for name in waiting if visit.number in name], waiting)
        self._give(self.shop, self.rep_shanghai)
        waiting = str(position._find_waiting())
        for visit in visits:
            self.assertNotIn(visit.number, waiting)

    def test_the_leader_is_no_field_to_write(self):
        visit = self._approved()
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, visit).leader_id = self.rep_shanghai
