from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.kam_management.rules import snapshots

from ...rules import credit_items


class KamCreditContentMixin(models.AbstractModel):
    """A form of the credit file with an item a line: what our file knows, completed by hand.

    A form names its lines ``line_ids``. What the file knows is copied when the form is made or
    refreshed, as plain values; what has a code is worded when it is read. Lines hold what people
    add. Nobody approves it.

    ``kam_credit_content_words``: what items and facts are called, and what the print shows.
    """

    _name = "kam.credit.content.mixin"
    _description = "Form of the Credit File"
    _inherit = ["kam.credit.form.mixin"]
    _order = "date_content desc, id desc"

    _approval_required = False
    # section -> items, see rules.credit_items
    _items = None

    content = fields.Json(copy=False)
    date_content = fields.Datetime(
        string="Information As Of", copy=False, help="When our file was copied."
    )
    is_outdated = fields.Boolean(
        string="File Changed Since",
        compute="_compute_is_outdated",
        help="Our file says something else by now.",
    )
    note = fields.Text(string="Remarks", help="Printed below the table.")
    count_unknown = fields.Integer(
        string="Unknown Items", compute="_compute_count_unknown", help="They print “Unknown”."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"content", "date_content"}

    @api.depends("content", "approval_state")
    def _compute_is_outdated(self):
        for form in self:
            form.is_outdated = (
                form.approval_state == "draft"
                and bool(form.content)
                and form.content != form._prepare_content()
            )

    @api.depends(lambda self: ["content", *(f"{name}.text" for name in self._form_line_fields)])
    def _compute_count_unknown(self):
        for form in self:
            form.count_unknown = len(form.line_ids.filtered("is_unknown"))

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: files are kept by credit roles over the unit.

        :raise AccessError: for everybody else
        """
        vals_list = super()._complete_create(vals_list)
        profiles = self.env["kam.credit.profile"].browse(
            {vals["profile_id"] for vals in vals_list if vals.get("profile_id")}
        )
        profiles._check_may_keep_file()
        return vals_list

    def _check_write(self, vals):
        """See the base method: files are kept by credit roles over the unit.

        :raise AccessError: for everybody else
        """
        self.profile_id._check_may_keep_file()
        super()._check_write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """Make forms with a line for each item, and with what our file says now."""
        forms = super().create(vals_list)
        for form in forms:
            # sudo: lines come with their form, and nobody adds any
            form.line_ids.sudo()._protected_create(
                [
                    {form.line_ids._approval_form_field: form.id, "item": item, "sequence": place}
                    for place, (_section, item) in enumerate(form._get_items(), 1)
                ]
            )
        forms.invalidate_recordset(["line_ids"])
        forms._take_content()
        return forms

    @api.model
    def _get_items(self):
        """Return ``(section, item)`` in the order of the table."""
        return credit_items.in_order(self._items)

    def action_refresh(self):
        """Take what our file says now into the drafts; what people added stays.

        :return: True
        :raise UserError: for a form that is no draft
        :raise AccessError: for whoever does not keep the file
        """
        self.check_access("write")
        self.profile_id._check_may_keep_file()
        for form in self:
            form._check_state("draft")
        self._take_content()
        return True

    def _take_content(self):
        for form in self:
            form._protected_write(
                {"content": form._prepare_content(), "date_content": fields.Datetime.now()}
            )

    def _prepare_content(self):
        """Return what our file says now, as plain values. Words are those of the company.

        :return: dict item -> list of facts, see ``kam.credit.profile._collect_facts``
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        facts = self.with_context(lang=lang)._collect_facts()
        return {item: facts[item] for _section, item in self._get_items() if facts.get(item)}

    def _collect_facts(self):
        """Return what our file knows. To be extended.

        :return: dict item -> list of facts
        """
        return self.profile_id.with_context(lang=self.env.lang)._collect_facts()

    # ------------------------------------------------------------------
    # the form
    # ------------------------------------------------------------------

    def _get_content(self):
        """See the base method: what was copied from the file counts as content, too."""
        return super()._get_content() | snapshots.places(self.content, "content")

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what was taken from the file."""
        return super()._get_missing_depends() | {"content"}

    def _get_missing(self):
        """See the base method: a form that says nothing is not completed."""
        missing = super()._get_missing()
        if not any(not line.is_unknown for line in self.line_ids):
            missing.append(
                self.env._(
                    "Every item is unknown: enter what you have found out, then complete the form."
                )
            )
        return missing

    def _check_complete_as_entered(self):
        """See the base method: what the form says is taken from the file as it is stored."""

    def _may_submit(self):
        """See the base method: who keeps the customer's credit file."""
        return super()._may_submit() and self._is_keeper()

    def _may_revise(self):
        """See the base method: who keeps the customer's credit file."""
        return super()._may_revise() and self._is_keeper()

    def _is_keeper(self):
        return not self.profile_id or self.profile_id._may_keep_file()

    def _check_submittable(self):
        """See the base method.

        :raise AccessError: for whoever does not keep the file
        """
        if not self._is_keeper():
            raise AccessError(
                self.env._(
                    "%(form)s is completed by who keeps the credit file of the customer.",
                    form=self.display_name,
                )
            )
        super()._check_submittable()
