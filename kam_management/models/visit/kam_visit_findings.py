from odoo import api, models

from ... import arguments, wording
from ...rules import findings


class KamVisit(models.Model):
    """What was found on a visit, and what becomes of it (scheme, one.2, 6 to 8)."""

    _inherit = "kam.visit"

    @api.depends("finding_ids")
    @api.depends_context("uid")
    def _compute_finding_count(self):
        counts = {}
        found = self.env["kam.visit.finding"]
        if found.has_access("read"):
            counts = dict(
                found._read_group([("visit_id", "in", self.ids)], ["visit_id"], ["__count"])
            )
        for visit in self:
            visit.finding_count = counts.get(visit._origin, 0)

    def _get_all_findings(self):
        # sudo: what was found counts, whoever may see it
        return self.sudo().finding_ids

    def _has_findings(self):
        """See the base method: whatever was written down."""
        return bool(self._get_all_findings()) or super()._has_findings()

    def _get_closing_gaps(self):
        """See the base method: also what was found and not passed on."""
        gaps = super()._get_closing_gaps()
        drafts = self._get_all_findings().filtered(lambda finding: finding.state == "draft")
        if drafts:
            names = wording.listed(self.env, drafts.mapped("name"))
            gaps.append(self.env._("Not passed on yet: %s.", names))
        return gaps

    def _get_findings_by_kind(self):
        """Return what was found, by kind in the order of the print; kinds without any are left out.

        :return: list of ``(kind, label, findings)``, the label in the reader's language
        """
        self.ensure_one()
        kinds = dict(self.env["kam.visit.finding"]._fields["kind"]._description_selection(self.env))
        by_kind = self.finding_ids.sorted("id").grouped("kind")
        return [(kind, kinds[kind], by_kind[kind]) for kind in findings.KINDS if kind in by_kind]

    def _get_finding_gaps(self):
        """Return what findings lack that would be passed on, as texts."""
        drafts = self._get_all_findings().filtered(lambda finding: finding.state == "draft")
        return [gap for finding in drafts.sorted("id") for gap in finding._get_gaps()]

    def _pass_on_findings(self):
        """Pass on what was found, as the report of the visit leaves the hands of its author."""
        drafts = self._get_all_findings().filtered(lambda finding: finding.state == "draft")
        for finding in drafts.sorted("id"):
            finding._pass_on()

    def action_view_findings(self):
        """Open what was found on the visit.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_visit_finding"
        )
        return {
            **action,
            "domain": [("visit_id", "=", self.id)],
            "context": {"default_visit_id": self.id},
        }
