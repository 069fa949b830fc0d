from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccount(KamCommon):
    def test_key_account_gets_number_and_dates(self):
        self.assertTrue(self.mill.number)
        self.assertEqual(self.mill.since, self.today)
        self.assertEqual(self.mill.date_state, self.today)
        self.assertNotEqual(self.mill.number, self.shop.number)
        self.assertFalse(self.yard.number)

    def test_number_is_kept_when_it_becomes_key_again(self):
        number = self.mill.number
        self.mill._downgrade("credit", "Breach of contract")
        self.mill._enter_potential("screening", "Pays again")
        self.mill._confirm_key("screening", "Confirmed", self.shanghai, self.rep_shanghai)
        self.assertEqual(self.mill.number, number)

    def test_number_taken_over(self):
        self.farm._confirm_key("takeover", "List", self.shanghai, self.rep_shanghai, number="OLD-7")
        self.assertEqual(self.farm.number, "OLD-7")
        with self.assertRaisesRegex(UserError, "OLD-7.*Farm"):
            self._account("Second")._confirm_key(
                "takeover", "List", self.shanghai, self.rep_shanghai, number="OLD-7"
            )
        self.farm._downgrade("manual", "Given up")
        with self.assertRaisesRegex(UserError, "keeps it"):
            self.farm._confirm_key(
                "takeover", "List", self.shanghai, self.rep_shanghai, number="OLD-8"
            )

    def test_sequence_steps_over_numbers_taken_over(self):
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "kam.account"), ("company_id", "=", self.company.id)]
        )
        ahead = sequence.get_next_char(sequence.number_next_actual)
        self.farm._confirm_key("takeover", "List", self.shanghai, self.rep_shanghai, number=ahead)
        second = self._key_account("Second", self.shanghai, self.rep_shanghai)
        self.assertTrue(second.number)
        self.assertNotEqual(second.number, ahead)

    def test_missing_numbering_is_named(self):
        self.env["ir.sequence"].search([("code", "=", "kam.account")]).unlink()
        with self.assertRaisesRegex(UserError, r"kam\.account"):
            self.farm._confirm_key("takeover", "List", self.shanghai, self.rep_shanghai)

    def test_day_it_became_key(self):
        self.farm._confirm_key(
            "takeover", "List", self.shanghai, self.rep_shanghai, date=date(2020, 2, 29)
        )
        self.assertEqual(self.farm.since, date(2020, 2, 29))
        self.assertEqual(self.farm.date_state, date(2020, 2, 29))

    def test_transitions_that_are_refused(self):
        for account, method, args in (
            (self.mill, "_enter_potential", ("screening", "Why")),
            (
                self.farm,
                "_confirm_key",
                ("screening", "Why", self.shanghai, self.rep_shanghai),
            ),
            (self.farm, "_downgrade", ("manual", "Why")),
        ):
            with self.subTest(account=account.name, method=method):
                state = account.state
                with self.assertRaisesRegex(UserError, account.name):
                    getattr(account, method)(*args)
                self.assertEqual(account.state, state)

    def test_one_refused_refuses_all(self):
        with self.assertRaisesRegex(UserError, "Farm"), self.cr.savepoint():
            (self.mill | self.farm)._downgrade("manual", "Why")
        self.assertEqual(self.mill.state, "key")

    def test_blank_reason(self):
        for method, args in (
            ("_downgrade", ("manual", "  ")),
            ("_change_owner", (self.hangzhou, None, "")),
            ("_change_owner", (self.hangzhou, None, None)),
        ):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "Reason"):
                getattr(self.mill, method)(*args)

    def test_key_account_needs_unit_and_manager(self):
        with self.assertRaisesRegex(ValidationError, "Farm"), self.cr.savepoint():
            self.farm._confirm_key("takeover", "List", self.shanghai, None)
        with self.assertRaisesRegex(ValidationError, "Farm"):
            self.farm._confirm_key("takeover", "List", None, self.rep_shanghai)

    def test_manager_is_internal(self):
        with self.assertRaisesRegex(ValidationError, "portal"):
            self.mill._change_owner(manager=self.portal, reason="Why")

    def test_archived_users_do_not_become_manager(self):
        leaver = self._user("leaver")
        self.mill._change_owner(manager=leaver, reason="Moved")
        leaver.active = False
        # who was archived later hinders nothing
        self.mill._change_owner(unit=self.hangzhou, reason="Moved")
        self.mill._downgrade("manual", "Gone")
        self.mill._enter_potential("manual", "Back", manager=leaver)
        with self.assertRaisesRegex(ValidationError, "Leaver.*archived.*Shop"):
            self.shop._change_owner(manager=leaver, reason="Moved")

    def test_unit_and_manager_are_of_the_company(self):
        self._make_other_company()
        with self.assertRaises(UserError):
            self.mill._change_owner(unit=self.other_centre, reason="Why")
        with self.assertRaises(UserError):
            self.mill._change_owner(manager=self.manager_other, reason="Why")

    def test_account_belongs_to_the_company_not_to_a_contact(self):
        contact = self._partner("Contact", is_company=False, parent_id=self.stranger.id)
        with self.assertRaisesRegex(ValidationError, "Stranger"):
            self.env["kam.account"].create({"partner_id": contact.id})
        account = self.env["kam.account"]._get_or_create(contact, self.company)
        self.assertEqual(account.partner_id, self.stranger)

    def test_get_or_create_keeps_the_order_and_finds_archived_ones(self):
        self.farm.active = False
        partners = self.stranger | self.farm.partner_id | self.mill.partner_id
        accounts = self.env["kam.account"]._get_or_create(partners, self.company)
        self.assertEqual(accounts.partner_id.ids, partners.ids)
        self.assertEqual(accounts[1:].ids, [self.farm.id, self.mill.id])
        self.assertEqual(accounts[0].state, "ordinary")

    def test_change_of_manager_ends_the_duty_in_the_team(self):
        self.mill.team_ids = [
            Command.create({"user_id": self.rep_shanghai.id, "duty": "account_manager"}),
            Command.create({"user_id": self.rep_shanghai.id, "duty": "sales"}),
        ]
        self.mill._change_owner(manager=self.supervisor_shanghai, reason="Too many accounts")
        present = self.mill.team_ids.filtered("is_current")
        self.assertEqual(present.mapped("duty"), ["sales"])
        former = self.mill.team_ids - present
        self.assertEqual((former.duty, former.date_to), ("account_manager", self.today))

    def test_nothing_to_change(self):
        with self.assertRaisesRegex(UserError, "Nothing would change"):
            self.mill._change_owner(unit=self.shanghai, manager=self.rep_shanghai, reason="No idea")

    def test_new_manager_is_told_and_the_change_is_traced(self):
        self.mill._change_owner(manager=self.supervisor_shanghai, reason="Holiday 1234567")
        self.assertIn(self.supervisor_shanghai.partner_id, self._get_told(self.mill))
        tracked = self.mill.message_ids.sudo().tracking_value_ids
        self.assertIn("Supervisor Shanghai", tracked.mapped("new_value_char"))
        self.assertFalse(self.mill.message_ids.filtered(lambda message: "1234567" in message.body))

    def test_new_manager_of_many_is_told_once(self):
        known = self.env["mail.message"].search([])
        (self.mill | self.shop)._change_owner(manager=self.manager_east, reason="Holiday")
        partner = self.manager_east.partner_id
        notices = self.env["mail.message"].search([("notified_partner_ids", "in", partner.ids)])
        notices -= known
        self.assertEqual(len(notices), 1)
        self.assertIn("Mill", notices.body)
        self.assertIn("Shop", notices.body)

    def test_team_and_manager_are_told_of_a_downgrade(self):
        self.shop._downgrade("credit", "Breach of contract")
        self.assertLessEqual(
            self.rep_hangzhou.partner_id | self.rep_shanghai.partner_id, self._get_told(self.shop)
        )

    def _get_told(self, account):
        """Return who has been sent a notice about the account."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "kam.account"),
                ("res_id", "=", account.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        return messages.notified_partner_ids

    def test_key_account_cannot_be_archived(self):
        for account in (self.mill, self.yard):
            with self.subTest(account=account.name), self.assertRaises(ValidationError):
                account.action_archive()
        self.farm.action_archive()
        self.assertFalse(self.farm.active)

    def test_only_administrators_archive(self):
        self.mill._downgrade("manual", "Given up")
        for user in (self.rep_shanghai, self.manager_east, self.director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.mill).action_archive()
        self._as(self.administrator, self.mill).action_archive()
        self.assertFalse(self.mill.active)

    def test_archived_account_comes_back_with_its_state(self):
        self.farm.active = False
        self.farm._enter_potential("screening", "Large orders")
        self.assertTrue(self.farm.active)

    def test_account_with_history_is_not_deleted(self):
        self.mill._downgrade("manual", "Given up")
        with self.assertRaisesRegex(UserError, "Archive"):
            self.mill.unlink()
        self.farm._unlink_except_with_history()

    def test_name_and_number_are_searched(self):
        accounts = self.env["kam.account"]
        self.assertIn(self.mill.id, dict(accounts.name_search(self.mill.number)))
        self.assertIn(self.mill.number, self.mill.display_name)
        self.mill.partner_id.name = "Windmill"
        self.assertEqual(self.mill.name, "Windmill")

    def test_buttons(self):
        events = self.mill.action_view_events()
        self.assertEqual(
            self.env["kam.account.event"].search(events["domain"]).account_id, self.mill
        )
        self.assertEqual(self.mill.event_count, 1)
        self.assertEqual(self.mill.action_view_partner()["res_id"], self.mill.partner_id.id)

    def test_second_company_has_an_account_of_its_own(self):
        self._make_other_company()
        self.assertNotEqual(self.mill_other, self.mill)
        self.assertEqual(self.mill_other.partner_id, self.mill.partner_id)
        self.mill_other._downgrade("credit", "Breach of contract")
        self.assertEqual(self.mill.state, "key")

    def test_companies_number_apart(self):
        self._make_other_company()
        sequences = self.env["ir.sequence"].search([("code", "=", "kam.account")])
        self.assertLessEqual(self.company | self.other_company, sequences.company_id)
        numbering = sequences.filtered(lambda numbers: numbers.company_id == self.other_company)
        following = numbering.number_next_actual
        self._key_account("Here", self.shanghai, self.rep_shanghai)
        account = self._key_account("There", self.other_centre, self.manager_other)
        self.assertEqual(account.number, f"KA{following:05}")
