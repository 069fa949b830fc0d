from odoo import api, fields, models

# Few enough for the year of the demo ledger to say something.
FEWEST_CASES = 10


class KamDemo(models.AbstractModel):
    """A backtest over the year that the demo ledger holds."""

    _inherit = "kam.demo"

    @api.model
    def _test_back(self, days_ago, late_days):
        """Run a backtest until today, as the user who loads the data.

        :param int days_ago: how long before today the cut is
        :param int late_days: from when on an instalment is late
        """
        company = self._demo_company()
        today = company._kam_today()
        cut = fields.Date.subtract(today, days=days_ago)
        self.env["kam.credit.backtest"]._run(company, (cut, today), late_days, FEWEST_CASES)
