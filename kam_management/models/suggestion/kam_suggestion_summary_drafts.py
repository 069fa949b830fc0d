from odoo import api, models
from odoo.fields import Domain

from ... import arguments


class KamSuggestionSummary(models.Model):
    """Drafts: what they still lack, how suggestions are chosen, and how they are deleted."""

    _inherit = "kam.suggestion.summary"

    @api.model
    def _find_draft(self, unit):
        """Return the draft of a unit that suggestions are added to, as far as the user writes it.

        One that was never submitted: what came back from review is corrected, not extended.

        :param kam.unit unit: the unit
        :return: the latest one, or none
        """
        drafts = self.search(
            Domain("unit_id", "=", unit.id)
            & Domain("approval_state", "=", "draft")
            & Domain("approval_round", "=", 0)
        )
        return drafts._filtered_access("write")[:1]

    def _open_them(self):
        """Return the action that opens one or several summaries."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
        }
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", self.ids)],
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
        }

    def action_choose_suggestions(self):
        """Open the suggestions that can be put on the summary, to choose several of them.

        :return: a window action
        :raise UserError: for a summary that is no draft
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("write")
        self._check_state("draft")
        suggestions = self.env["kam.suggestion"]
        listable = suggestions._get_listable_domain() & Domain(
            "unit_id", "child_of", self.unit_id.ids
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suggestions for %s", self.display_name),
            "res_model": suggestions._name,
            "views": [(False, "list"), (False, "form")],
            "domain": list(listable),
            "context": {"create": False},
            "help": self.env._(
                "No suggestion waits for a summary: only what was reported, and whose report was "
                "approved, is put on one."
            ),
        }

    def unlink(self):
        """Delete drafts that were never submitted; their suggestions wait for another one."""
        self.check_access("unlink")
        self._unlink_except_submitted()
        self.line_ids._release()
        return super().unlink()

    # ------------------------------------------------------------------
    # what a draft lacks
    # ------------------------------------------------------------------

    def _get_missing(self):
        """See the base method: also suggestions, whom to ask, and who could not answer."""
        missing = super()._get_missing()
        if not self.line_ids:
            missing.append(self.env._("“%s” is empty.", self._get_label("line_ids")))
        return [
            *missing,
            *self._find_unasked(),
            *self._find_unanswerable(),
            *self._find_moved(),
            *self._find_unreadable(),
        ]

    @api.model
    def _get_missing_depends(self):
        """See the base method: also its lines."""
        return super()._get_missing_depends() | {"line_ids.department_ids", "in_charge_id"}

    def _find_unasked(self):
        label = self.env["kam.suggestion.summary.line"]._get_label("department_ids")
        return [
            self.env._(
                "“%(field)s” of %(suggestion)s is empty: say who is asked how to carry it out.",
                field=label,
                # as lines call it, whoever may read the suggestion by now
                suggestion=line.display_name,
            )
            for line in self.line_ids
            if line.suggestion_id and not line.department_ids
        ]

    def _find_unanswerable(self):
        """Name the departments of which nobody could answer: silence would be certain."""
        # sudo: who belongs to a department decides who may answer, not who reads employees
        departments = self.sudo().line_ids.department_ids
        authors = self.sudo()._get_authors() | self.env.user
        return [
            self.env._(
                "Nobody of %s could answer: no colleague with a login works there, besides who "
                "writes the summary. Choose another department, or let one be entered.",
                department.name,
            )
            for department in departments
            if not department.member_ids.user_id._kam_able(self.company_id) - authors
        ]

    def _find_moved(self):
        """Name the suggestions whose accounts belong to other units by now."""
        return [
            self.env._(
                "%(suggestion)s is not of %(unit)s any more: take it off.",
                suggestion=line.suggestion_id.display_name,
                unit=self.unit_id.display_name,
            )
            # sudo: where accounts hang counts, whoever sees them
            for line in self.sudo().line_ids
            if line.suggestion_id and self.unit_id and not self._covers(line.suggestion_id)
        ]

    def _covers(self, suggestion):
        """Tell whether a suggestion is of the unit of the summary, or of one below it."""
        self.ensure_one()
        unit = suggestion._get_unit()
        return bool(unit) and self.sudo().unit_id in unit._ancestors()

    def _find_unreadable(self):
        """Name who is to consolidate and may not read the summary."""
        in_charge = self.in_charge_id
        # sudo: who leads a unit is known in the organisation
        if not in_charge or not self.unit_id or in_charge in self.sudo().unit_id.leader_ids:
            return []
        return [
            self.env._(
                "“%(field)s”: %(user)s does not lead %(unit)s, and could not read the summary.",
                field=self._get_label("in_charge_id"),
                user=in_charge.name,
                unit=self.unit_id.display_name,
            )
        ]
