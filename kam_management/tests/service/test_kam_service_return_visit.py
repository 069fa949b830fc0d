from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ...models.service.kam_service_ending_duties import DESCRIBED
from ...reading import fetch_together
from .common_evaluation import EvaluationCommon

RETURN = "service_return_visit"


@tagged("post_install", "-at_install")
class TestKamServiceReturnVisit(EvaluationCommon):
    """Within a week after a service the customer is heard again; one contact keeps all."""

    def _meet(self, account=None, user=None, **vals):
        # an hour ago may be the day before
        vals.setdefault("date", fields.Datetime.now())
        return self._met(user or self.rep_shanghai, account=account or self.mill, **vals)

    def test_an_ended_service_owes_two_things(self):
        ending = self._ended(self.consulting, self.rush)
        self.assertEqual(ending.account_id, self.mill)
        self.assertEqual(ending.date_ended, self.today)
        self.assertEqual(ending.user_id, self.rep_shanghai)
        self.assertIn("SQ/", ending.name)
        visit = self._duty(ending, RETURN)
        self.assertEqual((visit.state, visit.date_due), ("open", self._days(7)))
        self.assertEqual(visit.user_ids, self.rep_shanghai)
        form = self._duty(ending, "service_evaluation")
        self.assertEqual((form.state, form.date_due), ("open", self._days(14)))

    def test_my_day_reads_what_has_ended_once(self):
        ending = self._ended(self.consulting, self.rush)
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["kam.service.ending"].with_user(self.rep_shanghai)
        [seen] = fetch_together([(model, Domain("id", "in", ending.ids), DESCRIBED)])
        before = self.env.cr.sql_log_count
        self.assertIn("SQ/", seen.name)
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_only_where_a_content_says_so(self):
        ending = self._ended(self.rush)
        self.assertFalse(ending.date_return_due)
        self.assertFalse(self._duty(ending, RETURN))
        self.assertTrue(self._duty(ending, "service_evaluation"))
        self.assertFalse(ending.return_state)

    def test_days_are_settings(self):
        self.company.write({"kam_return_visit_days": 3, "kam_service_evaluation_days": 5})
        ending = self._ended()
        self.assertEqual(ending.date_return_due, self._days(3))
        self.assertEqual(self._duty(ending, "service_evaluation").date_due, self._days(5))

    def test_one_contact_keeps_all_of_the_account(self):
        first, second = self._ended(), self._ended()
        with self._at(self._days(3)):
            contact = self._meet(date=fields.Datetime.now(), channel="phone")
            for ending in first | second:
                self.assertEqual(ending.return_state, "kept")
                self.assertEqual(ending.return_contact_id, contact)
                self.assertEqual(self._duty(ending, RETURN).state, "kept")
                self.assertEqual(self._duty(ending, RETURN).done_by_id, self.rep_shanghai)

    def test_mail_is_no_visit(self):
        ending = self._ended()
        for channel in ("mail", "letter", "chat"):
            self._meet(channel=channel)
        self.assertEqual(ending.return_state, "open")
        self.assertEqual(self._duty(ending, RETURN).state, "open")

    def test_a_contact_before_the_end_keeps_nothing(self):
        ending = self._ended()
        self._meet(date=self._ago(days=1, hours=1))
        self.assertEqual(ending.return_state, "open")

    def test_a_contact_with_another_customer_keeps_nothing(self):
        ending = self._ended()
        self._met(self.rep_hangzhou)
        self.assertEqual(ending.return_state, "open")

    def test_late_from_the_eighth_day(self):
        ending = self._ended()
        with self._at(self._days(7)):
            self.assertFalse(ending.is_return_late)
            self.assertFalse(self.endings.search([("is_return_late", "=", True)]) & ending)
        with self._at(self._days(8)):
            self.assertTrue(ending.is_return_late)
            self.assertIn(ending, self.endings.search([("is_return_late", "=", True)]))
            self._meet(date=fields.Datetime.now())
            self.assertEqual(ending.return_state, "late")
            duty = self._duty(ending, RETURN)
            self.assertEqual((duty.state, duty.days_late), ("late", 1))

    def test_a_corrected_contact_does_not_count(self):
        ending = self._ended()
        contact = self._meet(date=fields.Datetime.now())
        self.assertEqual(ending.return_state, "kept")
        self.contact_model.with_user(self.rep_shanghai).create(
            self._contact_vals(account=self.mill, corrects_id=contact.id, channel="mail")
        )
        self.assertEqual(ending.return_state, "open")
        duty = self._duty(ending, RETURN)
        self.assertEqual((duty.state, duty.date_due), ("open", self._days(7)))

    def test_a_contact_before_the_end_was_written_down(self):
        request = self._approved(self.consulting)
        with self._at(self._days(3)):
            self._meet(date=fields.Datetime.now() - timedelta(days=1))
            own = self.seen_by(self.rep_shanghai, request.execution_ids)
            own.action_done(self._days(0))
            ending = self.endings.search([("res_id", "=", request.id)])
            self.assertEqual(ending.return_state, "kept")
            self.assertEqual(ending.date_return_done, self._days(2))
            self.assertEqual(self._duty(ending, RETURN).state, "kept")

    def test_nobody_writes_it_by_hand(self):
        ending = self._ended()
        own = self.seen_by(self.supervisor_shanghai, ending).sudo()
        with self._refused("It follows from the service"):
            own.date_return_done = self.today
        with self._refused("nobody adds or deletes"):
            own.unlink()
        with self._refused("cannot be given by hand"):
            self.endings.create({"reference": "x", "account_id": self.mill.id})
        with self._refused("nobody adds or deletes"):
            self.endings.create({})

    def test_anything_may_end(self):
        """Whatever else ends says so in the same way; each document once per account."""
        document = self.env["kam.service.scheme"].create({"account_id": self.mill.id})
        for _time in range(2):
            self.mill._on_service_ended(document, self.today, self.consulting)
        self.shop._on_service_ended(document, self.today, self.rush)
        found = self.endings.search([("res_model", "=", document._name)])
        self.assertEqual(len(found), 2)
        self.assertEqual(found.account_id, self.mill | self.shop)

    def test_evaluated_together_for_one_customer_only(self):
        first = self._ended()
        document = self.env["kam.service.scheme"].create({"account_id": self.shop.id})
        self.shop._on_service_ended(document, self.today, self.rush)
        other = self.endings.search([("account_id", "=", self.shop.id)])
        with self.assertRaisesRegex(UserError, "one customer"):
            self.seen_by(self.manager_east, first | other).action_evaluate()

    def test_roles(self):
        ending = self._ended()
        self.assertRights(
            ending,
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "r",
                (self.rep_beijing, self.rep_hangzhou, self.buyer_mill): "",
            },
        )
