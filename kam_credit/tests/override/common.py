from ..assessment.common import KamCreditAssessmentCommon
from ..common import day


class KamCreditOverrideCommon(KamCreditAssessmentCommon):
    """Acme's score leads to the green list; ``override`` gives it another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["kam.credit.profile"].evaluate(
            partner_ids=cls.customer.ids, company_id=cls.company.id, simulate=False
        )
        cls.root["kam.credit.change"].search([])._cancel("figures")
        cls.state_figures(cls)
        cls.env.flush_all()

    def override(self, tier="yellow", partner=None):
        """Return the row of a score sheet by which another tier was given."""
        sheet = self.assessed(
            80,
            partner,
            override_tier_id=self.tiers[tier].id,
            override_reason="information",
            override_note="Letter of the court",
        )
        return self.rows(sheet)

    def rows(self, form):
        """Return the rows of a form, as superuser."""
        return self.root["kam.credit.override"].search(
            [("res_model", "=", form._name), ("res_id", "=", form.id)]
        )

    def judge_due(self):
        """Run the job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_override").sudo()
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def buy(self, late=0, partner=None, invoiced=30, **options):
        """Book an invoice some days after today, due 30 days later, and its payment."""
        partner = partner or self.customer
        invoice = self.invoice(partner, 100, due=day(invoiced + 30), date=day(invoiced))
        if late is not None:
            self.pay(invoice, on=day(invoiced + 30 + late), **options)
        return invoice
