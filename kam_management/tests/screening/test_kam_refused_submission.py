from odoo.fields import Command
from odoo.tests import tagged

from ..information.common import InformationCommon
from ..refusals import RefusalCase, forms_of
from .common import NEED, ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamRefusedSubmission(ScreeningCommon, InformationCommon, RefusalCase):
    """Submitting that is refused leaves nothing behind: no draft, step, duty, message or number."""

    def test_each_form_is_looked_at(self):
        self.assertEqual(
            forms_of(self.env.registry, "kam_management"),
            {
                "kam.screening",
                "kam.information.table",
                "kam.development",
                "kam.development.record",
                "kam.visit",
                "kam.visit.report",
                "kam.suggestion.report",
                "kam.suggestion.summary",
                "kam.service.scheme",
                "kam.service.request",
                "kam.service.evaluation",
            },
        )

    def test_incomplete(self):
        screening = self._started()
        entered = {"risk_conclusion": "Good", "need_ids": [Command.create({"name": "Half a need"})]}
        self.assertLeavesNothing(self.rep_shanghai, screening, "cannot be submitted yet")
        self.assertLeavesNothing(self.rep_shanghai, screening, "asks for no resource", entered)
        self.assertFalse(screening.risk_conclusion)

    def test_what_a_field_cannot_take(self):
        entered = {"need_ids": [Command.create({**NEED, "technology_own": 6})]}
        self.assertLeavesNothing(self.rep_shanghai, self._filled(), "from 0 to 5", entered)

    def test_no_draft_any_more(self):
        screening = self._submitted()
        self.assertLeavesNothing(self.rep_shanghai, screening, "In review")
        self.assertLeavesNothing(self.rep_shanghai, screening, ".", {"risk_conclusion": "Good"})

    def test_not_ones_own(self):
        self.assertLeavesNothing(self.rep_beijing, self._filled(), ".")
        self.assertLeavesNothing(
            self.rep_beijing, self._filled_other(), ".", {"risk_conclusion": "x"}
        )

    def _filled_other(self):
        return self._filled(partner=self._partner("Other"))

    def test_no_key_account_any_more(self):
        screening = self._filled()
        screening.account_id._confirm_key("takeover", "On a list", self.shanghai, self.rep_shanghai)
        self.assertLeavesNothing(self.rep_shanghai, screening, "nothing left to confirm")

    def test_unit_of_another_account(self):
        screening = self._filled()
        screening._protected_write({"unit_id": self.hangzhou.id})
        self.assertLeavesNothing(self.manager_east, screening, "belongs to")

    def test_no_route(self):
        screening = self._filled()
        routes = self.env["kam.approval.route"].search([("model_id.model", "=", "kam.screening")])
        routes.active = False
        self.assertLeavesNothing(self.rep_shanghai, screening, "has no approval route")

    def test_nobody_to_decide(self):
        screening = self._filled()
        self.env["kam.position"].search([("role", "=", "manager")])._protected_write(
            {"date_to": self._days(-1)}
        )
        entered = {"risk_conclusion": "Good"}
        self.assertLeavesNothing(self.rep_shanghai, screening, "Nobody could decide")
        self.assertLeavesNothing(self.rep_shanghai, screening, "Nobody could decide", entered)

    def test_a_new_one_that_is_incomplete_draws_no_number(self):
        new = self.env["kam.screening"]
        number = self.next_number("kam.screening")
        entered = {"partner_id": self.stranger.id, "class_id": self.big.id}
        self.assertLeavesNothing(self.rep_shanghai, new, "has not begun", entered)
        self.assertEqual(self.next_number("kam.screening"), number)

    def test_a_new_one_of_somebody_else(self):
        tables = self.env["kam.information.table"]
        self.assertLeavesNothing(self.rep_beijing, tables, ".", {"account_id": self.mill.id})

    def test_a_table_that_says_nothing(self):
        tables = self.env["kam.information.table"]
        entered = {"account_id": self.mill.id}
        self.assertLeavesNothing(self.rep_shanghai, tables, "says nothing", entered)
        self.assertLeavesNothing(self.rep_shanghai, self._table(self.mill), "says nothing")

    def test_what_is_not_refused_is_saved_and_submitted(self):
        self._statement(self.mill)
        table_id = self.submit_over_rpc(
            self.rep_shanghai,
            self.env["kam.information.table"],
            {"account_id": self.mill.id, "note": "As of today"},
        )
        table = self.env["kam.information.table"].browse(table_id)
        self.assertEqual((table.approval_state, table.note), ("approved", "As of today"))
        screening = self._filled()
        self.assertEqual(
            self.submit_over_rpc(self.rep_shanghai, screening, {"risk_conclusion": "Good"}),
            screening.id,
        )
        self.env.invalidate_all()
        self.assertEqual(screening.approval_state, "in_review")
        self.assertEqual(screening.risk_conclusion, "Good")
