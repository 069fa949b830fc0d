from datetime import timedelta

import babel.dates
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, babel_locale_parse, get_lang

from ... import arguments
from ...queries import visit_due as queries
from ...rules import visit_due, visits
from .kam_visit_due import SOURCES

# the present month and the two that follow
MONTHS = 3


class KamVisitCoverage(models.Model):
    """Whether people can make the visits that fall due: one row per person, month, and unit to
    which their accounts belong.

    What falls due is counted from today on. The visits that somebody can make are those of the
    person, whichever units the accounts belong to; those that are too many are shown at the unit
    of the accounts that are missed.
    """

    _name = "kam.visit.coverage"
    _description = "Visit Coverage"
    _auto = False
    _order = "date_month, gap desc, id"
    _rec_name = "user_id"
    _depends = {
        **SOURCES,
        "res.company": ["kam_visits_per_day", "resource_calendar_id"],
        "kam.makeup.day": ["company_id", "date"],
    }

    user_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date_month = fields.Date(string="Month", readonly=True)
    month = fields.Char(string="Calendar Month", compute="_compute_month")
    date_end = fields.Date(string="Last Day of the Month", readonly=True)
    accounts = fields.Integer(
        string="Accounts Due", readonly=True, help="Accounts of which a visit falls due."
    )
    needed = fields.Integer(
        string="Visits Needed", readonly=True, help="How many fall due, from today on."
    )
    days_left = fields.Integer(
        string="Working Days Left",
        readonly=True,
        aggregator=None,
        help="By the working calendar of the company, today included.",
    )
    capacity = fields.Integer(
        string="Visits Possible",
        readonly=True,
        aggregator=None,
        help="Working days left × “Visits per Working Day” of the company.",
    )
    planned = fields.Integer(string="Visits Planned", readonly=True, help="From today on.")
    done = fields.Integer(string="Visits Made", readonly=True, help="In the whole month.")
    gap = fields.Integer(
        string="Visits Too Many", readonly=True, help="What falls due and cannot be made."
    )
    missed = fields.Integer(
        string="Accounts Missed",
        readonly=True,
        help="Accounts of which a visit cannot be made: those due last. What is planned is made.",
    )

    @api.depends("date_month")
    @api.depends_context("lang")
    def _compute_month(self):
        for row in self:
            row.month = row.date_month and babel.dates.format_skeleton(
                "yMMMM", row.date_month, locale=babel_locale_parse(get_lang(self.env).code)
            )

    @property
    def _table_query(self):
        return queries.coverage(self._get_clock(), self._get_months())

    @api.model
    def _get_clock(self):
        return self.env["kam.visit.due"]._get_clock()

    @api.model
    def _get_months(self):
        """Return what a person can do in the months that are looked at, see ``queries``."""
        months = []
        for company in self.env.companies.root_id:
            today, is_working = company._kam_today(), company._kam_is_working()
            # sudo: how many visits a day has holds for everybody
            per_day = company.sudo().kam_visits_per_day
            for number in range(MONTHS):
                first = today.replace(day=1) + relativedelta(months=number)
                last = first + relativedelta(months=1, days=-1)
                start = max(first, today)
                left = sum(
                    is_working(start + timedelta(days=ahead))
                    for ahead in range((last - start).days + 1)
                )
                months.append((company.id, number, first, last, left, int(left * per_day)))
        return months

    # ------------------------------------------------------------------
    # the records behind the numbers
    # ------------------------------------------------------------------

    def _find_accounts(self, condition):
        """Return the ids of the accounts behind a number of the row.

        :param SQL condition: on ``need``
        """
        self.check_access("read")
        self.env["kam.visit"].flush_model()
        self.env["kam.account"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT need.account_id
                  FROM (%(needs)s) AS need
                 WHERE need.company_id = %(company)s
                   AND need.manager_id = %(user)s
                   AND need.unit_id IS NOT DISTINCT FROM %(unit)s
                   AND need.first = %(month)s
                   AND %(condition)s
              ORDER BY need.start DESC, need.account_id
                """,
                needs=queries.needs(self._get_clock(), self._get_months()),
                company=self.company_id.id,
                user=self.user_id.id,
                unit=self.unit_id.id or None,
                month=self.date_month,
                condition=condition,
            )
        )
        return [account_id for (account_id,) in rows]

    def action_view_missed(self):
        """Open the accounts that will be missed, those due last first.

        :return: a window action
        """
        arguments.one(self)
        ids = self._find_accounts(SQL("need.unserved > 0"))
        return self._open_due(self.env._("Accounts Missed"), ids)

    def action_view_accounts(self):
        """Open the accounts of which a visit falls due in the month.

        :return: a window action
        """
        arguments.one(self)
        ids = self._find_accounts(SQL("need.times > 0"))
        return self._open_due(self.env._("Accounts Due"), ids)

    def _open_due(self, name, ids):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "kam.visit.due",
            "view_mode": "list,kanban",
            "views": [
                (self.env.ref("kam_management.view_kam_visit_due_list_missed").id, "list"),
                (False, "kanban"),
            ],
            "domain": [("id", "in", ids)],
        }

    def action_view_planned(self):
        """Open the visits that are planned in the month, from today on.

        :return: a window action
        """
        arguments.one(self)
        begins = max(
            self.company_id._kam_day_start(self.date_month),
            self.company_id._kam_day_start(self.company_id._kam_today()),
        )
        return self._open_visits(visits.OPEN_STATES, "date_start", begins)

    def action_view_done(self):
        """Open the visits that were made in the month.

        :return: a window action
        """
        arguments.one(self)
        begins = self.company_id._kam_day_start(self.date_month)
        return self._open_visits(visits.DONE_STATES, "date_ended", begins)

    def _open_visits(self, states, name, begins):
        ends = self.company_id._kam_day_start(self.date_end + timedelta(days=1))
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_visit")
        return {
            **action,
            "domain": [
                ("account_id", "in", self._find_accounts(SQL("TRUE"))),
                ("purpose", "in", visit_due.COUNTED_PURPOSES),
                ("state", "in", states),
                (name, ">=", fields.Datetime.to_string(begins)),
                (name, "<", fields.Datetime.to_string(ends)),
            ],
            "context": {},
        }
