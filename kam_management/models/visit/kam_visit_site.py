from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_time

from ... import arguments, wording
from ...rules import visits
from ...wording import format_date
from .kam_visit import SITE_FIELDS

# of a contact: one day
MOST_MINUTES = 24 * 60


class KamVisit(models.Model):
    """What one has in the hand at the customer: begin, note, end, with or without a connection.

    The stamps are the server's. Pressed without a connection, a button is told later; then the time
    of the device is kept beside the stamp and shown as what it is, and counts for nothing: neither
    for being on time nor for how long we were there.
    """

    _inherit = "kam.visit"

    def action_open_site(self):
        """Open what one has in the hand at the customer.

        :return: a client action
        :raise AccessError: for whoever may not read the visit
        """
        return self._open_page("action_kam_visit_site")

    def _open_page(self, xmlid):
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(f"kam_management.{xmlid}")
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}

    def get_site(self):
        """Return what the page on site shows, in one call.

        :return: dict ``id``, ``name``, ``customer``, ``facts`` (label and text), ``state``,
            ``state_label``, ``is_mine`` (whether the user notes anything), ``hindrance`` (why it
            cannot begin, or an empty text), ``start`` and ``end`` (stamps in words, or False),
            ``fields`` (name, label, help, options), ``values``, ``report`` (id and whether it is a
            draft, or False), ``files``, ``files_of`` (model and id of what new ones are added to)
        :raise UserError: for none, or several visits
        :raise AccessError: for whoever may not read the visit
        """
        arguments.one(self)
        self.check_access("read")
        report = self.report_ids[:1]
        notes = self.site_notes or {}
        target = report or self
        return {
            "id": self.id,
            "name": self.display_name,
            "customer": self.partner_id.display_name,
            "facts": self._describe_appointment(),
            "state": self.state,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "is_mine": self.is_participant,
            "hindrance": self._word_hindrance(),
            "start": self._describe_start(),
            "end": self._describe_stamp(self.date_ended, self.date_ended_device),
            "fields": self._describe_site_fields(),
            "values": {
                name: (report[name] if report else notes.get(name)) or "" for name in SITE_FIELDS
            },
            "report": report and {"id": report.id, "is_draft": report.approval_state == "draft"},
            "files": self._find_site_files(report),
            "files_of": {"model": target._name, "id": target.id},
        }

    def _word_hindrance(self):
        """Return why the visit cannot begin, whatever the day; empty where it can, or has."""
        if self.state not in visits.AHEAD_STATES:
            return ""
        try:
            self._check_may_begin()
        except UserError as why:
            return str(why)
        return ""

    def _describe_appointment(self):
        """Return when, where, with whom and what for, as labels and texts; what is empty is not
        said.
        """
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        texts = {
            "date_start": self._word_span(),
            "place": self.place,
            "channel": dict(self._fields["channel"]._description_selection(self.env))[self.channel],
            "stakeholder_ids": wording.listed(
                self.env, self.stakeholder_ids.mapped("display_name")
            ),
            "goal": self.goal,
        }
        # the whole of it, not only its beginning
        labels["date_start"] = self.env._("Visit Time")
        return [
            {"name": name, "label": labels[name], "text": text}
            for name, text in texts.items()
            if text
        ]

    def _word_span(self):
        """Return from when until when, where the company works."""
        zone = self.company_id._kam_timezone().zone
        day_of = self.company_id._kam_day_of
        days = [format_date(self.env, day_of(each)) for each in (self.date_start, self.date_stop)]
        start, stop = (
            format_time(self.env, each, tz=zone, time_format="short")
            for each in (self.date_start, self.date_stop)
        )
        end = stop if days[0] == days[1] else f"{days[1]} {stop}"
        return f"{days[0]} {start} – {end}"

    def _describe_start(self):
        stamp = self._describe_stamp(self.date_started, self.date_started_device)
        if stamp:
            late = self.minutes_late
            stamp["is_late"] = bool(late)
            stamp["note"] = self._word_delay(late)
        return stamp

    def _describe_stamp(self, stamped, claimed):
        if not stamped:
            return False
        zone = self.company_id._kam_timezone().zone
        return {
            "text": format_time(self.env, stamped, tz=zone, time_format="short"),
            "device": claimed
            and self.env._(
                "%s by the device",
                format_time(self.env, claimed, tz=zone, time_format="short"),
            ),
        }

    def _describe_site_fields(self):
        model = self.env["kam.visit.report"]
        return [
            {
                "name": name,
                "label": model._word_label(name, self.is_target),
                "help": field._description_help(self.env) or "",
                "options": field._description_selection(self.env)
                if field.type == "selection"
                else False,
            }
            for name in SITE_FIELDS
            if (field := model._fields[name])
        ]

    def _find_site_files(self, report):
        """Return the photos and files from the customer that the user may see."""
        domain = Domain("res_model", "=", report._name) & Domain("res_id", "in", report.ids)
        if self.date_started:
            domain |= (
                Domain("res_model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("create_date", ">=", self.date_started)
            )
        files = self.env["ir.attachment"].search_fetch(domain, ["name", "mimetype"], order="id")
        return files.read(["name", "mimetype"])

    # ------------------------------------------------------------------
    # pressed without a connection
    # ------------------------------------------------------------------

    def action_start(self, claimed=None):
        """See the base method.

        :param claimed: when it began by the clock of a device that had no connection, naive UTC;
            kept beside the stamp, which is the server's
        """
        arguments.one(self)
        self._check_participant()
        claimed = claimed and self._check_moment("date_started_device", claimed)
        super().action_start()
        self._keep_claim("date_started_device", claimed)
        return True

    def action_end(self, notes=None, key="", claimed=None):
        """See the base method.

        :param claimed: when it was over by the clock of a device that had no connection, naive UTC;
            kept beside the stamp, which is the server's
        """
        arguments.one(self)
        self._check_participant()
        claimed = claimed and self._check_moment("date_ended_device", claimed)
        if self.state == "under_way":
            self._keep_claim("date_ended_device", claimed)
        return super().action_end(notes, key)

    def _keep_claim(self, name, claimed):
        """Keep what a device says of a moment that the server stamps now.

        :param str name: of the field
        :param claimed: when it was, or a false value
        """
        if claimed and visits.is_claim_kept(claimed, fields.Datetime.now()):
            # sudo: the process's own field; who may was checked
            self.sudo()._protected_write({name: claimed})

    def _get_minutes(self):
        """Return how long we were there; 0, not known, where a button was told of later."""
        if self.date_started_device or self.date_ended_device:
            return 0
        seconds = (self.date_ended - self.date_started).total_seconds()
        return min(int(seconds // 60), MOST_MINUTES)

    def _add_to_report(self, notes):
        """Add what was noted on another device to the draft report, beside what stands there."""
        report = self.report_ids
        vals = {
            name: visits.joined(report[name], noted)
            for name, noted in notes.items()
            if noted and (name != "attitude" or not report[name])
        }
        changed = {name: value for name, value in vals.items() if value != report[name]}
        if changed:
            report.write(changed)
