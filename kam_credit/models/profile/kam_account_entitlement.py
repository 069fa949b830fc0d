from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class KamAccount(models.Model):
    """What the credit tier of a day adds to what an account is entitled to.

    For those who read credit, and for processes that decide. Others read of it, whatever the tier
    of their customer, that it can be requested: for everything that their class is offered under
    any tier.
    """

    _inherit = "kam.account"

    @api.model
    def _get_offer_domain(self):
        """See the base method: what belongs to a tier is not for every reader."""
        return super()._get_offer_domain() & Domain("tier_id", "=", False)

    def _find_service_offers(self, day, view):
        """See the base method: also by the tier that the accounts had on that day."""
        found = super()._find_service_offers(day, view)
        if view == "public":
            return found
        # sudo: processes that decide know the tier, whoever runs them
        accounts = self.sudo() if view == "full" else self
        grades = {account.id: grade for account, grade in accounts._get_grades(day).items()}
        by_grade = self._find_tier_offers(day)
        for account in self:
            grade = grades[account.id]
            key = (grade["class_id"].id, grade["tier_id"].id)
            for offer in by_grade[key] if grade["tier_id"] else ():
                found[account][offer.content_id.id].append(offer._get_offer("tier"))
        return found

    @api.model
    def _find_tier_offers(self, day):
        """Return what tiers add on a day, as superuser: dict (class id, tier id) -> offers."""
        # sudo: what is made of it depends on who reads it
        offers = self.env["kam.service.offer"].sudo()
        by_grade = defaultdict(list)
        for offer in offers.search(
            Domain("tier_id", "!=", False) & offers._get_held_domain(day), order="id"
        ):
            by_grade[offer.class_id.id, offer.tier_id.id].append(offer)
        return by_grade

    def _find_requestable(self, day):
        """See the base method: what the class is offered under any tier."""
        found = super()._find_requestable(day)
        by_class = defaultdict(set)
        for (class_id, _tier_id), offers in self._find_tier_offers(day).items():
            by_class[class_id].update(offer.content_id.id for offer in offers)
        for account, customer_class in self._get_service_classes(day).items():
            found[account] |= by_class[customer_class.id]
        return found

    def _word_service_source(self, answer, customer_class):
        """See the base method: said to those only who know the tier."""
        if answer.reason == "tier":
            return self.env._("It follows from the credit tier of the customer.")
        return super()._word_service_source(answer, customer_class)
