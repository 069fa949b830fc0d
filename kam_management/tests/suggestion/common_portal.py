from odoo.tests import new_test_user

from .common import SuggestionCommon

WROTE = {
    "name": "Notes before the lorry",
    "description": "Please mail the delivery notes.\nWe file them first.",
}
PDF = b"%PDF-1.4 the plan of our yard"


class PortalCommon(SuggestionCommon):
    """Customers on the portal: ``buyer_mill`` and ``clerk_mill`` of the mill, ``buyer_yard``.

    ``buyer_mill`` works at an address of the mill; the mill has an account, as the yard has.
    ``visitor`` is a portal user of somebody who has never bought.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        site = cls.env["res.partner"].create(
            {"name": "Mill, Site 2", "type": "delivery", "parent_id": cls.mill.partner_id.id}
        )
        cls.buyer_mill = cls._portal_user("buyer_mill", site)
        cls.clerk_mill = cls._portal_user("clerk_mill", cls.mill.partner_id)
        cls.buyer_yard = cls._portal_user("buyer_yard", cls.yard.partner_id)
        cls.visitor = cls._portal_user("visitor_nobody", cls._partner("Never Bought"))
        cls.public_model = cls.env["kam.suggestion.public"]

    @classmethod
    def _portal_user(cls, login, company_partner):
        user = new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            groups="base.group_portal",
            email=f"{login}@example.com",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            tz="Asia/Shanghai",
        )
        user.partner_id.parent_id = company_partner
        return user

    def _public(self, suggestion):
        return self.public_model.search([("suggestion_id", "=", suggestion.id)])

    def _entry(self, **given):
        return {**WROTE, "kind_id": str(self.kind.id), "product_id": "", **given}

    def _written(self, user=None, files=(), key="", **given):
        """Let a customer write a suggestion; returned as superuser, with what they know of it."""
        user = user or self.buyer_mill
        own = self._as(user, self.public_model)
        public, faults = own._take_in(self._entry(**given), files, key)
        self.assertFalse(faults)
        return public.sudo().suggestion_id, public.sudo()

    def _replied(self, suggestion, text="You have them from Monday on"):
        """Let a suggestion be answered, as its process does."""
        suggestion._write_process({"state": "replied", "date_replied": self._now()})
        suggestion.with_user(self.rep_shanghai)._on_replied(text)

    def _answered(self, suggestion=None, decision="adopted"):
        suggestion = suggestion or self._reported()
        self._decided(suggestion, decision=decision)
        self._replied(suggestion)
        return suggestion

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)
