from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NEED, ScreeningCommon

FIGURES = (
    "sales_amount",
    "sales_before",
    "growth",
    "has_growth",
    "late_share",
    "has_late_share",
)


@tagged("post_install", "-at_install")
class TestKamScreeningGuard(ScreeningCommon):
    """Ways round the analysis, its reviewers, its figures and its unit, each closed."""

    def test_no_default_of_a_caller_replaces_the_analysis(self):
        model = self.env["kam.screening"].with_user(self.rep_shanghai)
        vals = {"partner_id": self.stranger.id, "class_id": self.big.id}
        with self._refused("from an existing list", AccessError):
            model.with_context(default_import_reason="My list").create(vals)
        self.env["ir.default"].with_user(self.rep_shanghai).set(
            "kam.screening", "import_reason", "My list", user_id=True
        )
        with self._refused("from an existing list", AccessError):
            model.create(vals)

    def test_the_author_does_not_write_for_the_reviewer(self):
        screening = self._filled(scores=(4, 4))
        line = self._as(self.rep_shanghai, screening.line_ids[0])
        with self._refused("Review Score.*given by the reviewer|Review Note.*given by"):
            line.write({"review_score": 1, "review_note": "Great"})
        with self._refused("given by the reviewer"):
            self._as(self.rep_shanghai, screening).write(
                {"line_ids": [Command.update(line.id, {"review_note": "Great"})]}
            )
        self.assertEqual(screening.risk_level, "high")

    def test_what_the_reviewer_gave_stays_after_a_return(self):
        screening = self._submitted()
        line = screening.line_ids[0]
        self._as(self.supervisor_shanghai, line).write(
            {"review_score": 5, "review_note": "They left twice"}
        )
        self._decide(self.supervisor_shanghai, screening, "return")
        with self._refused("given by the reviewer"):
            self._as(self.rep_shanghai, line).review_score = 1
        self.assertEqual(line.final_score, 5)

    def test_no_default_of_a_user_is_a_score(self):
        defaults = self.env["ir.default"].with_user(self.rep_shanghai)
        defaults.set("kam.screening.line", "review_score", 1, user_id=True)
        defaults.set("kam.screening.line", "score", 1, user_id=True)
        screening = self._started()
        self.assertEqual(set(screening.line_ids.mapped("review_score")), {0})
        self.assertEqual(set(screening.line_ids.mapped("score")), {0})

    def test_figures_are_for_supervisors_and_above(self):
        vals = {
            "partner_id": self.stranger.id,
            "company_id": self.company.id,
            "unit_id": self.shanghai.id,
            "manager_id": self.rep_shanghai.id,
            "origin": "job",
            "sales_amount": 1420000.0,
            "late_share": 0.08,
            "has_late_share": True,
        }
        screening = self.env["kam.screening"]._propose([vals]).sudo()
        self.rep_shanghai.group_ids += self.env.ref("base.group_allow_export")
        for name in FIGURES:
            with self.subTest(field=name), self.assertRaises(AccessError):
                self._as(self.rep_shanghai, screening).read([name])
            with self.subTest(search=name), self.assertRaises(AccessError):
                self._as(self.rep_shanghai, screening).search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, screening).export_data(["sales_amount"])
        with self.assertRaises(AccessError):
            self.env["kam.screening"].with_user(self.rep_shanghai).formatted_read_group(
                [], ["stage"], ["sales_amount:sum"]
            )
        seen = self._as(self.supervisor_shanghai, screening)
        self.assertEqual(seen.sales_amount, 1420000)
        view = self.env["kam.screening"].with_user(self.rep_shanghai).get_view(view_type="form")
        self.assertNotIn("sales_amount", view["arch"])

    def test_the_print_holds_no_figures(self):
        vals = {
            "partner_id": self.stranger.id,
            "company_id": self.company.id,
            "origin": "job",
            "sales_amount": 1420000.0,
        }
        screening = self.env["kam.screening"]._propose([vals])
        page = self.env["ir.actions.report"]._render_qweb_html(
            "kam_management.report_kam_screening", screening.ids
        )[0]
        self.assertNotIn(b"1,420,000", page)

    def test_drafts_follow_the_account_to_another_unit(self):
        self._position(self._user("manager_north"), self.north, "manager")
        screening = self._filled()
        account = screening.account_id
        account._change_owner(self.beijing, self.rep_beijing, "Moved")
        self.assertEqual(screening.unit_id, self.beijing)
        self.assertEqual(screening.manager_id, self.rep_beijing)
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, screening).action_submit()
        self._as(self.rep_beijing, screening).action_submit()
        self.assertEqual(self._pending(screening).unit_id, self.beijing)

    def test_no_unit_confirms_what_it_gave_away(self):
        screening = self._submitted()
        screening.account_id._change_owner(self.beijing, self.rep_beijing, "Moved")
        self.assertEqual(screening.unit_id, self.shanghai)
        # who leads the account now decides
        self.assertEqual(self._pending(screening).candidate_ids, self.supervisor_north)
        for decision in ("approve", "return"):
            with self.assertRaises(AccessError):
                self._decide(self.supervisor_shanghai, screening, decision)
        self._decide(self.supervisor_north, screening, "return")
        self.assertEqual(screening.unit_id, self.beijing)
        self.assertEqual(screening.manager_id, self.rep_beijing)

    def test_account_managers_change_by_hand_over_only(self):
        screening = self._started()
        for user in (self.supervisor_shanghai, self.manager_east, self.administrator):
            for vals in ({"manager_id": self.rep_hangzhou.id}, {"unit_id": False}):
                with self.subTest(user=user.login, vals=vals), self._refused("has begun"):
                    self._as(user, screening).write(vals)
        self.assertEqual(screening.account_id.manager_id, self.rep_shanghai)

    def test_customers_of_a_salesperson_elsewhere_are_not_taken(self):
        self.stranger.user_id = self.rep_hangzhou
        with self._refused("looked after by East / Hangzhou", AccessError):
            self._screening()
        self.assertEqual(self._screening(self.manager_east).partner_id, self.stranger)

    def test_a_salesperson_without_customers_keeps_none(self):
        """As finding candidates has it: whoever files forms looks after nobody."""
        archivist = self._user("archivist")
        self._position(archivist, self.centre, "archivist")
        self.stranger.user_id = archivist
        self.assertEqual(self._screening().partner_id, self.stranger)

    def test_own_customers_of_a_salesperson_are_screened(self):
        self.stranger.user_id = self.rep_shanghai
        self.assertEqual(self._screening().manager_id, self.rep_shanghai)

    def test_rejected_revisions_are_opened_again(self):
        screening = self._approved()
        self._as(self.manager_east, screening).action_revise()
        self._as(self.manager_east, screening).risk_conclusion = "Other"
        self._as(self.rep_shanghai, screening).action_submit()
        self._decide(self.supervisor_shanghai, screening, "reject")
        self.assertEqual(screening.account_id.state, "key")
        with self._refused("is a key account already", UserError):
            self._screening()
        self._as(self.manager_east, screening).action_revise()
        self.assertEqual((screening.approval_state, screening.revision_mark), ("draft", "B"))
        self._as(self.rep_shanghai, screening).action_submit()
        self._approve(screening)
        # counted against the edition that was approved, not the one that was rejected
        self.assertEqual(screening.revision_places, 1)

    def test_needs_with_an_opportunity_stay(self):
        screening = self._filled()
        need = self._as(self.rep_shanghai, screening.need_ids)
        need.write({"is_opportunity": True, "expected_revenue": 1000})
        need.action_create_opportunity()
        with self._refused("became an opportunity"):
            need.unlink()
        with self._refused("is blank"):
            need.name = "   "

    def test_who_found_a_candidate_may_review_it(self):
        vals = {
            "partner_id": self.stranger.id,
            "company_id": self.company.id,
            "unit_id": self.shanghai.id,
            "manager_id": self.rep_shanghai.id,
            "class_id": self.big.id,
            "origin": "search",
        }
        model = self.env["kam.screening"].with_user(self.supervisor_shanghai)
        screening = model._propose([vals]).sudo()
        self._as(self.rep_shanghai, screening).action_start()
        self._as(self.rep_shanghai, screening).write(
            {
                "need_ids": [Command.create(NEED)],
                "line_ids": [
                    Command.update(line.id, {"score": 3, "reason": "Seen"})
                    for line in screening.line_ids
                ],
            }
        )
        self._as(self.rep_shanghai, screening).action_submit()
        self.assertEqual(self._pending(screening).candidate_ids, self.supervisor_shanghai)
        self.assertEqual(self._pending(screening).author_ids, self.rep_shanghai)

    def test_who_made_a_screening_by_hand_does_not_review_it(self):
        with self._refused("Nobody could decide"):
            # the manager would have to decide both steps
            self._submitted(
                self.supervisor_shanghai, unit_id=self.shanghai.id, manager_id=self.rep_shanghai.id
            )
