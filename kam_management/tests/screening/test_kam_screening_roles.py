from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NEED, ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningRoles(ScreeningCommon):
    """Who makes, sees, changes, starts, submits and exports which screenings."""

    def _visible_screenings(self, user):
        return self._visible(user, "kam.screening")

    # ------------------------------------------------------------------
    # who screens whom
    # ------------------------------------------------------------------

    def test_representatives_screen_for_themselves_in_their_units(self):
        with self._refused("choose a unit in which", AccessError):
            self._screening(unit_id=self.hangzhou.id)
        with self._refused("choose a unit in which", AccessError):
            self._screening(unit_id=self.east.id)
        with self._refused("choose a unit in which", AccessError):
            self._screening(unit_id=False)
        with self._refused("as the account manager themselves", AccessError):
            self._screening(manager_id=self.rep_hangzhou.id)
        with self._refused("as the account manager themselves", AccessError):
            self._screening(manager_id=False)
        screening = self._as(self.rep_shanghai, self._screening())
        with self._refused("choose a unit in which", AccessError):
            screening.unit_id = self.hangzhou
        with self._refused("as the account manager themselves", AccessError):
            screening.manager_id = self.rep_hangzhou

    def test_no_context_makes_a_difference(self):
        model = self.env["kam.screening"].with_user(self.rep_shanghai)
        with self._refused("choose a unit in which", AccessError):
            model.with_context(default_unit_id=self.hangzhou.id).create(
                {"partner_id": self.stranger.id}
            )
        with self._refused("as the account manager themselves", AccessError):
            model.with_context(
                default_manager_id=self.rep_hangzhou.id, kam_protected_write=True, import_file=True
            ).create({"partner_id": self.stranger.id})
        screening = model.with_context(
            default_origin="import", default_risk_total=20, default_stage="confirmed"
        ).create({"partner_id": self.stranger.id})
        self.assertEqual((screening.origin, screening.stage), ("manual", "candidate"))
        with self._refused("have no score|has not begun"):
            screening.with_context(kam_protected_write=True).action_submit()

    def test_supervisors_screen_for_everybody_in_their_units(self):
        screening = self._screening(
            self.supervisor_shanghai, unit_id=self.shanghai.id, manager_id=self.rep_hangzhou.id
        )
        with self._refused("choose a unit in which", AccessError):
            self._as(self.supervisor_shanghai, screening).unit_id = self.hangzhou
        manager = self._as(self.manager_east, screening)
        manager.unit_id = self.hangzhou
        with self._refused("choose a unit in which", AccessError):
            manager.unit_id = self.beijing
        with self._refused("", AccessError):
            self._as(self.supervisor_shanghai, screening).manager_id = self.rep_shanghai

    def test_positions_that_ended_allow_nothing(self):
        self.position_rep_shanghai.action_end()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self._screening()

    def test_managers_are_internal_users_of_the_company(self):
        self._make_other_company()
        with self._refused("portal user"):
            self._screening(self.administrator, manager_id=self.portal.id)
        with self._refused("company"):
            self._screening(self.administrator, manager_id=self.manager_other.id)
        with self._refused("company"):
            self._screening(self.administrator, unit_id=self.other_centre.id)

    def test_customers_of_other_units_are_not_taken_away(self):
        """Neither those of another unit nor those of a colleague."""
        shop = self.shop
        shop._downgrade("credit", "Paid late")
        with self._refused("looked after by .*Hangzhou", AccessError):
            self._screening(partner=shop.partner_id)
        with self._refused("looked after by .*Hangzhou", AccessError):
            self._screening(self.supervisor_shanghai, partner=shop.partner_id)
        mill = self.mill
        mill._downgrade("credit", "Paid late")
        colleague = self._user("colleague")
        self._position(colleague, self.shanghai, "representative")
        with self._refused("looked after by .*Shanghai", AccessError):
            self._screening(colleague, partner=mill.partner_id)
        # who leads the unit may give it to somebody else
        screening = self._started(
            self.supervisor_shanghai, partner=mill.partner_id, manager_id=colleague.id
        )
        self.assertEqual(screening.account_id.manager_id, colleague)

    def test_starting_takes_nothing_away_either(self):
        """The customer was given to another unit after the candidate was made."""
        screening = self._screening()
        account = screening.account_id
        account._change_owner(self.hangzhou, self.rep_hangzhou, "Moved")
        with self._refused("looked after by .*Hangzhou", AccessError):
            self._as(self.rep_shanghai, screening).action_start()
        self.assertEqual(account.state, "ordinary")

    def test_a_potential_key_account_is_screened_where_it_is(self):
        screening = self._started(
            self.rep_beijing, partner=self.yard.partner_id, unit_id=self.beijing.id
        )
        self.assertEqual(screening.stage, "analysis")
        self.assertEqual(self.yard.manager_id, self.rep_beijing)

    def test_assigned_while_in_analysis(self):
        """By then it is the account that changes hands, with reason and checklist."""
        screening = self._started()
        wizard = (
            self.env["kam.screening.assign"]
            .with_user(self.supervisor_shanghai)
            .create(
                {
                    "screening_ids": [Command.set(screening.ids)],
                    "manager_id": self.rep_hangzhou.id,
                }
            )
        )
        with self._refused("Change Unit or Manager"):
            wizard.action_apply()
        self.assertEqual(screening.account_id.manager_id, self.rep_shanghai)

    def test_assigning_many_names_what_cannot_be(self):
        mine = self._screening(self.supervisor_shanghai, unit_id=self.shanghai.id)
        decided = self._submitted(partner=self._partner("Decided"))
        wizard = (
            self.env["kam.screening.assign"]
            .with_user(self.supervisor_shanghai)
            .create(
                {
                    "screening_ids": [Command.set((mine | decided).ids)],
                    "manager_id": self.rep_hangzhou.id,
                }
            )
        )
        wizard.action_apply()
        self.assertEqual(mine.manager_id, self.rep_hangzhou)
        self.assertIn(decided.number, wizard.failures)
        self.assertEqual(decided.manager_id, self.rep_shanghai)

    def test_assigning_nothing_or_too_much(self):
        self._make_other_company()
        screening = self._screening()
        other = self._screening(
            self.env.user,
            unit_id=self.other_centre.id,
            manager_id=self.manager_other.id,
            company_id=self.other_company.id,
            class_id=False,
        )
        wizards = self.env["kam.screening.assign"]
        for screenings, message in (
            (screening.browse(), "“Screenings” is empty"),
            (screening | other, "several companies"),
        ):
            with self._refused(message):
                wizards.create(
                    {
                        "screening_ids": [Command.set(screenings.ids)],
                        "unit_id": self.shanghai.id,
                    }
                )
        with self._refused("“Screenings” is empty"):
            wizards.create({"unit_id": self.shanghai.id})

    def test_hand_over(self):
        """Whoever follows in the account follows in its open screening, also in review."""
        for screening in (self._started(), self._submitted(partner=self._partner("In review"))):
            screening._hand_over(self.rep_shanghai, self.rep_hangzhou)
            self.assertEqual(screening.manager_id, self.rep_hangzhou)
            self.assertEqual(screening.create_uid, self.rep_shanghai)

    # ------------------------------------------------------------------
    # who sees what
    # ------------------------------------------------------------------

    def test_reading(self):
        candidate = self._screening()
        started = self._started(partner=self._partner("Started"))
        shop = self._started(
            self.administrator,
            partner=self._partner("Hangzhou shop"),
            unit_id=self.hangzhou.id,
            manager_id=self.rep_hangzhou.id,
        )
        unassigned = self._screening(
            self.administrator,
            partner=self._partner("Nobody's"),
            unit_id=False,
            manager_id=False,
        )
        everything = candidate | started | shop | unassigned
        for user, expected in (
            (self.rep_shanghai, candidate | started),
            (self.rep_hangzhou, shop),
            (self.rep_beijing, self.env["kam.screening"]),
            (self.supervisor_shanghai, candidate | started | unassigned),
            (self.manager_east, everything),
            (self.supervisor_north, unassigned),
            (self.director, everything),
            (self.administrator, everything),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible_screenings(user), expected)
                for model in ("kam.screening.line", "kam.screening.need"):
                    self.assertLessEqual(
                        self._visible(user, model).screening_id, expected, f"{model} as the form"
                    )
        for user in (self.employee, self.accountant, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._visible_screenings(user)

    def test_grouping_searching_and_exporting_show_no_more(self):
        self._filled(self.administrator, unit_id=self.hangzhou.id, manager_id=self.rep_hangzhou.id)
        self.rep_shanghai.group_ids += self.env.ref("base.group_allow_export")
        model = self.env["kam.screening"].with_user(self.rep_shanghai)
        self.assertFalse(model._read_group([], ["unit_id"], ["risk_total:max"]))
        self.assertFalse(model.search([("line_ids.score", "=", 2)]))
        self.assertFalse(model.search([("need_ids.name", "ilike", "colour")]))
        self.assertFalse(model.search([]).export_data(["number", "risk_total"])["datas"])
        for name in ("kam.screening.line", "kam.screening.need"):
            self.assertFalse(
                self.env[name].with_user(self.rep_shanghai)._read_group([], [], ["__count"])[0][0]
            )

    def test_the_account_shows_its_screenings_to_who_may_see_them(self):
        screening = self._approved()
        account = screening.account_id
        self.assertEqual(self._as(self.rep_shanghai, account).screening_count, 1)
        account._change_owner(self.beijing, self.rep_beijing, "Moved")
        for user, visible in (
            (self.rep_shanghai, False),
            (self.supervisor_shanghai, False),
            (self.rep_beijing, True),
            (self.supervisor_north, True),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(screening in self._visible_screenings(user), visible)

    def test_what_is_filed_is_read_by_who_sees_the_account_or_the_unit(self):
        screening = self._approved()
        account, entry = screening.account_id, screening.archive_entry_ids
        above = self.supervisor_shanghai | self.manager_east | self.director
        others = self.rep_hangzhou | self.rep_beijing | self.supervisor_north
        readers = self.rep_shanghai | above | self.administrator
        self.assertRights(entry, {readers: "r", others: ""})
        account.team_ids = [Command.create({"user_id": self.rep_hangzhou.id, "duty": "sales"})]
        self.assertRights(entry, {self.rep_hangzhou: "r"})
        account.team_ids.action_end()
        self.assertRights(entry, {self.rep_hangzhou: ""})
        account._change_owner(self.beijing, self.rep_beijing, "Moved")
        self.assertRights(
            entry,
            {above | self.rep_beijing | self.supervisor_north: "r", self.rep_shanghai: ""},
        )

    def test_administrators_see_how_it_is_decided(self):
        screening = self._submitted()
        as_administrator = self._as(self.administrator, screening)
        self.assertEqual(as_administrator.review_ids.ids, screening.review_ids.ids)
        self.assertIn("Supervisor Shanghai", as_administrator.waiting_for)
        with self._refused("is decided by Supervisor Shanghai"):
            self._decide(self.administrator, screening)

    def test_the_service_team_reads_only(self):
        screening = self._started()
        screening.account_id.team_ids = [
            Command.create({"user_id": self.rep_hangzhou.id, "duty": "sales"})
        ]
        member = self._as(self.rep_hangzhou, screening)
        self.assertEqual(member.stage, "analysis")
        with self._refused("", AccessError):
            member.risk_conclusion = "Mine"
        with self._refused("", AccessError):
            member.need_ids = [Command.create(NEED)]
        with self._refused("", AccessError):
            self._as(self.rep_hangzhou, screening.line_ids[0]).score = 1
        with self._refused("", AccessError):
            member.action_submit()
        # whoever has left the team, or joins it later, sees nothing
        row = screening.account_id.team_ids
        self.assertRights(screening, {self.rep_hangzhou: "r"})
        self.assertRights(screening.line_ids[:1], {self.rep_hangzhou: "r"})
        for dates in (
            {"date_from": self._days(-9), "date_to": self._days(-1)},
            {"date_from": self._days(1), "date_to": False},
        ):
            row.write(dates)
            self.assertRights(screening, {self.rep_hangzhou: ""})
            self.assertRights(screening.line_ids[:1], {self.rep_hangzhou: ""})
            self.assertNotIn(screening, self._visible_screenings(self.rep_hangzhou))

    def test_others_change_nothing(self):
        screening = self._filled()
        for user in (self.rep_hangzhou, self.supervisor_north, self.rep_beijing):
            for action in ("action_start", "action_submit", "action_give_up", "action_withdraw"):
                with self.subTest(user=user.login, action=action), self._refused("", AccessError):
                    getattr(self._as(user, screening), action)()
            with self._refused("", AccessError):
                self._as(user, screening.line_ids[0]).score = 1
            with self._refused("", AccessError):
                self._as(user, screening.need_ids).action_create_opportunity()

    def _delegate(self, login="delegate"):
        """Return a supervisor of Beijing who may decide for the supervisor of Shanghai."""
        delegate = self._user(login)
        self._position(delegate, self.beijing, "supervisor")
        return delegate

    def _delegation(self, delegate, **vals):
        return self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": delegate.id,
                "date_from": self._days(-1),
                "date_to": self._days(1),
                **vals,
            }
        )

    def test_a_delegate_sees_what_is_delegated(self):
        delegate = self._delegate()
        screening = self._submitted()
        self.assertNotIn(screening, self._visible_screenings(delegate))
        self._delegation(delegate)
        self.assertIn(screening, self._visible_screenings(delegate))
        line = self._as(delegate, screening.line_ids[0])
        line.write({"review_score": 4, "review_note": "On behalf"})
        self._decide(delegate, screening)
        self.assertNotIn(screening, self._visible_screenings(delegate))

    def test_a_delegate_sees_nothing_else(self):
        delegate = self._delegate()
        self._delegation(delegate)
        waiting = self._submitted()
        started = self._started(partner=self._partner("Started"))
        decided = self._submitted(partner=self._partner("Decided"))
        self._decide(self.supervisor_shanghai, decided)
        self._position(self.employee, self.hangzhou, "supervisor")
        shop = self._submitted(
            self.rep_hangzhou, partner=self._partner("Hangzhou shop"), unit_id=self.hangzhou.id
        )
        everything = waiting | started | decided | shop
        # who decides in Hangzhou is nobody the delegate stands in for
        self.assertEqual(self._visible_screenings(delegate) & everything, waiting)
        self.assertRights(waiting, {delegate: "rwcd"})
        self.assertRights(started | decided | shop, {delegate: ""})
        lines, needs = everything.line_ids, everything.need_ids
        for rows in lines, needs:
            found = self._visible(delegate, rows._name) & rows
            self.assertEqual(found.screening_id, waiting)
        self.assertRights(waiting.line_ids[:1], {delegate: "rw"})
        self.assertRights(decided.line_ids[:1] | started.line_ids[:1], {delegate: ""})
        # nor the account of what is delegated, nor what else belongs to it
        account = waiting.account_id
        self.assertRights(account, {delegate: ""})
        self.assertRights(account.event_ids[:1], {delegate: ""})

    def test_delegations_that_are_over_or_to_come_show_nothing(self):
        delegate, other = self._delegate(), self._delegate("other_delegate")
        screening = self._submitted()
        # entered while it was of use
        self._delegation(delegate, date_from=self._days(-9)).date_to = self._days(-1)
        self._delegation(other, date_from=self._days(1), date_to=self._days(9))
        self.assertRights(screening, {delegate | other: ""})
        current = self._delegation(delegate)
        self.assertRights(screening, {delegate: "rwcd", other: ""})
        current.unlink()
        self.assertRights(screening, {delegate: ""})

    def test_rules_that_ask_for_reviews_open_none(self):
        """The account manager did not write the form: who decided what is not for them to read.

        That a record rule has looked at the reviews is no reason to show them, nor to fail.
        """
        screening = self._submitted(
            self.administrator, unit_id=self.shanghai.id, manager_id=self.rep_shanghai.id
        )
        self._decide(self.supervisor_shanghai, screening, "return", "Look again")
        self.assertEqual(screening.approval_state, "draft")
        mine = self._as(self.rep_shanghai, screening)
        specification = {
            "risk_conclusion": {},
            "waiting_for": {},
            "can_submit": {},
            "review_ids": {"fields": {"name": {}, "opinion": {}}},
        }
        (before,) = mine.web_read(specification)
        self.assertFalse(before["review_ids"])
        (after,) = self._as(self.rep_shanghai, screening).web_save(
            {"risk_conclusion": "<p>Looked again</p>"}, specification
        )
        self.assertFalse(after["review_ids"])
        mine = self._as(self.rep_shanghai, screening)
        self.assertTrue(mine.has_access("write"))
        self.assertFalse(mine.review_ids)

    def test_a_delegate_saves_the_form(self):
        """The form shows its reviews; those of other steps are not for the delegate to read."""
        delegate = self._delegate()
        self._delegation(delegate)
        screening = self._submitted()
        specification = {
            "waiting_for": {},
            "can_review_lines": {},
            "line_ids": {"fields": {"review_score": {}}},
            "review_ids": {"fields": {"name": {}, "opinion": {}}},
        }
        line = screening.line_ids[0]
        pending = self._pending(screening)
        (before,) = self._as(delegate, screening).web_read(specification)
        self.assertEqual([review["id"] for review in before["review_ids"]], pending.ids)
        (after,) = self._as(delegate, screening).web_save(
            {"line_ids": [Command.update(line.id, {"review_score": 4, "review_note": "Seen"})]},
            specification,
        )
        self.assertEqual(line.review_score, 4)
        self.assertEqual([review["id"] for review in after["review_ids"]], pending.ids)

    def test_companies_are_apart(self):
        self._make_other_company()
        screening = self._screening()
        self.assertNotIn(screening, self._visible_screenings(self.manager_other))
        other = (
            self.env["kam.screening"]
            .with_user(self.manager_other)
            .create({"partner_id": self.stranger.id, "unit_id": self.other_centre.id})
        )
        self.assertEqual(other.company_id, self.other_company)
        self.assertNotEqual(other.sudo().account_id, screening.account_id)
        self.assertEqual(other.sudo().template_id.company_id, self.other_company)
        self.assertNotIn(other.sudo(), self._visible_screenings(self.director))

    def test_the_author_does_not_decide(self):
        screening = self._filled(
            self.supervisor_shanghai, unit_id=self.shanghai.id, manager_id=self.rep_shanghai.id
        )
        with self._refused("Nobody could decide"):
            self._as(self.supervisor_shanghai, screening).action_submit()
