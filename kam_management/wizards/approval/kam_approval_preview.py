from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Date

from ... import relations
from ...wording import format_date

# days that a preview may begin on: from this one until as many years from today
FIRST_YEAR, YEARS_AHEAD = 1900, 10


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
    line_ids = relations.One2many(
        "kam.approval.preview.line",
        "preview_id",
        compute="_compute_line_ids",
        store=True,
        readonly=True,
    )
    date_total_due = fields.Date(string="To Be Decided By", compute="_compute_line_ids", store=True)

    def _is_day_possible(self):
        """Tell whether the steps can be counted from the day."""
        self.ensure_one()
        day = self.date_submitted
        last = Date.add(self.env.company._kam_today(), years=YEARS_AHEAD)
        return bool(day) and day.year >= FIRST_YEAR and day <= last

    @api.constrains("date_submitted")
    def _check_date_submitted(self):
        for preview in self:
            if not preview._is_day_possible():
                raise ValidationError(
                    self.env._(
                        "“Submitted On” is %(day)s: choose a day from %(first)s until %(years)s "
                        "years from today.",
                        day=format_date(self.env, preview.date_submitted),
                        first=FIRST_YEAR,
                        years=YEARS_AHEAD,
                    )
                )

    @api.depends("route_id", "unit_id", "author_id", "date_submitted")
    def _compute_line_ids(self):
        for preview in self:
            if not preview._is_day_possible():
                preview.date_total_due = False
                preview.line_ids = [Command.clear()]
                continue
            # sudo: the dialog shows what the engine would do, for whoever configures it
            route = preview.route_id.sudo()
            preview.date_total_due = route and route._get_total_due(preview.date_submitted)
            preview.line_ids = [Command.clear()]
            if route and preview.unit_id:
                preview.line_ids = [Command.create(vals) for vals in preview._prepare_lines(route)]

    def _prepare_lines(self, route):
        """Return the lines: each step begins on the last day of the one before."""
        begins = due = self.date_submitted
        sequence = None
        taken = self.env["res.users"]
        vals_list = []
        for step in route.step_ids:
            if step.sequence != sequence:
                begins, sequence = due, step.sequence
            last_day = route.company_id._kam_due(begins, step.deadline_days, route.day_count)
            last_day = min(last_day, self.date_total_due or last_day)
            users = self._find_users(step, taken)
            if step.kind == "decide" and len(users) == 1 and not route.allow_same_reviewer:
                # nobody decides two steps: a second superior is the one above the first
                taken |= users
            is_passed = step.assign == "superior" and not users
            if not is_passed:
                due = max(due, last_day)
            vals_list.append(
                {
                    "name": step.name,
                    "kind": step.kind,
                    "who": step.who,
                    "user_ids": [Command.set(users.ids)],
                    "per_department": step.per_department,
                    "condition_label": step.condition_label,
                    "on_due": step.on_due,
                    "is_passed": is_passed,
                    "date_received": begins,
                    "date_due": last_day,
                }
            )
        return vals_list

    def _find_users(self, step, taken):
        """Return who would be asked, as positions are now.

        :param step: a step of the route
        :param taken: who decides a step before alone
        """
        if step.assign == "department":
            return self.env["res.users"]
        if step.assign == "in_charge":
            return self.author_id
        # sudo: as above
        review = (
            self.env["kam.approval.review"]
            .sudo()
            .new(
                {
                    **step._prepare_review_vals(),
                    "company_id": self.company_id.id,
                    "unit_id": self.unit_id.id,
                    "review_unit_id": step._get_unit(self.unit_id).id,
                    "author_ids": self.author_id.ids,
                    "allow_same_reviewer": True,
                }
            )
        )
        excluded = review._find_excluded()
        if step.assign == "superior" and step.kind == "decide":
            excluded[review] |= taken
        return review._nearest(review._find_levels(excluded)[review])
