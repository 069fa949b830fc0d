from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.refusals import RefusalCase

from ..common import day
from .common import KamCreditUseCommon


@tagged("post_install", "-at_install")
class TestKamCreditMeasure(KamCreditUseCommon, RefusalCase):
    """Who writes individual measures, who approves them, and who sees them at all."""

    def test_companies_start_with_kinds(self):
        names = self.kinds.with_context(lang="en_US").mapped("name")
        self.assertIn("Delivery ahead of payment", names)
        self.assertIn("Price protection", names)

    def test_rights(self):
        draft, held = self.measure(), self.approved()
        entries = self.root["kam.credit.measure.entry"].search([("profile_id", "=", self.acme.id)])
        self.assertEqual(len(entries), 2)
        self.assertRights(
            draft + held,
            {
                self.readers: "rwcd",
                self.credit_admin: "r",
                self.south_supervisor | self.outsiders: "",
            },
        )
        self.assertRights(
            entries,
            {
                self.readers | self.credit_admin: "r",
                self.south_supervisor | self.outsiders: "",
            },
        )

    def test_another_region_learns_nothing(self):
        measure = self.approved()
        self.env.invalidate_all()
        stranger = self.south_supervisor
        seen = measure.with_user(stranger).sudo(False)
        with self.assertRaises(AccessError):
            seen.read(["content"])
        measures = self.env["kam.credit.measure"].with_user(stranger)
        self.assertFalse(measures.search([]))
        self.assertFalse(measures.search_count([("profile_id.partner_id.name", "=", "Acme")]))
        self.assertEqual(measures._read_group([], ["kind_id"], ["__count"]), [])
        self.assertFalse(self.env["kam.credit.measure.entry"].with_user(stranger).search([]))
        duties = self.env["kam.deadline"].with_user(stranger)
        self.assertFalse(duties.search([("res_model", "=", measure._name)]))
        entries = self.env["kam.archive.entry"].with_user(stranger)
        self.assertFalse(entries.search([("res_model", "=", measure._name)]))
        reports = self.env["ir.actions.report"].with_user(stranger)
        with self.assertRaises(AccessError):
            reports._render_qweb_html("kam_credit.report_kam_credit_measure", measure.ids)
        with self.assertRaises(AccessError):
            reports._render_xlsx("kam_credit.report_kam_credit_measure_xlsx", measure.ids, {})
        with self.assertRaises(AccessError):
            seen.action_end("Enough")

    def test_written_over_the_unit_only(self):
        for user in self.readers:
            with self.subTest(user=user.login):
                self.assertEqual(self.measure(user).create_uid, user)
        with self.assertRaises(AccessError):
            self.measure(self.south_supervisor)
        with self.assertRaises(AccessError):
            self.measure(self.credit_officer, profile=self.southern)
        with self.assertRaises(AccessError):
            self.measure(self.representative)
        with self.assertRaises(AccessError):
            self.measure(self.credit_admin)

    def test_not_for_a_customer_of_ones_own(self):
        self.account._change_owner(manager=self.supervisor, reason="Takes over")
        measure = self.measure()
        with self.assertRaisesRegex(AccessError, "not by its account manager"):
            self.measure(self.supervisor)
        with self.assertRaisesRegex(AccessError, "not by its account manager"):
            measure.with_user(self.supervisor).content = "Everything free"
        with self.assertRaisesRegex(AccessError, "not by its account manager"):
            measure.with_user(self.supervisor).action_submit()

    def test_the_manager_approves(self):
        measure = self.submitted()
        review = self.review(measure, self.north_manager)
        self.assertEqual(review.candidate_ids, self.north_manager)
        for user in self.credit_officer | self.supervisor | self.credit_approver | self.director:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.review(measure, user).action_approve("Agreed")
        self.assertEqual(measure.phase, "open")
        self.review(measure, self.north_manager).action_approve("Agreed")
        self.env.invalidate_all()
        self.assertEqual(measure.phase, "current")
        entry = self.root["kam.archive.entry"].search(
            [("res_model", "=", measure._name), ("res_id", "=", measure.id)]
        )
        self.assertTrue(entry.is_confidential)

    def test_never_its_author(self):
        measure = self.submitted(user=self.north_manager)
        self.assertEqual(self.review(measure, self.director).candidate_ids, self.director)
        with self.assertRaises(AccessError):
            self.review(measure, self.north_manager).action_approve("Agreed")

    def test_what_is_approved_is_locked(self):
        measure = self.approved()
        with self.assertRaises(UserError):
            measure.with_user(self.credit_officer).content = "Everything free"
        with self.assertRaises(UserError):
            measure.with_user(self.credit_officer).date_ended = day(0)
        with self.assertRaises(UserError):
            measure.with_user(self.credit_officer).unlink()

    # ------------------------------------------------------------------
    # what it lacks
    # ------------------------------------------------------------------

    def test_refused_submissions_leave_nothing(self):
        new = self.env["kam.credit.measure"]
        number = self.next_number(new._name)
        self.assertLeavesNothing(
            self.credit_officer, new, "Need It Answers", {"profile_id": self.acme.id}
        )
        self.assertLeavesNothing(self.credit_officer, new, ".", {"profile_id": self.southern.id})
        self.assertEqual(self.next_number(new._name), number)
        measure = self.measure(date_from=day(-9), date_to=day(-1))
        self.assertLeavesNothing(self.credit_officer, measure, "is past")
        self.assertLeavesNothing(self.representative, measure, ".")

    def test_carried_out_by_a_reader(self):
        measure = self.measure(responsible_id=self.representative.id)
        self.assertIn("may not read the credit", measure.missing)
        measure.with_user(self.credit_officer).responsible_id = self.supervisor
        self.assertFalse(measure.missing)

    def test_not_for_ordinary_customers(self):
        measure = self.measure()
        self.account._downgrade("takeover", "Buys no more")
        self.env.invalidate_all()
        self.assertEqual(measure.approval_state, "cancelled")
        self.assertIn("ordinary customer", self.measure().missing)

    def test_last_day_before_the_first(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.measure(date_from=day(5), date_to=day(4))

    def test_approved_too_late(self):
        measure = self.submitted(date_to=day(0))
        measure._protected_write({"date_from": day(-5), "date_to": day(-1)})
        with self.assertRaisesRegex(UserError, "is past"):
            self.review(measure, self.north_manager).action_approve("Agreed")

    def test_a_form_on_the_screen(self):
        form = Form(self.env["kam.credit.measure"].with_user(self.supervisor))
        self.assertFalse(form.can_submit)
        form.profile_id = self.acme
        self.assertTrue(form.can_submit)
        self.assertEqual(form.responsible_id, self.supervisor)

    # ------------------------------------------------------------------
    # beside the services that were granted
    # ------------------------------------------------------------------

    def test_one_list_with_services(self):
        content = self.root["kam.service.content"].search([], limit=1)
        measure = self.approved()
        grant = (
            self.root["kam.service.entitlement"]
            .with_user(self.supervisor)
            .create(
                {
                    "account_id": self.account.id,
                    "content_id": content.id,
                    "date_to": day(20),
                    "reason": "Builds a second plant",
                }
            )
        )
        self.env.invalidate_all()
        acme = self.acme.with_user(self.supervisor).sudo(False)
        entries = acme.measure_entry_ids
        self.assertEqual(
            {(entry.source, entry.title, entry.phase) for entry in entries},
            {
                ("measure", measure.kind_id.name, "current"),
                ("service", content.name, "current"),
            },
        )
        self.assertEqual(acme.measure_count, 1)
        opened = {entry.source: entry.action_open() for entry in entries}
        self.assertEqual(opened["measure"]["res_id"], measure.id)
        self.assertEqual(opened["service"]["res_id"], grant.id)
        self.assertEqual(opened["service"]["res_model"], "kam.service.entitlement")
        self.assertFalse(
            self.env["kam.credit.measure.entry"].with_user(self.south_supervisor).search([])
        )

    def test_queries_do_not_grow(self):
        """The list asks the database as often for ten measures as for two."""
        names = {
            "number": {},
            "profile_id": {"fields": {"display_name": {}}},
            "kind_id": {"fields": {"display_name": {}}},
            "phase": {},
            "date_from": {},
            "content": {},
        }

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            measures = self.env["kam.credit.measure"].with_user(self.supervisor)
            found = measures.web_search_read([], names)["records"]
            entries = self.env["kam.credit.measure.entry"].with_user(self.supervisor)
            entries.web_search_read([], {"title": {}, "phase": {}, "date_to": {}})
            return len(found), self.cr.sql_log_count - before

        for _number in range(2):
            self.approved()
        count()
        few, asked = count()
        for _number in range(8):
            self.approved()
        many, asked_of_many = count()
        self.assertEqual((few, many), (2, 10))
        self.assertEqual(asked_of_many, asked)
