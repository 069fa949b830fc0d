from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_duration

from ... import arguments, wording
from ...rules import visit_moments, visits

# So many days ahead moments are looked for, so many earlier visits tell the rhythm.
AHEAD_DAYS = 30
HABITS = 12


class KamVisit(models.Model):
    """When and how a visit could be made: proposals with their reasons (scheme, one.2, 2).

    By when the customer receives visits and is busy, when the persons visited have time and how
    they like to be met, when earlier visits took place, and when those of us are free who come
    along. Of their calendars only that counts: free or not.
    """

    _inherit = "kam.visit"

    def propose_moments(self):
        """Return up to three moments at which the visit could be made, the best one first.

        :return: list of dicts with ``start`` and ``stop`` (naive UTC), ``channel`` and ``reason``,
            in words
        :raise UserError: for none, or several visits
        :raise AccessError: for whoever may not read the visit
        """
        arguments.one(self)
        self.check_access("read")
        usual = self.type_id.channel or "person"
        preferred = [person.preferred_channel for person in self.stakeholder_ids]
        channel, way = visit_moments.choose_way(usual, filter(None, preferred))
        last = max(self._find_habits(), default=None)
        return [
            {
                "start": self._to_utc(moment.start),
                "stop": self._to_utc(moment.stop),
                "channel": channel,
                "reason": wording.sentences(
                    self.env, [*self._word_moment(moment, last), self._word_way(way, channel)]
                ),
            }
            for moment in self._find_moments()
        ]

    def _find_moments(self):
        """Return the proposals as the rules make them."""
        today = self.company_id._kam_today()
        is_working = self.company_id._kam_is_working()
        days = [today + timedelta(days=number) for number in range(1, AHEAD_DAYS + 1)]
        busy_days, closed_days = self._find_seasons(days)
        days = [day for day in days if is_working(day) and day not in closed_days]
        length = (self.date_stop - self.date_start).total_seconds() // 60
        return visit_moments.propose(
            days,
            length,
            windows=self._find_windows(),
            busy=self._find_busy(today),
            habits=self._find_habits(),
            wishes=[visit_moments.read_wish(text) for text in self._get_wishes()],
            busy_days=busy_days,
        )

    def _get_wishes(self):
        return [person.preferred_time for person in self.stakeholder_ids if person.preferred_time]

    def _find_windows(self):
        """Return when the customer receives visits: weekday, hour from, hour to."""
        if "window_ids" not in self.account_id:
            return []
        return [
            (int(window.weekday), window.hour_from, window.hour_to)
            for window in self.account_id.window_ids
        ]

    def _find_seasons(self, days):
        """Return on which of some days the customer is busy, and on which it is not visited."""
        busy_days, closed_days = set(), set()
        seasons = self.account_id.season_ids if "season_ids" in self.account_id else ()
        for season in seasons:
            inside = {
                day
                for day in days
                if visit_moments.in_season(day, int(season.month_from), int(season.month_to))
            }
            if season.kind == "busy":
                busy_days |= inside
            # no interval: the customer receives no visits then
            if not season.visit_interval:
                closed_days |= inside
        return busy_days, closed_days

    def _find_habits(self):
        """Return when the last visits of the account began, as the reader sees them: local."""
        made = self.search(
            Domain("account_id", "=", self.account_id.id)
            & Domain("state", "in", visits.DONE_STATES)
            & Domain("date_started", "!=", False),
            order="date_started desc",
            limit=HABITS,
        )
        return [self._to_local(visit.date_started) for visit in made]

    def _find_busy(self, today):
        """Return when somebody of us has something else to do: local start and end, no more."""
        start = self.company_id._kam_day_start(today)
        stop = self.company_id._kam_day_start(today + timedelta(days=AHEAD_DAYS + 1))
        partners = self._get_event_partners()
        # sudo: whether colleagues are free is no secret, what they do is not looked at
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                Domain("partner_ids", "in", partners.ids)
                & Domain("show_as", "=", "busy")
                & Domain("kam_visit_id", "not in", self.ids)
                & Domain("start", "<", stop)
                & Domain("stop", ">", start)
            )
        )
        busy = []
        for event in events:
            going = event.attendee_ids.filtered(
                lambda attendee: attendee.partner_id in partners and attendee.state != "declined"
            )
            if event.attendee_ids and not going:
                continue
            if event.allday:
                # without a time zone: they name days
                busy.append(
                    (
                        fields.Datetime.to_datetime(event.start_date),
                        fields.Datetime.to_datetime(event.stop_date) + timedelta(days=1),
                    )
                )
            else:
                busy.append((self._to_local(event.start), self._to_local(event.stop)))
        return busy

    def _to_local(self, moment):
        zone = self.company_id._kam_timezone()
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)

    def _to_utc(self, moment):
        zone = self.company_id._kam_timezone()
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # in words
    # ------------------------------------------------------------------

    @api.model
    def _get_weekdays(self):
        return (
            self.env._("Monday"),
            self.env._("Tuesday"),
            self.env._("Wednesday"),
            self.env._("Thursday"),
            self.env._("Friday"),
            self.env._("Saturday"),
            self.env._("Sunday"),
        )

    def _word_moment(self, moment, last):
        """Return why a moment is proposed: sentences, in the language of the reader.

        :param moment: as the rules propose it
        :param datetime last: when the last visit began, local, or None
        """
        weekdays = self._get_weekdays()
        sentences = []
        if last:
            days = (moment.start.date() - last.date()).days
            sentences.append(
                self.env._("1 day after the last visit.")
                if days == 1
                else self.env._("%s days after the last visit.", days)
            )
        for code, values in moment.reasons:
            if code == "window":
                first, last = map(format_duration, values["hours"])
                sentences.append(
                    self.env._(
                        "%(weekday)s, %(first)s to %(last)s: the customer receives visits.",
                        weekday=weekdays[values["weekday"]],
                        first=first,
                        last=last,
                    )
                )
            elif code == "wish":
                wishes = wording.parted(self.env, self._get_wishes())
                sentences.append(self.env._("As those visited wish: %s.", wishes))
            elif code == "weekday":
                sentences.append(
                    self.env._(
                        "%(count)s of the last %(of)s visits were on the same weekday "
                        "(%(weekday)s).",
                        count=values["count"],
                        of=values["of"],
                        weekday=weekdays[values["weekday"]],
                    )
                )
            elif code == "hour":
                sentences.append(
                    self.env._(
                        "%(count)s of the last %(of)s visits were at about this hour.", **values
                    )
                )
            elif code == "season":
                sentences.append(self.env._("The customer has a busy season: keep it short."))
        return [*sentences, self.env._("All of us who come along are free.")]

    def _word_way(self, way, channel):
        """Return why a way is proposed: a sentence, in the language of the reader."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        if way == "way_wished":
            return self.env._("%s: as those visited like it.", channels[channel])
        if way == "way_usual":
            return self.env._("%s: as visits of this type are made.", channels[channel])
        return self.env._("%s: that is preferred.", channels[channel])

    def action_propose_moments(self):
        """Open a dialog with moments to choose from.

        :return: a window action
        :raise UserError: for none, or several visits, or for one that has begun
        :raise AccessError: for whoever may not change the visit
        """
        arguments.one(self)
        self.check_access("write")
        self._check_ahead()
        return self.env["kam.visit.proposal"]._open(self)
