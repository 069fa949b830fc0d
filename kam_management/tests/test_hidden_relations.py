from datetime import date

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .account.common import AccountFormCommon
from .hidden import HiddenRelations

MODULES = ("kam_management", "kam_credit")


@tagged("post_install", "-at_install")
class TestHiddenRelations(HiddenRelations, AccountFormCommon):
    """No search, group or list tells whether there is something behind a relation."""

    def test_relations_ask_the_rules(self):
        self.assertRelationsAsk(MODULES)

    def test_hidden_records_change_no_answer(self):
        """What is entered about a customer of another region is as if it were not there."""
        self.person = self._partner("Person", is_company=False, parent_id=self.stranger.id)
        # a contact that is a user as well
        self.employee.partner_id.parent_id = self.stranger
        self.material = self.env["kam.sales.material"].create(
            {"name": "Catalogue", "company_id": self.company.id}
        )
        self.kind = self.env["kam.deadline.kind"].create(
            {"code": "hidden", "name": "Hidden", "assign": "people", "audience": "people"}
        )
        self.note = self._note(account=self.yard, user=self.rep_beijing)
        behind = self.assertHiddenTellNothing(self.rep_beijing, MODULES, self._make_hidden)
        self.assertLessEqual(
            {
                "res.partner.kam_account_ids",
                "res.partner.kam_stakeholder_ids",
                "kam.unit.account_ids",
                "kam.sales.material.account_ids",
                f"{self.note._name}.deadline_ids",
                f"{self.note._name}.open_deadline_ids",
            },
            behind,
        )

    def _make_hidden(self):
        account = self._key_account_of(self.stranger, self.shanghai, self.rep_shanghai)
        account.sales_material_ids = [Command.link(self.material.id)]
        about = {"account_id": account.id}
        stakeholder = self.env["kam.stakeholder"].create({**about, "partner_id": self.person.id})
        colleague = self.env["kam.stakeholder"].create(
            {**about, "partner_id": self.employee.partner_id.id, "parent_id": stakeholder.id}
        )
        duty = self.env["kam.deadline"]._open(
            [
                {
                    "kind": "hidden",
                    "res_model": self.note._name,
                    "res_id": self.note.id,
                    "company_id": self.company.id,
                    "date_due": self._days(5),
                    "user_ids": [self.director.id],
                }
            ]
        )
        visit = self.env["kam.visit"].create(
            {
                **about,
                "leader_id": self.rep_shanghai.id,
                "date_start": fields.Datetime.now(),
                "stakeholder_ids": stakeholder.ids,
                "material_ids": self.material.ids,
            }
        )
        finding = self.env["kam.visit.finding"]._protected_create(
            [{"visit_id": visit.id, "name": "Hidden", "superior_ids": self.director.ids}]
        )
        development = self.env["kam.development"].create(
            {**about, "developer_id": self.rep_shanghai.id}
        )
        return [
            account,
            stakeholder | colleague,
            development,
            development.forecast_ids,
            duty,
            visit,
            finding,
            self.env["kam.competitor"].create({**about, "name": "Rival"}),
            self.env["kam.financial.statement"].create(
                {**about, "period_type": "year", "date_from": date(2024, 1, 1)}
            ),
            account.event_ids,
        ]
