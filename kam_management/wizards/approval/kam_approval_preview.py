from odoo import api, fields, models
from odoo.fields import Command


class KamApprovalPreview(models.TransientModel):
    """Shows who would decide each step of a route for a unit, and until when."""

    _name = "kam.approval.preview"
    _description = "Preview of a Route"

    route_id = fields.Many2one("kam.approval.route", required=True)
    company_id = fields.Many2one(related="route_id.company_id")
    unit_id = fields.Many2one(
        "kam.unit", string="Form of Unit", domain="[('company_id', '=', company_id)]"
    )
    author_id = fields.Many2one(
        "res.users", string="Written By", default=lambda self: self.env.user
    )
    date_submitted = fields.Date(
        string="Submitted On", required=True, default=lambda self: self.env.company._kam_today()
    )
    line_ids = fields.One2many(
        "kam.approval.preview.line",
        "preview_id",
        compute="_compute_line_ids",
        store=True,
        readonly=True,
    )
    date_total_due = fields.Date(string="To Be Decided By", compute="_compute_line_ids", store=True)

    @api.depends("route_id", "unit_id", "author_id", "date_submitted")
    def _compute_line_ids(self):
        for preview in self:
            # sudo: the dialog shows what the engine would do, for whoever configures it
            route = preview.route_id.sudo()
            preview.date_total_due = route and route._get_total_due(preview.date_submitted)
            preview.line_ids = [Command.clear()]
            if route and preview.unit_id and preview.date_submitted:
                preview.line_ids = [Command.create(vals) for vals in preview._prepare_lines(route)]

    def _prepare_lines(self, route):
        """Return the lines: each step begins on the last day of the one before."""
        review_model = self.env["kam.approval.review"].sudo()  # sudo: as above
        begins = due = self.date_submitted
        sequence = None
        vals_list = []
        for step in route.step_ids:
            if step.sequence != sequence:
                begins, sequence = due, step.sequence
            last_day = route.company_id._kam_due(begins, step.deadline_days, route.day_count)
            last_day = min(last_day, self.date_total_due or last_day)
            due = max(due, last_day)
            review = review_model.new(
                {
                    **step._prepare_review_vals(),
                    "unit_id": self.unit_id.id,
                    "review_unit_id": step._get_unit(self.unit_id).id,
                    "author_ids": self.author_id.ids,
                    "allow_same_reviewer": True,
                }
            )
            users = self.env["res.users"] if step.per_department else review._find_candidates()
            vals_list.append(
                {
                    "name": step.name,
                    "user_ids": [Command.set(users.ids)],
                    "per_department": step.per_department,
                    "date_received": begins,
                    "date_due": last_day,
                }
            )
        return vals_list
