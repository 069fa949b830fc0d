from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ... import arguments, relations, wording

DEPARTMENTS = ("executing_department_id", "supervising_department_id", "verifying_department_id")


class _OfSameModel:
    """A relation from each concrete model to itself, declared once on the mixin."""

    def _get_attrs(self, model_class, name):
        return {**super()._get_attrs(model_class, name), "comodel_name": model_class._name}


class _EditionOf(_OfSameModel, fields.Many2one):
    pass


class _Editions(_OfSameModel, relations.One2many):
    pass


def is_entered(field):
    """Tell whether a field of a form or line holds what somebody or some process has put there."""
    return (
        field.store
        and field.name not in models.MAGIC_COLUMNS
        and field.type != "one2many"
        and not (field.compute and field.readonly)
    )


def take_over(record, names):
    """Return what fields of a form or line hold, as values for another one.

    :param record: one form or line
    :param names: names of fields; those that follow from others are left out
    """
    return {
        name: field.convert_to_write(record[name], record)
        for name in names
        if is_entered(field := record._fields[name])
    }


def place_text(record, name):
    """Return the text of one field of a form or line, or None when nobody enters it there."""
    field = record._fields[name]
    if not is_entered(field) or field.type == "binary":
        return None
    if isinstance(field, wording.Worded):
        # not as this reader happens to read it
        record = record.with_context(lang=None)
    return str(field.convert_to_read(record[name], record, use_display_name=False))


class KamFormMixin(models.AbstractModel):
    """A controlled form (受控文件): approved, numbered, filed, and changed by revisions only.

    A form model inherits this and names the prefix of its numbers in ``_form_prefix`` and its lines
    in ``_form_line_fields``. Its report is called ``action_report_<table>``. Header and footer of
    the print come from ``kam_management.form_header`` and ``kam_management.form_footer``.

    ``kam_form_mixin_editions``: revisions, of the form itself or beside it.
    ``kam_form_mixin_actions``: the server actions of a form.
    """

    _name = "kam.form.mixin"
    _description = "Controlled Form"
    _inherit = ["kam.approval.mixin"]

    # prefix of the numbering that each company starts with, one2many fields that are content
    _form_prefix = None
    _form_line_fields = ()
    # "same": a revision opens the form itself; "copy": it is another record, and what was approved
    # stays valid until that one is approved
    _revise = "same"
    # years that a filed form is kept where the company says nothing, see kam.form.setting
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
    executing_department_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_executing_department_id",
        store=True,
        readonly=False,
        copy=True,
    )
    supervising_department_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_supervising_department_id",
        store=True,
        readonly=False,
        copy=True,
    )
    verifying_department_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_verifying_department_id",
        store=True,
        readonly=False,
        copy=True,
    )
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
    edition_of_id = _EditionOf(
        string="Edition Before",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="What this form revises. It stays valid until this form is approved.",
    )
    edition_ids = _Editions(
        inverse_name="edition_of_id", string="Revised By", copy=False, readonly=True
    )
    edition_count = fields.Integer(string="Editions", compute="_compute_edition_count")
    archive_entry_ids = relations.One2many(
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
            "edition_of_id",
            "documents",
        }

    # one by one: fields of one method are all left alone where one of them is given
    @api.depends("company_id")
    def _compute_executing_department_id(self):
        self._take_department("executing_department_id")

    @api.depends("company_id")
    def _compute_supervising_department_id(self):
        self._take_department("supervising_department_id")

    @api.depends("company_id")
    def _compute_verifying_department_id(self):
        self._take_department("verifying_department_id")

    def _take_department(self, name):
        """A new form takes the department of its kind in the company; it may be changed."""
        for form in self:
            is_new = form.approval_state == "draft" and not form.approval_round
            form[name] = form[name] or (is_new and form._get_setting()[name])

    def _get_print_department(self, name):
        """Return what the header of the print shows as a department. To be extended.

        :param str name: one of ``DEPARTMENTS``
        :return: a name, or a false value for none
        """
        self.ensure_one()
        return self[name].name

    def _get_setting(self):
        """Return what the company of the form says of its kind, as superuser."""
        return self.env["kam.form.setting"]._find(self._name, self.company_id)

    def _get_retention_years(self):
        """Return how many years the form is kept once it is filed.

        :rtype: int
        """
        self.ensure_one()
        return self._get_setting().retention_years or self._form_retention_years

    def _get_logo(self):
        """Return the picture at the top of the print, base64 encoded, or False."""
        self.ensure_one()
        return self._get_setting().logo

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
                "documents": self._describe_documents(),
            }
        )

    def _describe_documents(self):
        """Return what the receipt says of the documents that belong to the form. To be extended.

        :return: list of dicts, see ``_kam_describe``; ``heading`` tells under which one is listed
        """
        self.ensure_one()
        documents = self.env["kam.archive.entry"]._get_documents(self)
        return [document._kam_describe() for document in documents]

    def _on_approved(self):
        """Sign the form, and count what the revision changed."""
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

    def _on_all_approved(self):
        """See the base method: forms are filed as they are when all is done."""
        super()._on_all_approved()
        self._file()

    def _on_all_rejected(self):
        """See the base method: what was rejected is filed as well."""
        super()._on_all_rejected()
        self._file()

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
        """Return the content that approval binds as ``place -> value``, to count what changes.

        Content is what people enter: not what the engine and the processes write, nor what is
        computed. Values are as stored, the same for readers of all languages.
        """
        self.ensure_one()
        content = {
            name: place_text(self, name) for name in self._find_bound(self._get_content_fields())
        }
        for lines_field in self._get_bound_line_fields():
            for line in self[lines_field]:
                content |= {
                    f"{lines_field}.{line.id}.{name}": place_text(line, name)
                    for name in line._fields
                    if name != line._approval_form_field
                }
        return {place: value for place, value in content.items() if value is not None}

    @api.model
    def _get_binding_fields(self):
        """See the base method: also who carries the form out, supervises and verifies it."""
        names = super()._get_binding_fields()
        return names and names.union(DEPARTMENTS)

    @api.model
    def _get_bound_line_fields(self):
        """Return the names of the fields that hold the lines which approval binds."""
        return [name for name in self._form_line_fields if self._find_bound([name])]

    def _get_step_title(self, review):
        """Return what stands above a step on the print: what its route calls it.

        The forms of the scheme have their own words for its steps, see :meth:`_get_step_titles`.

        :param kam.approval.review review: one step of a round
        :rtype: str
        """
        titles = self._get_step_titles()
        title = titles and titles.get(review.with_context(lang="en_US")._get_step_name())
        return title or review._get_step_name()

    @api.model
    def _get_step_titles(self):
        """Return the titles of steps on the print that differ from their names. To be extended.

        :return: dict name of a step in English, as in the table of the route -> title
        """
        return {}

    def _get_printed_reviews(self):
        """Return the steps of the round that the print shows, in their order. To be overridden."""
        self.ensure_one()
        return self._get_round_reviews().sorted("sequence")

    def _get_signature(self, review):
        """Return who signed a step on the print, and for whom.

        :param kam.approval.review review: one step of a round
        :rtype: str
        """
        if not review.on_behalf_of_id:
            return review.decided_by_id.name or ""
        return self.env._(
            "%(user)s (on behalf of %(principal)s)",
            user=review.decided_by_id.name,
            principal=review.on_behalf_of_id.name,
        )

    def _get_extension_title(self, review):
        """Return what stands above the extension of a step on the print. To be overridden.

        :param kam.approval.review review: one step of a round, whose due date was moved
        :rtype: str
        """
        return self.env._("Extension of the Due Date")

    def _is_confidential(self):
        """Tell whether the print holds credit figures. To be overridden."""
        return False

    def _file(self):
        """File the forms as they print at this moment. To be overridden where a process files more.

        :return: the entries of the archive
        """
        return self.env["kam.archive.entry"]._file_all(self)

    @api.model
    def _get_filed_again_label(self):
        """Return what has happened when an edition is filed once more. To be overridden."""
        return self.env._("Filed again with what was added")

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
        arguments.one(self)
        self.check_access("read")
        archive = self.env["kam.archive.entry"]
        filed = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        entries = archive.search(filed) if archive.has_access("read") else archive
        # sudo: whether something was filed tells apart what is not there and what is not shown
        if not entries and archive.sudo().search_count(filed, limit=1):
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
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_archive_entry"
        )
        return {
            **action,
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"create": False},
        }
