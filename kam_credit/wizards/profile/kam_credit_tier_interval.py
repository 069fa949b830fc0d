from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.kam_management import arguments, relations, wording

from ...models.profile.kam_credit_tier import BAND_FIELDS


class KamCreditTierInterval(models.TransientModel):
    """Moves the intervals of a company's tiers together: one alone would leave a gap."""

    _name = "kam.credit.tier.interval"
    _description = "Change Tier Intervals"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.root_id
    )
    line_ids = relations.One2many(
        "kam.credit.tier.interval.line",
        "interval_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("company_id")
    def _compute_line_ids(self):
        for interval in self:
            company = interval.company_id
            tiers = self.env["kam.credit.tier"].search([("company_id", "=", company.id)])
            interval.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"tier_id": tier.id, **{fname: tier[fname] for fname in BAND_FIELDS}}
                    )
                    for tier in tiers
                ),
            ]

    def action_apply(self):
        """Write the intervals, all or none.

        :return: an action that closes the dialog
        :raise AccessError: for everybody but credit administrators
        :raise ValidationError: naming the interval that is empty, missing or twice there
        """
        arguments.one(self)
        if not self.env.user.has_group("kam_credit.group_credit_administrator"):
            raise AccessError(self.env._("Only credit administrators change credit tiers."))
        tiers = self.env["kam.credit.tier"].search([("company_id", "=", self.company_id.id)])
        if self.line_ids.tier_id != tiers or len(self.line_ids) != len(tiers):
            raise UserError(
                self.env._(
                    "“Intervals” must name each of %(tiers)s once: open the dialog again.",
                    tiers=wording.listed(self.env, tiers.mapped("display_name")),
                )
            )
        self.line_ids.tier_id._write_bands(
            {line.tier_id: {fname: line[fname] for fname in BAND_FIELDS} for line in self.line_ids}
        )
        return {"type": "ir.actions.act_window_close"}
