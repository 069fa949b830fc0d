from odoo import api, fields, models


class KamCreditEvent(models.Model):
    """What limits were before, and why they are what they are."""

    _inherit = "kam.credit.event"

    limit_before = fields.Monetary(
        string="Credit Limit before", readonly=True, aggregator=None, help="Granted until then."
    )
    was_unlimited = fields.Boolean(string="Unlimited before", readonly=True)

    @api.model
    def _get_reasons(self):
        """See the base method: also the formulas, and temporary limits."""
        formulas = self.env["kam.credit.profile"]._get_reasons()
        return (
            super()._get_reasons()
            | {
                f"moved_{code}": self.env._(
                    "Credit limit %(before)s → %(after)s: %(why)s",
                    # filled in when it is read
                    before="%(before)s",
                    after="%(after)s",
                    why=why,
                )
                for code, why in formulas.items()
            }
            | {
                "temporary": self.env._(
                    "Temporary limit of %(amount)s from %(date_from)s to %(date_to)s."
                ),
                "temporary_ended": self.env._("The temporary limit was ended early: %(why)s"),
            }
        )
