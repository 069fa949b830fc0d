from odoo import models


class KamApprovalMixin(models.AbstractModel):
    """What a form says of itself in mails, and who is told of its steps.

    No mail of a confidential form says more than its number, its step and its day, whoever writes
    in its conversation: who may read the form opens it.
    """

    _inherit = "kam.approval.mixin"

    def _is_confidential(self):
        """Tell whether mails keep back what the form says. To be overridden."""
        return False

    def _get_mail_title(self):
        """Return what mails call the form; what is confidential goes by its number."""
        self.ensure_one()
        if self._is_confidential() and "number" in self._fields:
            return self.number
        return self._get_duty_title()

    def _get_mail_facts(self):
        """Return what somebody who decides should know first, three things at most.

        Named are only things that everybody reads who may read the form. Not asked of confidential
        forms. To be overridden.

        :return: list of pairs of label and text, in the language of the environment; pairs without
            a text are left out
        """
        self.ensure_one()
        return []

    def _may_tell_opinion(self, review):
        """Tell whether the opinion of a step that ended may be told to who decides later.

        Not as long as reviewers shall think for themselves. To be overridden.

        :param kam.approval.review review: the step that ended
        """
        self.ensure_one()
        return True

    def _find_told_of_steps(self):
        """Return who hears of each step of the form: who wrote it, and who is in charge of it.

        As far as they may read it at that moment. To be extended.
        """
        self.ensure_one()
        in_charge = self.env["res.users"].union(*(self[name] for name in self._in_charge_fields))
        return self._get_authors() | in_charge

    def _kam_is_safe(self, message):
        """Tell whether a message of the conversation may be mailed as it is."""
        # what the engine tells people in person names no figure and no customer
        return not self._is_confidential() or message.message_type == "user_notification"

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        """See the base method: of confidential forms nothing is said by mail."""
        if self and self._is_confidential():
            layout = {"email_layout_xmlid": "kam_management.mail_confidential"}
            msg_vals = {**(msg_vals or {}), **layout}
            render_values = {
                **(render_values or {}),
                "form_title": self._get_mail_title(),
                "is_safe": self._kam_is_safe(message),
            }
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """See the base method: the subject of confidential forms is their number."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        if self and not self._kam_is_safe(message):
            values["subject"] = self._get_mail_title()
        return values
