import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..approval.common import FORM
from .common import HandoverCommon


@tagged("post_install", "-at_install")
class TestKamAccountHandover(HandoverCommon):
    """The record of a hand-over: what it says, who reads it, and that nobody changes it."""

    def test_what_it_says(self):
        handover = self._give(unit_id=self.hangzhou.id, manager_id=self.rep_hangzhou.id)
        self.assertRecordValues(
            handover,
            [
                {
                    "account_id": self.mill.id,
                    "company_id": self.company.id,
                    "user_id": self.manager_east.id,
                    "reason": "Promotion",
                    "manager_from": self.rep_shanghai.id,
                    "manager_to": self.rep_hangzhou.id,
                    "unit_from": self.shanghai.id,
                    "unit_to": self.hangzhou.id,
                }
            ],
        )
        self.assertIn("Office told", handover.checklist_html)
        self.assertEqual(self.mill.handover_count, 1)

    def test_events_point_to_it(self):
        handovers = self._give(
            self.mill | self.shop, unit_id=self.east.id, manager_id=self.supervisor_shanghai.id
        )
        for handover in handovers:
            events = handover.account_id.event_ids.filtered(lambda event: event.source == "manual")
            self.assertEqual(set(events.mapped("kind")), {"unit_changed", "manager_changed"})
            self.assertEqual(set(events.mapped("res_model")), {"kam.account.handover"})
            self.assertEqual(set(events.mapped("res_id")), {handover.id})
            self.assertIn(handover.account_id.name, events[0].document_name)

    def test_only_accounts_that_change_get_one(self):
        self._give(self.mill | self.shop)  # the shop is rep_hangzhou's already
        self.assertTrue(self.mill.handover_ids)
        self.assertFalse(self.shop.handover_ids)

    def test_nothing_would_change(self):
        with self._refused("Nothing would change"):
            self._give(self.shop)

    def test_who_reads_it(self):
        handover = self._give()
        for user, visible in (
            (self.rep_hangzhou, True),
            (self.supervisor_shanghai, True),
            (self.manager_east, True),
            (self.director, True),
            (self.administrator, True),
            (self.rep_shanghai, False),
            (self.rep_beijing, False),
            (self.supervisor_north, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(handover in self._visible(user, handover._name), visible)
                if visible:
                    self.assertEqual(
                        self._as(user, handover).read(["reason"])[0]["reason"], "Promotion"
                    )
                else:
                    with self.assertRaises(AccessError):
                        self._as(user, handover).read(["reason"])
        self.shop.team_ids.action_end()
        handovers = self._as(self.rep_shanghai, handover)
        groups = handovers.formatted_read_group([], ["manager_to"], ["__count"])
        self.assertFalse(groups)

    def test_names_of_work_are_for_those_who_may_open_it(self):
        self._form_of(self.mill, name="Secret")
        self._activity(self.mill, self.rep_shanghai, "Call the buyer")
        handover = self._give()
        self.assertIn(f"/odoo/{FORM}/", self._as(self.manager_east, handover).work_html)
        self._hide_forms_of_others()
        for user in (self.manager_east, self.administrator):
            with self.subTest(user=user.login):
                handover = self._as(user, handover)
                self.assertNotIn(f"/odoo/{FORM}/", handover.work_html)
                self.assertIn("may not open", handover.work_html)
                self.assertIn("Call the buyer", handover.work_html)
                with self.assertRaises(AccessError):
                    handover.read(["work"])
                with self.assertRaises(AccessError):
                    handover.search([("work", "!=", False)])
                user.group_ids |= self.env.ref("base.group_allow_export")
                with self.assertRaises(AccessError):
                    self._as(user, handover).export_data(["work"])

    def test_documents_that_are_gone(self):
        activity = self._activity(self._form_of(self.mill), self.rep_shanghai)
        form = self.env[FORM].browse(activity.res_id)
        handover = self._give(move_activities=False)
        form.unlink()
        self.env.invalidate_all()
        self.assertIn("may not open", handover.work_html)
        self.assertEqual(handover.form_count, 1)

    def test_nobody_adds_changes_or_deletes(self):
        handover = self._give()
        for user in (self.env.user, self.administrator, self.manager_east):
            with self.subTest(user=user.login):
                record = self._as(user, handover)
                for attempt in (
                    lambda record: record.write({"reason": "Another"}),
                    lambda record: record.unlink(),
                    lambda record: record.copy(),
                    lambda record: record.create(
                        {"account_id": self.mill.id, "company_id": self.company.id, "reason": "No"}
                    ),
                ):
                    with self.assertRaises(UserError):
                        attempt(record)

    def test_nobody_changes_it_in_sql(self):
        handover = self._give()
        self.env.flush_all()
        for query in (
            SQL("UPDATE kam_account_handover SET reason = 'No' WHERE id = %s", handover.id),
            SQL("DELETE FROM kam_account_handover WHERE id = %s", handover.id),
        ):
            with (
                self.assertRaises(psycopg2.errors.RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query)

    def test_other_company(self):
        handover = self._give()
        self._make_other_company()
        self.assertNotIn(handover, self._visible(self.manager_other, handover._name))
        self.administrator.company_ids |= self.other_company
        dialog = self._dialog(
            self.administrator, self.mill_other, manager_id=self.administrator.id
        ).with_context(allowed_company_ids=self.other_company.ids)
        self.assertEqual(dialog.line_ids.item_id.company_id, self.other_company)
        dialog.action_apply()
        foreign = self.mill_other.handover_ids
        self.assertEqual(foreign.company_id, self.other_company)
        self.assertIn(foreign, self._visible(self.manager_other, foreign._name))
        self.assertNotIn(foreign, self._visible(self.manager_east, foreign._name))
        # the same customer in the other company keeps what belongs to this one
        self.assertEqual(self.mill.manager_id, self.rep_hangzhou)

    def test_button_of_the_account(self):
        handover = self._give()
        action = self._as(self.manager_east, self.mill).action_view_handovers()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), handover)

    def test_a_list_of_a_takeover_leaves_one(self):
        """Key accounts that it gives to somebody else change hands as in the dialog."""
        activity = self._activity(self.mill, self.rep_shanghai)
        takeover = self._as(self.administrator, self.env["kam.account.takeover"]).create(
            {
                "reason": "New list",
                "source_text": "List of the marketing director",
                "existing": "update",
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": account.partner_id.id,
                            "unit_id": unit.id,
                            "manager_id": self.rep_hangzhou.id,
                        }
                    )
                    for account, unit in ((self.mill, self.hangzhou), (self.shop, self.hangzhou))
                ],
            }
        )
        takeover.action_take_over()
        handover = self.mill.handover_ids
        self.assertRecordValues(
            handover,
            [
                {
                    "user_id": self.administrator.id,
                    "reason": "New list",
                    "manager_from": self.rep_shanghai.id,
                    "manager_to": self.rep_hangzhou.id,
                    "unit_from": self.shanghai.id,
                    "unit_to": self.hangzhou.id,
                    "activity_count": 1,
                }
            ],
        )
        self.assertIn("Not asked", handover.checklist_html)
        self.assertEqual(activity.user_id, self.rep_hangzhou)
        events = self.mill.event_ids.filtered(lambda event: event.res_id == handover.id)
        self.assertEqual(set(events.mapped("kind")), {"unit_changed", "manager_changed"})
        self.assertFalse(self.shop.handover_ids)
