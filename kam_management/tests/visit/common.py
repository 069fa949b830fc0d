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


class FindingCommon(VisitCommon):
    """A visit to the shop under way, which rep_hangzhou leads; rep_shanghai comes along.

    ``employee`` works in the department ``production``; manager_east is the superior.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls.env["hr.department"].create(
            {"name": "Production", "company_id": cls.company.id}
        )
        cls.env["hr.employee"].create(
            {
                "name": "Employee",
                "user_id": cls.employee.id,
                "company_id": cls.company.id,
                "department_id": cls.production.id,
            }
        )
        cls.visit = cls._planned(participant_ids=cls.rep_shanghai.ids)
        cls.visit.with_user(cls.rep_hangzhou).action_start()

    @classmethod
    def _finding_vals(cls, kind, **vals):
        of_kind = {
            "information": {"field_name": "plans", "new_text": "A second shop in spring"},
            "opportunity": {
                "product": "Floor tiles",
                "positioning": "Promising, one rival",
                "next_step": "Offer until Friday",
                "expected_revenue": 5000,
            },
            "problem": {
                "description": "Half of the pallets broke",
                "department_ids": cls.production.ids,
                "stakeholder_id": cls.boss.id,
            },
            "suggestion": {"description": "Pack them in wood", "stakeholder_id": cls.boss.id},
        }
        return {
            "visit_id": cls.visit.id,
            "kind": kind,
            "name": f"Some {kind}",
            **of_kind[kind],
            **vals,
        }

    @classmethod
    def _found(cls, kind, user=None, **vals):
        """Let somebody write down what was found; returned as superuser."""
        model = cls.env["kam.visit.finding"].with_user(user or cls.rep_hangzhou)
        return model.create(cls._finding_vals(kind, **vals)).sudo()

    def _passed(self, kind, user=None, **vals):
        finding = self._found(kind, user, **vals)
        self.seen_by(user or self.rep_hangzhou, finding).action_pass_on()
        return finding

    def _told(self, user):
        """Return the subjects of what somebody was told."""
        notifications = self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)], order="id"
        )
        return [message.subject or "" for message in notifications.mail_message_id]
