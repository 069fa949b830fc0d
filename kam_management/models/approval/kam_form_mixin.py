from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules import revisions


def place_text(record, name):
    """Return the text of one field of a form or line, or None when nobody enters it there."""
    field = record._fields[name]
    if (
        not field.store
        or name in models.MAGIC_COLUMNS
        or field.type in ("one2many", "binary")
        or (field.compute and field.readonly)
    ):
        return None
    return str(field.convert_to_read(record[name], record, use_display_name=False))


class KamFormMixin(models.AbstractModel):
    """A controlled form (受控文件): approved, numbered, filed, and changed by revisions only.

    A form model inherits this and names the prefix of its numbers in ``_form_prefix`` and its lines
    in ``_form_line_fields``. Its report is called ``action_report_<table>``. Header and footer of
    the print come from ``kam_management.form_header`` and ``kam_management.form_footer``.

    ``kam_form_mixin_actions``: the server actions of a form.
    """

    _name = "kam.form.mixin"
    _description = "Controlled Form"
    _inherit = ["kam.approval.mixin"]

    # prefix of the numbering that each company starts with, one2many fields that are content
    _form_prefix = None
    _form_line_fields = ()
    # years that a filed form is kept
    _form_retention_years = 10

    @property
    def _form_sequence(self):
        """Code of the sequence that numbers the form. A form may name another one."""
        return self._name

    @property
    def _form_report(self):
        """External id of the report that prints the form. A form may name another one."""
        return f"{self._original_module}.action_report_{self._table}"

    number = fields.Char(string="Form Number", copy=False, readonly=True, index="btree_not_null")
    executing_department_id = fields.Many2one("hr.department")
    supervising_department_id = fields.Many2one("hr.department")
    verifying_department_id = fields.Many2one("hr.department")
    control_status = fields.Selection(
        [
            ("controlled", "Controlled"),
            ("uncontrolled", "Uncontrolled copy"),
            ("obsolete", "Obsolete"),
        ],
        required=True,
        default="controlled",
        copy=False,
    )
    prepared_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_prepared = fields.Date(string="Prepared On", copy=False)
    reviewed_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_reviewed = fields.Date(string="Reviewed On", copy=False)
    approved_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_approved = fields.Date(string="Approved On", copy=False)
    revision_mark = fields.Char(copy=False, help="Empty for the first edition, then A, B, C …")
    revision_places = fields.Integer(
        string="Places Changed", copy=False, help="Counted against the edition before."
    )
    date_revision = fields.Date(string="Revised On", copy=False)
    documents = fields.Json(
        string="Documents Submitted",
        copy=False,
        help="Name and checksum, or link, of the documents that belonged to the form when it was "
        "submitted. What is attached later belongs to the conversation.",
    )
    content_before = fields.Json(string="Content of the Edition Before", copy=False)
    archive_entry_ids = fields.One2many(
        "kam.archive.entry",
        "res_id",
        string="Filed",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    archive_count = fields.Integer(compute="_compute_archive_count")
    can_revise = fields.Boolean(compute="_compute_can")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "control_status",
            "prepared_by_id",
            "date_prepared",
            "reviewed_by_id",
            "date_reviewed",
            "approved_by_id",
            "date_approved",
            "revision_mark",
            "revision_places",
            "date_revision",
            "content_before",
            "documents",
        }

    @api.depends("archive_entry_ids")
    def _compute_archive_count(self):
        for form in self:
            form.archive_count = len(form.archive_entry_ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Create forms, each with its number."""
        forms = super().create(vals_list)
        for form in forms.filtered(lambda form: not form.number):
            # sudo: numbers come from a sequence that nobody else reads
            sequence = self.env["ir.sequence"].sudo().with_company(form.company_id)
            form._protected_write({"number": sequence.next_by_code(self._form_sequence)})
        return forms

    def _on_submitted(self):
        """Note who prepared the form."""
        super()._on_submitted()
        self._protected_write(
            {
                "prepared_by_id": self.submitted_by_id.id,
                "date_prepared": self.company_id._kam_day_of(self.date_submitted),
                "reviewed_by_id": False,
                "date_reviewed": False,
                "approved_by_id": False,
                "date_approved": False,
                "documents": [
                    document._kam_describe()
                    for document in self.env["kam.archive.entry"]._get_documents(self)
                ],
            }
        )

    def _on_approved(self):
        """Sign the form, count what the revision changed, and file it."""
        super()._on_approved()
        # only who has consented signs
        decided = self._get_round_reviews().filtered(lambda review: review.state == "approved")
        decided = decided.sorted(lambda review: (review.sequence, review.id))
        last, before = decided[-1:], decided[-2:-1]
        day_of = self.company_id._kam_day_of
        self._protected_write(
            {
                "reviewed_by_id": (before or last).decided_by_id.id,
                "date_reviewed": day_of((before or last).date_decided),
                "approved_by_id": last.decided_by_id.id,
                "date_approved": day_of(last.date_decided),
                **self._prepare_revision(),
            }
        )
        self._file()

    def _on_rejected(self):
        """File the form that was rejected."""
        super()._on_rejected()
        self._file()

    def _prepare_revision(self):
        if not self.revision_mark:
            return {}
        return {
            "revision_places": revisions.count_changes(self.content_before, self._get_content()),
            "date_revision": self.company_id._kam_today(),
        }

    def _check_may_be_given_up(self):
        """Refuse to give up a revision: the edition before holds until another one is approved."""
        super()._check_may_be_given_up()
        if self.revision_mark:
            raise UserError(
                self.env._(
                    "%(form)s revises an approved edition and cannot be given up: submit it, and "
                    "let it be decided.",
                    form=self.display_name,
                )
            )

    def action_revise(self):
        """Open approved forms for a revision; what was approved stays filed and printable.

        A revision that was rejected is opened again: the edition before still holds.

        :return: True
        :raise UserError: for a form of which no edition was approved
        :raise AccessError: for whoever may not write the form
        """
        for form in self:
            form.check_access("write")
            form._serialise()
            form._check_revisable()
            # sudo: the engine's own fields; who may revise was checked
            form.sudo()._begin_edition()._on_revised()
        return True

    def _begin_edition(self):
        """Open the approved form for its next edition, whose clock has not begun.

        :return: the form that is written from now on
        """
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
        """Do what follows when an approved form is opened for a revision. To be extended."""

    def _check_revisable(self):
        """Refuse to revise a form of which no approved edition holds. To be extended."""
        self.ensure_one()
        if not self._has_approved_edition():
            self._check_state("approved")

    def _has_approved_edition(self):
        """Tell whether an edition was approved and none is open: a rejected revision changes
        nothing of the edition before.
        """
        self.ensure_one()
        return self.approval_state == "approved" or (
            self.approval_state == "rejected" and bool(self.revision_mark)
        )

    @api.depends("revision_mark")
    def _compute_can(self):
        super()._compute_can()
        for form in self:
            form.can_revise = form._has_approved_edition() and form._may_revise()

    def _may_revise(self):
        """Tell whether the user is one of those who revise this form. To be extended."""
        self.ensure_one()
        return self._may_submit()

    def _may_give_up(self):
        """See the base method: the edition before holds until another one is approved."""
        return super()._may_give_up() and not self.revision_mark

    @api.model
    def _get_missing_depends(self):
        """See the base method: all that people enter."""
        lines = {
            f"{lines_field}.{name}"
            for lines_field in self._form_line_fields
            for name, field in self.env[self._fields[lines_field].comodel_name]._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }
        return super()._get_missing_depends() | self._get_content_fields() | lines

    @api.model
    def _get_content_fields(self):
        """Return the names of the fields that people enter: neither the engine nor a process."""
        engine = {*self.env["kam.form.mixin"]._fields, *self._get_protected_fields()}
        return {name for name, field in self._fields.items() if field.store and name not in engine}

    def _get_content(self):
        """Return the content of the form as ``place -> value``, to count what a revision changes.

        Content is what people enter: not what the engine and the processes write, nor what is
        computed. Values are as stored, the same for readers of all languages.
        """
        self.ensure_one()
        content = {name: place_text(self, name) for name in self._get_content_fields()}
        for lines_field in self._form_line_fields:
            for line in self[lines_field]:
                content |= {
                    f"{lines_field}.{line.id}.{name}": place_text(line, name)
                    for name in line._fields
                    if name != line._approval_form_field
                }
        return {place: value for place, value in content.items() if value is not None}

    def _get_step_title(self, review):
        """Return what stands above a step on the print: what its route calls it. To be overridden.

        :param kam.approval.review review: one step of a round
        :rtype: str
        """
        return review._get_step_name()

    def _is_confidential(self):
        """Tell whether the print holds credit figures. To be overridden."""
        return False

    def _file(self):
        """File the form as it prints at this moment."""
        self.ensure_one()
        return self.env["kam.archive.entry"]._file(self)

    def _prepare_archive_vals(self):
        """Return what the archive entry says besides the form's own fields. To be extended."""
        self.ensure_one()
        return {}

    def action_print_receipt(self):
        """Print the receipt of what was filed last.

        :return: a report action
        :raise UserError: when nothing was filed
        :raise AccessError: for whoever may not read what was filed
        """
        self.ensure_one()
        self.check_access("read")
        archive = self.env["kam.archive.entry"]
        entries = self.archive_entry_ids if archive.has_access("read") else archive
        # sudo: whether something was filed tells apart what is not there and what is not shown
        if not entries and self.sudo().archive_entry_ids:
            raise AccessError(
                self.env._(
                    "%(form)s is filed, but you may not read what is filed: an archivist, or "
                    "who looks after the customer, prints the receipt.",
                    form=self.display_name,
                )
            )
        return entries.sorted("id")[-1:].action_print_receipt()

    def action_view_archive(self):
        """Open what was filed of the form: its editions as they printed.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_archive_entry"
        )
        return {
            **action,
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"create": False},
        }
