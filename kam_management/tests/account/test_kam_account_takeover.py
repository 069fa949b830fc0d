from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountTakeover(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._partner("Second")

    def _dialog(self, lines, user=None, **vals):
        takeovers = self._as(user or self.administrator, self.env["kam.account.takeover"])
        return takeovers.create(
            {
                "reason": "Sales of the last three years",
                "source_text": "List of the marketing director",
                "line_ids": [Command.create(line) for line in lines],
                **vals,
            }
        )

    def _line(self, partner, unit=None, manager=None, **vals):
        return {
            "partner_id": partner.id,
            "unit_id": (unit or self.shanghai).id,
            "manager_id": (manager or self.rep_shanghai).id,
            **vals,
        }

    def _account_of(self, partner):
        return self.env["kam.account"].search([("partner_id", "=", partner.id)])

    def test_takes_over(self):
        dialog = self._dialog(
            [
                self._line(self.stranger, number="OLD-1", since=date(2019, 5, 1)),
                self._line(self.second, self.beijing, self.rep_beijing),
            ]
        )
        self.assertEqual(dialog.line_ids.mapped("level"), ["ok", "ok"])
        action = dialog.action_take_over()
        first, second = self._account_of(self.stranger), self._account_of(self.second)
        self.assertEqual(self.env["kam.account"].search(action["domain"]), first | second)
        self.assertRecordValues(
            first | second,
            [
                {
                    "state": "key",
                    "number": "OLD-1",
                    "since": date(2019, 5, 1),
                    "unit_id": self.shanghai.id,
                    "manager_id": self.rep_shanghai.id,
                },
                {
                    "state": "key",
                    "number": second.number,
                    "since": self.today,
                    "unit_id": self.beijing.id,
                    "manager_id": self.rep_beijing.id,
                },
            ],
        )
        self.assertTrue(second.number)
        self.assertRecordValues(
            first.event_ids,
            [
                {
                    "kind": "taken_over",
                    "source": "takeover",
                    "reason": "Sales of the last three years",
                    "document_name": "List of the marketing director",
                    "user_id": self.administrator.id,
                }
            ],
        )

    def test_unit_and_manager_of_the_dialog_serve_lines_without(self):
        dialog = self._dialog(
            [
                {"partner_id": self.stranger.id},
                {"partner_id": self.second.id, "unit_id": self.hangzhou.id},
            ],
            unit_id=self.shanghai.id,
            manager_id=self.rep_shanghai.id,
        )
        dialog.action_take_over()
        self.assertEqual(self._account_of(self.stranger).unit_id, self.shanghai)
        self.assertEqual(self._account_of(self.second).unit_id, self.hangzhou)
        self.assertEqual(self._account_of(self.second).manager_id, self.rep_shanghai)

    def test_potential_account_keeps_its_owner(self):
        dialog = self._dialog([{"partner_id": self.yard.partner_id.id}])
        self.assertEqual(dialog.line_ids.level, "ok")
        dialog.action_take_over()
        self.assertEqual(self.yard.state, "key")
        self.assertEqual(self.yard.unit_id, self.beijing)

    def test_problem_of_each_column(self):
        archived = self._unit("Archived", "area", self.east)
        archived.action_archive()
        gone = self._user("gone")
        gone.active = False
        tomorrow = self.today + timedelta(days=1)
        for line, word in (
            ({}, "Customer"),
            ({"customer_problem": "Nobody is called Foo"}, "Foo"),
            (self._line(self.mill.partner_id), self.mill.number),
            ({"partner_id": self.stranger.id}, "Unit"),
            ({"partner_id": self.stranger.id, "unit_id": self.shanghai.id}, "Account Manager"),
            (self._line(self.stranger, archived), "Archived"),
            (self._line(self.stranger, manager=gone), "Gone"),
            (self._line(self.stranger, manager=self.portal), "Portal"),
            (self._line(self.stranger, number=self.mill.number), "Mill"),
            (self._line(self.stranger, since=tomorrow), "Key Account Since"),
            ({**self._line(self.stranger), "since_problem": "“soon” is no date"}, "soon"),
        ):
            with self.subTest(line=line, word=word):
                dialog = self._dialog([line])
                self.assertEqual(dialog.line_ids.level, "problem")
                self.assertIn(word, dialog.line_ids.message)
                with self.assertRaisesRegex(UserError, word):
                    dialog.action_take_over()
                self.assertFalse(self._account_of(self.stranger))

    def test_lines_that_clash(self):
        for lines, word in (
            ([self._line(self.stranger), self._line(self.stranger)], "several lines"),
            (
                [self._line(self.stranger, number="X"), self._line(self.second, number=" X ")],
                "several lines",
            ),
        ):
            with self.subTest(lines=lines):
                dialog = self._dialog(lines)
                self.assertEqual(dialog.problem_count, 2)
                with self.assertRaisesRegex(UserError, word):
                    dialog.action_take_over()

    def test_number_of_a_former_key_account(self):
        number = self.mill.number
        dialog = self._dialog([self._line(self.stranger, number=number)])
        self.assertIn(number, dialog.line_ids.message)

    def test_who_was_downgraded_comes_back_by_screening_only(self):
        self.mill._downgrade("credit", "Given up")
        dialog = self._dialog([self._line(self.mill.partner_id)])
        self.assertIn("screening", dialog.line_ids.message)
        with self.assertRaisesRegex(UserError, "screening"):
            dialog.action_take_over()
        with self.assertRaisesRegex(UserError, "screening"):
            self.mill._confirm_key("takeover", "Again", self.shanghai, self.rep_shanghai)
        self.assertEqual(self.mill.state, "ordinary")

    def test_all_or_nothing(self):
        dialog = self._dialog([self._line(self.stranger), self._line(self.mill.partner_id)])
        with self.assertRaisesRegex(UserError, "Nothing has been taken over"):
            dialog.action_take_over()
        self.assertFalse(self._account_of(self.stranger))
        dialog.action_drop_problems()
        self.assertEqual(dialog.line_ids.partner_id, self.stranger)
        dialog.action_take_over()
        self.assertEqual(self._account_of(self.stranger).state, "key")

    def test_what_others_did_since_the_preview_counts(self):
        dialog = self._dialog([self._line(self.stranger)])
        self.assertEqual(dialog.problem_count, 0)
        self._key_account_of(self.stranger, self.beijing, self.rep_beijing)
        with self.assertRaisesRegex(UserError, "already"):
            dialog.action_take_over()

    def test_twice(self):
        dialog = self._dialog([self._line(self.stranger)])
        dialog.action_take_over()
        with self.assertRaisesRegex(UserError, "already"):
            dialog.action_take_over()
        self.assertEqual(self._account_of(self.stranger).event_count, 1)

    def test_manager_without_position_is_a_warning(self):
        dialog = self._dialog([self._line(self.stranger, manager=self.employee)])
        self.assertEqual(dialog.line_ids.level, "warning")
        self.assertIn("no position", dialog.line_ids.message)
        dialog.action_take_over()
        self.assertEqual(self._account_of(self.stranger).manager_id, self.employee)

    def test_reason_source_and_lines_are_needed(self):
        lines = [self._line(self.stranger)]
        for vals, word in (
            ({"reason": "  "}, "Reason"),
            ({"reason": False}, "Reason"),
            ({"source_text": " "}, "Source"),
            ({"line_ids": False}, "no line"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, word):
                self._dialog(lines, **vals).action_take_over()

    def test_only_administrators(self):
        for user in (
            self.rep_shanghai,
            self.manager_east,
            self.director,
            self.accountant,
            self.employee,
            self.portal,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._dialog([self._line(self.stranger)], user)
                with self.assertRaises(AccessError):
                    self._as(user, self.stranger).action_kam_takeover()

    def test_right_is_checked_when_it_is_used(self):
        dialog = self._dialog([self._line(self.stranger)])
        self.administrator.group_ids -= self.env.ref("kam_management.group_kam_administrator")
        with self.assertRaises(AccessError):
            self._as(self.administrator, dialog).action_take_over()

    def test_closed_once_live(self):
        dialog = self._dialog([self._line(self.stranger)])
        self.company.kam_takeover_open = False
        for context in ({}, {"kam_takeover_open": True, "default_company_id": self.company.id}):
            with self.subTest(context=context):
                with self.assertRaisesRegex(UserError, "closed"):
                    self._as(self.administrator, dialog, **context).action_take_over()
                with self.assertRaisesRegex(UserError, "closed"):
                    self._as(self.administrator, self.stranger, **context).action_kam_takeover()
        self.assertFalse(self._account_of(self.stranger))

    def test_company_is_one_the_administrator_works_for(self):
        self._make_other_company()
        dialog = self._dialog(
            [{"partner_id": self.stranger.id}],
            company_id=self.other_company.id,
            reason="Elsewhere",
        )
        with self.assertRaises(AccessError):
            dialog.action_take_over()

    def test_open_in_one_company_closed_in_another(self):
        self._make_other_company()
        self.administrator.company_ids |= self.other_company
        self.company.kam_takeover_open = False
        takeovers = self.env["kam.account.takeover"].with_user(self.administrator)
        dialog = takeovers.with_context(
            allowed_company_ids=[self.other_company.id, self.company.id]
        ).create(
            {
                "reason": "Go-live",
                "source_text": "List",
                "unit_id": self.other_centre.id,
                "manager_id": self.manager_other.id,
                "line_ids": [Command.create({"partner_id": self.stranger.id})],
            }
        )
        dialog.action_take_over()
        self.assertEqual(self._account_of(self.stranger).company_id, self.other_company)

    def test_dialog_of_somebody_else(self):
        dialog = self._dialog([self._line(self.stranger)])
        second = self._user(
            "second_administrator", "base.group_user,kam_management.group_kam_administrator"
        )
        with self.assertRaises(AccessError):
            self._as(second, dialog).action_take_over()
        with self.assertRaises(AccessError):
            self._as(second, dialog.line_ids).read(["partner_id"])

    def test_server_action_on_partners(self):
        contact = self._partner("Contact", is_company=False, parent_id=self.stranger.id)
        action = self.env.ref("kam_management.action_res_partner_takeover")
        records = {
            "active_model": "res.partner",
            "active_ids": (contact | self.stranger | self.second).ids,
        }
        result = action.with_user(self.administrator).with_context(**records).run()
        takeovers = self.env["kam.account.takeover"].with_user(self.administrator)
        with Form(takeovers.with_context(**result["context"])) as form:
            form.reason = "Go-live"
            form.source_text = "List"
            form.unit_id = self.shanghai
            form.manager_id = self.rep_shanghai
            self.assertEqual(form.line_count, 2)
            self.assertEqual(form.problem_count, 0)
        self.assertEqual(form.record.line_ids.partner_id, self.stranger | self.second)
        form.record.action_take_over()
        self.assertEqual(self._account_of(self.second).state, "key")
        with self.assertRaises(AccessError):
            action.with_user(self.director).with_context(**records).run()
