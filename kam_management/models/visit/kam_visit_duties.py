from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...rules import visits

PLANNED = "visit"
REPORT = "visit_report"
FOLLOW_UP = "visit_follow_up"


class KamVisit(models.Model):
    """What is owed for a visit: making it, its report, listening again within a week."""

    _inherit = "kam.visit"

    def _get_last_day(self):
        """Return the last day of the visit, where the company works."""
        return self.company_id._kam_day_of(self.date_ended or self.date_stop)

    def _get_year(self):
        """Return the year of the visit, where the company works: its ceilings hold."""
        return self.company_id._kam_day_of(self.date_start).year

    def _owes_follow_up(self):
        """Tell whether the customer is listened to again (development scheme, 6.6)."""
        self.ensure_one()
        if self.purpose in visits.LIGHT_PURPOSES:
            return False
        return self.is_target or self.type_id.owes_follow_up

    def _open_planned(self):
        """Let who visits owe the visit on its day; that is planned, and not counted."""
        self.env["kam.deadline"]._open(
            [
                visit._prepare_duty_vals(
                    PLANNED, visit._get_last_day(), user_ids=visit._get_people().ids
                )
                for visit in self
                if visit.state in visits.AHEAD_STATES
            ]
        )

    def _move_planned(self):
        self.env["kam.deadline"]._move(self, PLANNED, self._get_last_day(), "updated")

    def _cancel_planned(self):
        self.env["kam.deadline"]._cancel(self, "not_needed", PLANNED)

    def _open_afterwards(self):
        """The visit was made: its report is owed, and listening again."""
        deadlines, company = self.env["kam.deadline"], self.company_id
        deadlines._close(self, PLANNED, by=self.env.user)
        self._open_report_duty()
        duties = []
        if self._owes_follow_up():
            duties.append(
                self._prepare_duty_vals(
                    FOLLOW_UP,
                    company._kam_due(self._get_last_day(), visits.FOLLOW_UP_DAYS),
                    user_ids=self._get_people().ids,
                )
            )
        deadlines._open(duties)

    def _open_report_duty(self):
        """Let whoever led the visit owe its report, from the day on which it was made."""
        company = self.company_id
        # sudo: the days hold for everybody
        days = company.sudo().kam_visit_report_days
        due = company._kam_due(company._kam_day_of(self.date_ended), days)
        self.env["kam.deadline"]._open(
            [self._prepare_duty_vals(REPORT, due, user_ids=self.leader_id.ids)]
        )

    def write(self, vals):
        """Change visits; who takes part owes them."""
        result = super().write(vals)
        if {"leader_id", "participant_ids"} & vals.keys():
            self._refresh_duties()
        return result

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who visits; when they all have left, the account manager.

        Whoever is archived, or holds no position any more, has left.
        """
        people = super()._find_duty_users(deadlines)
        documents = self._find_duty_documents(deadlines)
        owing = {
            duty: visit.leader_id if duty.code == REPORT else visit._get_people()
            for duty, visit in documents.items()
            if duty.code in (PLANNED, REPORT, FOLLOW_UP)
        }
        visiting = self.env["res.users"].union(*owing.values())
        placed = self._find_placed(visiting, deadlines.company_id)
        for duty, users in owing.items():
            present = users & placed[duty.company_id]
            people[duty] = duty._keep_able(present) or duty._keep_able(
                documents[duty].account_id.manager_id
            )
        return people

    @api.model
    def _find_placed(self, users, companies):
        """Return who of some users holds a position today that visits customers.

        :param res.users users: whom to look for
        :param res.company companies: where
        :return: defaultdict company -> users
        """
        # sudo: positions are no secret
        positions_sudo = self.env["kam.position"].sudo()
        placed = defaultdict(self.env["res.users"].browse)
        found = positions_sudo.search_fetch(
            Domain("user_id", "in", users.ids)
            & Domain("role", "!=", "archivist")
            & positions_sudo._get_valid_domain(companies),
            ["user_id", "company_id"],
        )
        for company, positions in found.grouped("company_id").items():
            placed[company] = positions.user_id
        return placed
