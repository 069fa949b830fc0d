from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import wording
from ...rules import suggestions


class KamAccount(models.Model):
    """What suggestions add to the page of an account: a figure, and rows of the time line."""

    _inherit = "kam.account"

    def _get_counted_figures(self):
        """See the base method: also the suggestions that wait for an answer."""
        kinds = super()._get_counted_figures()
        if self and self.env["kam.suggestion"].has_access("read"):
            statement = self._get_open_suggestions_statement()
            kinds["suggestion"] = (statement, "_prepare_suggestion_figure")
        return kinds

    def _get_open_suggestions_statement(self):
        """Return the statement of how many suggestions are promised for which day."""
        suggested = self.env["kam.suggestion"]
        query = suggested._search(
            [("account_id", "in", self.ids), ("state", "in", suggestions.OPEN_STATES)]
        )
        query.groupby = SQL("1, 2")
        return query.select(
            suggested._field_to_sql(query.table, "account_id", query),
            suggested._field_to_sql(query.table, "date_promise", query),
            SQL("COUNT(*)"),
            SQL("NULL::float8"),
        )

    def _prepare_suggestion_figure(self, rows):
        today = self.company_id._kam_today()
        number = sum(count for _day, count, _none in rows)
        late = sum(count for day, count, _none in rows if day and day < today)
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
