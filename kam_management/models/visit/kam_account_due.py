from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments
from ...rules import visit_due
from ...rules.account_states import LOOKED_AFTER

# how far ahead a moment for a visit is looked for
HORIZON_DAYS = 28


class KamAccount(models.Model):
    """Planning a visit of an account: what for, and when it would fit."""

    _inherit = "kam.account"

    def action_plan_visit(self):
        """Open a new visit of the account, prefilled: its type, who leads it, a moment.

        :return: a window action
        :raise UserError: for an account that is no potential or key account
        """
        arguments.one(self)
        self.check_access("read")
        if self.state not in LOOKED_AFTER or not self.active:
            raise UserError(
                self.env._(
                    "%(account)s is no potential or key account: visits are planned for these.",
                    account=self.display_name,
                )
            )
        kind = self._get_visit_types().get(self, self.env["kam.visit.type"])
        context = {
            "default_account_id": self.id,
            "default_leader_id": self.env.uid,
            "default_type_id": kind.id,
        }
        moment = self._propose_moment(self.env.user, kind.duration or 1)
        if moment:
            stop = moment + timedelta(hours=kind.duration or 1)
            context["default_date_start"] = fields.Datetime.to_string(moment)
            context["default_date_stop"] = fields.Datetime.to_string(stop)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Visit"),
            "res_model": "kam.visit",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": context,
        }

    def _get_visit_types(self):
        """Return for each account the type of its next visit: a target account has its own.

        :return: dict account -> kam.visit.type, without accounts whose company has none
        """
        types = self.env["kam.visit.type"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("purpose", "in", visit_due.COUNTED_PURPOSES),
            ]
        )
        of = {}
        for each in types:
            of.setdefault((each.company_id, each.purpose), each)
        targets = self._filter_targets()
        found = {
            account: of.get((account.company_id, "target" if account in targets else "regular"))
            for account in self
        }
        return {account: kind for account, kind in found.items() if kind}

    def _propose_moment(self, user, hours):
        """Return the next moment on a working day at which a visit of the account would fit.

        :param res.users user: who makes it
        :param float hours: how long it takes
        :return: naive datetime in UTC, or None where there is none within four weeks
        """
        self.ensure_one()
        today = self.company_id._kam_today()
        days = self._get_days(self.company_id, user, today, HORIZON_DAYS)
        placed, _refused = visit_due.spread([self._as_wish(hours)], days)
        if self.id not in placed:
            return None
        return self.company_id._kam_moment_of(*placed[self.id])

    def _as_wish(self, hours):
        """Return the account as ``rules.visit_due.spread`` takes it."""
        # sudo: who may plan a visit plans it by what the customer has said
        account = self.sudo()
        return visit_due.Wish(
            self.id, hours, account.window_ids._as_rule(), account.season_ids._as_rule()
        )

    @api.model
    def _get_days(self, company, user, after, number):
        """Return the working days that come after a day, with what fits into them yet.

        :param res.company company: whose calendar counts
        :param res.users user: whose visits are in the way
        :param date after: the day before the first one
        :param int number: how many days are looked at
        :return: list of ``rules.visit_due.Day``
        """
        is_working = company._kam_is_working()
        # whole weeks, as a week holds so many visits
        monday = after + timedelta(days=1) - timedelta(days=(after.weekday() + 1) % 7)
        days = (monday + timedelta(days=ahead) for ahead in range(number + 13))
        taken = self._find_taken(company, user, [day for day in days if is_working(day)])
        # sudo: how many visits a day has holds for everybody
        per_day = company.sudo().kam_visits_per_day
        weeks = defaultdict(list)
        for day, visited in taken.items():
            weeks[day.isocalendar()[:2]].append(len(visited))
        rooms = {
            week: visit_due.room(per_day, len(numbers), sum(numbers))
            for week, numbers in weeks.items()
        }
        return [
            visit_due.Day(
                day,
                visit_due.room(per_day, 1, len(visited)),
                visited,
                rooms[day.isocalendar()[:2]],
            )
            for day, visited in taken.items()
            if after < day <= after + timedelta(days=number)
        ]

    @api.model
    def _find_taken(self, company, user, dates):
        """Return the hours of some days that visits of somebody take: dict date -> pairs.

        Those that were made as well, so that a week holds no more than it does.
        """
        taken = {day: [] for day in dates}
        if not dates:
            return taken
        # sudo: that somebody is away counts, whoever may see the visit
        ahead = (
            self.env["kam.visit"]
            .sudo()
            .search(
                [
                    ("state", "!=", "cancelled"),
                    ("date_start", ">=", company._kam_day_start(dates[0])),
                    ("date_start", "<", company._kam_day_start(dates[-1] + timedelta(days=1))),
                    "|",
                    ("leader_id", "=", user.id),
                    ("participant_ids", "in", user.ids),
                ]
            )
        )
        for visit in ahead:
            day = company._kam_day_of(visit.date_start)
            if day in taken:
                begin = (visit.date_start - company._kam_day_start(day)).total_seconds() / 3600
                length = (visit.date_stop - visit.date_start).total_seconds() / 3600
                taken[day].append((begin, begin + length))
        return taken
