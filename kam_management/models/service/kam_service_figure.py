from odoo import api, fields, models

from ... import opening
from ...queries import service_figures as queries

PUNCTUALITY = [("kept", "In time"), ("late", "Not in time"), ("open", "Not due yet")]
# What the rows are made of.
SOURCES = {
    "kam.service.request": [
        "approval_state",
        "unit_id",
        "applicant_id",
        "date_requested",
    ],
    "kam.service.request.line": [
        "request_id",
        "company_id",
        "account_id",
        "content_id",
        "date_wanted",
        "times",
        "amount",
        "is_used",
    ],
    "kam.service.execution": ["line_id", "state", "date_done", "cost"],
    "kam.service.ending": ["res_model", "res_id"],
    "kam.service.evaluation": ["approval_state", "customer_points", "our_points", "ending_ids"],
    "kam.account": ["class_id", "partner_id"],
}


class KamServiceFigure(models.Model):
    """Services as figures: what was asked for, used, spent, in time, and how it was judged.

    One row for each service of an approved request, as far as the reader may see it. What is not
    known yet counts as neither.
    """

    _name = "kam.service.figure"
    _description = "Service Figures"
    _auto = False
    _order = "date_wanted desc, id desc"
    _rec_name = "request_id"
    _depends = SOURCES

    request_id = fields.Many2one("kam.service.request", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    class_id = fields.Many2one("kam.customer.class", string="Customer Class", readonly=True)
    content_id = fields.Many2one("kam.service.content", string="Service Content", readonly=True)
    applicant_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("cancelled", "Not needed any more")],
        string="State of the Execution",
        readonly=True,
    )
    date_requested = fields.Date(string="Requested On", readonly=True)
    date_wanted = fields.Date(string="Wanted On", readonly=True)
    date_done = fields.Date(string="Done On", readonly=True)
    times_used = fields.Integer(
        string="Entitlement Used (Times)", readonly=True, help="As it counts for allowances."
    )
    amount_used = fields.Monetary(
        string="Entitlement Used (Money)",
        readonly=True,
        aggregator="sum",
        help="As it counts for allowances, in company currency.",
    )
    cost = fields.Monetary(
        string="What It Cost", readonly=True, aggregator="sum", help="Of what was carried out."
    )
    punctuality = fields.Selection(PUNCTUALITY, string="Carried Out in Time", readonly=True)
    # 100 or 0, and nothing where it is not known: the average is the share of what is known
    in_time = fields.Integer(
        string="Carried Out by the Wanted Day (%)", readonly=True, aggregator="avg"
    )
    customer_points = fields.Float(
        string="Customer's Points", digits=(3, 2), readonly=True, aggregator="avg"
    )
    our_points = fields.Float(digits=(3, 2), readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return queries.figures(self._get_clock(), self._get_readable())

    @api.model
    def _get_clock(self):
        """Return what day it is in the companies of the reader, see ``queries``."""
        return [(company.id, company._kam_today()) for company in self.env.companies.root_id]

    @api.model
    def _get_readable(self):
        """Return the statement of the requests that the reader may see."""
        return self.env["kam.service.request"]._search([]).subselect()

    def action_view_requests(self):
        """Open the requests behind figures.

        :return: a window action
        """
        self.check_access("read")
        return opening.open_found(self.request_id, self.env._("Service Requests"))
