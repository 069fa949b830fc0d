from ..change.common import KamCreditChangeCommon
from ..common import TODAY


class KamCreditPolicyCommon(KamCreditChangeCommon):
    """The scheme of a company: ``begin`` a draft, ``approve`` it, ``revise`` what is approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.root["kam.credit.policy"]
        cls.system = cls.make_user("system")
        cls.system.sudo().group_ids += cls.env.ref("base.group_system")

    def begin(self, valid_from=TODAY, **vals):
        """Begin the first edition of the company's scheme."""
        policies = self.policies.with_user(self.credit_admin)
        return policies.create({"company_id": self.company.id, "valid_from": valid_from, **vals})

    def approve(self, policy):
        """Submit an edition and lead it through its route."""
        policy.with_user(self.credit_admin).action_submit()
        for user, opinion in ((self.credit_approver, "Fine"), (self.director, "")):
            self.review(policy, user).action_approve(opinion)
        return policy

    def revise(self, policy, valid_from=TODAY, **vals):
        """Begin the next edition."""
        policy.with_user(self.credit_admin).action_revise()
        edition = policy.edition_ids.filtered(lambda each: each.approval_state == "draft")
        edition.with_user(self.credit_admin).write(
            {"valid_from": valid_from, "reason": "It was too strict.", **vals}
        )
        return edition

    def line(self, policy, code):
        """Return a list of an edition."""
        return policy.tier_ids.filtered(lambda line: line.code == code)
