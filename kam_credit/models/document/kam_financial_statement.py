from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What may be less than nothing: losses eat up capital.
SIGNED = frozenset({"equity", "retained_earnings", "operating_profit"})
CREDIT_FIGURES = ("current_liabilities", "total_liabilities", *sorted(SIGNED))


class KamFinancialStatement(models.Model):
    """What a customer's statement says of its ability to pay (scheme, credit management, 4.3)."""

    _inherit = "kam.financial.statement"

    current_liabilities = fields.Monetary(
        aggregator=None,
        tracking=True,
        help="What is to be paid within a year of the last day (流动负债).",
    )
    total_liabilities = fields.Monetary(
        aggregator=None, tracking=True, help="All that is owed on the last day (负债合计)."
    )
    equity = fields.Monetary(
        aggregator=None,
        tracking=True,
        help="Total assets less total liabilities on the last day (所有者权益).",
    )
    retained_earnings = fields.Monetary(
        aggregator=None,
        tracking=True,
        help="Profits kept since the beginning, surplus reserves included (留存收益).",
    )
    operating_profit = fields.Monetary(
        string="Profit before Interest and Tax",
        aggregator=None,
        tracking=True,
        help="Of the period, before interest and income tax (息税前利润).",
    )

    @api.constrains(*CREDIT_FIGURES)
    def _check_credit_figures(self):
        for statement in self:
            for name in CREDIT_FIGURES:
                if name not in SIGNED and statement[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” %(value)s of %(statement)s is negative. Enter 0 or more.",
                            field=self._fields[name]._description_string(self.env),
                            value=statement.currency_id.format(statement[name]),
                            statement=statement.display_name,
                        )
                    )
            current, total = statement.current_liabilities, statement.total_liabilities
            if total and statement.currency_id.compare_amounts(current, total) > 0:
                raise ValidationError(
                    self.env._(
                        "“%(current_label)s” %(current)s of %(statement)s are more than "
                        "“%(total_label)s” %(total)s, of which they are a part. Correct one of "
                        "them.",
                        current_label=self._fields["current_liabilities"]._description_string(
                            self.env
                        ),
                        current=statement.currency_id.format(current),
                        statement=statement.display_name,
                        total_label=self._fields["total_liabilities"]._description_string(self.env),
                        total=statement.currency_id.format(total),
                    )
                )
