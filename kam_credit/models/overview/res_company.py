from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kam_management import wording

from ...rules.nearness import Limits

# Who may know how credit is judged, and who sets it.
READERS = "kam_credit.group_credit_reader,base.group_system"


class ResCompany(models.Model):
    """What counts as close to a limit in the credit overview."""

    _inherit = "res.company"

    kam_credit_near_margin = fields.Float(
        string="Near the Threshold Within",
        digits=(6, 5),
        default=0.05,
        help="A contract fulfilment rate is near the threshold up to so much above it. 0.05 means "
        "5 percentage points.",
        groups=READERS,
    )
    kam_credit_near_share = fields.Float(
        string="Near a Boundary Within",
        digits=(6, 5),
        default=0.05,
        help="A transaction amount is near the lower limit of a tier up to this share of the limit "
        "above or below it. 0.05 means 5 %.",
        groups=READERS,
    )

    @api.constrains("kam_credit_near_margin", "kam_credit_near_share")
    def _check_kam_credit_near(self):
        for company in self:
            for fname in ("kam_credit_near_margin", "kam_credit_near_share"):
                if not 0 <= company[fname] <= 0.5:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(company)s cannot be %(value)s: enter a share from 0 "
                            "to %(most)s.",
                            field=self._fields[fname]._description_string(self.env),
                            company=company.display_name,
                            value=wording.percentage(self.env, company[fname] * 100),
                            most=wording.percentage(self.env, 50),
                        )
                    )

    def _kam_credit_near(self):
        """Return what the company calls close to a limit, as exact decimals.

        :rtype: rules.nearness.Limits
        """
        self.ensure_one()
        # sudo: a setting, for whoever sees the customers
        company = self.sudo()
        return Limits(
            Decimal(str(company.kam_credit_near_margin)),
            Decimal(str(company.kam_credit_near_share)),
        )
