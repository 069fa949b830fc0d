from odoo import api, fields, models


class KamServiceOverview(models.TransientModel):
    """Answers what an account is entitled to on a day, content by content, and why."""

    _name = "kam.service.overview"
    _description = "Entitlements of an Account"

    account_id = fields.Many2one("kam.account", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(
        string="Day", required=True, default=lambda self: self.env.company.root_id._kam_today()
    )
    can_grant_service = fields.Boolean(related="account_id.can_grant_service")
    table = fields.Html(string="Entitlements", compute="_compute_table", sanitize=False)

    @api.depends("account_id", "date")
    @api.depends_context("uid", "lang")
    def _compute_table(self):
        for overview in self:
            is_asked = overview.account_id and overview.date
            overview.table = is_asked and self.env["ir.qweb"]._render(
                "kam_management.service_entitlements",
                {"rows": overview.account_id._describe_entitlements(overview.date)},
            )

    def action_request(self):
        """Begin a service and support request for the account.

        :return: a window action
        """
        self.ensure_one()
        return self.account_id.action_request_service()

    def action_grant(self):
        """Open what is granted to the account beside what its class has.

        :return: a window action
        """
        self.ensure_one()
        return self.account_id.action_view_entitlements()
