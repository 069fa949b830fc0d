from odoo.tests import tagged

from .common import ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningDuties(ScreeningCommon):
    """A candidate is owed until somebody has taken it on."""

    def _duty(self, screening, state="open"):
        return self.env["kam.deadline"].search(
            [
                ("res_model", "=", "kam.screening"),
                ("res_id", "=", screening.id),
                ("code", "=", "candidate"),
                ("state", "=", state),
            ]
        )

    def test_owed_by_who_shall_look_after_the_customer(self):
        screening = self._screening()
        duty = self._duty(screening)
        self.assertEqual(duty.user_ids, self.rep_shanghai)
        self.assertEqual((duty.unit_id, duty.date_due), (self.shanghai, self._days(7)))
        self.assertEqual(duty.account_id, screening.account_id)
        screening.with_user(self.rep_shanghai).action_start()
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.rep_shanghai))

    def test_without_anybody_the_leaders_of_the_unit(self):
        screening = self._screening(self.supervisor_shanghai, manager_id=False)
        duty = self._duty(screening)
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)
        screening.with_user(self.supervisor_shanghai).manager_id = self.rep_shanghai
        self.assertEqual(duty.user_ids, self.rep_shanghai)

    def test_without_a_unit_the_unit_of_others(self):
        self.company.kam_candidate_unit_id = self.beijing
        screening = self._screening(self.administrator, unit_id=False, manager_id=False)
        duty = self._duty(screening)
        self.assertEqual((duty.unit_id, duty.user_ids), (self.beijing, self.supervisor_north))

    def test_deleting_it_ends_it(self):
        screening = self._screening()
        duty = self._duty(screening)
        screening.unlink()
        self.assertEqual((duty.state, duty.reason), ("cancelled", "deleted"))
