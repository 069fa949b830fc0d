from odoo import models
from odoo.fields import Domain

from ... import wording
from ...rules import suggestions


class KamAccount(models.Model):
    """What suggestions add to the page of an account: a figure, and rows of the time line."""

    _inherit = "kam.account"

    def _get_figures(self):
        """See the base method: also the suggestions that wait for an answer."""
        figures = super()._get_figures()
        if self.env["kam.suggestion"].has_access("read"):
            counts = self._count_open_suggestions()
            for account in self:
                figures[account.id]["suggestion"] = account._prepare_suggestion_figure(
                    *counts.get(account.id, (0, 0))
                )
        return figures

    def _count_open_suggestions(self):
        """Return how many suggestions are open and late: dict id of the account -> two numbers."""
        todays = {company.id: company._kam_today() for company in self.company_id}
        counts = {}
        for account, day, count in self.env["kam.suggestion"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", suggestions.OPEN_STATES)],
            ["account_id", "date_promise:day"],
            ["__count"],
        ):
            number, late = counts.get(account.id, (0, 0))
            is_late = bool(day) and day < todays[account.company_id.id]
            counts[account.id] = (number + count, late + count * is_late)
        return counts

    def _prepare_suggestion_figure(self, number, late):
        note = self.env._("none late")
        if late:
            note = self.env._("%s late", late)
        return {
            "key": "suggestion",
            "sequence": 57,
            "label": self.env._("Open Suggestions"),
            "text": str(number),
            "note": note if number else "",
            "tone": "danger" if late else "muted",
            "help": self.env._(
                "What the customer suggested and was not answered yet. Late: the promised date has "
                "passed."
            ),
            "action": "action_view_open_suggestions",
        }

    # ------------------------------------------------------------------
    # time line
    # ------------------------------------------------------------------

    def _get_timeline_sources(self):
        """See the base method: also suggestions, and their answers."""
        sources = super()._get_timeline_sources()
        if self.env["kam.suggestion"].has_access("read"):
            sources["suggestion"] = {
                "label": self.env._("Suggestions"),
                "icon": "fa-commenting-o",
                "date": "date_received",
                "find": "_find_timeline_suggestion",
            }
            sources["suggestion_answer"] = {
                "label": self.env._("Answers to Suggestions"),
                "icon": "fa-reply",
                "date": "date_replied",
                "find": "_find_timeline_suggestion_answer",
            }
        return sources

    def _find_timeline_suggestion(self, domain, limit):
        found = self.env["kam.suggestion"].search_fetch(
            domain & Domain("account_id", "=", self.id),
            ["date_received", "number", "name", "state", "decision", "received_by_id"],
            limit=limit,
            order="date_received DESC, id DESC",
        )
        states = dict(found._fields["state"]._description_selection(self.env))
        decisions = dict(found._fields["decision"]._description_selection(self.env))
        return [
            self._prepare_timeline_row(
                suggestion,
                suggestion.date_received,
                wording.labelled(self.env, suggestion.number, suggestion.name),
                text=wording.noted(
                    self.env, states[suggestion.state], decisions.get(suggestion.decision, "")
                ),
                who=suggestion.received_by_id,
                tone="" if suggestion.state in suggestions.OPEN_STATES else "success",
            )
            for suggestion in found
        ]

    def _find_timeline_suggestion_answer(self, domain, limit):
        found = self.env["kam.suggestion"].search_fetch(
            domain & Domain("account_id", "=", self.id),
            ["date_replied", "number", "reply_text", "replied_by_id"],
            limit=limit,
            order="date_replied DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                suggestion,
                suggestion.date_replied,
                self.env._("Suggestion %s answered", suggestion.number),
                text=suggestion.reply_text or "",
                who=suggestion.replied_by_id,
                tone="success",
            )
            for suggestion in found
        ]
