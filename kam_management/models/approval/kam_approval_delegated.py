from odoo import api, fields, models
from odoo.fields import Domain


class KamApprovalMixin(models.AbstractModel):
    """Which forms a user decides for somebody who is away: record rules let the delegate see them.

    The rules do not go by way of the reviews of the form, which the delegate may see in part only.
    """

    _inherit = "kam.approval.mixin"

    is_delegated_to_me = fields.Boolean(
        compute="_compute_is_delegated_to_me", search="_search_is_delegated_to_me"
    )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_is_delegated_to_me(self):
        delegated = self._find_delegated()
        for form in self:
            form.is_delegated_to_me = form.id in delegated

    @api.model
    def _search_is_delegated_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        return Domain("id", "in", list(self._find_delegated()))

    @api.model
    def _find_delegated(self):
        """Return the ids of the forms that the user decides for somebody who is away."""
        reviews = (
            self.env["kam.approval.review"]
            .sudo()  # sudo: what is delegated decides what is visible
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("state", "=", "pending"),
                    ("delegate_ids", "in", self.env.user.ids),
                ],
                ["res_id"],
            )
        )
        return set(reviews.mapped("res_id"))
