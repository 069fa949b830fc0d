from odoo import api, models


class KamApprovalLineMixin(models.AbstractModel):
    """Lines of a form with approval: locked with it.

    A line model says in ``_approval_form_field`` which of its fields is the form, and in
    ``_approval_lines_field`` which field of the form holds the lines.
    """

    _name = "kam.approval.line.mixin"
    _description = "Line of a Form with Approval"
    _inherit = ["kam.protected.mixin"]

    _approval_form_field = None
    _approval_lines_field = None

    @api.model
    def _complete_create(self, vals_list):
        """Refuse lines of a locked form.

        :raise UserError: naming the form
        """
        vals_list = super()._complete_create(vals_list)
        name = self._approval_form_field
        if not all(name in vals for vals in vals_list):
            # the form may come from a default
            default = self.default_get([name])
            vals_list = [{**default, **vals} for vals in vals_list]
        form_ids = {vals[name] for vals in vals_list if vals.get(name)}
        forms = self.browse()._get_forms().browse(form_ids)
        forms._check_unlocked([f"{self._approval_lines_field}.id"])
        for vals in vals_list:
            self.new(vals)._check_own(["id"])
        return vals_list

    def _check_write(self, vals):
        """Refuse changes of the lines of a locked form, also moving them in or out.

        :raise UserError: naming the form and the field
        """
        name = self._approval_form_field
        forms = self._get_forms()
        forms |= forms.browse(vals.get(name) or [])
        forms._check_unlocked([f"{self._approval_lines_field}.{name}" for name in vals])
        self._check_own(vals)
        super()._check_write(vals)

    def _check_unlink(self):
        """Refuse to delete the lines of a locked form.

        :raise UserError: naming the form
        """
        self._get_forms()._check_unlocked([f"{self._approval_lines_field}.id"])
        self._check_own(["id"])
        super()._check_unlink()

    def _check_own(self, names):
        """Refuse what a form in review lets somebody else fill.

        :param names: names of fields of the lines
        :raise UserError: naming the form and the field
        """
        for line in self:
            form = line._get_forms()
            if form.approval_state != "in_review":
                continue
            for name in names:
                if not form._is_line_writable(line, name):
                    form._refuse_locked(f"{self._approval_lines_field}.{name}")

    def _get_forms(self):
        return self[self._approval_form_field]
