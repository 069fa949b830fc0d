from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_management import protection


class KamCreditChange(models.Model):
    """What ends and what begins anew with a request, and the day that all its dates count from."""

    _inherit = "kam.credit.change"

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
