import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments
from odoo.addons.kam_management.wording import format_date

from ...rules.discrimination import LOWEST_MINIMUM, MINIMUM
from ...rules.windows import FIRST_DAY

MOST_LATE_DAYS = 365


class KamCreditBacktestAsk(models.TransientModel):
    """Asks for which day and for how long the figures are to be tested."""

    _name = "kam.credit.backtest.ask"
    _description = "Ask for a Credit Backtest"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id
    )
    date_cut = fields.Date(
        string="Cut On",
        required=True,
        default=lambda self: self.env.company._kam_today() - relativedelta(years=1),
        help="What was booked before this day predicts; what was invoiced on it and later is the "
        "outcome.",
    )
    date_to = fields.Date(
        string="Outcome Until",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        help="What was paid until then counts. What had not its time by then is left out.",
    )
    late_days = fields.Integer(
        string="Late After Days",
        help="An instalment is late when it was not honoured within so many days after its last "
        "day on time: 0 for every delay, 10 for more than a slip, 60 for what is serious.",
    )
    minimum_cases = fields.Integer(
        string="Fewest Cases",
        default=MINIMUM,
        help="With fewer bad or fewer good cases no figure is shown: it would say more about "
        "chance than about the rating.",
    )

    def action_run(self):
        """Compute the backtest over the customers that the user may see, keep it and open it.

        :return: a window action on the backtest
        :raise UserError: for days that are none, in the future or in the wrong order, or numbers
            beyond what makes sense
        :raise AccessError: for a company that is none of the user's, or without the rights of a
            credit reader
        """
        arguments.one(self)
        company = self.env["kam.credit.profile"]._check_evaluation_company(self.company_id.id)
        self._check_days(company)
        self._check_number("late_days", 0, MOST_LATE_DAYS)
        self._check_number("minimum_cases", LOWEST_MINIMUM, 10**6)
        backtest = self.env["kam.credit.backtest"]._run(
            company, (self.date_cut, self.date_to), self.late_days, self.minimum_cases
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_backtest"
        )
        return {**action, "res_id": backtest.id, "views": [(False, "form")]}

    def _check_days(self, company):
        today = company._kam_today()
        first = FIRST_DAY + datetime.timedelta(days=1)
        if not first <= self.date_cut < self.date_to <= today:
            raise UserError(
                self.env._(
                    "“%(cut)s” (%(first)s) and “%(end)s” (%(last)s): choose a day in the past, and "
                    "a later one until today (%(today)s).",
                    cut=self._fields["date_cut"]._description_string(self.env),
                    first=format_date(self.env, self.date_cut),
                    end=self._fields["date_to"]._description_string(self.env),
                    last=format_date(self.env, self.date_to),
                    today=format_date(self.env, today),
                )
            )

    def _check_number(self, name, low, high):
        if not low <= self[name] <= high:
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be %(value)s: enter a number from %(low)s to %(high)s.",
                    field=self._fields[name]._description_string(self.env),
                    value=self[name],
                    low=low,
                    high=high,
                )
            )
