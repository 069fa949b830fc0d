import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LedgerCommon


@tagged("post_install", "-at_install")
class TestKamAccountContact(LedgerCommon):
    def test_rights(self):
        contact = self._met()
        self.assertRights(
            contact,
            {
                (self.rep_hangzhou,): "rwc",
                (self.rep_shanghai, self.manager_east): "rc",
                (self.administrator,): "r",
                (
                    self.rep_beijing,
                    self.supervisor_shanghai,
                    self.supervisor_north,
                    self.accountant,
                    self.employee,
                    self.portal,
                    self.archivist,
                ): "",
            },
        )
        self._make_other_company()
        self.assertRights(contact, {(self.manager_other,): ""})

    def test_written_by_whoever_works_on_the_account(self):
        for user in (self.rep_hangzhou, self.rep_shanghai, self.manager_east):
            with self.subTest(user=user.login):
                contact = self._met(user)
                self.assertEqual((contact.user_id, contact.state), (user, "done"))
        for user in (self.rep_beijing, self.supervisor_north, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._met(user)

    def test_one_writes_what_one_did(self):
        with self.assertRaisesRegex(AccessError, "what you did yourself"):
            self._met(self.rep_shanghai, user_id=self.rep_hangzhou.id)
        contact = self._met(self.manager_east, user_id=self.rep_shanghai.id)
        self.assertEqual(contact.user_id, self.rep_shanghai)

    def test_quick_entry(self):
        model = self.contact_model.with_user(self.rep_shanghai)
        action = self.boss.with_user(self.rep_shanghai).action_view_contacts()
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.stakeholder_id, self.boss)
            form.attitude = "cold"
        self.assertEqual(self.boss.contact_ids.attitude_score, -1)

    def test_source_and_state_are_not_given_by_hand(self):
        for vals in (
            {"state": "proposed"},
            {"res_model": "kam.account", "res_id": self.shop.id},
            {"document_name": "Visit 7"},
            {"is_superseded": True},
            {"attitude_score": 5},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._met(**vals)

    def test_what_happened_stays(self):
        contact = self._met()
        for user, vals in (
            (self.rep_hangzhou, {"result": "Nothing"}),
            (self.rep_hangzhou, {"attitude": "cold"}),
            (self.env.user, {"date": self._ago(days=3)}),
            (self.env.user, {"state": "proposed"}),
            (self.env.user, {"user_id": self.rep_shanghai.id}),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._as(user, contact).write(vals)
        with self.assertRaisesRegex(UserError, "is a fact"):
            contact.unlink()
        with self.assertRaises(AccessError):
            self._as(self.rep_beijing, contact).write({"result": "Nothing"})

    def test_account_with_contacts_and_stakeholder_stay(self):
        self._met()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.boss.unlink()

    def test_correction(self):
        contact = self._met(minutes=20)
        action = self._as(self.rep_hangzhou, contact).action_correct()
        model = self.contact_model.with_user(self.rep_hangzhou).with_context(**action["context"])
        with Form(model) as form:
            self.assertEqual((form.minutes, form.topic), (20, "Tiles"))
            form.attitude = "cold"
        self.assertTrue(contact.is_superseded)
        correction = contact.correction_ids
        self.assertEqual((correction.attitude, correction.date), ("cold", contact.date))
        self.assertEqual(self.boss.contact_count, 1)
        with self.assertRaisesRegex(UserError, "corrected already"):
            self._as(self.rep_hangzhou, contact).action_correct()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._met(corrects_id=contact.id)

    def test_correction_of_what_others_did(self):
        contact = self._met()
        with self.assertRaisesRegex(AccessError, "what you did yourself"):
            self._met(self.rep_shanghai, corrects_id=contact.id)
        self._met(self.manager_east, corrects_id=contact.id, user_id=self.rep_hangzhou.id)
        self.assertTrue(contact.is_superseded)

    def test_correction_stays_with_the_account(self):
        contact = self._met()
        with self.assertRaisesRegex(ValidationError, "could be corrected"):
            self._met(self.env.user, account=self.mill, corrects_id=contact.id)

    def test_stakeholder_of_the_account(self):
        with self.assertRaisesRegex(ValidationError, "stakeholder of Shop"):
            self.contact_model.create(
                self._contact_vals(account=self.mill, stakeholder_id=self.boss.id)
            )

    def test_what_a_contact_says(self):
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            self._met(date=self._ago(hours=-2))
        with self.assertRaisesRegex(ValidationError, "Attitude"):
            self._met(attitude=False)
        with self.assertRaisesRegex(ValidationError, "portal"):
            self._met(self.env.user, user_id=self.portal.id)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._met(minutes=-1)

    def test_minutes_that_are_none(self):
        proposed = self.contact_model.with_user(self.rep_hangzhou)._propose(
            self.boss, self.boss_partner.browse(), {"channel": "phone", "minutes": 5}
        )
        for minutes in (2**31, 10**400, 1e300, float("nan"), float("inf"), "long", [5]):
            with self.subTest(minutes=str(minutes)[:9]):
                with self.assertRaisesRegex(ValidationError, "“Minutes”.* is|cannot be"):
                    self._met(minutes=minutes)
                with self.assertRaisesRegex(ValidationError, "“Minutes”.* is|cannot be"):
                    proposed.write({"minutes": minutes})

    def test_last_contact(self):
        self.assertFalse(self.shop.last_contact)
        first, last = self._met(date=self._ago(days=40)), self._met(date=self._ago(days=2))
        self._met(date=self._ago(days=1), stakeholder_id=self.buyer.id)
        self.assertEqual(self.boss.last_contact, last.date)
        self.assertEqual((self.shop.contact_count, self.boss.contact_count), (3, 2))
        # a corrected line does not count
        self._met(date=first.date, corrects_id=last.id)
        self.assertEqual(self.boss.last_contact, first.date)
        self.assertEqual(self._as(self.rep_shanghai, self.boss).contact_count, 2)
        self.assertEqual(self._as(self.rep_shanghai, self.mill).contact_count, 0)

    def test_curve(self):
        for days, attitude in ((70, "cold"), (40, "neutral"), (2, "warm")):
            self._met(date=self._ago(days=days), attitude=attitude)
        groups = self.contact_model._read_group(
            [("stakeholder_id", "=", self.boss.id)], [], ["attitude_score:avg"]
        )
        self.assertEqual(groups, [(0,)])
        # neither what is only proposed nor what was corrected bends it
        self._met(minutes=20, corrects_id=self.boss.contact_ids[0].id)
        self.contact_model.with_user(self.rep_hangzhou)._propose(
            self.boss, self.boss_partner.browse(), {"channel": "phone", "minutes": 5}
        )
        groups = self.contact_model._read_group(
            [("stakeholder_id", "=", self.boss.id)], [], ["attitude_score:avg", "minutes:sum"]
        )
        self.assertEqual(groups, [(0, 20)])
        action = self.boss.action_view_attitude()
        self.assertEqual(action["views"][0][1], "graph")

    def test_process(self):
        vals = self._contact_vals()
        del vals["account_id"]
        contact = self.shop.with_user(self.rep_shanghai)._note_contact(vals, document=self.boss)
        self.assertEqual(contact.user_id, self.rep_shanghai)
        self.assertEqual((contact.state, contact.document_name), ("done", "Boss"))
        self.assertEqual(contact.sudo().action_view_source()["res_id"], self.boss.id)
        with self.assertRaisesRegex(UserError, "by hand"):
            self._met().action_view_source()

    def test_typed_in_code_notes_nothing(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Note",
                "model_id": self.env["ir.model"]._get_id("kam.account"),
                "state": "code",
                "code": "record._note_contact({'channel': 'mail', 'attitude': 'warm'})",
            }
        )
        with self.assertRaisesRegex(AccessError, "_note_contact"):
            action.with_context(active_model="kam.account", active_id=self.shop.id).run()

    # ------------------------------------------------------------------
    # what a contact keeps
    # ------------------------------------------------------------------

    def _owe(self, document, code="test_return_visit", days=3, **vals):
        """Let the account manager owe something about a document since a week ago."""
        kinds = self.env["kam.deadline.kind"]
        if not kinds.search([("code", "=", code)]):
            kinds.create({"code": code, "name": code, "is_contact": code != "test_paper"})
        return self.env["kam.deadline"]._open(
            [
                {
                    "kind": code,
                    "res_model": document._name,
                    "res_id": document.id,
                    "company_id": self.company.id,
                    "date_open": self._days(-7),
                    "date_due": self._days(days),
                    "user_ids": self.rep_hangzhou.ids,
                    **vals,
                }
            ]
        )

    def test_a_contact_keeps_what_was_owed(self):
        visit = self._owe(self.shop)
        late = self._owe(self.shop, "test_follow_up", days=-2)
        paper = self._owe(self.shop, "test_paper")
        elsewhere = self._owe(self.mill)
        contact = self._met(self.rep_shanghai)
        day = self.company._kam_day_of(contact.date)
        self.assertRecordValues(
            visit | late | paper | elsewhere,
            [
                {"state": "kept", "date_done": day, "done_by_id": self.rep_shanghai.id},
                {"state": "late", "date_done": day, "done_by_id": self.rep_shanghai.id},
                {"state": "open", "date_done": False, "done_by_id": False},
                {"state": "open", "date_done": False, "done_by_id": False},
            ],
        )

    def test_a_contact_with_somebody_else_keeps_nothing_about_a_person(self):
        duty = self._owe(self.boss)
        self._met(stakeholder_id=self.buyer.id)
        self.assertEqual(duty.state, "open")
        self._met()
        self.assertEqual(duty.state, "kept")

    def test_what_was_owed_later_is_not_kept(self):
        duty = self._owe(self.shop, date_open=self._days(-1))
        self._met(date=self._ago(days=3))
        self.assertEqual(duty.state, "open")

    def test_a_proposal_keeps_nothing_until_it_is_confirmed(self):
        duty = self._owe(self.shop)
        vals = {"channel": "phone", "date": self._ago(hours=2)}
        model = self.contact_model.with_user(self.rep_hangzhou)
        proposed = model._propose(self.boss, self.boss_partner.browse(), vals)
        self.assertEqual(duty.state, "open")
        proposed.action_confirm_warm()
        self.assertEqual(duty.state, "kept")

    def test_a_process_keeps_what_was_owed(self):
        duty = self._owe(self.shop)
        vals = self._contact_vals()
        del vals["account_id"]
        self.shop.with_user(self.rep_shanghai)._note_contact(vals, document=self.boss)
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.rep_shanghai))

    def test_erasure_empties_what_was_said(self):
        contact = self._met()
        wizard = self.env["privacy.lookup.wizard"].create({"name": "Boss", "email": "b@x.example"})
        line = self.env["privacy.lookup.wizard.line"].create(
            {
                "wizard_id": wizard.id,
                "res_model_id": self.env["ir.model"]._get_id("kam.stakeholder"),
                "res_id": self.boss.id,
            }
        )
        line.with_user(self.system).action_kam_erase()
        self.assertEqual((contact.result, contact.topic), (False, False))
        self.assertEqual(contact.attitude, "warm")

    def test_views(self):
        action = self.env.ref("kam_management.action_kam_account_contact")
        for user in (self.rep_hangzhou, self.administrator):
            views = self.contact_model.with_user(user).get_views(
                [(False, mode) for mode in action.view_mode.split(",")] + [(False, "search")]
            )
            self.assertIn("graph", views["views"])
