from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NEED, ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreening(ScreeningCommon):
    """From a candidate to a key account, and back."""

    def test_candidate(self):
        screening = self._screening()
        self.assertEqual(screening.stage, "candidate")
        self.assertEqual(screening.origin, "manual")
        self.assertEqual(screening.account_id.partner_id, self.stranger)
        self.assertEqual(screening.account_id.state, "ordinary")
        self.assertEqual(screening.unit_id, self.shanghai)
        self.assertEqual(screening.manager_id, self.rep_shanghai)
        self.assertTrue(screening.number)
        self.assertEqual(screening.display_name, f"{screening.number} Stranger")
        self.assertEqual(screening.line_ids.mapped("name"), ["Delivery", "Rivals"])

    def test_a_contact_stands_for_its_company(self):
        contact = self._partner("Buyer", is_company=False, parent_id=self.stranger.id)
        self.assertEqual(self._screening(partner=contact).partner_id, self.stranger)

    def test_start_makes_a_potential_key_account(self):
        screening = self._started()
        account = screening.account_id
        self.assertEqual(screening.stage, "analysis")
        self.assertEqual(screening.started_by_id, self.rep_shanghai)
        self.assertEqual(account.state, "potential")
        self.assertEqual((account.unit_id, account.manager_id), (self.shanghai, self.rep_shanghai))
        event = account.event_ids
        self.assertEqual((event.kind, event.source), ("entered_potential", "screening"))
        self.assertEqual((event.res_model, event.res_id), ("kam.screening", screening.id))
        with self._refused("began already"):
            self._as(self.rep_shanghai, screening).action_start()

    def test_start_needs_unit_and_manager(self):
        for name in ("unit_id", "manager_id"):
            with self.subTest(name=name):
                screening = self._screening(
                    self.administrator,
                    partner=self._partner(name),
                    **{
                        "unit_id": self.shanghai.id,
                        "manager_id": self.rep_shanghai.id,
                        name: False,
                    },
                )
                with self._refused("is empty: say who"):
                    self._as(self.administrator, screening).action_start()

    def test_only_one_open_screening_per_customer(self):
        screening = self._screening()
        with self._refused(f"is being screened already .{screening.number}"):
            self._screening()
        with self._refused("is being screened already"):
            self._screening(self.administrator)
        self._as(self.rep_shanghai, screening).action_give_up()
        self.assertEqual(self._screening().stage, "candidate")

    def test_key_accounts_are_not_screened(self):
        with self._refused("is a key account already"):
            self._screening(partner=self.mill.partner_id)

    def test_approved(self):
        self.env["kam.account.team"].create(
            {
                "account_id": self.env["kam.account"]
                ._get_or_create(self.stranger, self.company)
                .id,
                "user_id": self.rep_hangzhou.id,
                "duty": "sales",
            }
        )
        screening = self._submitted()
        self.assertEqual(screening.stage, "review")
        self._approve(screening)
        account = screening.account_id
        self.assertEqual(screening.stage, "confirmed")
        self.assertEqual(account.state, "key")
        self.assertTrue(account.number)
        self.assertEqual(account.since, self.today)
        self.assertEqual(account.class_id, self.big)
        self.assertEqual(account.event_ids[0].kind, "confirmed_key")
        self.assertEqual(account.event_ids[0].source, "screening")
        told = self.env["mail.message"].search(
            [
                ("model", "=", account._name),
                ("res_id", "=", account.id),
                ("subject", "=", "Stranger is a key account now"),
            ]
        )
        self.assertEqual(
            told.notified_partner_ids,
            (self.rep_shanghai | self.rep_hangzhou).partner_id,
        )
        self.assertEqual(len(screening.archive_entry_ids), 1)

    def test_rejected(self):
        screening = self._submitted()
        self._decide(self.supervisor_shanghai, screening, "reject", "Too small")
        account = screening.account_id
        self.assertEqual(screening.stage, "rejected")
        self.assertEqual(account.state, "ordinary")
        self.assertEqual(account.event_ids[0].kind, "rejected")
        self.assertEqual(screening.line_ids.mapped("score"), [2, 3], "the analysis is kept")
        self.assertEqual(len(screening.archive_entry_ids), 1)

    def test_given_up(self):
        screening = self._started()
        self._as(self.rep_shanghai, screening).action_give_up()
        self.assertEqual(screening.stage, "cancelled")
        self.assertEqual(screening.account_id.state, "ordinary")
        self.assertIn("was given up", screening.account_id.event_ids[0].reason)

    def test_returned_and_submitted_again(self):
        screening = self._submitted()
        self._decide(self.supervisor_shanghai, screening, "return", "Say more")
        self.assertEqual(screening.stage, "analysis")
        self.assertEqual(screening.account_id.state, "potential")
        self._as(self.rep_shanghai, screening).action_submit()
        self._approve(screening)
        self.assertEqual(screening.account_id.state, "key")

    def test_what_is_started_is_not_deleted(self):
        screening = self._started()
        with self._refused("stays in the records"):
            self._as(self.rep_shanghai, screening).unlink()
        candidate = self._screening(partner=self._partner("Other"))
        self._as(self.rep_shanghai, candidate).unlink()
        self.assertFalse(candidate.exists())

    # ------------------------------------------------------------------
    # complete
    # ------------------------------------------------------------------

    def test_missing_is_named_in_one_message(self):
        screening = self._started(class_id=False)
        self.assertIn("“Customer Class” is empty", screening.missing)
        with self._refused(
            "Customer Class.* is empty(.|\n)*no need of the customer(.|\n)*"
            "2 of 2 risk indicators have no score: Delivery, Rivals"
        ):
            self._as(self.rep_shanghai, screening).action_submit()

    def test_candidates_are_not_submitted(self):
        with self._refused("The analysis has not begun"):
            self._as(self.rep_shanghai, self._screening()).action_submit()

    def test_a_need_asks_for_something(self):
        screening = self._filled()
        screening.need_ids.write({"technology_required": 0, "production_required": 0})
        with self._refused("asks for no resource"):
            self._as(self.rep_shanghai, screening).action_submit()

    def test_extremes_need_reason_or_evidence(self):
        screening = self._filled(scores=(5, 1))
        lines = screening.line_ids
        lines.reason = False
        with self._refused("“Delivery” has the score 5(.|\n)*“Rivals” has the score 1"):
            self._as(self.rep_shanghai, screening).action_submit()
        lines[0].evidence = "Delivery notes, folder 7"
        lines[1].attachment_ids = self._attach(lines[1])
        self.assertFalse(screening.missing)
        self._as(self.rep_shanghai, screening).action_submit()
        self.assertEqual(screening.stage, "review")

    def test_evidence_belongs_to_its_line(self):
        screening = self._filled()
        other = self._attach(self.mill)
        with self._refused("belongs to something else", ValidationError):
            screening.line_ids[0].attachment_ids = other

    def test_an_adjusted_likelihood_needs_a_reason(self):
        screening = self._filled()
        screening.write({"is_likelihood_adjusted": True, "likelihood_adjusted": 90})
        with self._refused("Reason of the Adjustment"):
            self._as(self.rep_shanghai, screening).action_submit()
        screening.likelihood_reason = "The purchasing manager has promised it"
        self._as(self.rep_shanghai, screening).action_submit()
        self.assertEqual(screening.likelihood, 90)

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------

    def test_fit_risk_and_likelihood(self):
        screening = self._filled(scores=(2, 3))
        # (3 + 4) of 8; 0.6 * 2 + 0.4 * 3 = 2.4 of 5; 87.5 * (100 - 48) / 80
        self.assertEqual(screening.fit, 87.5)
        self.assertEqual(screening.need_ids.gap, 1)
        self.assertEqual(screening.risk_total, 48)
        self.assertEqual(screening.risk_level, "medium")
        self.assertEqual(screening.likelihood, 56.88)

    def test_levels_at_the_thresholds(self):
        for scores, total, level in (
            ((1, 1), 20, "low"),
            ((2, 2), 40, "low"),
            ((1, 4), 44, "low"),
            ((2, 3), 48, "medium"),
            ((3, 3), 60, "medium"),
            ((3, 4), 68, "high"),
            ((5, 5), 100, "high"),
        ):
            with self.subTest(scores=scores):
                screening = self._filled(partner=self._partner(str(scores)), scores=scores)
                self.assertEqual((screening.risk_total, screening.risk_level), (total, level))

    def test_no_level_while_a_score_is_missing(self):
        screening = self._filled()
        screening.line_ids[0].score = 0
        self.assertFalse(screening.is_scored)
        self.assertFalse(screening.risk_level)
        self.assertFalse(screening.has_likelihood)

    def test_figures_are_computed_never_entered(self):
        screening = self._filled()
        for name, value in (
            ("risk_total", 20),
            ("risk_level", "low"),
            ("fit", 100),
            ("likelihood", 99),
            ("stage", "confirmed"),
            ("origin", "import"),
            ("sales_amount", 1000000),
            ("threshold_high", 100),
            ("account_id", self.mill.id),
            ("partner_id", self.mill.partner_id.id),
            ("competitor_copy", []),
            ("date_started", False),
        ):
            for user in (self.rep_shanghai, self.administrator):
                with self.subTest(name=name, user=user.login), self._refused("cannot be changed"):
                    self._as(user, screening).write({name: value})
        with self._refused("cannot be given by hand"):
            self._screening(partner=self._partner("New"), risk_total=20)
        with self._refused("cannot be given by hand"):
            self._screening(partner=self._partner("New"), origin="job")
        for name, value in (("weight", 1), ("texts", {}), ("heading", "needs"), ("final_score", 1)):
            with self.subTest(name=name), self._refused("cannot be changed"):
                self._as(self.administrator, screening.line_ids[0]).write({name: value})
        with self._refused("cannot be changed"):
            self._as(self.rep_shanghai, screening.need_ids).write({"fit": 100})

    def test_scores_run_from_one_to_five(self):
        screening = self._filled()
        for value in (-1, 6):
            with self._refused("whole number from 1 to 5", ValidationError):
                screening.line_ids[0].score = value
        with self._refused("whole number from 1 to 5", ValidationError):
            screening.need_ids.importance = 0
        with self._refused("whole number from 0 to 5", ValidationError):
            screening.need_ids.technology_own = 6

    def test_indicators_stay_with_the_analysis(self):
        screening = self._filled()
        with self._refused("cannot be deleted"):
            screening.line_ids[0].unlink()
        with self._refused("", AccessError):
            self._as(self.rep_shanghai, screening.line_ids[0]).unlink()
        with self._refused("cannot be deleted"):
            screening.write({"line_ids": [Command.delete(screening.line_ids[0].id)]})

    # ------------------------------------------------------------------
    # decisions
    # ------------------------------------------------------------------

    def test_high_risk_needs_the_reason_of_the_manager(self):
        screening = self._submitted(scores=(4, 4))
        self.assertEqual(screening.risk_level, "high")
        self._decide(self.supervisor_shanghai, screening, opinion="")
        with self._refused("carries a high risk"):
            self._decide(self.manager_east, screening, opinion="  ")
        self._decide(self.manager_east, screening, opinion="Their new plant doubles the demand")
        self.assertEqual(screening.account_id.state, "key")

    def test_medium_risk_needs_no_reason(self):
        screening = self._submitted(scores=(3, 3))
        self._decide(self.supervisor_shanghai, screening, opinion="")
        self._decide(self.manager_east, screening, opinion="")
        self.assertEqual(screening.stage, "confirmed")

    def test_the_supervisor_gives_another_score(self):
        screening = self._submitted(scores=(2, 3))
        line = screening.line_ids[0]
        with self._refused("cannot be changed"):
            self._as(self.rep_shanghai, line).write({"review_score": 4, "review_note": "x"})
        with self._refused("cannot be changed"):
            self._as(self.manager_east, line).write({"review_score": 4, "review_note": "x"})
        with self._refused("Review Note", ValidationError):
            self._as(self.supervisor_shanghai, line).write({"review_score": 4})
        with self._refused("cannot be changed"):
            self._as(self.supervisor_shanghai, line).write({"score": 4})
        self._as(self.supervisor_shanghai, screening).write(
            {"line_ids": [Command.update(line.id, {"review_score": 5, "review_note": "Saw worse"})]}
        )
        self.assertTrue(line.is_score_changed)
        self.assertEqual(line.score, 2)
        # 0.6 * 5 + 0.4 * 3 = 4.2 of 5: high, though the author said medium
        self.assertEqual((screening.risk_total, screening.risk_level), (84, "high"))
        self._decide(self.supervisor_shanghai, screening)
        with self._refused("carries a high risk"):
            self._decide(self.manager_east, screening, opinion="")

    def test_nothing_changes_after_submitting(self):
        screening = self._submitted()
        line, need = screening.line_ids[0], screening.need_ids
        for when in ("in review", "approved"):
            with self.subTest(when=when):
                for user in (self.rep_shanghai, self.administrator):
                    with self._refused("cannot be changed"):
                        self._as(user, line).write({"score": 5})
                    with self._refused("cannot be changed"):
                        self._as(user, need).write({"importance": 1})
                    with self._refused("cannot be changed"):
                        self._as(user, screening).write({"need_ids": [Command.create(NEED)]})
                    with self._refused("cannot be changed"):
                        self._as(user, screening).write({"manager_id": self.rep_hangzhou.id})
                # the superuser as well
                with self._refused("cannot be changed"):
                    line.write({"reason": "Another one"})
                with self._refused("cannot be changed"):
                    need.unlink()
            if when == "in review":
                self._approve(screening)

    def test_the_account_became_key_on_another_way(self):
        screening = self._submitted()
        account = screening.account_id
        account._confirm_key("takeover", "On the list", self.shanghai, self.rep_shanghai)
        with self._refused("by now"):
            self._decide(self.supervisor_shanghai, screening)
        self._decide(self.supervisor_shanghai, screening, "reject", "Taken over")
        self.assertEqual(account.state, "key", "what another process decided holds")

    def test_region_units_are_decided_by_the_region(self):
        """A unit at the level of the region: its own supervisor, then its manager."""
        supervisor_east = self._user("supervisor_east")
        rep_east = self._user("rep_east")
        self._position(rep_east, self.east, "representative")
        screening = self._filled(rep_east, unit_id=self.east.id, manager_id=rep_east.id)
        with self._refused("Nobody could decide"):
            self._as(rep_east, screening).action_submit()
        self._position(supervisor_east, self.east, "supervisor")
        self._as(rep_east, screening).action_submit()
        self._decide(supervisor_east, screening)
        self._decide(self.manager_east, screening)
        self.assertEqual(screening.account_id.unit_id, self.east)
        self.assertEqual(screening.account_id.state, "key")

    def test_route_of_each_company(self):
        route = self.env["kam.approval.route"]._find("kam.screening", self.company)
        self.assertEqual(
            route.step_ids.mapped(lambda step: (step.role, step.unit_level, step.deadline_days)),
            [("supervisor", "area", 3), ("manager", "region", 3)],
        )

    # ------------------------------------------------------------------
    # revision
    # ------------------------------------------------------------------

    def test_revision(self):
        screening = self._approved()
        account = screening.account_id
        number = account.number
        account._change_owner(manager=self.rep_hangzhou, reason="On leave")
        screening.action_revise()
        self.assertEqual(screening.stage, "analysis")
        self.assertEqual(screening.manager_id, self.rep_hangzhou)
        with self._refused("Change Unit or Manager"):
            self._as(self.administrator, screening).write({"manager_id": self.rep_shanghai.id})
        with self._refused("cannot be given up"):
            screening.action_give_up()
        screening.line_ids[0].score = 3
        self._as(self.administrator, screening).action_submit()
        self._approve(screening)
        self.assertEqual((account.state, account.number), ("key", number))
        self.assertEqual(account.manager_id, self.rep_hangzhou)
        self.assertEqual(screening.revision_mark, "A")
        self.assertEqual(len(screening.archive_entry_ids), 2)

    def test_a_rejected_revision_leaves_the_key_account(self):
        screening = self._approved()
        screening.action_revise()
        self._as(self.administrator, screening).action_submit()
        self._decide(self.supervisor_shanghai, screening, "reject", "No")
        self.assertEqual(screening.account_id.state, "key")

    def test_no_revision_without_key_account(self):
        screening = self._approved()
        screening.account_id._downgrade("credit", "Paid late")
        with self._refused("Start a new screening"):
            screening.action_revise()

    def test_downgrade_ends_a_revision(self):
        """What is under revision does not bring a downgraded customer back."""
        screening = self._approved()
        screening.action_revise()
        self._as(self.administrator, screening).action_submit()
        screening.account_id._downgrade("credit", "Paid late")
        self.assertEqual(screening.stage, "cancelled")
        self.assertFalse(self._pending(screening))
        self.assertEqual(screening.account_id.state, "ordinary")

    def test_what_another_screening_overtook_is_not_revised(self):
        first = self._approved()
        first.account_id._downgrade("credit", "Paid late")
        second = self._approved()
        with self._refused(f"{first.number} Stranger holds no more since {second.number}"):
            first.action_revise()
        second.action_revise()

    def test_buttons(self):
        screening = self._screening()
        self.assertOffered(screening, self.rep_shanghai, "give_up")
        self._as(self.rep_shanghai, screening).action_start()
        self.assertOffered(screening, self.rep_shanghai, "submit", "give_up")
        screening = self._submitted(partner=self._partner("Next"))
        self.assertOffered(screening, self.rep_shanghai, "withdraw")
        self.assertOffered(screening, self.supervisor_shanghai, "decide")
        self._approve(screening)
        self.assertOffered(screening, self.rep_shanghai, "revise")
        screening.account_id._downgrade("credit", "Paid late")
        self.assertOffered(screening, self.rep_shanghai)

    def test_returned_and_withdrawn_forms_follow_the_account(self):
        for back in ("return", "withdraw"):
            with self.subTest(back=back):
                screening = self._submitted(partner=self._partner(f"Customer to {back}"))
                screening.account_id._change_owner(manager=self.rep_hangzhou, reason="On leave")
                self.assertEqual(screening.manager_id, self.rep_shanghai)
                if back == "return":
                    self._decide(self.supervisor_shanghai, screening, "return", "No")
                else:
                    self._as(self.rep_shanghai, screening).action_withdraw()
                self.assertEqual(screening.manager_id, self.rep_hangzhou)

    def test_downgraded_and_back_with_the_same_number(self):
        account = self._approved().account_id
        number = account.number
        account._downgrade("credit", "Paid late")
        with self.assertRaises(UserError):
            account._confirm_key("takeover", "Again", self.shanghai, self.rep_shanghai)
        again = self._submitted()
        self.assertEqual(account.state, "potential")
        self._approve(again)
        self.assertEqual((account.state, account.number), ("key", number))
