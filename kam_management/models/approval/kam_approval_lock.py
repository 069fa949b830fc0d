from odoo import api, models
from odoo.exceptions import UserError

from ... import protection

# What may change on a locked form: conversation and activities around it, not its content.
CONVERSATION_MODELS = ("mail.thread", "mail.activity.mixin")


class KamApprovalMixin(models.AbstractModel):
    """The lock: the content of a form changes in draft only.

    In review, the reviewers whose turn it is fill the fields that their step names; a name with a
    dot, ``line_ids.decision``, opens one field of the lines.
    """

    _inherit = "kam.approval.mixin"

    def write(self, vals):
        """Refuse changes of locked forms.

        :raise UserError: naming the form and the field, unless server code has opened it
        """
        if not protection.is_open(self):
            self._check_unlocked(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for form in self:
            if form.approval_state != "draft" or form.approval_round:
                raise UserError(
                    self.env._(
                        "%(form)s was submitted and stays in the records. Give it up instead.",
                        form=form.display_name,
                    )
                )

    def _check_unlocked(self, names):
        """Refuse unless all fields may change now.

        :param names: names of fields of the form, or ``line_ids.field`` of its lines
        :raise UserError: naming the form and the field
        """
        conversation = {
            name for model in CONVERSATION_MODELS for name in self.env[model]._fields
        } - set(models.MAGIC_COLUMNS)
        content = set(names) - conversation - self._get_protected_fields()
        for form in self:
            if form.approval_state == "draft":
                continue
            refused = {name for name in content if not form._is_writable(name)}
            if refused:
                form._refuse_locked(min(refused))

    def _is_writable(self, name):
        """Tell whether the user may fill a field of a form in review."""
        self.ensure_one()
        # sudo: the steps that are pending decide, whoever may read them
        mine = self.sudo().review_ids.filtered("is_mine")
        opened = {field for review in mine for field in review._get_writable()}
        # writing lines through the form passes here; the lines check their own fields
        return (
            name in opened
            or name.split(".")[0] in opened
            or any(field.startswith(f"{name}.") for field in opened)
        )

    def _refuse_locked(self, name):
        states = dict(self._fields["approval_state"]._description_selection(self.env))
        field = self._fields.get(name.split(".")[0])
        raise UserError(
            self.env._(
                "“%(field)s” of %(form)s cannot be changed: the form is “%(state)s”. "
                "Withdraw it, let it be returned, or revise it.",
                field=field._description_string(self.env) if field else name,
                form=self.display_name,
                state=states[self.approval_state],
            )
        )
