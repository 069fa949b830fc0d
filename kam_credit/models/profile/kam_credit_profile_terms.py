from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import wording


class KamCreditProfile(models.Model):
    """The tier a customer holds, and the terms that begin and end with it."""

    _inherit = "kam.credit.profile"

    def _assign_tier(self, tier, reason, document=None):
        """Let a key account hold a tier: its terms apply from now on.

        :param kam.credit.tier tier: active tier of the profile's company
        :param str reason: why, kept in the history
        :param document: record of the process that decided, kept in the history
        :raise UserError: for a customer that is no key account, or a tier of another company
        """
        self.ensure_one()
        if self.account_state != "key":
            raise UserError(
                self.env._(
                    "%(customer)s holds no credit tier: only key accounts do. Confirm it as key "
                    "account first.",
                    customer=self.partner_id.display_name,
                )
            )
        if tier.company_id != self.company_id or not tier.active:
            raise UserError(
                self.env._(
                    "%(tier)s is no active tier of %(company)s: choose one of its tiers.",
                    tier=tier.display_name,
                    company=self.company_id.display_name,
                )
            )
        if tier == self.tier_id:
            raise UserError(
                self.env._(
                    "%(customer)s holds the tier “%(tier)s” already.",
                    customer=self.partner_id.display_name,
                    tier=tier.display_name,
                )
            )
        # sudo: the process that decided has checked who may; nobody writes profiles themselves
        profile = self.sudo()
        previous = profile.tier_id
        profile._protected_write({"tier_id": tier.id, **profile._prepare_limits(tier)[profile]})
        profile._apply_terms()
        self.env["kam.credit.event"]._record(
            profile,
            "changed" if previous else "assigned",
            reason,
            tier_from=previous,
            document=document,
        )

    def _drop_tier(self, reason, document=None):
        """Let a key account hold no tier any more.

        :param str reason: why, kept in the history
        :param document: record of the process that decided, kept in the history
        """
        self.ensure_one()
        # sudo: as in _assign_tier
        profile = self.sudo()
        previous = profile.tier_id
        profile._end_tier()
        self.env["kam.credit.event"]._record(
            profile, "ended", reason, tier_from=previous, document=document
        )

    def _end_tier(self):
        """Take the tier away: the customer's own terms return, and open quotations say so."""
        self._restore_terms()
        self._protected_write(self._prepare_no_tier())

    def _prepare_limits(self, tier=None):
        """Return the limits that tiers grant the customers now. To be extended.

        :param kam.credit.tier tier: what the customers are going to hold; what they hold by default
        :return: dict profile -> values of the profile
        """
        return {profile: (tier or profile.tier_id)._prepare_limit_vals() for profile in self}

    def _apply_limit(self, limits=None, why="limit_changed"):
        """Grant limits, and keep what changed in the history.

        :param dict limits: profile -> values; by default what the tiers of the customers grant now
        :param str why: a code of ``kam.credit.event._get_reasons``
        """
        limits = self._prepare_limits() if limits is None else limits
        before = {profile: profile._get_limit() for profile in limits}
        for profile, vals in limits.items():
            profile._protected_write(vals)
        self.env["kam.credit.event"]._record_each(
            {
                profile: profile._prepare_limit_event(limit, limits[profile], why)
                for profile, limit in before.items()
                if profile._get_limit() != limit
            }
        )

    def _get_limit(self):
        """Return the limit that the tier grants: ``(amount, whether it is unlimited)``."""
        self.ensure_one()
        return self.credit_limit, self.has_unlimited_credit

    def _prepare_limit_event(self, before, vals, why):
        """Return what the history keeps of a limit that changed. To be extended.

        :param tuple before: the limit before, as :meth:`_get_limit` returns it
        :param dict vals: what was written
        :param str why: a code of ``kam.credit.event._get_reasons``
        :return: values as for ``kam.credit.event._record_each``
        """
        return {"kind": "limited", "reason": wording.worded(why), "tier_from": self.tier_id}

    @api.model
    def _prepare_no_tier(self):
        """Return the values of a profile without a tier. To be extended."""
        return {"tier_id": False, "credit_limit": 0, "has_unlimited_credit": False}

    def _apply_terms(self):
        """Let the tier's terms replace the customer's own, which are kept for later."""
        self.ensure_one()
        # sudo: terms are a partner's properties; who decides on a tier may not edit contacts
        partner = self.partner_id.sudo().with_company(self.company_id)
        if not self.has_granted_terms:
            self._protected_write(
                {
                    "own_payment_term_id": partner.property_payment_term_id.id,
                    "own_pricelist_id": partner.specific_property_product_pricelist.id,
                    "has_granted_terms": True,
                }
            )
        self._set_terms(
            self.tier_id.payment_term_id or self.own_payment_term_id,
            self.tier_id.pricelist_id or self.own_pricelist_id,
        )

    def _restore_terms(self):
        """Give the customers their own terms back."""
        granted = self.filtered("has_granted_terms")
        for (company, payment_term, pricelist), profiles in granted.grouped(
            lambda profile: (
                profile.company_id,
                profile.own_payment_term_id,
                profile.own_pricelist_id,
            )
        ).items():
            profiles.with_company(company)._set_terms(payment_term, pricelist)
        granted._protected_write(
            {"own_payment_term_id": False, "own_pricelist_id": False, "has_granted_terms": False}
        )

    def _set_terms(self, payment_term, pricelist):
        """Write terms to customers of one company; open quotations are told when they changed."""
        # sudo: as in _apply_terms
        partners = self.partner_id.sudo().with_company(self.company_id)
        partners = partners.filtered(
            lambda partner: (
                (
                    partner.property_payment_term_id,
                    partner.specific_property_product_pricelist,
                )
                != (payment_term, pricelist)
            )
        )
        if not partners:
            return
        partners._protected_write(
            {
                "property_payment_term_id": payment_term.id,
                "specific_property_product_pricelist": pricelist.id,
            }
        )
        quotations = (
            self.env["sale.order"]
            .sudo()  # sudo: whoever owns the quotations has to know
            .search(
                [
                    ("company_id", "child_of", self.company_id.id),
                    ("partner_invoice_id.commercial_partner_id", "in", partners.ids),
                    ("state", "in", ("draft", "sent")),
                ]
            )
        )
        company_lang = self.company_id.sudo().partner_id.lang  # sudo: as below
        for lang, some in quotations.grouped(
            # sudo: the language of whoever owns the quotation
            lambda quotation: quotation.sudo().user_id.lang or company_lang or self.env.lang
        ).items():
            own = some.with_context(lang=lang)
            text = own.env._(
                "Payment term or price list of the customer changed. Check the terms of this "
                "quotation before you confirm it."
            )
            own._message_log_batch(dict.fromkeys(own.ids, text))
