from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import REPORT, FindingCommon


@tagged("post_install", "-at_install")
class TestKamVisitFinding(FindingCommon):
    # ------------------------------------------------------------------
    # written down
    # ------------------------------------------------------------------

    def test_who_takes_part_writes_down_from_beginning_to_close(self):
        self._found("suggestion", self.rep_shanghai)
        for user in (self.manager_east, self.administrator, self.rep_beijing, self.employee):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._found("suggestion", user)
        ahead = self._planned()
        with self._refused("possible for"):
            self._found("suggestion", visit_id=ahead.id)
        report = self._made_from_here()
        self._found("suggestion")
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(self.visit.state, "closed")
        with self._refused("possible for"):
            self._found("suggestion")

    def _made_from_here(self):
        self.seen_by(self.rep_hangzhou, self.visit).action_end({"attitude": "warm"})
        return self.visit.report_ids

    def test_only_drafts_change_or_go(self):
        draft, passed = self._found("suggestion"), self._passed("suggestion")
        self.seen_by(self.rep_hangzhou, draft).name = "Better"
        with self._refused("was passed on"):
            self.seen_by(self.rep_hangzhou, passed).name = "Worse"
        with self._refused("was passed on"):
            self.seen_by(self.rep_hangzhou, passed).unlink()
        with self._refused("was passed on"):
            self.seen_by(self.rep_hangzhou, passed).action_pass_on()
        with self._refused("", AccessError):
            self.seen_by(self.manager_east, draft).name = "I was not there"
        self.seen_by(self.rep_hangzhou, draft).unlink()
        self.assertFalse(draft.exists())

    def test_written_down_at_the_visit(self):
        visit = self.seen_by(self.rep_hangzhou, self.visit)
        vals = self._finding_vals("suggestion")
        del vals["visit_id"]
        visit.write({"finding_ids": [Command.create(vals)]})
        self.assertEqual(visit.finding_count, 1)
        visit.write({"finding_ids": [Command.delete(visit.finding_ids.id)]})
        self.assertFalse(visit.finding_ids)

    def test_somebody_of_another_customer_said_nothing_here(self):
        with self._refused("does not exist, or you may not see it", AccessError):
            self._found("suggestion", stakeholder_id=self.chief.id)
        # who sees both accounts does not mix them up either
        self.visit.sudo()._protected_write({"participant_ids": [Command.link(self.director.id)]})
        with self._refused("choose a stakeholder", ValidationError):
            self._found("suggestion", self.director, stakeholder_id=self.chief.id)

    def test_what_only_processes_write(self):
        finding = self._found("problem")
        for name, value in (
            ("state", "done"),
            ("solution", "Nothing"),
            ("date_passed", self._ago(days=1)),
            ("done_by_id", self.rep_shanghai.id),
            ("visit_id", self._planned().id),
            ("superior_ids", [Command.set([])]),
            ("text_before", "Old"),
        ):
            with self.subTest(name), self._refused("cannot be changed by hand"):
                self.seen_by(self.rep_hangzhou, finding).write({name: value})
        with self._refused("", AccessError):
            self.seen_by(self.rep_hangzhou, finding).write({"crm_lead_id": 1})
        with self._refused("cannot be given by hand"):
            self._found("problem", state="done")

    # ------------------------------------------------------------------
    # information
    # ------------------------------------------------------------------

    def test_who_keeps_the_file_writes_it_at_once(self):
        self.shop.plans = "To stay as they are"
        finding = self._passed("information")
        day = self.company._kam_day_of(self.visit.date_started).isoformat()
        self.assertEqual(self.shop.plans, f"To stay as they are\n{day}: A second shop in spring")
        self.assertEqual((finding.state, finding.text_before), ("done", "To stay as they are"))
        self.assertEqual(self.shop.information_user_id, self.rep_hangzhou)
        self.assertIn("Taken over into “Plans” by Rep Hangzhou", finding.outcome)
        self._passed("information", write_mode="replace", new_text="None")
        self.assertEqual(self.shop.plans, f"{day}: None")

    def test_others_wait_for_the_account_manager(self):
        finding = self._passed("information", self.rep_shanghai)
        self.assertFalse(self.shop.plans)
        self.assertEqual(finding.state, "open")
        duty = self._duties(finding, "visit_information")
        self.assertEqual(duty.user_ids, self.rep_hangzhou)
        self.assertIn("Waits for Rep Hangzhou", finding.outcome)
        with self._refused("", AccessError):
            self.seen_by(self.rep_shanghai, finding).action_take_over()
        with self._refused("", AccessError):
            self.seen_by(self.rep_shanghai, finding).action_decline("No")
        mine = self.seen_by(self.rep_hangzhou, finding)
        self.assertTrue(mine.can_take_over)
        mine.action_take_over()
        self.assertIn("A second shop", self.shop.plans)
        self.assertEqual((finding.state, duty.state), ("done", "kept"))
        with self._refused("waits for that"):
            mine.action_take_over()

    def test_the_account_manager_may_leave_it_out(self):
        finding = self._passed("information", self.rep_shanghai)
        mine = self.seen_by(self.rep_hangzhou, finding)
        with self._refused("is empty"):
            mine.action_decline("  ")
        mine.action_decline("Known already")
        self.assertFalse(self.shop.plans)
        self.assertEqual(finding.outcome, "Not taken over by Rep Hangzhou: Known already")
        self.assertEqual(self._duties(finding).state, "kept")

    # ------------------------------------------------------------------
    # an opportunity
    # ------------------------------------------------------------------

    def test_an_opportunity_without_a_next_step_is_refused(self):
        for name in ("product", "positioning", "next_step"):
            finding = self._found("opportunity", **{name: "  "})
            with self.subTest(name), self._refused("is empty"):
                self.seen_by(self.rep_hangzhou, finding).action_pass_on()
            self.assertEqual(finding.state, "draft")

    def test_an_opportunity_goes_to_crm(self):
        finding = self._passed("opportunity", department_ids=self.production.ids)
        lead = finding.crm_lead_id
        self.assertEqual(
            (lead.type, lead.partner_id, lead.user_id, lead.expected_revenue),
            ("opportunity", self.shop.partner_id, self.rep_hangzhou, 5000),
        )
        for text in ("Floor tiles", "Promising", "Offer until Friday"):
            self.assertIn(text, lead.description)
        self.assertEqual(finding.superior_ids, self.manager_east)
        for user in (self.employee, self.manager_east):
            self.assertIn(f"An opportunity at {self.shop.name}", self._told(user))
        self.assertFalse(
            self.env["mail.mail"].sudo().search([("model", "=", "res.partner")]),
            "customers are not written to",
        )
        self.assertNotIn(self.shop.partner_id, lead.message_partner_ids)

    def test_the_opportunity_is_shown_to_who_may_read_it(self):
        finding = self._passed("opportunity")
        self.assertFalse(self.seen_by(self.rep_shanghai, finding).lead_id)
        with self._refused("may open"):
            self.seen_by(self.rep_shanghai, finding).action_view_lead()
        salesman = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.rep_shanghai.group_ids = [Command.link(salesman.id)]
        mine = self.seen_by(self.rep_shanghai, finding)
        self.assertEqual(mine.lead_id.ids, finding.crm_lead_id.ids)
        self.assertEqual(mine.action_view_lead()["res_id"], finding.crm_lead_id.id)
        with self._refused("", AccessError):
            mine.read(["crm_lead_id"])

    # ------------------------------------------------------------------
    # a problem
    # ------------------------------------------------------------------

    def test_departments_and_the_superior_owe_the_solution(self):
        finding = self._passed("problem")
        department = self._duties(finding, "visit_problem")
        superior = self._duties(finding, "visit_problem_superior")
        self.assertEqual(department.user_ids, self.employee)
        self.assertEqual(superior.user_ids, self.manager_east)
        self.assertEqual({*(department | superior).mapped("date_due")}, {finding.date_due})
        self.assertEqual(finding.date_due, self.company._kam_due(self.today, 7))
        self.assertIn(f"A problem at {self.shop.name}", self._told(self.employee))
        mine = self.seen_by(self.employee, finding)
        self.assertTrue(mine.can_solve)
        with self._refused("is empty"):
            mine.action_solve("")
        mine.action_solve("Packed anew")
        self.assertEqual((finding.state, finding.done_by_id), ("done", self.employee))
        self.assertEqual({*(department | superior).mapped("state")}, {"kept"})
        self.assertIn("Packed anew", finding.outcome)
        self.assertIn(f"Solved at {self.shop.name}", self._told(self.rep_shanghai))

    def test_a_problem_needs_a_department_and_a_day(self):
        for vals in (
            {"department_ids": []},
            {"date_due": False},
            {"description": " "},
            {"date_due": self.today - timedelta(days=3)},
        ):
            finding = self._found("problem", **vals)
            with self.subTest(vals), self._refused("“Some problem”"):
                self.seen_by(self.rep_hangzhou, finding).action_pass_on()

    def test_who_else_solves_it(self):
        leaders = (self.rep_hangzhou, self.manager_east, self.director)
        for user in leaders:
            finding = self._passed("problem")
            self.seen_by(user, finding).action_solve("Done")
            self.assertEqual(finding.done_by_id, user)
        finding = self._passed("problem")
        for user in (self.rep_shanghai, self.rep_beijing, self.administrator, self.accountant):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.seen_by(user, finding).action_solve("Done")

    def test_the_department_reads_that_one_and_little_of_it(self):
        finding, other = self._passed("problem"), self._passed("suggestion")
        draft = self._found("problem")
        self.assertRights(finding, {self.employee: "r"})
        for hidden in (other, draft, self.visit, self.shop):
            self.assertRights(hidden, {self.employee: ""})
        mine = self.seen_by(self.employee, finding)
        self.assertEqual(mine.description, "Half of the pallets broke")
        for name in (
            "stakeholder_id",
            "new_text",
            "positioning",
            "expected_revenue",
            "crm_lead_id",
        ):
            with self.subTest(name), self._refused("", AccessError):
                mine.read([name])
        view = self.env["kam.visit.finding"].with_user(self.employee).get_view(view_type="form")
        self.assertNotIn("stakeholder_id", view["arch"])
        # it stays readable for who solved it, and for nobody else
        mine.action_solve("Done")
        self.assertRights(finding, {self.employee: "r", self.accountant: ""})

    def test_nobody_above(self):
        """What the director finds is told to nobody above, and says so."""
        visit = self._planned(self.director, leader_id=self.director.id)
        visit.with_user(self.director).action_start()
        finding = self._passed("problem", self.director, visit_id=visit.id)
        self.assertFalse(finding.superior_ids)
        self.assertFalse(self._duties(finding, "visit_problem_superior"))
        self.assertIn("none above", finding.outcome)

    def test_late_ones_are_found(self):
        finding = self._passed("problem")
        mine = self.env["kam.visit.finding"].with_user(self.rep_hangzhou)
        self.assertNotIn(finding.id, mine.search([("is_late", "=", True)]).ids)
        with self._at(finding.date_due + timedelta(days=1)):
            self.assertTrue(self.seen_by(self.rep_hangzhou, finding).is_late)
            self.assertIn(finding.id, mine.search([("is_late", "=", True)]).ids)
            self.assertNotIn(finding.id, mine.search([("is_late", "=", False)]).ids)

    def test_late_ones_go_up(self):
        logistics = self.env["hr.department"].create(
            {"name": "Logistics", "company_id": self.company.id}
        )
        finding = self._passed("problem", department_ids=(self.production | logistics).ids)
        duties = self._duties(finding, "visit_problem")
        self.assertEqual(duties.department_id, self.production | logistics)
        # nobody works in logistics: whoever leads the unit owes it
        orphan = duties.filtered(lambda duty: duty.department_id == logistics)
        self.assertEqual(orphan.user_ids, self.manager_east)
        with self._at(finding.date_due + timedelta(days=2)):
            duties._escalate(self.company._kam_today())
        of_production = duties - orphan
        self.assertIn(self.manager_east, of_production.told_ids)
        self.assertIn(self.director, orphan.told_ids)

    # ------------------------------------------------------------------
    # with the report
    # ------------------------------------------------------------------

    def test_the_report_passes_on_what_was_found(self):
        problem, opportunity = self._found("problem"), self._found("opportunity", next_step="")
        report = self._made_from_here()
        mine = self.seen_by(self.rep_hangzhou, report)
        mine.write(REPORT)
        with self._refused("“Next Step” is empty"):
            mine.action_complete()
        self.assertEqual(problem.state, "draft")
        self.seen_by(self.rep_hangzhou, opportunity).next_step = "Call again"
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual((problem.state, opportunity.state), ("open", "done"))
        self.assertEqual(opportunity.passed_by_id, self.rep_hangzhou)
        # something was found: no reason is asked for
        self.assertEqual(self.visit.state, "closed")
        self.assertEqual(
            [(kind, label) for kind, label, _found in self.visit._get_findings_by_kind()],
            [("opportunity", "Opportunity"), ("problem", "Problem")],
        )

    def test_what_waits_keeps_the_visit_from_being_closed(self):
        report = self._made_from_here()
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(self.visit.state, "done")
        finding = self._found("suggestion")
        with self._refused("Not passed on yet"):
            self.seen_by(self.rep_hangzhou, self.visit).action_close()
        self.seen_by(self.rep_hangzhou, finding).action_pass_on()
        self.assertEqual(finding.state, "done")
        self.seen_by(self.rep_hangzhou, self.visit).action_close()
        self.assertEqual(self.visit.state, "closed")

    def test_a_superior_who_approves_does_not_take_over_by_that(self):
        """Who submits passes on: with what they may write, not with what the process may."""
        self.visit.type_id.is_read = True
        finding = self._found("information", self.rep_shanghai)
        report = self._made_from_here()
        self.seen_by(self.rep_shanghai, report).write(REPORT)
        self.submit(report, self.rep_shanghai)
        self.assertEqual(finding.state, "open")
        self.assertFalse(self.shop.plans)

    # ------------------------------------------------------------------
    # My Day, the time line
    # ------------------------------------------------------------------

    def _day(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kam.my.day"].with_user(user).get_day()["rows"]

    def test_my_day_solves(self):
        finding = self._passed("problem")
        (row,) = (row for row in self._day(self.employee) if row["code"] == "visit_problem")
        self.assertEqual(row["why"], "Half of the pallets broke")
        self.assertIn(self.shop.name, row["title"])
        day = self.env["kam.my.day"].with_user(self.employee)
        action = day.settle([row["id"]], "solve")
        self.assertEqual(action["res_model"], "kam.visit.settle")
        dialog = self.env["kam.visit.settle"].with_user(self.employee)
        dialog = dialog.with_context(action["context"]).create({"said": "Packed anew"})
        self.assertEqual(dialog.names, "Some problem")
        dialog.action_apply()
        self.assertEqual(finding.solution, "Packed anew")
        self.assertFalse([row for row in self._day(self.employee) if "problem" in row["code"]])

    def test_my_day_takes_over(self):
        found = self._passed("information", self.rep_shanghai)
        found |= self._passed("information", self.rep_shanghai, field_name="staff")
        rows = [row for row in self._day(self.rep_hangzhou) if row["code"] == "visit_information"]
        day = self.env["kam.my.day"].with_user(self.rep_hangzhou)
        self.assertTrue(day.settle([row["id"] for row in rows], "take_over"))
        self.assertEqual({*found.mapped("state")}, {"done"})

    def test_time_line(self):
        self._passed("problem")
        rows = self.seen_by(self.rep_shanghai, self.shop).get_timeline(kinds=["finding"])["rows"]
        self.assertEqual([row["title"] for row in rows], ["Problem: Some problem"])
        other = self._planned()
        self.seen_by(self.rep_hangzhou, other).action_cancel("They are closed")
        rows = self.seen_by(self.rep_shanghai, self.shop).get_timeline(kinds=["visit"])["rows"]
        self.assertEqual([row["text"] for row in rows], ["They are closed"])

    def test_passed_on_from_the_list(self):
        good, bad = self._found("suggestion"), self._found("opportunity", product=False)
        action = self.seen_by(self.rep_hangzhou, good | bad)._pass_on_each()
        self.assertEqual((good.state, bad.state), ("done", "draft"))
        self.assertIn("“Product or Service” is empty", action["params"]["message"])

    def test_hostile_values(self):
        finding = self.seen_by(self.rep_hangzhou, self._passed("problem"))
        for value in (7, ["x"], {"a": 1}, "\0"):
            with self.subTest(value=str(value)), self.assertRaises(UserError):
                finding.action_solve(value)
                self.env.flush_all()
