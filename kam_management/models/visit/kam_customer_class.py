from odoo import api, fields, models

# Code of a class that companies start with -> days; the scheme leaves them to the company.
DEFAULT_INTERVALS = {"A": 30, "B": 60, "C": 90}


class KamCustomerClass(models.Model):
    """How often customers of a class are visited."""

    _inherit = "kam.customer.class"

    visit_interval = fields.Integer(
        string="Visit Interval (Days)",
        tracking=True,
        aggregator=None,
        help="At most so many days lie between two visits of a customer of this class, unless its "
        "account says otherwise. 0: such customers are never due for a visit.",
    )

    _visit_interval_possible = models.Constraint(
        "CHECK(visit_interval BETWEEN 0 AND 730)",
        "“Visit Interval (Days)” of a class runs from 0 to 730 days.",
    )

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the better the class, the more often its customers are visited."""
        return [
            {**vals, "visit_interval": DEFAULT_INTERVALS.get(vals["code"], 0)}
            for vals in super()._prepare_defaults(company)
        ]
