from datetime import date, datetime, time
from functools import cache

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules import deadlines


class ResCompany(models.Model):
    _inherit = "res.company"

    kam_takeover_open = fields.Boolean(
        string="Go-live take-over open",
        default=True,
        help="As long as this is open, administrators of key accounts may enter the key accounts "
        "that exist already. Afterwards a customer becomes a key account by screening only.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new company what companies start with, in every language in use."""
        companies = super().create(vals_list)
        companies._kam_give_defaults()
        self.env["ir.module.module"]._kam_translate_defaults()
        return companies

    @api.model
    def _kam_give_all_defaults(self):
        """Give every company what it lacks of what companies start with.

        Called by the data of each addon, on installation and upgrade.
        """
        self.search([])._kam_give_defaults()

    def _kam_give_defaults(self):
        """Make what the companies lack of what companies start with."""
        for model in self._kam_get_default_models():
            model._create_defaults(self)

    @api.model
    def _kam_get_default_models(self):
        """Return the models of which companies have records from the beginning, as a list."""
        names = self.env.registry.descendants(["kam.company.default.mixin"], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

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
        if not self.env.su and self not in user.company_ids:
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

    def _kam_timezone(self):
        self.ensure_one()
        # sudo: the time zone of the company is no secret, its working calendar may be
        return pytz.timezone(self.sudo().resource_calendar_id.tz or "UTC")

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
        if not self.sudo().resource_calendar_id:
            return lambda day: True

        @cache
        def worked_in(year, month):
            return self._kam_worked_days(date(year, month, 1))

        return lambda day: day in worked_in(day.year, day.month)

    def _kam_worked_days(self, first):
        """Return the days worked in the month that begins on a day."""
        # sudo: which days are worked is no secret, the calendar may be
        calendar = self.sudo().resource_calendar_id
        zone = self._kam_timezone()
        following = first + relativedelta(months=1)
        start, end = (zone.localize(datetime.combine(day, time.min)) for day in (first, following))
        worked = calendar._work_intervals_batch(start, end)[False]
        makeup = (
            self.env["kam.makeup.day"]
            .sudo()  # sudo: as above
            .search([("company_id", "=", self.id), ("date", ">=", first), ("date", "<", following)])
        )
        return {begin.astimezone(zone).date() for begin, _end, _what in worked} | set(
            makeup.mapped("date")
        )

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
