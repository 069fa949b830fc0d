from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the area writes about the new tier, on a form that is locked otherwise.
CONFIRMATION_FIELDS = ("is_customer_told", "measures")


class KamCreditChange(models.Model):
    """The area confirms that management follows the new tier (credit management, section 5.4)."""

    _inherit = "kam.credit.change"

    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    @api.depends("stage")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for change in self:
            change.can_confirm = change.stage == "confirm" and change._is_officer()

    def _is_officer(self):
        """Tell whether the user looks after the credit of the request's area."""
        self.ensure_one()
        return self.env["kam.position"]._has_role_over(
            self.env.user, self.unit_id, ["credit_officer"]
        )

    def _may_submit(self):
        """See the base method: reviewers write requests too, only the area submits them."""
        return super()._may_submit() and (self.env.su or self._is_officer())

    def _is_writable(self, name):
        """See the base method: the area fills the confirmation when the tier applies."""
        if name in CONFIRMATION_FIELDS:
            return self.stage == "confirm" and self._is_officer()
        return super()._is_writable(name)

    def action_confirm(self):
        """Confirm that management follows the new tier (scheme, credit management, section 5.4).

        :return: True
        :raise UserError: before approval, twice, or while the confirmation is incomplete
        :raise AccessError: for everybody but the credit officers of the area
        """
        for change in self:
            change._check_confirmable()
            # sudo: a locked form; who confirms was checked
            change_sudo = change.sudo()
            change_sudo._protected_write(
                {
                    "confirmed_by_id": self.env.uid,
                    "date_confirmed": change.company_id._kam_today(),
                }
            )
            change_sudo.activity_feedback(["kam_credit.mail_activity_type_change"])
            # the form ends here: filed once more, with its confirmation
            change._file()
        return True

    def _check_confirmable(self):
        self.ensure_one()
        self._check_state("approved")
        if not self._is_officer():
            raise AccessError(
                self.env._(
                    "%(change)s is confirmed by a credit officer of %(unit)s.",
                    change=self.display_name,
                    unit=self.unit_id.complete_name,
                )
            )
        if self.date_confirmed:
            raise UserError(
                self.env._(
                    "%(change)s was confirmed already on %(day)s.",
                    change=self.display_name,
                    day=self.date_confirmed,
                )
            )
        if not self.is_customer_told:
            raise UserError(
                self.env._(
                    "“Customer Told” of %(change)s is not ticked: tell the customer which terms "
                    "hold from now on, then confirm.",
                    change=self.display_name,
                )
            )
        if not (self.measures or "").strip():
            raise UserError(
                self.env._(
                    "“Measures Adjusted” of %(change)s is empty: write what changed in the "
                    "treatment of the customer.",
                    change=self.display_name,
                )
            )
