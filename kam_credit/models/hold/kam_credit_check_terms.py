from decimal import Decimal

from odoo import api, models

from odoo.addons.kam_management import wording

from ...rules import checks
from .kam_credit_check import Fact


class KamCreditCheck(models.AbstractModel):
    """What an order has that is better than its customer was granted."""

    _inherit = "kam.credit.check"

    @api.model
    def _find_better(self, one, profile):
        """See the base method: a longer term, a higher discount, lower prices of an order."""
        found = super()._find_better(one, profile)
        if one.document._name != "sale.order":
            return found
        order = one.document.sudo()  # sudo: what holds a document does not depend on who asks
        return [*found, *self._find_term(order, profile), *self._find_price(order, profile)]

    @api.model
    def _find_term(self, order, profile):
        """Return what the term of an order has that neither tier nor a valid concession grants."""
        granted = profile._get_granted_term()
        term = order.payment_term_id
        if not term or term == granted:
            return
        # asked only where something is better than the customer's own
        concession = order._find_concessions().get(order)
        terms = [granted, *(concession.terms_id if concession else ())]
        if term in terms:
            return
        days = order._get_term_days(term)
        own = max(map(order._get_term_days, terms))
        if days > own:
            yield Fact(
                checks.TERM,
                Decimal(0),
                wording.worded(checks.TERM, days=_number(days), granted=_number(own)),
            )
        discount = _discount(term)
        granted_discount = max(map(_discount, terms))
        if discount > granted_discount:
            yield Fact(
                checks.TERM,
                Decimal(0),
                wording.worded(
                    f"{checks.TERM}_discount",
                    discount=wording.percent(discount / 100),
                    granted=wording.percent(granted_discount / 100),
                ),
            )

    @api.model
    def _find_price(self, order, profile):
        granted = order._get_granted_total(profile._get_granted_pricelist())
        total = sum(order._get_priced_lines().mapped("price_subtotal"))
        tolerated = granted * (1 - profile.tier_id.price_tolerance)
        if order.currency_id.compare_amounts(total, tolerated) < 0:
            missing = granted - total
            yield Fact(
                checks.PRICE,
                Decimal(str(missing)),
                wording.worded(
                    checks.PRICE,
                    amount=wording.amount(missing, order.currency_id),
                    granted=wording.amount(granted, order.currency_id),
                ),
            )


def _number(days):
    """Return days as they are shown: whole ones without a point."""
    return f"{days.normalize():f}" if days % 1 == 0 else f"{days:.1f}"


def _discount(term):
    """Return the discount for early payment of a term, in percent."""
    return term.discount_percentage if term.early_discount else 0
