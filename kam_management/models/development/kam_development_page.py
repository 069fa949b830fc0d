from odoo import api, models
from odoo.exceptions import UserError

from ... import arguments
from ...rules import developments


class KamDevelopment(models.Model):
    """What the form of a development says and offers: the next step, and the dialogs."""

    _inherit = "kam.development"

    # ------------------------------------------------------------------
    # what is next
    # ------------------------------------------------------------------

    @api.depends("state", "progress", "approval_state", "is_current")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for development in self:
            development.next_step = development._word_next_step()

    def _word_next_step(self):
        """Return what is to be done next, or False where the form says so anyway."""
        if self.state == developments.PREPARING and self.approval_state == "draft":
            return self.env._(
                "Next: complete the scheme and submit it. Its approval starts the development; "
                "“Start” begins before that."
            )
        if self.state != developments.OPEN or self.approval_state == "in_review":
            return False
        if self.approval_state == "draft":
            return self.env._("Next: complete the scheme and submit it.")
        return self._get_steps_of_progress().get(self.progress) if self.is_current else False

    @api.model
    def _get_steps_of_progress(self):
        """Return what follows on how far the customer was brought: dict progress -> text."""
        return {
            False: self.env._("Next: the first contact, by letter, phone or e-mail."),
            "contact": self.env._("Next: introduce our products to the customer."),
            "introduction": self.env._("Next: demonstrate the product to the customer."),
            "demonstration": self.env._("Next: propose a contract to the customer."),
            "proposal": self.env._(
                "Next: end the development with its record, when the customer has decided."
            ),
        }

    @api.depends("account_id", "state")
    @api.depends_context("uid")
    def _compute_date_next_duty(self):
        going_on = self.filtered(lambda development: development.state in developments.GOING_ON)
        duties = self.env["kam.deadline"]
        days = {}
        if going_on and duties.has_access("read"):
            days = dict(
                duties._read_group(
                    [("account_id", "in", going_on.account_id.ids), ("state", "=", "open")],
                    ["account_id"],
                    ["date_due:min"],
                )
            )
        for development in self:
            is_going_on = development.state in developments.GOING_ON
            development.date_next_duty = is_going_on and days.get(development.account_id._origin)

    # ------------------------------------------------------------------
    # influencing factors
    # ------------------------------------------------------------------

    def action_add_factors(self):
        """Give schemes the table of influencing factors, also where it is not asked for (2.3).

        :return: True
        :raise UserError: for a scheme that is no draft, or has the table already
        :raise AccessError: for whoever may not write the scheme
        """
        self.check_access("write")
        for development in self:
            development._check_state("draft")
            if development.factor_ids:
                raise UserError(
                    self.env._(
                        "%(scheme)s has the table of influencing factors already: complete its "
                        "lines.",
                        scheme=development.display_name,
                    )
                )
            development.factor_ids._create_defaults_of(development)
        return True

    # ------------------------------------------------------------------
    # dialogs and buttons
    # ------------------------------------------------------------------

    def action_ask_cancel(self):
        """Open the dialog that stops developments, with the reason.

        :return: a window action
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Developments"),
            "res_model": "kam.development.cancel",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_development_ids": self.ids},
        }

    def action_make_information_table(self):
        """Open the information classification table of the customer (2.2), a new one if need be.

        :return: a window action
        :raise AccessError: for whoever does not keep the account's file
        """
        arguments.one(self)
        self.check_access("read")
        return self.account_id.action_make_information_table()
