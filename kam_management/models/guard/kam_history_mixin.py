from odoo import api, models
from odoo.exceptions import UserError

from ... import protection


class KamHistoryMixin(models.AbstractModel):
    """Rows that are written once and never changed or deleted: guarded, and final at once."""

    _name = "kam.history.mixin"
    _description = "Append-only History"
    _inherit = ["kam.guarded.mixin"]

    _guard_state_field = None

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse for everybody, processes included.

        :raise UserError: always
        """
        self._refuse_change()

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse for everybody, processes included.

        :raise UserError: always, unless there is nothing to delete
        """
        if self:
            self._refuse_change()
        return True

    @api.model
    def _append(self, vals_list):
        """Add rows to the history on behalf of a process.

        :param list vals_list: values of the rows
        :return: the new rows, in the environment of the caller
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_append")
        # sudo: the process has checked who may do what it records; nobody has the
        # right to create history rows
        history_sudo = self.sudo().with_context({})
        return history_sudo._protected_create(vals_list).with_env(self.env)

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(model)s is a history: what happened stays as it was written and cannot be "
                "changed or deleted. Add what is new through the process it belongs to.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )
