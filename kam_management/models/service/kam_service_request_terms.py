from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ... import wording
from ...rules import services
from ...wording import format_date

# as an amount of which a payment term takes its shares
WHOLE = 1_000_000


class KamServiceRequest(models.Model):
    """Special payment terms 特殊的付款方式 (scheme, service, two.5) and what they cost."""

    _inherit = "kam.service.request"

    def _step_is_special_terms(self):
        """Special payment terms are asked for."""
        self.ensure_one()
        return self.has_special_terms

    def _get_days_longer(self):
        """Return by how many days the customer pays later than its own term says."""
        self.ensure_one()
        if not self.terms_id:
            return 0
        # sudo: the customer's own term is what the concession is compared with
        partner = self.account_id.sudo().partner_id.with_company(self.company_id)
        own = self._get_term_days(partner.property_payment_term_id)
        return float(self._get_term_days(self.terms_id) - own)

    def _get_term_days(self, term):
        """Return after how many days a payment term lets a customer pay, on average of the money.

        :param account.payment.term term: a term; none is at once
        :rtype: Decimal
        """
        if not term:
            return Decimal(0)
        today = self.company_id._kam_today()
        # sudo: when something falls due is no secret
        parts = term.sudo()._compute_terms(
            date_ref=today,
            currency=self.company_id.currency_id,
            company=self.company_id,
            tax_amount=0,
            tax_amount_currency=0,
            sign=1,
            untaxed_amount=WHOLE,
            untaxed_amount_currency=WHOLE,
        )["line_ids"]
        return services.term_days(
            (Decimal(str(part["company_amount"])) / WHOLE, (part["date"] - today).days)
            for part in parts
        )

    def _get_missing_terms(self):
        """Return what the special payment terms lack: list of texts."""
        if not self.has_special_terms:
            return []
        # sudo: whether an order is named counts, whoever may read orders
        order = self.sudo().terms_order_id
        names = ["terms_id", "terms_amount", "terms_date_to"]
        if not order:
            names.append("terms_date_from")
        missing = [
            self.env._("“%(field)s” is empty.", field=self._get_label(name))
            for name in names
            if not self[name]
        ]
        if order and self.terms_date_from:
            missing.append(
                self.env._(
                    "“%(order)s” and “%(date_from)s” exclude each other: leave one of them empty.",
                    order=self._get_label("terms_order_id"),
                    date_from=self._get_label("terms_date_from"),
                )
            )
        return missing

    def _check_terms(self):
        """Refuse terms that would hold for nothing, or for another customer's order.

        :raise UserError: naming the field
        """
        # sudo: whose order it is counts, whoever may read orders
        order = self.sudo().terms_order_id
        today = self.company_id._kam_today()
        if self.terms_date_to < today:
            self._refuse_terms("terms_date_to", self.env._("the last day is past"))
        if not order:
            return
        if order.state not in ("draft", "sent"):
            self._refuse_terms("terms_order_id", self.env._("it is confirmed, or cancelled"))
        is_theirs = (
            order.partner_invoice_id.commercial_partner_id == self.account_id.sudo().partner_id
            and order.company_id.root_id == self.company_id
        )
        if not is_theirs:
            self._refuse_terms("terms_order_id", self.env._("it is not an order of this customer"))

    def _refuse_terms(self, name, why):
        raise UserError(
            self.env._(
                "“%(field)s” of %(request)s: %(why)s. Choose another one.",
                field=self._get_label(name),
                request=self.display_name,
                why=why,
            )
        )

    def _grant_concession(self):
        """Let the terms that were approved hold: for the order, or for the orders of the period."""
        # sudo: as the process; whose right it is was decided in the steps
        request = self.sudo()
        order = request.terms_order_id
        request.env["kam.service.concession"]._grant(
            request,
            {
                "order_id": order.id,
                "order_name": order.name,
                "terms_id": request.terms_id.id,
                "date_from": request.terms_date_from or request.company_id._kam_today(),
                "date_to": request.terms_date_to,
                "cost": request.terms_cost,
            },
        )

    # ------------------------------------------------------------------
    # as people read it
    # ------------------------------------------------------------------

    def _get_terms_scope(self):
        """Return for which order, or for the orders of which period, the terms are asked for."""
        self.ensure_one()
        # sudo: how the order is called is read by those who approve
        name = self.terms_order_name or self.sudo().terms_order_id.name
        if name:
            return self.env._(
                "%(order)s, until %(date_to)s",
                order=name,
                date_to=format_date(self.env, self.terms_date_to),
            )
        return self.env._(
            "%(date_from)s to %(date_to)s",
            date_from=format_date(self.env, self.terms_date_from),
            date_to=format_date(self.env, self.terms_date_to),
        )

    def _word_terms_cost(self):
        """Return how the cost of the concession was reckoned, as a sentence."""
        self.ensure_one()
        return self.env._(
            "%(amount)s × %(rate)s a year × %(days)s days / 365 = %(cost)s.",
            amount=formatLang(self.env, self.terms_amount, currency_obj=self.currency_id),
            rate=wording.percentage(self.env, self.terms_rate, 2),
            days=formatLang(self.env, max(self.terms_days, 0), digits=1),
            cost=formatLang(self.env, self.terms_cost, currency_obj=self.currency_id),
        )
