from odoo import api, fields, models


class KamCreditSwitch(models.Model):
    """Automatic downgrades were switched on or off: when, by whom, and whom it would have hit."""

    _name = "kam.credit.switch"
    _description = "Automatic Downgrade Switched"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    is_on = fields.Boolean(string="Switched On", readonly=True)
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        aggregator=None,
        help="How many key accounts were below the threshold at that moment.",
    )

    @api.model
    def _record(self, companies, is_on, count=None):
        """Write down a switch, of companies of which the history does not say so yet.

        :param res.company companies: whose automatic downgrades were switched
        :param bool is_on: whether they are on by now
        :param int count: how many customers the list named; by default those whose stored figures
            are below the threshold
        :return: the rows
        """
        # sudo: what happened is written down, whoever may read it
        model = self.sudo()
        vals_list = []
        for company in companies:
            last = model.search([("company_id", "=", company.id)], limit=1)
            if last.is_on == is_on:
                continue
            hit = count
            if hit is None:
                # sudo: as above
                profiles = self.env["kam.credit.profile"].sudo()
                hit = profiles.search_count(profiles._get_falling_domain(company))
            vals_list.append(
                {
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "is_on": is_on,
                    "customer_count": hit,
                }
            )
        return self._append(vals_list) if vals_list else self
