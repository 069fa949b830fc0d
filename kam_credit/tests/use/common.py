from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import KamCreditCommon, day


class KamCreditUseCommon(RightsAssertions, KamCreditCommon):
    """Acme (North One) holds the red list, Southern (South One) is somebody else's.

    ``measure`` writes an individual measure, ``approved`` lets the manager of the region approve
    it; ``propose`` writes a proposal, ``sent`` sends it to headquarters.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.account = cls.make_key(cls.customer, tier=cls.tiers["red"])
        cls.acme = cls.profile(cls.customer)
        cls.south_customer = cls.make_customer("Southern")
        cls.make_key(cls.south_customer, unit=cls.south_area, manager=cls.clerk)
        cls.southern = cls.profile(cls.south_customer)
        cls.kinds = cls.root["kam.credit.measure.kind"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.readers = (
            cls.supervisor
            | cls.credit_officer
            | cls.north_manager
            | cls.credit_reviewer
            | cls.director
            | cls.credit_approver
        )
        cls.outsiders = cls.representative | cls.accountant | cls.kam_admin | cls.clerk | cls.portal
        cls.env.flush_all()

    def measure(self, user=None, profile=None, **vals):
        """Write an individual measure, as superuser record."""
        measures = self.root["kam.credit.measure"].with_user(user or self.credit_officer)
        return measures.create(
            {
                "profile_id": (profile or self.acme).id,
                "kind_id": self.kinds[0].id,
                "content": "Delivered ahead of payment",
                "need": "Builds a second plant",
                "date_from": day(0),
                "date_to": day(30),
                **vals,
            }
        ).sudo()

    def submitted(self, **vals):
        measure = self.measure(**vals)
        measure.with_user(vals.get("user") or self.credit_officer).action_submit()
        return measure

    def review(self, form, user):
        """Return the pending step of a form, as a user sees it."""
        self.env.invalidate_all()
        review = form.review_ids.filtered(lambda review: review.state == "pending")
        return review.with_user(user)

    def approved(self, **vals):
        measure = self.submitted(**vals)
        self.review(measure, self.north_manager).action_approve("Agreed")
        self.env.invalidate_all()
        return measure

    def propose(self, user=None, **vals):
        """Write a proposal, as superuser record."""
        proposals = self.root["kam.credit.proposal"].with_user(user or self.credit_officer)
        return proposals.create(
            {
                "name": "Higher limits in the season",
                "subject": "limits",
                "observation": "Orders wait",
                "proposal": "Raise limits from April to July",
                "effect": "Fewer orders wait",
                **vals,
            }
        ).sudo()

    def sent(self, user=None, **vals):
        proposal = self.propose(user, **vals)
        proposal.with_user(user or self.credit_officer).action_send()
        return proposal

    def duty(self, form, code):
        """Return the open duty of a kind on a form, as superuser."""
        return self.root["kam.deadline"].search(
            [
                ("res_model", "=", form._name),
                ("res_id", "=", form.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
