from datetime import timedelta

from ..change.common import KamCreditChangeCommon
from ..common import TODAY, day

# The middles of the last twelve months of the radar, the oldest first.
MIDDLES = tuple(day(-round((number + 0.5) * 365 / 12)) for number in reversed(range(12)))


class KamCreditRadarCommon(KamCreditChangeCommon):
    """Beta is a key account; what it paid is told month by month.

    ``paid`` books invoices and their payments, ``watch`` lets the radar look as the job does,
    ``signs`` returns what lasts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beta = cls.make_customer("Beta")
        cls.beta_account = cls.make_key(cls.beta)
        cls.beta_profile = cls.profile(cls.beta)
        cls.signals = cls.root["kam.credit.signal"]
        cls.radar_policy = cls.company._kam_credit_radar_policy()
        cls.env.flush_all()

    @classmethod
    def paid(cls, *days, partner=None, amount=100, part=None):
        """Book an invoice a month, which falls due so that the money comes in the middle of it.

        :param days: days beyond terms of the latest months, the oldest first; None for no invoice
        :param part: share of the amount that comes, the rest stays open
        :return: the invoices
        """
        invoices = cls.env["account.move"]
        for late, middle in zip(days, MIDDLES[-len(days) :], strict=True):
            if late is None:
                continue
            invoice = cls.owe(
                amount, due=middle - timedelta(days=max(late, 0)), partner=partner or cls.beta
            )
            money = amount * part if part else None
            cls.pay(invoice, money, on=middle + timedelta(days=min(late, 0)))
            invoices |= invoice
        return invoices

    @classmethod
    def debt(cls, amount=500, partner=None):
        """Let a customer owe something that is not due; it was sold long ago."""
        return cls.owe(amount, due=day(10), date=day(-200), partner=partner or cls.beta)

    @classmethod
    def slow_of_late(cls, partner):
        """The same in half a year, which is booked in half the time; 500 is open."""
        cls.paid(*range(0, 24, 4), partner=partner)
        cls.debt(partner=partner)

    @classmethod
    def slow(cls, partner=None):
        """Let a customer pay slower and slower: two days more each month; 500 is open."""
        cls.paid(*range(0, 24, 2), partner=partner)
        cls.debt(partner=partner)

    def facts(self, partner=None, on=None):
        """Return what is known of a customer on a day."""
        self.env.flush_all()
        profile = self.profile(partner or self.beta)
        return self.signals._find_facts(profile.company_id, profile, on or TODAY)

    def judge(self, partner=None, on=None):
        """Return the signs of a customer: dict kind -> sign."""
        profile = self.profile(partner or self.beta)
        company = profile.company_id
        found = self.signals._judge(
            profile,
            self.facts(partner, on),
            company._kam_credit_radar_policy(),
            company.kam_credit_radar_minimum,
        )
        return {kind: one.sign for kind, one in found.items()}

    def watch(self, *partners):
        """Let the radar look at customers, whenever it last did; return what lasts of the first."""
        self.env.flush_all()
        partners = partners or (self.beta,)
        profiles = self.signals.env["kam.credit.profile"].union(*map(self.profile, partners))
        company = profiles.company_id
        facts = self.signals._find_facts(company, profiles, company._kam_today())
        self.signals._watch_batch(company, facts, profiles)
        self.env.flush_all()
        self.env.invalidate_all()
        return self.lasting(partners[0])

    def lasting(self, partner=None):
        """Return the signals of a customer that last, as superuser."""
        profile = self.profile(partner or self.beta)
        return self.signals.search(
            [("profile_id", "=", profile.id), ("state", "!=", "gone")], order="kind"
        )

    def run_radar(self):
        """Run the job as the scheduler does; return whether it succeeded."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_radar").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    def duty(self, signal):
        """Return the open duty of a signal."""
        return self.root["kam.deadline"].search(
            [
                ("res_model", "=", signal._name),
                ("res_id", "=", signal.id),
                ("state", "=", "open"),
            ]
        )
