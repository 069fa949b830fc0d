from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestKamServiceEntitlement(ServiceCommon):
    """What a customer is entitled to on a day, and why."""

    def _answer(self, content, account=None, user=None, **kwargs):
        own = self.seen_by(user or self.rep_shanghai, account or self.mill)
        return own.entitlement(content.id, **kwargs)

    def test_by_class(self):
        answer = self._answer(self.customised)
        self.assertEqual(answer["verdict"], "included")
        self.assertEqual(answer["reason"], "Class A includes it.")
        self.assertFalse(answer["included_by"])
        answer = self._answer(self.customised, self.shop)
        self.assertEqual(answer["verdict"], "not_offered")
        self.assertEqual(answer["included_by"], "Classes that include it: A")

    def test_allowance_is_used_up_by_requests(self):
        before = self._answer(self.rush)
        self.assertEqual((before["allowance"], before["used"], before["left"]), (12, 0, 12))
        request = self._request(self.rush, line={"times": 10})
        self.assertEqual(self._answer(self.rush)["used"], 0)
        self.submit(request, self.rep_shanghai)
        self.assertEqual(self._answer(self.rush)["left"], 2)
        further = self._request(self.rush, line={"times": 3})
        self.assertEqual(further.line_ids.verdict, "approval")
        self.reject(request, self.supervisor_shanghai)
        self.assertEqual(self._answer(self.rush)["used"], 0)

    def test_granted_beside_the_class(self):
        with self.assertRaises(AccessError):
            self._grant(self.gifts, user=self.rep_shanghai)
        self._grant(self.gifts, self.shop, self.manager_east, has_allowance=True, allowance=500)
        answer = self._answer(self.gifts, self.shop)
        self.assertEqual((answer["verdict"], answer["allowance"]), ("included", 500))
        later = self._days(91)
        self.assertEqual(self._answer(self.gifts, self.shop, day=later)["verdict"], "not_offered")

    def test_lost_state_has_none_from_that_day_on(self):
        grant = self._grant(self.gifts)
        yesterday = self.today - timedelta(days=1)
        self.assertEqual(self._answer(self.rush, day=yesterday)["verdict"], "not_offered")
        with freeze_time(f"{self._days(5)} 04:00:00"):
            self.mill._downgrade("manual", "They buy no more")
            self.assertEqual(self._answer(self.rush)["verdict"], "not_offered")
            self.assertEqual(grant.date_to, self._days(5))
            self.assertEqual(self._answer(self.rush, day=self._days(4))["verdict"], "included")

    def test_what_has_begun_stays(self):
        offer = self.env["kam.service.offer"].search(
            [("class_id", "=", self.class_a.id), ("content_id", "=", self.rush.id)]
        )
        for vals in ({"allowance": 99}, {"verdict": "approval"}, {"date_from": self._days(-9)}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                offer.write(vals)
        with self.assertRaises(UserError):
            offer.unlink()
        offer.action_end()
        self.assertEqual(offer.date_to, self.today)

    def test_other_units_are_refused(self):
        with self.assertRaises(AccessError):
            self._answer(self.rush, user=self.rep_beijing)
        for day, verdict in (("0001-01-01", "not_offered"), ("9999-12-31", "included")):
            self.assertEqual(self._answer(self.rush, day=day)["verdict"], verdict)
        for wrong in ("x", 0, -1, [1], 2**40, 10**6, None):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.seen_by(self.rep_shanghai, self.mill).entitlement(wrong)
