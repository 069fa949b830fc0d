from odoo import api, fields, models

from ...rules.windows import window


class KamCreditSnapshot(models.Model):
    """Figures that are kept say what they leave out because it was in dispute."""

    _inherit = "kam.credit.snapshot"

    amount_disputed = fields.Monetary(
        string="Left Out, in Dispute",
        readonly=True,
        aggregator=None,
        help="What had fallen due and was in dispute on that day: it is in none of these figures.",
    )
    count_disputed = fields.Integer(string="Instalments in Dispute", readonly=True, aggregator=None)

    @api.model
    def _prepare_vals_list(self, profiles):
        """See the base method: what is disputed is asked for all customers of a day at once."""
        vals_list = super()._prepare_vals_list(profiles)
        disputed = {}
        for (company, day), some in profiles.grouped(
            # sudo: the policy is part of what is kept, whoever has it computed
            lambda profile: (profile.company_id.sudo(), profile.date_figures)
        ).items():
            amounts = self.env["kam.credit.ledger"]._disputed_amounts(
                company, window(day, company.kam_credit_grace_days), some.partner_id.ids
            )
            disputed |= {profile.id: amounts.get(profile.partner_id.id) for profile in some}
        for profile, vals in zip(profiles, vals_list, strict=True):
            if found := disputed[profile.id]:
                vals |= {"amount_disputed": float(found.base), "count_disputed": found.count}
        return vals_list
