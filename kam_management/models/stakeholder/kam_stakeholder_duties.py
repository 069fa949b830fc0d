from odoo import api, models
from odoo.fields import Domain

REVIEW, RELATIONSHIP = "fact_review", "relationship"


class KamStakeholder(models.Model):
    """What is owed on a stakeholder: facts to be looked at again, a relationship to be built up."""

    _inherit = "kam.stakeholder"

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who builds up the relationship; who looks after the account."""
        people = super()._find_duty_users(deadlines)
        for duty, stakeholder in self._find_duty_documents(deadlines).items():
            if duty.code == RELATIONSHIP:
                people[duty] = stakeholder.relationship_user_id or stakeholder.account_id.manager_id
            elif duty.code == REVIEW:
                manager = stakeholder.account_id.manager_id
                may_read = stakeholder.with_user(manager).sudo(False).has_access("read")
                people[duty] = manager if manager and may_read else self.env["res.users"]
        return people

    @api.model_create_multi
    def create(self, vals_list):
        """Create stakeholders; relationships with a day are owed until then."""
        stakeholders = super().create(vals_list)
        stakeholders._sync_relationship()
        return stakeholders

    def write(self, vals):
        """Change stakeholders; what is owed on them follows."""
        result = super().write(vals)
        if vals.keys() & {
            "active",
            "relationship_date",
            "relationship_now",
            "relationship_wanted",
            "relationship_user_id",
        }:
            self._sync_relationship()
        if "active" in vals:
            self._sync_fact_review()
        return result

    def _sync_relationship(self):
        """Let relationships that are not as wanted be owed until their day."""
        owed = self.filtered(
            lambda stakeholder: (
                stakeholder.active
                and stakeholder.relationship_date
                and stakeholder.relationship_gap > 0
            )
        )
        self.env["kam.deadline"]._open(
            [
                stakeholder._prepare_duty_vals(RELATIONSHIP, stakeholder.relationship_date)
                for stakeholder in owed
            ]
        )
        others = self - owed
        reached = others.filtered(
            lambda stakeholder: (
                stakeholder.active
                and stakeholder.relationship_date
                and not stakeholder.relationship_gap
            )
        )
        self.env["kam.deadline"]._close(reached, RELATIONSHIP)
        self.env["kam.deadline"]._cancel(others - reached, "not_needed", RELATIONSHIP)

    def _sync_fact_review(self):
        """Let facts be looked at again by the first of their days.

        One duty a stakeholder: it ends when nothing is past its day any more, and the next one
        begins.
        """
        # sudo: facts count whether or not the user may read them
        facts = self.env["kam.stakeholder.fact"].sudo()
        first = {
            stakeholder.id: day
            for stakeholder, day in facts._read_group(
                Domain("stakeholder_id", "in", self.filtered("active").ids)
                & Domain("date_erased", "=", False),
                ["stakeholder_id"],
                ["date_review:min"],
            )
        }
        duties = self.env["kam.deadline"]
        for duty in duties._find_open(self, REVIEW):
            day = first.get(duty.res_id)
            is_due = duty.date_due <= duty.company_id._kam_today()
            if not day or (is_due and day > duty.date_due):
                stakeholder = self.browse(duty.res_id)
                if is_due:
                    duties._close(stakeholder, REVIEW)
                else:
                    duties._cancel(stakeholder, "not_needed", REVIEW)
        # sudo: whoever changes a fact need not see the stakeholder as its account manager does
        duties._open(
            [
                stakeholder._prepare_duty_vals(REVIEW, first[stakeholder.id], audience="people")
                for stakeholder in self.sudo()
                if stakeholder.id in first
            ]
        )

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "relationship_now", "relationship_wanted"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: how far the relationship is, and what it shall be."""
        told = super()._describe_duties(deadlines, documents)
        for duty, stakeholder in documents.items():
            if duty.code == RELATIONSHIP:
                told[duty] = {
                    "why": self.env._(
                        "From %(now)s to %(wanted)s of 5",
                        now=stakeholder.relationship_now,
                        wanted=stakeholder.relationship_wanted,
                    )
                }
        return told
