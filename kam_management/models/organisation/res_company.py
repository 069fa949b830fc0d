from datetime import date, datetime, time, timedelta
from functools import cache

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache
from odoo.tools.intervals import Intervals

from ...rules import deadlines

# Without hours of its own, a flexible calendar works from Monday to Friday.
WEEKDAYS = frozenset(range(5))
STANDING_FIELDS = {"active", "user_ids"}
# What says in which time zone a company works.
ZONE_FIELDS = {"parent_id", "partner_id", "resource_calendar_id"}


class ResCompany(models.Model):
    """Where and when a company works; a branch does so as the root of its tree does.

    ``res_company_defaults``: what companies start with, and what goes when they are deleted.
    """

    _inherit = "res.company"

    kam_takeover_open = fields.Boolean(
        string="Go-live take-over open",
        default=True,
        help="As long as this is open, administrators of key accounts may enter the key accounts "
        "that exist already. Afterwards a customer becomes a key account by screening only.",
    )

    kam_setup_gaps = fields.Text(
        string="Incomplete Set-up",
        compute="_compute_kam_setup_gaps",
        help="What the company lacks for days and deadlines to be right.",
    )

    @api.model
    def _get_company_root_delegated_field_names(self):
        """Let branches have the settings of their root: it is the root's that count."""
        return [
            *super()._get_company_root_delegated_field_names(),
            *(
                name
                for name, field in self._fields.items()
                if name.startswith("kam_")
                and field.store
                and not (field.relational or field.readonly or field.groups)
            ),
        ]

    def write(self, vals):
        """Change companies; who works in them holds positions, or holds none any more."""
        is_standing = bool(STANDING_FIELDS & vals.keys())
        holders = self._kam_find_holders() if is_standing else self.env["res.users"]
        result = super().write(vals)
        if ZONE_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        if not is_standing:
            return result
        if holders := holders | self._kam_find_holders():
            holders._kam_on_standing_changed()
        return result

    def _kam_find_holders(self):
        """Return who holds positions in the legal entities of the companies."""
        # sudo: who holds positions counts, whoever changes the company
        positions = self.env["kam.position"].sudo()
        return positions.search([("company_id", "in", self.root_id.ids)]).user_id

    @api.depends("parent_id", "partner_id.tz", "resource_calendar_id.tz")
    def _compute_kam_setup_gaps(self):
        for company in self:
            company.kam_setup_gaps = "\n".join(company._kam_find_gaps()) or False

    def _kam_find_gaps(self):
        """Return what the company lacks for days and deadlines to be right, as texts.

        :rtype: list[str]
        """
        self.ensure_one()
        # sudo: what a company lacks is no secret to whoever sets it up
        root = self.sudo().root_id
        gaps = []
        if not root.resource_calendar_id:
            gaps.append(
                self.env._(
                    "%(company)s has no working calendar: every day counts as a working day. "
                    "Choose “Working Hours” of the company.",
                    company=root.name,
                )
            )
            if not root.partner_id.tz:
                gaps.append(
                    self.env._(
                        "The time zone of %(company)s is not known: its days begin and end by "
                        "UTC. Choose “Timezone” of its contact, or “Working Hours” of the company.",
                        company=root.name,
                    )
                )
        return gaps

    def _kam_check_takeover(self):
        """Refuse unless the user may take key accounts over in this company now.

        :raise AccessError: for everybody but administrators of key accounts of the company
        :raise UserError: when the company has gone live
        """
        self.ensure_one()
        user = self.env.user
        if not self.env.su and not user.has_group("kam_management.group_kam_administrator"):
            raise AccessError(
                self.env._("Only administrators of key accounts take existing key accounts over.")
            )
        if not self.env.su and self.root_id not in user.company_ids.root_id:
            raise AccessError(
                self.env._("Take key accounts over in a company that you work for yourself.")
            )
        if not self.kam_takeover_open:
            raise UserError(
                self.env._(
                    "Taking over is closed in %(company)s: it has gone live, and customers become "
                    "key accounts by screening. A system administrator can open it again in "
                    "Key Accounts / Configuration / Settings.",
                    company=self.name,
                )
            )

    def _kam_entity_ids(self):
        """Return the ids of all companies of the legal entity: the root and its branches.

        :rtype: list[int]
        """
        self.ensure_one()
        # sudo: what belongs to the entity counts, whoever may work in which branch; archived
        # branches have invoices as well
        companies = self.sudo().with_context(active_test=False)
        return companies.search([("id", "child_of", self.root_id.id)], order="id").ids

    def _kam_timezone(self):
        """Return the time zone in which the company works: its calendar's, else its contact's."""
        self.ensure_one()
        # sudo: which company is the root is no secret
        return pytz.timezone(self._kam_zone(self.sudo().root_id.id))

    @api.model
    @ormcache("root_id")
    def _kam_zone(self, root_id):
        """Return the name of the time zone of a root company; kept until it may be another.

        :param int root_id: id of the company
        """
        # sudo: the time zone of the company is no secret, its working calendar may be
        root = self.sudo().browse(root_id)
        return root.resource_calendar_id.tz or root.partner_id.tz or "UTC"

    def _kam_today(self):
        """Return the calendar day it is now where the company works.

        Every rule about days uses this one, so that a day begins for users in all
        time zones, and for scheduled jobs, at the same moment.

        :return: a date
        """
        return self._kam_day_of(fields.Datetime.now())

    def _kam_day_of(self, moment):
        """Return the calendar day of a moment where the company works.

        :param datetime moment: naive UTC, as Odoo stores it, or a false value
        :return: a date, or None
        """
        if not moment:
            return None
        return pytz.utc.localize(moment).astimezone(self._kam_timezone()).date()

    def _kam_day_start(self, day):
        """Return the moment at which a day begins where the company works.

        :param date day: a calendar day
        :return: a naive datetime in UTC, as Odoo stores it
        """
        midnight = self._kam_timezone().localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _kam_is_working(self):
        """Return the function that tells whether the company works on a date.

        Worked is what its calendar says, days off left out, make-up days added. Each month is
        looked up once.

        :return: function date -> bool
        """
        self.ensure_one()
        # sudo: as in _kam_worked_days
        if not self.sudo().root_id.resource_calendar_id:
            return lambda day: True

        @cache
        def worked_in(year, month):
            return self._kam_worked_days(date(year, month, 1))

        return lambda day: day in worked_in(day.year, day.month)

    def _kam_worked_days(self, first):
        """Return the days worked in the month that begins on a day."""
        # sudo: which days are worked is no secret, the calendar may be
        root = self.sudo().root_id
        calendar = root.resource_calendar_id
        zone = self._kam_timezone()
        following = first + relativedelta(months=1)
        start, end = (zone.localize(datetime.combine(day, time.min)) for day in (first, following))
        if calendar.flexible_hours:
            worked = self._kam_flexible_days(calendar, start, end)
        else:
            worked = {
                begin.astimezone(zone).date()
                for begin, _end, _what in calendar._work_intervals_batch(start, end)[False]
            }
        makeup = (
            self.env["kam.makeup.day"]
            .sudo()  # sudo: as above
            .search([("company_id", "=", root.id), ("date", ">=", first), ("date", "<", following)])
        )
        return worked | set(makeup.mapped("date"))

    @api.model
    def _kam_flexible_days(self, calendar, start, end):
        """Return the days that a flexible calendar works, which names no hours.

        Odoo spreads its hours over seven days a week. Here the days of the week are those of its
        attendances, if it has kept some, else Monday to Friday; a day off is one of whose hours,
        taken around noon, leaves let nothing.
        """
        weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")} or WEEKDAYS
        zone = pytz.timezone(start.tzinfo.zone)
        half = timedelta(hours=min(max(calendar.hours_per_day, 1), 23) / 2)
        off = calendar._leave_intervals_batch(start, end)[False]
        worked = set()
        for number in range((end.date() - start.date()).days):
            day = start.date() + timedelta(days=number)
            noon = zone.localize(datetime.combine(day, time(12)))
            hours = Intervals([(noon - half, noon + half, calendar)])
            if day.weekday() in weekdays and hours - off:
                worked.add(day)
        return worked

    def _kam_due(self, day, number, day_count="calendar"):
        """Return the last day of a duty: a number of days after the day it began.

        :param date day: the day it began, which does not count itself
        :param int number: days
        :param str day_count: ``calendar``, or ``working`` by the company's calendar
        :return: a date
        """
        is_working = self._kam_is_working() if day_count == "working" else None
        return deadlines.add_days(day, number, is_working)

    def _kam_add_working_days(self, day, number):
        """Return the working day that comes a number of working days after a day.

        :param date day: first day, which does not count itself
        :param int number: working days by the company's calendar
        :return: a date
        """
        return deadlines.add_days(day, number, self._kam_is_working())
