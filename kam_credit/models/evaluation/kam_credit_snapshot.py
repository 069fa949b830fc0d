from odoo import api, fields, models

from odoo.addons.kam_management import relations, wording
from odoo.addons.kam_management.wording import format_date

from ...rules.windows import window


class KamCreditSnapshot(models.Model):
    """The figures of an evaluation that had consequences, kept with every instalment behind them.

    Later bookings change the profile's figures and never these.
    """

    _name = "kam.credit.snapshot"
    _description = "Credit Figures Kept"
    _inherit = ["kam.history.mixin", "kam.credit.amount.mixin", "kam.credit.logged.mixin"]
    _order = "date_figures desc, id desc"

    profile_id = fields.Many2one(
        "kam.credit.profile", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_figures = fields.Date(string="Figures As Of", required=True, readonly=True)
    transaction_amount = fields.Monetary(readonly=True, aggregator=None)
    amount_due = fields.Monetary(string="Fallen Due", readonly=True, aggregator=None)
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True, aggregator=None)
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate", digits=(12, 10), readonly=True, aggregator=None
    )
    threshold = fields.Float(
        string="Fulfilment Threshold", digits=(6, 5), readonly=True, aggregator=None
    )
    grace_days = fields.Integer(string="Days of Grace", readonly=True, aggregator=None)
    line_ids = relations.One2many("kam.credit.snapshot.line", "snapshot_id", readonly=True)

    @api.depends("profile_id", "date_figures")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = wording.phrased(
                self.env,
                (
                    snapshot.profile_id.display_name,
                    format_date(self.env, snapshot.date_figures),
                ),
            )

    @api.model
    def _take(self, profiles):
        """Keep the stored figures of profiles and the instalments behind them.

        :param kam.credit.profile profiles: evaluated in this transaction
        :return: dict profile -> snapshot
        """
        taken = self._append(self._prepare_vals_list(profiles))
        snapshots = dict(zip(profiles, taken, strict=True))
        lines = []
        for (company, day), some in profiles.grouped(
            # sudo: the policy is part of what is kept, whoever has it computed
            lambda profile: (profile.company_id.sudo(), profile.date_figures)
        ).items():
            by_debtor = {profile.partner_id.id: snapshots[profile] for profile in some}
            days = window(day, company.kam_credit_grace_days)
            rows = self.env["kam.credit.ledger"]._instalments(company, days, list(by_debtor))
            lines += [self._prepare_line_vals(by_debtor[row["debtor_id"]], row) for row in rows]
        self.env["kam.credit.snapshot.line"]._append(lines)
        return snapshots

    @api.model
    def _prepare_vals_list(self, profiles):
        """Return the values of the snapshots of profiles, in their order. To be extended."""
        return [self._prepare_vals(profile) for profile in profiles]

    @api.model
    def _prepare_vals(self, profile):
        company = profile.company_id.sudo()  # sudo: as in _take
        return {
            "profile_id": profile.id,
            "company_id": company.id,
            "date_figures": profile.date_figures,
            "transaction_amount": profile.transaction_amount,
            "amount_due": profile.amount_due,
            "amount_on_time": profile.amount_on_time,
            "fulfilment_rate": profile.fulfilment_rate,
            "threshold": company.kam_credit_threshold,
            "grace_days": company.kam_credit_grace_days,
        }

    @api.model
    def _prepare_line_vals(self, snapshot, row):
        """Return the values of a kept instalment.

        :param kam.credit.snapshot snapshot: whose
        :param dict row: an instalment as ``kam.credit.ledger`` returns it
        """
        return {
            "snapshot_id": snapshot.id,
            "invoice_name": row["name"],
            "date_due": row["date_due"],
            "amount": float(row["amount"]),
            "amount_due": float(row["base"]),
            "amount_on_time": float(row["on_time"]),
            "amount_open": float(row["open"]),
        }
