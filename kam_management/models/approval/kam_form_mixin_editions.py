from odoo import api, models
from odoo.exceptions import UserError

from ... import arguments
from ...rules import revisions
from ...rules.form_states import OPEN_STATES
from .kam_form_mixin import DEPARTMENTS, take_over


class KamFormMixin(models.AbstractModel):
    """Revisions: each makes an edition, of the form itself or as another form beside it.

    Which of the two is said in ``_revise``. Editions beside each other share the number and differ
    by their mark. At any time one of them is valid: the one that was approved last.
    """

    _inherit = "kam.form.mixin"

    def action_revise(self):
        """Begin the next edition of approved forms; what was approved stays filed and printable.

        A form that is revised itself is opened, also after its revision was rejected: the edition
        before still holds. Otherwise another form is made, and the approved one stays
        valid until that is approved.

        :return: True, or the action that opens the forms that were made
        :raise UserError: for a form of which no edition was approved, or one that is being revised
        :raise AccessError: for whoever may not write the form
        """
        editions = self.browse()
        for form in self:
            form.check_access("write")
            form._serialise()
            form._check_revisable()
            # sudo: the engine's own fields; who may revise was checked
            edition = form.sudo()._begin_edition()
            edition._on_revised()
            editions |= edition
        return True if editions <= self else editions.sudo(False)._open_editions()

    def _begin_edition(self):
        """Begin the next edition of the approved form; its clock has not begun.

        :return: the form that is written from now on
        """
        if self._revise == "copy":
            return self._copy_edition()
        # what was rejected is no edition that changes are counted against
        is_edition = self.approval_state == "approved"
        return self._protected_write(
            {
                "content_before": self._get_content() if is_edition else self.content_before,
                "revision_mark": revisions.next_mark(self.revision_mark),
                "approval_state": "draft",
                "date_first_submitted": False,
                "date_total_due": False,
                "date_closed": False,
            }
        )

    def _on_revised(self):
        """Do what follows when the next edition begins, as that edition. To be extended."""

    def _on_replaced(self):
        """Do what follows when another edition is approved in place of this one. To be extended."""

    def _on_approved(self):
        """See the base method: what the form revises is obsolete from now on."""
        before = self.edition_of_id
        if before:
            before._protected_write({"control_status": "obsolete"})
            before._on_replaced()
        super()._on_approved()

    def _get_print_places(self):
        """Return in how many places a revision changes what held before: so far, while it is open.

        :rtype: int
        """
        self.ensure_one()
        return self._count_places() if self.approval_state in OPEN_STATES else self.revision_places

    def _count_places(self):
        return revisions.count_changes(self.content_before or {}, self._get_content())

    def _prepare_revision(self):
        if not self.revision_mark:
            return {}
        return {
            "revision_places": self._count_places(),
            "date_revision": self.company_id._kam_today(),
        }

    # ------------------------------------------------------------------
    # who may, and when
    # ------------------------------------------------------------------

    def _check_revisable(self):
        """Refuse to revise a form of which no approved edition holds. To be extended."""
        self.ensure_one()
        if self._revise == "copy" and self.control_status == "obsolete":
            raise UserError(
                self.env._(
                    "%(form)s is obsolete: another edition was approved. Revise that one.",
                    form=self.display_name,
                )
            )
        if not self._has_approved_edition():
            self._check_state("approved")
        revision = self._find_open_edition()
        if revision:
            raise UserError(
                self.env._(
                    "%(form)s is being revised already: go on with revision %(mark)s.",
                    form=self.display_name,
                    mark=revision.revision_mark,
                )
            )

    def _has_approved_edition(self):
        """Tell whether an edition of this form was approved and holds, and none is open in it.

        A rejected revision of the form itself changes nothing of the edition before.
        """
        self.ensure_one()
        if self._revise == "copy":
            return self.approval_state == "approved" and self.control_status != "obsolete"
        return self.approval_state == "approved" or (
            self.approval_state == "rejected" and bool(self.revision_mark)
        )

    def _find_open_edition(self):
        """Return the form that revises this one now, if there is one, as a superuser record."""
        # sudo: what is open counts, whether or not the user may see it
        return self.sudo().edition_ids.filtered(lambda form: form.approval_state in OPEN_STATES)

    def _is_revision_of_itself(self):
        """Tell whether the form holds an approved edition that it is the revision of."""
        self.ensure_one()
        return bool(self.revision_mark) and not self.edition_of_id

    def _check_may_be_given_up(self):
        """Refuse to give up a revision that the edition before was opened for."""
        super()._check_may_be_given_up()
        if self._is_revision_of_itself():
            raise UserError(
                self.env._(
                    "%(form)s revises an approved edition and cannot be given up: submit it, and "
                    "let it be decided.",
                    form=self.display_name,
                )
            )

    @api.depends("revision_mark", "control_status", "edition_ids.approval_state")
    def _compute_can(self):
        super()._compute_can()
        for form in self:
            form.can_revise = (
                form._has_approved_edition()
                and not form._find_open_edition()
                and form._may_revise()
            )

    def _may_revise(self):
        """Tell whether the user is one of those who revise this form. To be extended."""
        self.ensure_one()
        return self._may_submit()

    def _may_give_up(self):
        """See the base method: the edition before holds until another one is approved."""
        return super()._may_give_up() and not self._is_revision_of_itself()

    # ------------------------------------------------------------------
    # editions beside each other
    # ------------------------------------------------------------------

    def _copy_edition(self):
        """Make the form that revises this one: with its number and content, without documents."""
        vals = take_over(self, self._get_edition_fields())
        edition = self._protected_create(
            [
                {
                    **vals,
                    "number": self.number,
                    "revision_mark": revisions.next_mark(self._find_last_mark()),
                    "edition_of_id": self.id,
                }
            ]
        )
        for lines_field in self._form_line_fields:
            self._copy_lines(edition, lines_field)
        # lines are told apart by their ids, which are those of the copies from now on
        copies = {
            place: text
            for place, text in edition._get_content().items()
            if place.split(".")[0] in self._form_line_fields
        }
        own = {
            place: text
            for place, text in self._get_content().items()
            if place.split(".")[0] not in self._form_line_fields
        }
        return edition._protected_write({"content_before": {**own, **copies}})

    def _copy_lines(self, edition, lines_field):
        lines = self[lines_field]
        names = lines._fields.keys() - {lines._approval_form_field}
        lines._protected_create(
            [{**take_over(line, names), lines._approval_form_field: edition.id} for line in lines]
        )
        edition.invalidate_recordset([lines_field])

    @api.model
    def _get_edition_fields(self):
        """Return the names of the fields that an edition takes over from the one before.

        All that people enter, and whose form it is. A form adds what its processes have written
        and the next edition begins with. To be extended.
        """
        return self._get_content_fields().union(DEPARTMENTS, self._protected_except_on_create)

    def _find_last_mark(self):
        """Return the highest mark that an edition of this form has had."""
        marks = self._get_editions().mapped("revision_mark")
        return max((mark for mark in marks if mark), key=lambda mark: (len(mark), mark), default="")

    def _get_editions(self):
        """Return all editions of the form, the first one first, as superuser records."""
        # sudo: editions count, whether or not the user may see each
        editions = self.sudo()
        while editions.edition_of_id - editions:
            editions |= editions.edition_of_id
        while editions.edition_ids - editions:
            editions |= editions.edition_ids
        return editions.sorted("id")

    @api.depends("edition_of_id", "edition_ids")
    def _compute_edition_count(self):
        for form in self:
            form.edition_count = len(form._get_editions())

    def action_view_editions(self):
        """Open the editions of the form.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {**self._get_editions()._open_editions(), "view_mode": "list,form"}

    def _open_editions(self):
        """Return the action that opens these editions."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Editions"),
            "res_model": self._name,
            "context": {"create": False},
        }
        if len(self) == 1:
            return {**action, "view_mode": "form", "res_id": self.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", self.ids)]}
