from odoo import api, fields, models

from ... import arguments


class KamDevelopment(models.Model):
    """The visits by which a customer is developed (development scheme, 6)."""

    _inherit = "kam.development"

    visit_count = fields.Integer(
        string="Number of Visits",
        compute="_compute_visit_count",
        help="Visits of the customer from the start of the development on, as you see them.",
    )

    @api.depends("date_started", "date_ended")
    @api.depends_context("uid")
    def _compute_visit_count(self):
        visits = self.env["kam.visit"]
        for development in self:
            development.visit_count = 0
        begun = self.filtered("date_started")
        if not begun or not visits.has_access("read"):
            return
        days = visits.search_fetch(
            [
                ("account_id", "in", begun.account_id.ids),
                ("date_start", ">=", min(begun.mapped("date_started"))),
                ("state", "!=", "cancelled"),
            ],
            ["account_id", "date_start"],
        ).grouped("account_id")
        for development in begun:
            of_account = days.get(development.account_id._origin, visits)
            development.visit_count = len(
                of_account.filtered(
                    lambda visit: (
                        visit.date_start >= development.date_started  # noqa: B023
                        and (
                            not development.date_ended  # noqa: B023
                            or visit.date_start <= development.date_ended  # noqa: B023
                        )
                    )
                )
            )

    def action_view_visits(self):
        """Open the visits of the customer from the start of the development on.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.account_id._open_forms("kam.visit")
        domain = [*action["domain"], ("state", "!=", "cancelled")]
        if self.date_started:
            domain.append(("date_start", ">=", fields.Datetime.to_string(self.date_started)))
        if self.date_ended:
            domain.append(("date_start", "<=", fields.Datetime.to_string(self.date_ended)))
        return {**action, "domain": domain}
