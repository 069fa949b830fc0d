from datetime import timedelta

from odoo import fields

from ..approval.forms import FormHelpers
from ..ledger.common import LedgerCommon

REPORT = {
    "attitude": "warm",
    "main_points": "Prices of the year",
    "customer_thoughts": "Wants shorter delivery",
    "proposals": "Offer a depot",
    "analysis": "Well prepared",
    "lessons": "Samples help",
    "shortcomings": "Too late for the workshop",
    "improvements": "Begin earlier",
}


class VisitCommon(FormHelpers, LedgerCommon):
    """Visits to the shop, a key account of rep_hangzhou, and to the yard, a target account.

    ``supervisor_north`` leads visits to the yard, ``rep_beijing`` comes along; ``chief`` is whom
    they visit there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_model = cls.env["kam.visit"]
        types = cls.env["kam.visit.type"].search([("company_id", "=", cls.company.id)])
        cls.type_of = {each.purpose: each for each in types}
        cls.chief = cls.env["kam.stakeholder"].create(
            {
                "account_id": cls.yard.id,
                "partner_id": cls.env["res.partner"]
                .create({"name": "Chief", "parent_id": cls.yard.partner_id.id})
                .id,
            }
        )

    @classmethod
    def _soon(cls, **delta):
        return fields.Datetime.now().replace(microsecond=0) + timedelta(**(delta or {"minutes": 1}))

    @classmethod
    def _visit_vals(cls, account=None, purpose="regular", **vals):
        account = account or cls.shop
        return {
            "account_id": account.id,
            "type_id": cls.type_of[purpose].id,
            "date_start": cls._soon(),
            "leeway": "week",
            "stakeholder_ids": (cls.chief if account == cls.yard else cls.boss).ids,
            "goal": "Agree on the year's prices",
            **vals,
        }

    @classmethod
    def _planned(cls, user=None, **vals):
        """Let somebody plan a visit; returned as superuser."""
        visits = cls.visit_model.with_user(user or cls.rep_hangzhou)
        return visits.create(cls._visit_vals(**vals)).sudo()

    @classmethod
    def _target(cls, **vals):
        """Let a supervisor plan a visit to the yard, which was discussed."""
        return cls._planned(
            cls.supervisor_north,
            **{
                "account": cls.yard,
                "purpose": "target",
                "participant_ids": cls.rep_beijing.ids,
                "date_discussion": cls._ago(hours=2),
                "discussion_user_ids": cls.rep_beijing.ids,
                "discussion_notes": "Take the new samples along",
                **vals,
            },
        )

    def _made(self, visit, user=None, **notes):
        """Let somebody begin and end a visit; return its report as superuser."""
        seen = self.seen_by(user or visit.leader_id, visit)
        seen.action_start()
        seen.action_end({"attitude": "warm", **notes})
        return visit.report_ids

    def _duties(self, visit, code=None):
        domain = [("res_model", "=", visit._name), ("res_id", "=", visit.id)]
        if code:
            domain.append(("code", "=", code))
        return self.env["kam.deadline"].search(domain)
