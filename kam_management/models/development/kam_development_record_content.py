from collections import Counter

from odoo import api, fields, models
from odoo.tools import format_amount

from ... import wording
from ...rules import snapshots
from ...wording import format_date, format_datetime
from .kam_account_contact import METHODS


class KamDevelopmentRecord(models.Model):
    """What a development record shows: its contacts, their sums, and what was known at the end."""

    _inherit = "kam.development.record"

    def _on_submitted(self):
        """See the base method: what the contacts say is kept with the record."""
        for record in self:
            record._protected_write({"content": record._prepare_content()})
        super()._on_submitted()

    def _get_content(self):
        """See the base method: what was kept counts as content, too."""
        return super()._get_content() | snapshots.places(self.content or {}, "content")

    def _prepare_content(self):
        """Return the contacts since the start, their sums, and what is known now. To be extended.

        Plain values: what has a code is kept as the code, names are those of the company's
        language, moments are kept in UTC.
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        # sudo: what is filed is complete, whoever submits
        development = self.development_id.sudo().with_context(lang=lang)
        contacts = development._find_contacts()[development]
        lines = [self._prepare_line(contact) for contact in contacts]
        methods = Counter(line["method"] for line in lines if line["method"])
        order = [code for code, _label in METHODS]
        return {
            "lines": lines,
            "count": len(lines),
            "minutes": sum(line["minutes"] or 0 for line in lines),
            "untimed": sum(not line["minutes"] for line in lines),
            "days": development.elapsed_days,
            # of those used equally often the first one in the scheme's order
            "method": min(methods, key=lambda code: (-methods[code], order.index(code)))
            if methods
            else None,
            "known": self._prepare_known(development, contacts),
        }

    @api.model
    def _prepare_line(self, contact):
        """Return what a line of the record says of one contact."""
        return {
            "moment": fields.Datetime.to_string(contact.date),
            "person": contact.stakeholder_id.display_name or None,
            "minutes": contact.minutes or None,
            "method": contact.development_method or None,
            "progress": contact.progress or None,
            "attitude": contact.attitude or None,
            "remarks": contact.remarks or None,
        }

    @api.model
    def _prepare_known(self, development, contacts):
        """Return what was known when the record was submitted, as plain values. To be extended.

        :param development: its first edition, as superuser
        :param kam.account.contact contacts: those since the start
        """
        scheme = development._get_editions().filtered("is_current")[-1:] or development
        return {
            "scheme": scheme.number,
            "edition": scheme.revision_mark or None,
            "is_approved": scheme.approval_state == "approved",
            "value": scheme.present_value,
            "contribution": scheme.expected_contribution,
            "currency": scheme.currency_id.id,
            "is_worth": scheme.is_worth,
            "progress": development.progress or None,
            "attitude": contacts[-1:].attitude or None,
            "last": fields.Datetime.to_string(contacts[-1:].date) if contacts else None,
            "contacts": len(contacts),
        }

    # ------------------------------------------------------------------
    # worded for the reader
    # ------------------------------------------------------------------

    def _get_shown(self):
        """Return what the record shows: as it is in the draft, otherwise as it was kept."""
        self.ensure_one()
        if self.approval_state != "draft" and self.content:
            return self.content
        return self._prepare_content()

    def _get_lines(self):
        """Return the lines of the record, worded for the reader, the oldest first.

        :return: list of dicts: ``moment``, ``person``, ``minutes`` (None where they are not known),
            ``method`` and ``remarks`` as texts; ``progress`` and ``attitude`` as codes, for the
            columns that are ticked
        """
        methods = self._get_methods()
        zone = self.company_id._kam_timezone().zone
        return [
            {
                **line,
                "moment": format_datetime(
                    self.env,
                    fields.Datetime.to_datetime(line["moment"]),
                    tz=zone,
                    dt_format="short",
                ),
                "person": line["person"] or "",
                "method": methods.get(line["method"], ""),
                "remarks": line["remarks"] or "",
            }
            for line in self._get_shown()["lines"]
        ]

    @api.model
    def _get_methods(self):
        field = self.env["kam.account.contact"]._fields["development_method"]
        return dict(field._description_selection(self.env))

    @api.model
    def _get_columns(self):
        """Return the columns that are ticked: progress and attitude as lists of code and label."""
        contact_fields = self.env["kam.account.contact"]._fields
        return {
            name: contact_fields[name]._description_selection(self.env)
            for name in ("progress", "attitude")
        }

    @api.model
    def _word_minutes(self, count):
        return self.env._("1 minute") if count == 1 else self.env._("%s minutes", count)

    def _get_sums(self):
        """Return the sums below the lines as pairs of label and text, in the reader's language."""
        shown = self._get_shown()
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        total = self._word_minutes(shown["minutes"])
        note = self.env._("%s without minutes", shown["untimed"]) if shown["untimed"] else ""
        return [
            (labels["contact_count"], str(shown["count"])),
            (self.env._("Total Time"), wording.noted(self.env, total, note)),
            (labels["elapsed_days"], str(shown["days"])),
        ]

    def _get_known(self):
        """Return what was known at the end as pairs of label and text, in the reader's language."""
        known = self._get_shown()["known"]
        scheme_fields = self.env["kam.development"]._fields
        contact_fields = self.env["kam.account.contact"]._fields
        attitudes = dict(contact_fields["attitude"]._description_selection(self.env))
        steps = dict(contact_fields["progress"]._description_selection(self.env))
        scheme = " ".join(filter(None, (known["scheme"], known["edition"])))
        # sudo: how an amount is written is no secret
        currency = self.env["res.currency"].sudo().browse(known["currency"])
        attitude = attitudes.get(known["attitude"], "")
        if known["last"]:
            company = self.company_id
            day = company._kam_day_of(fields.Datetime.to_datetime(known["last"]))
            attitude = wording.noted(self.env, attitude, format_date(self.env, day))
        return [
            (
                self.env._("Forecast"),
                scheme
                if known["is_approved"]
                else wording.noted(self.env, scheme, self.env._("not approved")),
            ),
            (
                scheme_fields["present_value"]._description_string(self.env),
                format_amount(self.env, known["value"], currency),
            ),
            (
                scheme_fields["is_worth"]._description_string(self.env),
                self.env._("Yes") if known["is_worth"] else self.env._("No"),
            ),
            (
                contact_fields["progress"]._description_string(self.env),
                steps.get(known["progress"], self.env._("None yet")),
            ),
            (self.env._("Last Attitude"), attitude or self.env._("None yet")),
            (self._fields["contact_count"]._description_string(self.env), str(known["contacts"])),
        ]

    @api.depends("content", "approval_state", "development_id")
    @api.depends_context("lang")
    def _compute_content_table(self):
        for record in self:
            record.content_table = bool(record.development_id) and self.env["ir.qweb"]._render(
                "kam_management.development_record_form", {"o": record}
            )

    def action_view_contacts(self):
        """Open the contacts since the start of the development.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.development_id.action_view_contacts()
