from datetime import timedelta

from odoo import api, fields, models

# The PDF of what is filed is made within the hour.
PDF_WITHIN = timedelta(hours=3)


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        late = fields.Datetime.to_string(fields.Datetime.now() - PDF_WITHIN)
        return [
            *super()._collect(),
            self._check_pdf_program(),
            self._count(
                self.env._("Filed forms that wait for their PDF"),
                "kam.archive.entry",
                [("pdf_state", "=", "waiting"), ("create_date", "<", late)],
                self.env._(
                    "Waiting for more than three hours: %s. Is the job running, and wkhtmltopdf "
                    "installed? “PDF Error” of the entry says why."
                ),
                date_field="create_date",
            ),
            self._count(
                self.env._("Steps that nobody can decide"),
                "kam.approval.review",
                [
                    ("state", "=", "pending"),
                    ("candidate_ids", "=", False),
                    ("delegate_ids", "=", False),
                ],
                self.env._("Steps that wait: %s, and nobody holds the role. Enter a position."),
                date_field="date_received",
            ),
            self._check_roles(),
        ]

    def _check_pdf_program(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        is_right = state == "ok"
        return {
            "name": self.env._("Program that makes PDFs"),
            "level": "ok" if is_right else "problem",
            "message": self.env._("wkhtmltopdf is there.")
            if is_right
            else self.env._(
                "wkhtmltopdf is missing or too old (%s): forms are filed, their PDFs wait.", state
            ),
        }

    def _check_roles(self):
        """Find the steps of routes whose roles nobody holds in their company."""
        positions = self.env["kam.position"]
        held = {
            (company.id, role)
            for company, role in positions._read_group(
                positions._get_valid_domain(), ["company_id", "role"]
            )
        }
        steps = self.env["kam.approval.step"].search(
            [("assign", "=", "role"), ("route_id.active", "=", True)]
        )
        # companies without any position are not set up at all, which is another line
        companies = {company_id for company_id, _role in held}
        without = steps.filtered(
            lambda step: (
                step.company_id.id in companies
                and not any((step.company_id.id, role) in held for role in step._get_roles())
            )
        )
        return self._count(
            self.env._("Steps whose roles nobody holds"),
            "kam.approval.step",
            [("id", "in", without.ids)],
            self.env._("Steps of routes: %s. Their forms cannot be submitted. Enter positions."),
            level="warning",
        )
