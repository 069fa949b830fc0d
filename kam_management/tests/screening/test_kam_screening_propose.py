from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ScreeningCommon


def said(day):
    """Return a day as messages write it."""
    return f"{day:%m/%d/%Y}"


@tagged("post_install", "-at_install")
class TestKamScreeningPropose(ScreeningCommon):
    """Candidates of a search or the job, and how long a rejection holds."""

    def _vals(self, partner, **vals):
        return {
            "partner_id": partner.id,
            "company_id": self.company.id,
            "unit_id": False,
            "manager_id": False,
            "class_id": self.big.id,
            "origin": "job",
            "sales_amount": 120000.0,
            "sales_before": 100000.0,
            "growth": 0.2,
            "has_growth": True,
            "late_share": 0.05,
            "has_late_share": True,
            **vals,
        }

    def _propose(self, *vals_list, user=None):
        model = self.env["kam.screening"]
        return (model.with_user(user) if user else model)._propose(list(vals_list)).sudo()

    def test_figures_are_kept(self):
        screening = self._propose(self._vals(self.stranger))
        self.assertEqual(screening.origin, "job")
        self.assertEqual(screening.sales_amount, 120000)
        self.assertEqual(screening.growth, 0.2)
        self.assertEqual(screening.late_share, 0.05)
        self.assertEqual(screening.date_figures, self.today)
        self.assertFalse(screening.unit_id | self.env["kam.unit"])
        self.assertEqual(screening.class_id, self.big)
        self.assertEqual(len(screening.line_ids), 2)
        self.assertEqual(screening.stage, "candidate")

    def test_unit_and_manager_of_the_searcher_are_not_taken(self):
        screening = self._propose(
            {"partner_id": self.stranger.id, "company_id": self.company.id, "origin": "search"},
            user=self.supervisor_shanghai,
        )
        self.assertFalse(screening.unit_id)
        self.assertFalse(screening.manager_id)

    def test_nobody_is_left_out_in_silence(self):
        open_one = self._screening()
        with self._refused("Mill is a key account already(.|\n)*Stranger is being screened"):
            self._propose(
                self._vals(self._partner("New")),
                self._vals(self.mill.partner_id),
                self._vals(self.stranger),
            )
        self.assertEqual(
            self.env["kam.screening"].search_count([("company_id", "=", self.company.id)]), 1
        )
        self.assertEqual(open_one.stage, "candidate")

    def test_the_same_customer_twice(self):
        contact = self._partner("Buyer", is_company=False, parent_id=self.stranger.id)
        with self._refused("twice"):
            self._propose(self._vals(self.stranger), self._vals(contact))

    def test_rights_hold(self):
        with self._refused("choose a unit in which", AccessError):
            self._propose(
                self._vals(self.stranger, unit_id=self.beijing.id), user=self.supervisor_shanghai
            )
        with self.assertRaises(AccessError):
            self._propose(self._vals(self.stranger), user=self.employee)

    def test_hundreds_at_once(self):
        """What is asked of the database per customer is the numbering and the writing."""
        batches = [
            [self._vals(self._partner(f"Batch {size}.{at}")) for at in range(size)]
            for size in (10, 100)
        ]
        self._propose(self._vals(self.stranger))
        counts = []
        for vals_list in batches:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._propose(*vals_list)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        per_customer = (counts[1] - counts[0]) / 90
        self.assertLess(per_customer, 8)

    # ------------------------------------------------------------------
    # after a rejection
    # ------------------------------------------------------------------

    def test_rejected_customers_wait(self):
        self.company.kam_rescreening_days = 30
        with self._at(self.today, "23:30:00"):
            screening = self._submitted()
            self._decide(self.supervisor_shanghai, screening, "reject", "Too small")
        earliest = self.today + timedelta(days=30)
        for user in (self.rep_shanghai, self.administrator):
            with (
                self.subTest(user=user.login),
                self._at(earliest - timedelta(days=1), "23:59:00"),
                self._refused(f"rejected on {said(self.today)}.* from {said(earliest)} on"),
            ):
                self._screening(user, unit_id=self.shanghai.id)
        with self._at(earliest - timedelta(days=1)), self._refused(f"from {said(earliest)} on"):
            self._propose(self._vals(self.stranger))
        # midnight where the company works, still the day before in UTC
        with self._at(earliest, "00:01:00"):
            self.assertEqual(self._screening().stage, "candidate")

    def test_the_day_is_that_of_the_company(self):
        """Rejected at 23:30 in Shanghai; half an hour later it is another day there."""
        self.company.kam_rescreening_days = 1
        with self._at(self.today, "23:30:00"):
            screening = self._submitted()
            self._decide(self.supervisor_shanghai, screening, "reject", "Too small")
            with self._refused("was rejected"):
                self._screening()
        with self._at(self.today + timedelta(days=1), "00:00:01"):
            self.assertTrue(self._screening())

    def test_starting_waits_as_well(self):
        """A candidate made before the company lengthened the time."""
        self.company.kam_rescreening_days = 0
        screening = self._submitted()
        self._decide(self.supervisor_shanghai, screening, "reject", "Too small")
        candidate = self._screening()
        self.company.kam_rescreening_days = 30
        with self._refused("can be screened again from"):
            self._as(self.rep_shanghai, candidate).action_start()
        self.company.kam_rescreening_days = 0
        self._as(self.rep_shanghai, candidate).action_start()
        self.assertEqual(candidate.stage, "analysis")

    def test_giving_up_is_no_rejection(self):
        screening = self._started()
        self._as(self.rep_shanghai, screening).action_give_up()
        self.assertEqual(self._screening().stage, "candidate")

    def test_start_screening_from_customers(self):
        one = self.stranger.with_user(self.rep_shanghai).action_kam_screen()
        self.assertEqual(one["context"], {"default_partner_id": self.stranger.id})
        others = self._partner("One") | self._partner("Two")
        action = others.with_user(self.rep_shanghai).action_kam_screen()
        made = self.env["kam.screening"].search(action["domain"])
        self.assertEqual(made.partner_id, others)
        self.assertEqual(made.manager_id, self.rep_shanghai)
        with self._refused("is a key account already"):
            (others | self.mill.partner_id).with_user(self.rep_shanghai).action_kam_screen()
        with self.assertRaises(AccessError):
            self.stranger.with_user(self.employee).action_kam_screen()
