from odoo import api, models

from ... import protection


class KamApprovalLineMixin(models.AbstractModel):
    """Lines of a form with approval: locked with it.

    A line model says in ``_approval_form_field`` which of its fields is the form, and in
    ``_approval_lines_field`` which field of the form holds the lines.
    """

    _name = "kam.approval.line.mixin"
    _description = "Line of a Form with Approval"

    _approval_form_field = None
    _approval_lines_field = None

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines of a locked form."""
        lines = super().create(vals_list)
        if not protection.is_open(self):
            lines._get_forms()._check_unlocked([f"{self._approval_lines_field}.id"])
        return lines

    def write(self, vals):
        """Refuse changes of the lines of a locked form, also moving them in or out."""
        if not protection.is_open(self):
            names = [f"{self._approval_lines_field}.{name}" for name in vals]
            self._get_forms()._check_unlocked(names)
            result = super().write(vals)
            if self._approval_form_field in vals:
                self._get_forms()._check_unlocked(names)
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        if not protection.is_open(self):
            self._get_forms()._check_unlocked([f"{self._approval_lines_field}.id"])

    def _get_forms(self):
        return self[self._approval_form_field]
