from odoo import api, models

# what the gaps of findings follow from
FINDING_FIELDS = (
    "date_due",
    "department_ids",
    "description",
    "field_name",
    "kind",
    "name",
    "new_text",
    "next_step",
    "positioning",
    "product",
    "state",
)


class KamVisitReport(models.Model):
    """With the report what was found leaves the hands of who visited."""

    _inherit = "kam.visit.report"

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what was found."""
        return super()._get_missing_depends() | {
            f"visit_id.finding_ids.{name}" for name in FINDING_FIELDS
        }

    def _get_missing(self):
        """See the base method: what was found is complete, too."""
        return super()._get_missing() + self.visit_id._get_finding_gaps()

    def _on_submitted(self):
        """See the base method: what was found is passed on."""
        super()._on_submitted()
        self.visit_id._pass_on_findings()
