from odoo import api, fields, models
from odoo.fields import Domain


class KamApprovalMixin(models.AbstractModel):
    """Whether a form is late: from the day after it was due, where its company works."""

    _inherit = "kam.approval.mixin"

    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="What is waiting should have been done before today.",
    )

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_is_late(self):
        for form in self:
            due = form._get_next_due()
            form.is_late = bool(due) and form.company_id._kam_today() > due

    def _get_next_due(self):
        """Return the day until which the form is due where it stands. To be overridden."""
        self.ensure_one()
        return self.date_due

    @api.model
    def _get_late_domain(self, today):
        """Return the domain of the forms that were due before a day. To be overridden.

        :param date today: the day it is in the company of the forms
        """
        return Domain("review_ids", "any", [("state", "=", "pending"), ("date_due", "<", today)])

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        # in the zone of each company, not of the reader
        late = Domain.OR(
            Domain("company_id", "=", company.id) & self._get_late_domain(company._kam_today())
            for company in self.env.companies
        )
        return late if True in value else ~late
