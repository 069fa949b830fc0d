from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_evaluation import EvaluationCommon

EVALUATION, LOW = "service_evaluation", "service_low_score"


@tagged("post_install", "-at_install")
class TestKamServiceEvaluation(EvaluationCommon):
    """Services are judged by us and by the customer; what differs, and what is low, is followed."""

    def test_from_the_end_to_the_approval(self):
        ending = self._ended()
        form = self._evaluation(ending)
        self.assertEqual(form.ending_ids, ending)
        self.assertEqual(form.date_to, self.today)
        self.assertEqual(form.served_by, self.rep_shanghai.name)
        self.assertEqual(len(form.line_ids), 4)
        self._judge(form)
        self.submit(form, self.rep_shanghai)
        self.assertEqual(self._duty(ending, EVALUATION).state, "kept")
        self.approve(form, self.supervisor_shanghai, self.manager_east)
        self.assertEqual(form.approval_state, "approved")
        self.assertEqual(form.our_points, 4)
        self.assertTrue(self.env["kam.archive.entry"].search([("res_id", "=", form.id)]))

    def test_going_on_with_the_one_that_is_there(self):
        ending = self._ended()
        form = self._evaluation(ending)
        self.assertEqual(self._evaluation(ending), form)
        self.assertTrue(ending.is_evaluated)
        self.assertNotIn(ending, self.endings.search([("is_evaluated", "=", False)]))

    def test_several_services_in_one(self):
        first, second = self._ended(), self._ended(self.rush)
        form = self._evaluation(first | second)
        self.assertEqual(form.ending_ids, first | second)
        with self.assertRaisesRegex(ValidationError, "already"):
            self.evaluations.create({"account_id": self.mill.id, "ending_ids": [(4, first.id)]})
        with self.assertRaisesRegex(ValidationError, "choose services of"):
            self.evaluations.create({"account_id": self.shop.id, "ending_ids": [(4, first.id)]})

    def test_criteria_are_kept(self):
        criteria = self.env["kam.service.criterion"].search([("company_id", "=", self.company.id)])
        form = self._evaluation()
        criteria[0].write({"name": "Something else", "weight": 99})
        criteria[1].active = False
        line = form.line_ids[0].with_context(lang="en_US")
        self.assertEqual((line.name, line.weight), ("Timeliness of the service", 25))
        later = self._evaluation()
        self.assertEqual(len(later.line_ids), 3)
        self.assertEqual(later.line_ids[0].with_context(lang="en_US").name, "Something else")
        own = self.seen_by(self.rep_shanghai, form)
        for vals in ({"weight": 1}, {"names": {"en_US": "x"}}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                own.line_ids[0].write(vals)
        with self.assertRaises(UserError):
            own.line_ids[0].unlink()
        with self.assertRaises(UserError):
            own.write({"line_ids": [(0, 0, {"our_score": 3})]})

    def test_what_is_missing(self):
        form = self._evaluation()
        with self.assertRaisesRegex(UserError, "How the Service Went.*Our Points"):
            self._refuse_submit(form)
        self._judge(form, ending_ids=[(5,)])
        with self.assertRaisesRegex(UserError, "Services Evaluated"):
            self._refuse_submit(form)

    def _refuse_submit(self, form):
        try:
            self.submit(form, self.rep_shanghai)
        except UserError as error:
            raise UserError(str(error).replace("\n", " ")) from error

    def test_a_difference_needs_a_word(self):
        form = self._evaluation()
        self._judge(form, ours=5, customer_person="Ms Chen, by phone")
        lines = self.seen_by(self.rep_shanghai, form.line_ids)
        lines[0].customer_score = 4
        self.assertFalse(form.line_ids[0].is_finding)
        lines[1].customer_score = 3
        self.assertTrue(form.line_ids[1].is_finding)
        self.assertEqual((form.line_ids[1].difference, form.finding_count), (2, 1))
        with self.assertRaisesRegex(UserError, "we give 5, the customer 3"):
            self.submit(form, self.rep_shanghai)
        lines[1].remark = "They expected a technician"
        self.submit(form, self.rep_shanghai)
        self.company.kam_service_difference = 2
        self.env.invalidate_all()
        self.assertFalse(form.line_ids[1].is_finding)

    def test_told_is_not_verified(self):
        form = self._evaluation()
        self._judge(form)
        self.seen_by(self.rep_shanghai, form.line_ids).write({"customer_score": 4})
        self.assertEqual((form.customer_source, form.date_judged), ("told", self.today))
        self.assertEqual(form.customer_points, 4)
        with self.assertRaisesRegex(UserError, "who at the customer"):
            self.submit(form, self.rep_shanghai)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, form).customer_source = "portal"
        self.seen_by(self.rep_shanghai, form.line_ids).write({"customer_score": 0})
        self.assertFalse(form.customer_source)

    def test_low_points_are_followed_up_within_two_days(self):
        form = self._evaluation()
        self._judge(form, ours=3, customer_person="Ms Chen")
        lines = self.seen_by(self.rep_shanghai, form.line_ids)
        lines[0].customer_score = 2
        duty = self._duty(form, LOW)
        self.assertEqual((duty.state, duty.date_due), ("open", self._days(2)))
        self.assertEqual(duty.user_ids, self.rep_shanghai)
        own = self.seen_by(self.rep_shanghai, form)
        with self.assertRaisesRegex(UserError, "say what was done"):
            own.action_settle_low()
        with self.assertRaises(UserError):
            own.low_state = "done"
        # also after approval
        self.submit(form, self.rep_shanghai)
        self.approve(form, self.supervisor_shanghai, self.manager_east)
        own = self.seen_by(self.rep_shanghai, form)
        own.low_measures = "Our technician came on the next day"
        own.action_settle_low()
        self.assertEqual(form.low_state, "done")
        self.assertEqual(self._duty(form, LOW).state, "kept")
        with self.assertRaisesRegex(UserError, "no low points"):
            own.action_settle_low()

    def test_low_points_that_were_a_slip(self):
        form = self._evaluation()
        lines = self.seen_by(self.rep_shanghai, form.line_ids)
        lines[0].customer_score = 1
        lines[0].customer_score = 4
        self.assertFalse(form.low_state)
        self.assertEqual(self._duty(form, LOW).state, "cancelled")

    def test_points_run_from_one_to_five(self):
        form = self._evaluation()
        for value in (-1, 6):
            with (
                self.subTest(value=value),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.seen_by(self.rep_shanghai, form.line_ids[0]).our_score = value
                self.env.flush_all()

    def test_withdrawn_it_is_owed_again(self):
        ending = self._ended()
        form = self._evaluation(ending)
        self._judge(form)
        self.submit(form, self.rep_shanghai)
        self.withdraw(form, self.rep_shanghai)
        duty = self._duty(ending, EVALUATION)
        self.assertEqual((duty.state, duty.date_due), ("open", self._days(14)))
        self.submit(form, self.rep_shanghai)
        self.assertEqual(self._duty(ending, EVALUATION).state, "kept")

    def test_rejected_another_one_is_owed(self):
        ending = self._ended()
        form = self._evaluation(ending)
        self._judge(form)
        self.submit(form, self.rep_shanghai)
        self.reject(form, self.supervisor_shanghai)
        self.assertEqual(self._duty(ending, EVALUATION).state, "open")
        self.assertNotEqual(self._evaluation(ending), form)

    def test_what_was_heard_becomes_a_suggestion(self):
        form = self._evaluation()
        own = self.seen_by(self.rep_shanghai, form)
        with self.assertRaisesRegex(UserError, "write down what was heard"):
            own.action_make_suggestion()
        own.customer_views = "Smaller drums would help"
        own.action_make_suggestion()
        made = self.env["kam.suggestion"].search([("source_id", "=", form.id)])
        self.assertEqual(made.description, "Smaller drums would help")
        self.assertEqual(made.account_id, self.mill)
        self.assertIn(made.number, own.suggestion_outcome)
        with self.assertRaisesRegex(UserError, "already"):
            own.action_make_suggestion()

    def test_satisfaction_on_the_page(self):
        form = self._evaluation()
        self.seen_by(self.rep_shanghai, form.line_ids).write({"customer_score": 4})
        own = self.seen_by(self.rep_shanghai, self.mill).with_context(lang="en_US")
        figure = own._get_figures()[self.mill.id]["satisfaction"]
        self.assertEqual((figure["text"], figure["note"]), ("4.0 of 5", "from 1 evaluation"))
        action = own.action_view_satisfaction()
        self.assertEqual(self.evaluations.search(action["domain"]), form)
        figures = self.seen_by(self.rep_shanghai, self.shop)._get_figures()
        self.assertNotIn("satisfaction", figures[self.shop.id])

    def test_print(self):
        form = self._evaluation()
        self._judge(form, improvements="A technician comes along")
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        html, _kind = report._render_qweb_html(
            "kam_management.report_kam_service_evaluation", form.ids
        )
        text = html.decode()
        for part in ("Timeliness of the service", "A technician comes along", "Return Visit"):
            self.assertIn(part, text)

    def test_roles(self):
        form = self._evaluation()
        self.assertRights(
            form,
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "rwcd",
                (self.rep_beijing, self.rep_hangzhou, self.buyer_mill): "",
            },
        )
        self.assertRights(
            form.line_ids[:1],
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "rw",
                (self.rep_beijing, self.rep_hangzhou, self.buyer_mill): "",
            },
        )
