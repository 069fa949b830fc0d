from odoo import api, fields, models

from ... import opening
from ...queries import suggestion_figures as queries
from .kam_suggestion import CHANNELS, DECISIONS, STATES

PROMISES = [("kept", "Promise kept"), ("broken", "Promise not kept"), ("open", "Not known yet")]
# What the rows are made of.
SOURCES = {
    "kam.suggestion": [
        "company_id",
        "account_id",
        "partner_id",
        "unit_id",
        "kind_id",
        "channel",
        "product_tmpl_id",
        "author_id",
        "state",
        "decision",
        "date_received",
        "date_replied",
        "date_replied_first",
        "date_promise",
        "date_promise_first",
    ],
    "kam.account": ["class_id"],
    "kam.suggestion.task": ["suggestion_id", "company_id", "state", "date_due_first", "date_done"],
}


class KamSuggestionFigure(models.Model):
    """Suggestions as figures: what was kept of what was promised, adopted and carried out.

    One row per suggestion that was not withdrawn, as far as the reader may see it. The shares count
    what is known: what is not decided, or not due, counts as neither.
    """

    _name = "kam.suggestion.figure"
    _description = "Suggestion Figures"
    _auto = False
    _order = "date_received desc, id desc"
    _rec_name = "suggestion_id"
    _depends = SOURCES

    suggestion_id = fields.Many2one("kam.suggestion", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    class_id = fields.Many2one("kam.customer.class", string="Customer Class", readonly=True)
    kind_id = fields.Many2one("kam.suggestion.kind", string="Kind of Suggestion", readonly=True)
    channel = fields.Selection(CHANNELS, string="Received How", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product Concerned", readonly=True)
    author_id = fields.Many2one("res.users", string="Handled By", readonly=True)
    state = fields.Selection(STATES, string="State of the Suggestion", readonly=True)
    decision = fields.Selection(DECISIONS, string="Decision on the Suggestion", readonly=True)
    date_received = fields.Date(string="Received On", readonly=True)
    first_promise = fields.Selection(PROMISES, readonly=True)
    last_promise = fields.Selection(PROMISES, readonly=True)
    implementation = fields.Selection(
        PROMISES, string="Carried Out by Its Date", readonly=True, help="Of what was planned."
    )
    # 100 or 0, and nothing where it is not known: the average is the share of what is known
    kept_first = fields.Integer(
        string="Answered by the First Promise (%)", readonly=True, aggregator="avg"
    )
    kept_last = fields.Integer(
        string="Answered by the Last Promise (%)", readonly=True, aggregator="avg"
    )
    adopted = fields.Integer(string="Adopted (%)", readonly=True, aggregator="avg")
    implemented = fields.Integer(
        string="Carried Out by Its Date (%)", readonly=True, aggregator="avg"
    )
    days_to_answer = fields.Integer(
        string="Days to the Answer", readonly=True, aggregator="avg", help="To the first one."
    )
    age = fields.Integer(
        string="Age in Days", readonly=True, aggregator="avg", help="Of what is not answered yet."
    )

    @property
    def _table_query(self):
        # whoever only took a suggestion in need not see whose account it is
        accounts = self.env["kam.account"]._search([], active_test=False).subselect()
        return queries.figures(self._get_clock(), self._get_readable(), accounts)

    @api.model
    def _get_clock(self):
        """Return what day it is in the companies of the reader, see ``queries``."""
        return [
            (company.id, company._kam_timezone().zone, company._kam_today())
            for company in self.env.companies.root_id
        ]

    @api.model
    def _get_readable(self):
        """Return the statement of the suggestions that the reader may see."""
        return self.env["kam.suggestion"]._search([]).subselect()

    def action_view_suggestions(self):
        """Open the suggestions behind figures.

        :return: a window action
        """
        self.check_access("read")
        return opening.open_found(self.suggestion_id, self.env._("Suggestions"))
