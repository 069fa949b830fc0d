from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import day
from .common import KamCreditUseCommon


@tagged("post_install", "-at_install")
class TestKamCreditMeasureEnd(KamCreditUseCommon):
    """How individual measures begin and end."""

    def phases(self):
        """Return the measures that are found under each phase."""
        self.env.invalidate_all()
        measures = self.env["kam.credit.measure"].with_user(self.supervisor)
        return {
            phase: measures.search([("phase", "=", phase)]).ids
            for phase, _label in measures._fields["phase"].selection
        }

    def at(self, offset, hour):
        midnight = datetime.combine(day(offset), datetime.min.time())
        return freeze_time(midnight + timedelta(hours=hour))

    def test_by_its_days(self):
        measure = self.approved(date_from=day(2), date_to=day(4))
        expected = {0: "future", 1: "future", 2: "current", 4: "current", 5: "ended"}
        for offset, phase in expected.items():
            with self.subTest(offset=offset), self.at(offset, 12):
                found = self.phases()
                self.assertEqual(measure.phase, phase)
                self.assertEqual([name for name, ids in found.items() if ids], [phase])

    def test_days_are_those_of_the_company(self):
        measure = self.approved(date_from=day(0), date_to=day(0))
        # 17:00 in UTC is 1:00 of the next day there
        for zone, hour, phase in (
            ("UTC", 23, "current"),
            ("Asia/Shanghai", 15, "current"),
            ("Asia/Shanghai", 17, "ended"),
            ("America/Los_Angeles", 23, "current"),
        ):
            self.company.sudo().resource_calendar_id.tz = zone
            with self.subTest(zone=zone, hour=hour), self.at(0, hour):
                found = self.phases()
                self.assertEqual(measure.phase, phase)
                self.assertEqual([name for name, ids in found.items() if ids], [phase])

    def test_rejected_and_open_ones_never_hold(self):
        draft = self.measure()
        rejected = self.submitted()
        self.review(rejected, self.north_manager).action_reject("Too much")
        found = self.phases()
        self.assertEqual((found["open"], found["void"]), (draft.ids, rejected.ids))
        self.assertEqual((draft.phase, rejected.phase), ("open", "void"))

    def test_early_with_a_reason(self):
        measure = self.approved()
        mine = measure.with_user(self.supervisor).sudo(False)
        self.assertTrue(mine.can_end)
        with self.assertRaisesRegex(UserError, "Why It Ended"):
            mine.action_end(" ")
        action = mine.action_ask_end()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.supervisor)
            .with_context(**action["context"])
            .create({"reason": "Pays by itself"})
        )
        dialog.action_apply()
        self.assertEqual((measure.date_ended, measure.end_reason), (day(0), "Pays by itself"))
        self.assertEqual(measure.ended_by_id, self.supervisor)
        self.assertEqual(measure.phase, "current")
        with self.at(1, 9):
            self.env.invalidate_all()
            self.assertEqual(measure.phase, "ended")
            self.assertEqual(self.phases()["ended"], measure.ids)
            with self.assertRaisesRegex(UserError, "does not hold"):
                mine.action_end("Again")

    def test_before_it_began(self):
        measure = self.approved(date_from=day(5))
        measure.with_user(self.supervisor).action_end("Not needed")
        self.assertEqual(self.phases()["ended"], measure.ids)
        self.assertEqual(measure.phase, "ended")

    def test_by_nobody_else(self):
        measure = self.approved()
        for user in self.south_supervisor | self.representative | self.credit_admin:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                measure.with_user(user).sudo(False).action_end("Enough")
        self.assertFalse(measure.date_ended)

    def test_dialogs_are_ones_own(self):
        measure = self.approved()
        dialog = (
            self.env["kam.credit.measure.end"]
            .with_user(self.supervisor)
            .create({"measure_ids": measure.ids, "reason": "Enough"})
        )
        with self.assertRaises(AccessError):
            dialog.with_user(self.credit_officer).action_apply()

    def test_with_the_state_of_a_key_account(self):
        held, coming = self.approved(), self.approved(date_from=day(5))
        waiting = self.submitted()
        over = self.approved()
        over.with_user(self.supervisor).action_end("Pays by itself")
        self.account._downgrade("takeover", "Rate below the threshold")
        self.env.invalidate_all()
        self.assertEqual(waiting.approval_state, "cancelled")
        self.assertIn("Superseded", waiting.cancel_reason)
        for measure in held | coming:
            self.assertEqual(measure.date_ended, day(0))
            self.assertEqual(measure.end_reason, "The customer is a key account no longer.")
        self.assertEqual(coming.phase, "ended")

    def test_an_edition_takes_the_place_of_the_one_before(self):
        measure = self.approved()
        action = measure.with_user(self.credit_officer).action_revise()
        edition = self.root["kam.credit.measure"].browse(action["res_id"])
        self.assertEqual((edition.content, edition.phase), (measure.content, "open"))
        self.assertEqual(measure.phase, "current")
        edition.with_user(self.credit_officer).write({"content": "Up to half of the limit"})
        edition.with_user(self.credit_officer).action_submit()
        self.review(edition, self.north_manager).action_approve("Agreed")
        self.env.invalidate_all()
        self.assertEqual(measure.end_reason, "Another edition was approved.")
        with self.at(1, 9):
            self.env.invalidate_all()
            self.assertEqual((measure.phase, edition.phase), ("ended", "current"))
