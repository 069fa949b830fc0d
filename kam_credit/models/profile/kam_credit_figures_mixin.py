from odoo import fields, models

from ...rules import rates


class KamCreditFiguresMixin(models.AbstractModel):
    """A form of credit that keeps the figures on which it rests, as they were at its time.

    A form says in ``_kept_figures`` which fields of the profile it keeps under the same names.
    """

    _name = "kam.credit.figures.mixin"
    _description = "Form of Credit with Figures"
    _inherit = ["kam.credit.form.mixin"]

    _kept_figures = ()

    transaction_amount = fields.Monetary(copy=False, aggregator=None)
    amount_due = fields.Monetary(string="Fallen Due", copy=False, aggregator=None)
    amount_on_time = fields.Monetary(string="Honoured on Time", copy=False, aggregator=None)
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate", digits=(12, 10), copy=False, aggregator=None
    )
    has_rate = fields.Boolean(copy=False)
    date_figures = fields.Date(string="Figures As Of", copy=False)
    tier_by_amount_id = fields.Many2one(
        "kam.credit.tier", string="Tier by Amount", copy=False, ondelete="restrict"
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {*self._kept_figures}

    def _prepare_figures(self, profile):
        """Return the figures of a profile as they are now, as values of the form.

        :param kam.credit.profile profile: the customer
        """
        return {
            name: profile[name].id if name.endswith("_id") else profile[name]
            for name in self._kept_figures
        }

    def _get_rate_percent(self):
        """Return the rate for the print, never rounded up: what misses the threshold reads so.

        :return: percent with two decimals
        """
        self.ensure_one()
        return rates.shown_percent(self.fulfilment_rate)
