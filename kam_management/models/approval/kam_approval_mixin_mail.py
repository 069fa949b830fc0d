from collections import defaultdict

from odoo import models

from ...wording import by_language, labelled

# How many forms one message names.
NAMED_FORMS = 20


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

    # ------------------------------------------------------------------
    # nothing of it is to be decided any more
    # ------------------------------------------------------------------

    def _find_asked(self):
        """Return who was asked for a step of the round, and has nothing to decide any more.

        Of a step that was decided only who did.
        """
        self.ensure_one()
        # sudo: who was asked hears of it, whoever takes the form back
        begun = self.sudo()._get_round_reviews().filtered("date_received")
        decided = begun.filtered("decided_by_id")
        left = begun - decided
        asked = decided.decided_by_id | decided.on_behalf_of_id
        return (asked | left.candidate_ids | left.delegate_ids).with_env(self.env)

    def _tell_taken_back(self):
        """Tell people that forms were withdrawn or have ended: who was asked, and who hears of
        their steps.

        Each gets one message, of what they may read now. Of a form that was never submitted nobody
        was told anything.
        """
        told = defaultdict(self.browse)
        for form in self.filtered("approval_round"):
            for user in (form._find_asked() | form._find_told_of_steps()) - self.env.user:
                told[user] |= form
        people = defaultdict(self.env["res.users"].browse)
        for user, forms in told.items():
            readable = self.env["kam.approval.review"]._find_readable(self._name, forms.ids, user)
            if own := forms.filtered(lambda form: form.id in readable):  # noqa: B023
                people[own] |= user
        for forms, users in people.items():
            for lang, some in by_language(users):
                forms.with_context(lang=lang)._notify_taken_back(some)

    def _notify_taken_back(self, users):
        """Tell people who are told of the same forms, in their language."""
        if len(self) == 1:
            self._kam_tell(users, *self._word_taken_back())
            return
        rows = [
            {
                "name": form._get_mail_title(),
                "url": form._notify_get_action_link("view", model=form._name, res_id=form.id),
                "note": "" if form._is_confidential() else form._word_end(),
            }
            for form in self[:NAMED_FORMS]
        ]
        left = len(self) - len(rows)
        values = {
            "lead": self.env._("Nothing of them waits for a decision now."),
            "rows": rows,
            "more": self.env._("%s more", left) if left else False,
        }
        self.env["mail.thread"].sudo()._kam_tell(  # sudo: as the engine, whoever takes them back
            users,
            self.env._("%s forms were withdrawn or have ended", len(self)),
            self.env["ir.qweb"]._render("kam_management.mail_list", values),
        )

    def _word_taken_back(self):
        """Return subject and body of the message; of a confidential form only that there is news.

        :return: pair of a text and Markup
        """
        title, lead = self._get_mail_title(), self.env._("Nothing of it waits for a decision now.")
        if self._is_confidential():
            subject = self.env._("There is news of %s", title)
        else:
            subject = labelled(self.env, title, self._word_end())
            if self.approval_state == "draft":
                lead = self.env._(
                    "Nothing of it waits for a decision now. Once it is submitted again, you hear "
                    "of it again."
                )
        values = {"lead": lead, "facts": []}
        return subject, self.env["ir.qweb"]._render("kam_management.mail_facts", values)

    def _word_end(self):
        """Return how it has come that nothing is to be decided, in words."""
        if self.approval_state == "draft":
            return self.env._("Withdrawn by %s", self.env.user.name)
        return self.cancel_reason or ""

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
