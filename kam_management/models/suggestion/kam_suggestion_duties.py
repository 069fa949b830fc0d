from odoo import api, models

from ... import wording
from ...rules import suggestions
from ...wording import format_date

REPORT = "suggestion_report"
LISTING = "suggestion_listing"
DIRECT = "suggestion_direct"
REPLY = "suggestion_reply"
AUTHORED = (REPORT, REPLY)


class KamSuggestion(models.Model):
    """By when the parts of a suggestion are done, counted back from what was promised.

    The decision is a step of the summary, with a deadline of its own.
    """

    _inherit = "kam.suggestion"

    def _get_duty_title(self):
        """See the base method: the customer, and what is suggested in a few words."""
        # sudo: whoever owes something of it learns whose suggestion it is
        return wording.labelled(self.env, self.sudo().partner_id.name, self.name)

    def _get_milestones(self):
        """Return by which days the parts of the suggestion are done, see the rule."""
        self.ensure_one()
        company = self.company_id
        route_days = self.env["kam.suggestion.kind"]._get_route_days(company)
        received, promise = company._kam_day_of(self.date_received), self.date_promise
        if self.date_returned:
            # what was promised was kept: counted from the day on which it was taken up again
            received = self.date_returned
            promise = company._kam_add_working_days(
                received, suggestions.LISTING_DAYS + route_days + suggestions.REPLY_DAYS
            )
        return suggestions.milestones(received, promise, route_days, company._kam_is_working())

    def _open_duties(self):
        """Open what is owed where the suggestions stand; what is owed already moves along.

        Called when they are taken in, when the promise moves, and when they go on.
        """
        vals_list = []
        for suggestion in self:
            vals_list += suggestion._prepare_duties()
        self.env["kam.deadline"]._open(vals_list)

    def _prepare_duties(self):
        """Return what is owed of a suggestion now, for ``kam.deadline._open``."""
        self.ensure_one()
        if self.state not in suggestions.OPEN_STATES:
            return []
        days = self._get_milestones()
        owed_by = {"user_ids": self._find_author().ids, "unit_id": self.unit_id.id}
        duties = [self._prepare_duty_vals(REPLY, days["reply"], **owed_by)]
        if not self.is_routed and self.state in ("received", "accepted"):
            duties.append(
                self._prepare_duty_vals(DIRECT, days["decision"], unit_id=self.unit_id.id)
            )
        elif self._waits_on_draft() or (
            self.is_routed and self.state in ("received", "accepted", "reporting")
        ):
            if self._is_reported():
                duties.append(
                    self._prepare_duty_vals(LISTING, days["listing"], unit_id=self.unit_id.id)
                )
            else:
                duties.append(self._prepare_duty_vals(REPORT, days["report"], **owed_by))
        return duties

    def _waits_on_draft(self):
        """Tell whether the suggestion is on a summary that nobody has submitted yet."""
        self.ensure_one()
        # sudo: how its summary stands counts, whoever asks
        return self.state == "listed" and not self.sudo().summary_id.approval_round

    def _find_author(self):
        """Return who handles the suggestion and can act; nobody, where the unit's leader does."""
        return self.author_id._kam_able(self.company_id)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever handles the suggestion."""
        people = super()._find_duty_users(deadlines)
        owed = deadlines.filtered(lambda duty: duty.code in AUTHORED)
        for duty, suggestion in self._find_duty_documents(owed).items():
            # sudo: who handles it counts, whoever asks
            people[duty] = self.env["res.users"].browse(suggestion.sudo().author_id.ids)
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: the unit of the account, which may have moved meanwhile."""
        units = super()._find_duty_units(deadlines)
        for duty, suggestion in self._find_duty_documents(deadlines).items():
            units[duty] = suggestion._get_unit()
        return units

    def _refresh_duties(self):
        """Let those owe what is open who handle the suggestions now."""
        self.env["kam.deadline"]._refresh(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [
            *super()._get_described_fields(),
            "name",
            "description",
            "date_promise",
            "date_returned",
            "decision",
            "reply_text",
            "state",
            "summary_line_id.summary_id.approval_round",
            "summary_line_id.summary_id.number",
            "summary_line_id.summary_id.unit_id.name",
        ]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what the customer said, and what settles the duty."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        labels = {
            REPORT: self.env._("Write the Report"),
            LISTING: self.env._("Put on a Summary"),
            DIRECT: self.env._("Decide"),
            REPLY: self.env._("Open It"),
        }
        listed = self.concat(*(each for duty, each in documents.items() if duty.code == LISTING))
        drafts = listed._find_drafts_in_sight()
        for duty, suggestion in documents.items():
            if duty.code not in labels:
                continue
            told[duty] = {
                "why": suggestion.description,
                "facts": [suggestion._word_promise()],
                "actions": [my_day._prepare_action("open", labels[duty.code])],
            }
            if duty.code == LISTING and suggestion.id in drafts:
                draft = drafts[suggestion.id]
                left = self.env._("On %s, which is not submitted yet.", draft.display_name)
                told[duty]["facts"].insert(0, left)
                told[duty]["actions"] = [my_day._prepare_action("open", self.env._("Submit"))]
        return told

    def _word_promise(self):
        """Return by when the customer is answered, or that it was postponed and came back."""
        if self.date_returned:
            return self.env._(
                "Postponed, and back since %s", format_date(self.env, self.date_returned)
            )
        return self.env._("Promised by %s", format_date(self.env, self.date_promise))
