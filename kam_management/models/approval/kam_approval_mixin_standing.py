from odoo import api, models


class KamApprovalMixin(models.AbstractModel):
    """How the approval of a form stands, as people read it.

    A form that is complete is ``approved`` for processes, whether or not somebody had to approve
    it. People are not told that somebody approved what nobody decided.
    """

    _inherit = "kam.approval.mixin"

    @api.depends("approval_state")
    def _compute_approval_standing(self):
        for form in self:
            is_bare = form.approval_state == "approved" and form._is_undecided()
            form.approval_standing = "complete" if is_bare else form.approval_state

    def _is_undecided(self):
        """Tell whether no step of the round applied: nobody had to decide."""
        self.ensure_one()
        # sudo: what was decided counts, whoever may read it; see `all_review_ids`
        form = self.sudo()
        return all(
            review.state == "passed"
            for review in form.all_review_ids
            if review.round == form.approval_round
        )

    @api.depends(lambda self: self._get_approval_needed_depends())
    def _compute_approval_needed(self):
        for form in self:
            form.approval_needed = form._needs_approval()

    @api.model
    def _get_approval_needed_depends(self):
        """Return what it depends on whether the form is approved. To be extended.

        :return: set of names as for ``api.depends``
        """
        return set()

    @api.model
    def _expand_approval_standing(self, values, domain):
        """Return the columns of a board: one for what nobody approves only where there is such."""
        states = self._fields["approval_standing"].get_values(self.env)
        return [state for state in states if state != "complete" or state in values]

    def _word_standing(self):
        """Return how the approval of the form stands, in the reader's language.

        :rtype: str
        """
        self.ensure_one()
        states = dict(self._fields["approval_standing"]._description_selection(self.env))
        return states[self.approval_standing]

    def _mail_track(self, tracked_fields, initial_values):
        """See the base method: the conversation says the same as the form."""
        updated, commands = super()._mail_track(tracked_fields, initial_values)
        if "approval_state" not in updated or not self._is_undecided():
            return updated, commands
        states = dict(self._fields["approval_standing"]._description_selection(self.env))
        field = self.env["ir.model.fields"]._get(self._name, "approval_state")
        for _code, _id, vals in commands:
            if vals["field_id"] != field.id:
                continue
            if initial_values["approval_state"] == "approved":
                vals["old_value_char"] = states["complete"]
            if self.approval_state == "approved":
                vals["new_value_char"] = states["complete"]
        return updated, commands
