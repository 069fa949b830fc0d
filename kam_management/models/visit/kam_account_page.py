from odoo import models
from odoo.fields import Domain

from ... import wording


class KamAccount(models.Model):
    """What visits add to the page of an account: when the next one is, and the time line."""

    _inherit = "kam.account"

    def _get_figures(self):
        """See the base method: also when the next visit is."""
        figures = super()._get_figures()
        if self.env["kam.visit"].has_access("read"):
            for account in self:
                figures[account.id]["visit"] = account._prepare_visit_figure()
        return figures

    def _prepare_visit_figure(self):
        text = self.env._("None planned")
        if self.next_visit:
            text = self._format_day(self.company_id._kam_day_of(self.next_visit))
        return {
            "key": "visit",
            "sequence": 55,
            "label": self.env._("Next Visit"),
            "text": text,
            "note": "",
            "tone": "muted",
            "help": self._fields["next_visit"]._description_help(self.env),
            "action": "action_view_visits",
        }

    # ------------------------------------------------------------------
    # time line: visits that were made stand there as contacts
    # ------------------------------------------------------------------

    def _get_timeline_sources(self):
        """See the base method: also visits that were cancelled, and findings passed on."""
        sources = super()._get_timeline_sources()
        if self.env["kam.visit"].has_access("read"):
            sources["visit"] = {
                "label": self.env._("Cancelled Visits"),
                "icon": "fa-calendar-times-o",
                "date": "date_cancelled",
                "find": "_find_timeline_visit",
            }
            sources["finding"] = {
                "label": self.env._("Findings"),
                "icon": "fa-lightbulb-o",
                "date": "date_passed",
                "find": "_find_timeline_finding",
            }
        return sources

    def _find_timeline_visit(self, domain, limit):
        found = self.env["kam.visit"].search_fetch(
            domain & Domain("account_id", "=", self.id) & Domain("state", "=", "cancelled"),
            ["date_cancelled", "number", "visit_cancel_reason", "leader_id"],
            limit=limit,
            order="date_cancelled DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                visit,
                visit.date_cancelled,
                self.env._("Visit %s cancelled", visit.number),
                text=visit.visit_cancel_reason or "",
                who=visit.leader_id,
                tone="warning",
            )
            for visit in found
        ]

    def _find_timeline_finding(self, domain, limit):
        findings = self.env["kam.visit.finding"]
        kinds = dict(findings._fields["kind"]._description_selection(self.env))
        found = findings.search_fetch(
            domain & Domain("account_id", "=", self.id),
            ["date_passed", "name", "kind", "state", "passed_by_id"],
            limit=limit,
            order="date_passed DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                finding,
                finding.date_passed,
                wording.labelled(self.env, kinds[finding.kind], finding.name),
                text=finding.outcome,
                who=finding.passed_by_id,
                tone="success" if finding.state == "done" else "",
            )
            for finding in found
        ]
