from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import arguments

# Local days: moments are stored in UTC, a day begins where the company works.
ROWS = """
    WITH clock (company_id, zone, today) AS (%(clock)s),
    moment AS (
        SELECT review.*,
               (review.date_received AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date AS received,
               (review.date_decided AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date AS decided
          FROM kam_approval_review AS review
          JOIN clock ON clock.company_id = review.company_id
         WHERE review.res_model = 'kam.credit.change'
           AND review.date_received IS NOT NULL
    ),
    step AS (
        SELECT change.id * 4 AS id,
               change.id AS change_id,
               'submission' AS stage,
               change.unit_id,
               change.date_standard_met AS date_received,
               change.date_submission_due AS date_due,
               submitted.day AS date_done
          FROM kam_credit_change AS change
     LEFT JOIN LATERAL (
                    SELECT min(moment.received) AS day
                      FROM moment
                     WHERE moment.res_id = change.id
                       AND moment.received >= change.date_standard_met
               ) AS submitted ON TRUE
         WHERE submitted.day IS NOT NULL
            OR change.approval_state = 'draft'
     UNION ALL
        SELECT moment.id * 4 + 1,
               moment.res_id,
               coalesce(moment.unit_level, 'area'),
               coalesce(moment.review_unit_id, moment.unit_id),
               moment.received,
               moment.date_due,
               moment.decided
          FROM moment
         WHERE moment.state <> 'cancelled'
     UNION ALL
        SELECT change.id * 4 + 2,
               change.id,
               'confirmation',
               change.unit_id,
               (change.date_applied AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date,
               change.date_confirmation_due,
               change.date_confirmed
          FROM kam_credit_change AS change
          JOIN clock ON clock.company_id = change.company_id
         WHERE change.approval_state = 'approved'
           AND change.date_applied IS NOT NULL
    )
    SELECT step.*,
           change.number,
           change.profile_id,
           change.account_id,
           change.company_id,
           step.date_done IS NULL AS is_open,
           coalesce(step.date_done, clock.today) - step.date_received AS days_taken,
           greatest(coalesce(step.date_done, clock.today) - step.date_due, 0) AS days_late,
           CASE WHEN coalesce(step.date_done, clock.today) > step.date_due THEN 'late'
                WHEN step.date_done IS NULL THEN 'open'
                ELSE 'on_time'
           END AS result
      FROM step
      JOIN kam_credit_change AS change ON change.id = step.change_id
      JOIN clock ON clock.company_id = change.company_id
"""


class KamCreditChangeSla(models.Model):
    """How long the steps of tier changes took: one row per step of a request (scheme, credit
    management, section 5)."""

    _name = "kam.credit.change.sla"
    _description = "Tier Change Time"
    _inherit = ["kam.credit.logged.mixin"]
    _auto = False
    _logs_openings = False
    _order = "date_received desc, id desc"
    _rec_name = "number"
    _depends = {
        "kam.approval.review": [
            "company_id",
            "date_decided",
            "date_due",
            "date_received",
            "res_id",
            "res_model",
            "review_unit_id",
            "state",
            "unit_id",
            "unit_level",
        ],
        "kam.credit.change": [
            "account_id",
            "approval_state",
            "company_id",
            "date_applied",
            "date_confirmation_due",
            "date_confirmed",
            "date_standard_met",
            "date_submission_due",
            "number",
            "profile_id",
            "unit_id",
        ],
    }

    change_id = fields.Many2one("kam.credit.change", string="Request", readonly=True)
    number = fields.Char(string="Form Number", readonly=True)
    profile_id = fields.Many2one("kam.credit.profile", string="Customer", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    stage = fields.Selection(
        [
            ("submission", "Submission by the area"),
            ("area", "Review by the area"),
            ("region", "Verification by the region"),
            ("headquarters", "Signature by headquarters"),
            ("confirmation", "Confirmation by the area"),
        ],
        readonly=True,
    )
    unit_id = fields.Many2one("kam.unit", readonly=True, help="The unit whose turn it is or was.")
    date_received = fields.Date(string="Received", readonly=True)
    date_due = fields.Date(string="Due On", readonly=True)
    date_done = fields.Date(string="Done On", readonly=True)
    is_open = fields.Boolean(string="Not Done", readonly=True)
    days_taken = fields.Integer(
        readonly=True, aggregator="avg", help="From receipt until done, or until today."
    )
    days_late = fields.Integer(readonly=True, help="After the last day, until done or today.")
    result = fields.Selection(
        [("on_time", "On time"), ("late", "Late"), ("open", "Not finished")],
        readonly=True,
        help="Late also is what is not done although its last day has passed.",
    )

    @property
    def _table_query(self):
        # sudo: days of every company; which rows are shown is for the record rules to say
        companies = self.env["res.company"].sudo().search([])
        clock = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s::int, %s::varchar, %s::date",
                company.id,
                company._kam_timezone().zone,
                company._kam_today(),
            )
            for company in companies
        )
        return SQL(ROWS, clock=clock)

    def action_open_change(self):
        """Open the request.

        :return: a window action
        """
        arguments.one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.change",
            "res_id": self.change_id.id,
            "view_mode": "form",
        }
