from ..change.common import KamCreditChangeCommon
from ..common import day


class KamCreditLimitCommon(KamCreditChangeCommon):
    """Acme holds the red list, which grants 1000 to each of its customers.

    ``ask`` writes a temporary limit, ``asked`` submits it, ``granted`` lets it be approved.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red = cls.tiers["red"]
        cls.red.credit_limit = 1000
        cls.acme._assign_tier(cls.red, "Taken over")
        cls.env.flush_all()

    def ask(self, amount=1200, first=0, last=30, user=None, partner=None, **vals):
        """Write a temporary limit, as superuser record; days are counted from today."""
        form = (
            self.root["kam.credit.temporary.limit"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    "profile_id": self.profile(partner or self.customer).id,
                    "amount": amount,
                    "date_from": day(first),
                    "date_to": day(last),
                    "needed_for": "Season",
                    "reason": "Orders double",
                    **vals,
                }
            )
        )
        return form.sudo()

    def asked(self, *args, **vals):
        form = self.ask(*args, **vals)
        self.submit(form, vals.get("user"))
        return form

    def granted(self, *args, **vals):
        form = self.asked(*args, **vals)
        self.verify(form)
        self.sign(form)
        return form

    def notices(self, forms):
        """Return what the area owes on forms, open or not, as superuser records."""
        return self.root["kam.deadline"].search(
            [
                ("res_model", "=", forms._name),
                ("res_id", "in", forms.ids),
                ("code", "=", "credit_temporary_limit_end"),
            ]
        )

    def limit_on(self, offset=0, partner=None):
        """Return ``(amount, is unlimited, source)`` of a day, as the supervisor is told."""
        profile = self.profile(partner or self.customer).with_user(self.supervisor)
        self.env.flush_all()
        self.env.invalidate_all()
        told = profile.limit_on(day(offset).isoformat())
        return told["amount"], told["is_unlimited"], told["source"]
