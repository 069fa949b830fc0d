from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kam_management import protection


class KamCreditChange(models.Model):
    """What ends and what begins anew with a request, and the day that all its dates count from."""

    _inherit = "kam.credit.change"

    # The record rules ask this. They do not go by way of the reviews of the request, which the
    # delegate may see in part only.
    is_delegated_to_me = fields.Boolean(
        compute="_compute_is_delegated_to_me", search="_search_is_delegated_to_me"
    )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_is_delegated_to_me(self):
        delegated = self._find_delegated()
        for change in self:
            change.is_delegated_to_me = change.id in delegated

    @api.model
    def _search_is_delegated_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        return Domain("id", "in", list(self._find_delegated()))

    @api.model
    def _find_delegated(self):
        """Return the ids of the requests that the user decides for somebody who is away."""
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

    def write(self, vals):
        """Keep the day from which all dates count.

        :raise UserError: for the day of a proposal, or of a request that was submitted once
        """
        if "date_standard_met" in vals and not protection.is_open(self):
            self._check_day_movable(vals["date_standard_met"])
        return super().write(vals)

    def _check_day_movable(self, day):
        field = self._fields["date_standard_met"]
        for change in self:
            fixed = change.origin == "job" or change.approval_round
            if fixed and change.date_standard_met != field.convert_to_cache(day, change):
                raise UserError(
                    self.env._(
                        "“Standard Met On” of %(change)s stays %(day)s: all its dates count from "
                        "that day since it was proposed or first submitted.",
                        change=change.display_name,
                        day=change.date_standard_met,
                    )
                )

    def _end_round(self, state, **vals):
        """See the base method: nothing is left to do for the area on a request that ended."""
        result = super()._end_round(state, **vals)
        if state in ("rejected", "cancelled"):
            # sudo: the tasks are the officers', whoever ends the request
            self.sudo().activity_unlink(["kam_credit.mail_activity_type_change"])
        return result

    def action_revise(self):
        """See the base method: the dates of a revision count from today, and it is confirmed anew.

        :return: True
        """
        result = super().action_revise()
        for change in self:
            # sudo: the engine's own fields; the right to revise was checked
            change.sudo()._restart()
        return result

    def _restart(self):
        """Let the dates count from today."""
        self.activity_unlink(["kam_credit.mail_activity_type_change"])
        self._protected_write(
            {
                "date_standard_met": self.company_id._kam_today(),
                "date_applied": False,
                "is_customer_told": False,
                "measures": False,
                "confirmed_by_id": False,
                "date_confirmed": False,
            }
        )
