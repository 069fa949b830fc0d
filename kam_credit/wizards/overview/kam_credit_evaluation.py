from odoo import api, fields, models


class KamCreditEvaluation(models.TransientModel):
    """Asks before every customer of a company is evaluated: how many, and what may follow."""

    _name = "kam.credit.evaluation"
    _description = "Evaluate All Customers"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    customer_count = fields.Integer(
        string="Customers",
        compute="_compute_counts",
        help="With posted invoices, history lines or an account.",
    )
    account_count = fields.Integer(string="Key Accounts", compute="_compute_counts")
    stale_count = fields.Integer(
        string="Figures of Another Day",
        compute="_compute_counts",
        help="Accounts whose figures are not of today.",
    )
    falling_count = fields.Integer(
        string="Below the Threshold",
        compute="_compute_counts",
        help="Key accounts that are below the threshold by the figures stored now.",
    )
    date_last = fields.Datetime(string="Last Evaluation", compute="_compute_counts")
    is_on = fields.Boolean(string="Automatic Downgrade", compute="_compute_counts")
    run_id = fields.Many2one(
        "kam.credit.run",
        string="Running Evaluation",
        compute="_compute_counts",
        help="An evaluation of all customers that has not ended yet.",
    )

    @api.depends("company_id")
    def _compute_counts(self):
        profiles = self.env["kam.credit.profile"]
        runs = self.env["kam.credit.run"]
        for evaluation in self:
            company = evaluation.company_id
            own = [("company_id", "=", company.id)]
            accounts = [*own, ("account_id", "!=", False)]
            evaluation.customer_count = len(runs._find_debtor_ids(company))
            evaluation.account_count = profiles.search_count([*own, ("account_state", "=", "key")])
            evaluation.stale_count = profiles.search_count(
                [
                    *accounts,
                    "|",
                    ("date_figures", "=", False),
                    ("date_figures", "<", company._kam_today()),
                ]
            )
            evaluation.falling_count = profiles.search_count(profiles._get_falling_domain(company))
            evaluation.date_last = profiles.search(
                [*own, ("date_evaluated", "!=", False)], order="date_evaluated desc", limit=1
            ).date_evaluated
            evaluation.is_on = company._kam_credit_acts()
            open_runs = runs.search([*own, ("state", "!=", "done")])
            evaluation.run_id = open_runs.filtered(lambda run: not run.partner_ids)[:1]

    def action_evaluate(self):
        """Evaluate every customer of the company; many in the background.

        :return: a window action on the run: its progress, and what came of it
        :raise AccessError: for everybody but credit administrators
        """
        self.ensure_one()
        profiles = self.env["kam.credit.profile"].with_company(self.company_id)
        return profiles.action_evaluate_all()

    def action_open_downgrade_list(self):
        """Show whom automatic downgrades would hit today.

        :return: a window action
        :raise AccessError: for everybody but credit administrators
        """
        self.ensure_one()
        return self.env["kam.credit.downgrade.list"].with_company(self.company_id).action_open()
