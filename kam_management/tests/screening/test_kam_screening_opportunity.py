from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NEED, ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningOpportunity(ScreeningCommon):
    """Needs that are opportunities for sales become opportunities in CRM."""

    def test_made_once_without_rights_in_crm(self):
        screening = self._filled()
        need = screening.need_ids
        need.write({"is_opportunity": True, "expected_revenue": 500})
        rep = self._as(self.rep_shanghai, need)
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.rep_shanghai).search([])
        rep.action_create_opportunity()
        lead = need.lead_id
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.user_id, self.rep_shanghai)
        self.assertEqual(lead.partner_id, self.stranger)
        self.assertEqual(lead.expected_revenue, 500)
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual(lead.name, "Stranger: Stable colour over all batches")
        rep.action_create_opportunity()
        self.assertEqual(need.lead_id, lead)
        self.assertEqual(
            self.env["crm.lead"].search_count([("partner_id", "=", self.stranger.id)]), 1
        )
        self.assertTrue(self._as(self.rep_shanghai, need).has_lead)
        self.assertEqual(self._as(self.rep_shanghai, screening).opportunity_count, 0)
        self.rep_shanghai.group_ids += self.env.ref("sales_team.group_sale_salesman")
        mine = self._as(self.rep_shanghai, screening)
        self.assertEqual(mine.opportunity_count, 1)
        action = mine.action_view_opportunities()
        self.assertEqual(
            self.env["crm.lead"].with_user(self.rep_shanghai).search(action["domain"]), lead
        )

    def test_only_what_is_marked(self):
        screening = self._filled()
        with self._refused("is not marked as a sales opportunity"):
            self._as(self.rep_shanghai, screening.need_ids).action_create_opportunity()

    def test_not_before_the_start_nor_after_a_rejection(self):
        candidate = self._screening()
        candidate.need_ids = [Command.create({**NEED, "is_opportunity": True})]
        with self._refused("is at “Candidate”"):
            self._as(self.rep_shanghai, candidate.need_ids).action_create_opportunity()
        rejected = self._submitted(partner=self._partner("Other"))
        self._decide(self.supervisor_shanghai, rejected, "reject", "No")
        rejected.need_ids._protected_write({"is_opportunity": True})
        with self._refused("is at “Rejected”"):
            self._as(self.supervisor_shanghai, rejected.need_ids).action_create_opportunity()

    def test_also_from_an_approved_form(self):
        screening = self._filled()
        screening.need_ids.is_opportunity = True
        self._as(self.rep_shanghai, screening).action_submit()
        self._approve(screening)
        self._as(self.rep_shanghai, screening.need_ids).action_create_opportunity()
        self.assertTrue(screening.need_ids.lead_id)

    def test_the_link_is_not_set_by_hand(self):
        screening = self._filled()
        lead = self.env["crm.lead"].create({"name": "Other", "user_id": self.rep_shanghai.id})
        salesman = self.env.ref("sales_team.group_sale_salesman")
        self.rep_shanghai.group_ids = [Command.link(salesman.id)]
        with self._refused("cannot be changed by hand"):
            self._as(self.rep_shanghai, screening.need_ids).lead_id = lead
