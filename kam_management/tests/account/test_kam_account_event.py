from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountEvent(KamCommon):
    def test_taken_over(self):
        event = self.mill.event_ids
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "taken_over",
                    "source": "takeover",
                    "reason": "On the list of key accounts",
                    "state_from": "ordinary",
                    "state_to": "key",
                    "unit_from": False,
                    "unit_to": self.shanghai.id,
                    "manager_from": False,
                    "manager_to": self.rep_shanghai.id,
                    "company_id": self.company.id,
                    "user_id": self.env.uid,
                }
            ],
        )

    def test_one_event_per_thing_changed(self):
        events = (self.mill | self.shop)._change_owner(
            unit=self.hangzhou, manager=self.rep_hangzhou, reason="Move"
        )
        self.assertEqual(
            sorted((event.account_id.name, event.kind) for event in events),
            [("Mill", "manager_changed"), ("Mill", "unit_changed")],
        )

    def test_document(self):
        events = self.mill._downgrade("credit", "Breach", document=self.stranger)
        self.assertEqual(events.res_model, "res.partner")
        self.assertEqual(events.res_id, self.stranger.id)
        self.assertEqual(events.document_name, "Stranger")

    def test_document_outside_the_system(self):
        events = self.farm._confirm_key(
            "takeover", "List", self.shanghai, self.rep_shanghai, document_name="Paper 12"
        )
        self.assertEqual(events.document_name, "Paper 12")
        self.assertFalse(events.res_model)

    def test_who_did_it(self):
        account = self.mill.with_user(self.manager_east)
        event = account._change_owner(unit=self.hangzhou, reason="Closer")
        self.assertEqual(event.user_id, self.manager_east)

    def test_latest_first(self):
        self.mill._downgrade("manual", "Given up")
        self.assertEqual(self.mill.event_ids.mapped("kind"), ["downgraded", "taken_over"])

    def test_nobody_writes_deletes_or_copies(self):
        for user in (self.env.user, self.administrator, self.director, self.rep_shanghai):
            with self.subTest(user=user.login):
                event = self._as(user, self.mill.event_ids)
                with self.assertRaises(UserError):
                    event.write({"reason": "Another"})
                with self.assertRaises(UserError):
                    event.unlink()
                with self.assertRaises(UserError):
                    event.copy()
                with self.assertRaises(UserError):
                    self._as(user, self.mill).write(
                        {"event_ids": [(1, event.id, {"reason": "Another"})]}
                    )
