from operator import itemgetter

from odoo import models

from ...rules.visit_brief import Gap
from ...wording import format_date
from .kam_visit_brief import FINDINGS


class KamVisit(models.Model):
    """What the brief says of the suggestions of the customer, and asks about them."""

    _inherit = "kam.visit"

    def _find_brief_suggestions(self, found):
        """Return what the customer has suggested and was not answered: dicts, the oldest first.

        Those that go on as suggestions, and findings that were not passed on yet.

        :param found: what :meth:`_find_brief_findings` returned
        """
        kept = [
            {"name": finding.name, "date": self.company_id._kam_day_of(finding.create_date)}
            for finding in found
            if finding.kind == "suggestion"
        ]
        going_on = self.account_id._get_open_suggestions()
        return sorted([*kept, *going_on], key=itemgetter("date"))

    def _prepare_suggestions(self, suggested):
        """What the customer suggested and was not answered, and where it stands."""
        lines = [
            {
                "date": format_date(self.env, each["date"]),
                "title": each["name"],
                "text": each.get("text", ""),
            }
            for each in suggested
        ]
        return {
            "key": "suggestion",
            "label": self.env._("Open Suggestions"),
            "empty": self.env._("No open suggestion."),
            "lines": lines[:FINDINGS],
        }

    def _ask_about_suggestions(self, suggested):
        return {
            Gap("suggestion", each["name"], each["date"]): (
                self.env._("Which answer is expected to “%s”?", each["name"]),
                self.env._("suggested by the customer, not answered yet"),
            )
            for each in suggested
        }
