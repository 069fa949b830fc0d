from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.wording import format_date, parted, phrased


class KamCreditContentLineMixin(models.AbstractModel):
    """One item of a form of the credit file: what our file knows, and what people add."""

    _name = "kam.credit.content.line.mixin"
    _description = "Item of a Form of the Credit File"
    _inherit = ["kam.approval.line.mixin"]
    _order = "sequence, id"
    _rec_name = "item"

    _approval_lines_field = "line_ids"
    _protected_fields = frozenset({"item", "sequence"})

    sequence = fields.Integer(readonly=True)
    item = fields.Char(string="Code of the Item", required=True, readonly=True)
    name = fields.Char(string="Item", compute="_compute_words")
    section = fields.Char(compute="_compute_words")
    known = fields.Text(
        string="From Our File", compute="_compute_words", help="As it was copied into the form."
    )
    origin = fields.Char(string="Where We Have It From", compute="_compute_words")
    text = fields.Text(string="Situation", help="What you have found out; printed after our file.")
    source = fields.Char(help="Who said so, or where it is to be found.")
    date = fields.Date(string="As Of", help="The day on which it was so.")
    is_unknown = fields.Boolean(string="Unknown", compute="_compute_is_unknown")

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Items are those of the scheme's table.")

    @api.depends(lambda self: ["item", *self._get_form_depends()])
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            form, item = line._get_forms(), line.item
            line.name = form._word_items().get(item, item)
            section = next((code for code, known in form._get_items() if known == item), "")
            line.section = form._word_sections().get(section, "")
            line.known = form._word_known(item)
            line.origin = form._word_origin(item)

    @api.model
    def _get_form_depends(self):
        name = self._approval_form_field
        return [f"{name}.content"] if name else []

    @api.depends(lambda self: ["text", "item", *self._get_form_depends()])
    def _compute_is_unknown(self):
        for line in self:
            line.is_unknown = not texts.trimmed(line.text) and not (
                (line._get_forms().content or {}).get(line.item)
            )

    @api.depends("item")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name

    def _get_print_row(self):
        """Return what the print says: our file first, then what people added."""
        self.ensure_one()
        said = [text for text in (self.known, texts.trimmed(self.text)) if text]
        added = phrased(
            self.env, [self.source or "", format_date(self.env, self.date) if self.date else ""]
        )
        return {
            "label": self.name,
            "text": "\n".join(said) or self.env._("Unknown"),
            "origin": parted(self.env, [self.known and self.origin, added]),
        }

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: the items are those of the scheme.

        :raise UserError: always; lines come with their form
        """
        super()._complete_create(vals_list)
        raise UserError(self.env._("The items are those of the scheme's table: none can be added."))

    def _check_write(self, vals):
        """See the base method: files are kept by credit roles over the unit.

        :raise AccessError: for everybody else
        """
        self._get_forms().profile_id._check_may_keep_file()
        super()._check_write(vals)

    def _check_unlink(self):
        """See the base method: no item can be left out.

        :raise UserError: always; lines go with their form
        """
        super()._check_unlink()
        for line in self:
            raise UserError(
                self.env._(
                    "“%(item)s” is an item of the scheme's table and stays: leave it empty where "
                    "nothing is known.",
                    item=line.name,
                )
            )
