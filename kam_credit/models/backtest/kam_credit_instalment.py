from odoo import models

# A backtest looks at no more days than a ledger has.
MOST_DAYS = 50_000


class KamCreditInstalment(models.Model):
    """The instalments behind the outcome of a backtest.

    ``kam_credit_days`` of the context is how far back due dates count of what is settled, instead
    of a year.
    """

    _inherit = "kam.credit.instalment"

    def _view_arguments(self, scope):
        """See the base method: with the days that the context asks for."""
        *arguments, choice = super()._view_arguments(scope)
        days = self.env.context.get("kam_credit_days")
        if type(days) is int and 0 < days <= MOST_DAYS:
            choice = choice._replace(days=days)
        return (*arguments, choice)
