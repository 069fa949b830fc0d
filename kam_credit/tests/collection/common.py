from odoo.fields import Command

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..change.common import KamCreditChangeCommon
from ..common import day


class KamCreditCollectionCommon(RightsAssertions, KamCreditChangeCommon):
    """Beta is a key account that paid 600 of its 1000 in time, and owes 400 since 20 days.

    ``dispute`` writes a dispute, ``disputed`` lets it be approved, ``settle_dispute`` ends it;
    ``promise`` writes a promise, ``judge`` finds what became of all of them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beta = cls.make_customer("Beta")
        cls.make_key(cls.beta)
        cls.pay(cls.owe(600, due=day(-40), partner=cls.beta), on=day(-41))
        cls.open_invoice = cls.owe(400, due=day(-20), partner=cls.beta)
        cls.beta_profile = cls.profile(cls.beta)
        cls.env.flush_all()

    def chosen(self, moves):
        """Return the command that chooses what is open of invoices."""
        return [Command.set(self.open_lines(moves).ids)]

    def customer_vals(self, partner, user):
        """Return how a user chooses a customer: accounting reads no credit profile."""
        if user == self.accountant:
            return {"partner_id": partner.id}
        return {"profile_id": self.profile(partner).id}

    def dispute(self, moves=None, user=None, **vals):
        """Write a dispute about invoices, as superuser record."""
        moves = moves or self.open_invoice
        form = (
            self.root["kam.credit.dispute"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    **self.customer_vals(moves[:1].partner_id, user),
                    "receivable_ids": self.chosen(moves),
                    "cause": "quality",
                    "description": "Half of it was broken",
                    **vals,
                }
            )
        )
        return form.sudo()

    def disputed(self, moves=None, **vals):
        """Return a dispute that the region has approved."""
        form = self.dispute(moves, **vals)
        self.submit(form, vals.get("user"))
        self.verify(form)
        return form

    def settle_dispute(self, form, outcome="rejected", user=None):
        form.with_user(user or self.credit_officer).action_end(outcome, "Looked at together")

    def promise(self, amount=100, first=-10, last=-1, moves=None, user=None, **vals):
        """Write a promise down, as superuser record; days are counted from today."""
        partner = vals.pop("partner", self.beta)
        promise = (
            self.root["kam.credit.promise"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    **self.customer_vals(partner, user),
                    "amount": amount,
                    "date_promised": day(first),
                    "date_until": day(last),
                    "receivable_ids": self.chosen(moves) if moves else False,
                    **vals,
                }
            )
        )
        return promise.sudo()

    def judge(self):
        self.env.flush_all()
        self.env.invalidate_all()
        promises = self.root["kam.credit.promise"]
        promises.search(promises._get_judged_domain(self.company))._judge()

    def duties(self, records, code):
        """Return what is or was owed on records, as superuser records."""
        return self.root["kam.deadline"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("code", "=", code),
            ]
        )
