from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations
from ...rules import texts


class KamArchiveReceipt(models.TransientModel):
    """Asks the archive room what is missing of filed forms, or their author what was added."""

    _name = "kam.archive.receipt"
    _description = "Acknowledge Filed Forms"
    _inherit = ["kam.batch.dialog.mixin"]

    entry_ids = relations.Many2many("kam.archive.entry", string="Filed Forms", readonly=True)
    names = fields.Text(
        string="Filed", compute="_compute_names", help="What it is about, one form per line."
    )
    is_completion = fields.Boolean(readonly=True)
    said = fields.Text(string="What Is Missing", compute="_compute_names")
    note = fields.Text(help="Stays beside what is filed.")
    document_ids = fields.Many2many("ir.attachment", string="Documents")
    failures = fields.Text(readonly=True)

    @api.depends("entry_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.entry_ids.mapped("display_name"))
            wizard.said = "\n".join(filter(None, wizard.entry_ids.mapped("receipt_missing")))

    def action_apply(self):
        """Acknowledge the forms one by one, or complete the one; what is refused is named.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a form, or when the only one is refused
        """
        arguments.one(self)
        if not self.entry_ids:
            raise UserError(self.env._("Select what is to be acknowledged first."))
        title = self.env._("Could Not Be Acknowledged")
        return self._apply_each(self.entry_ids, self._apply, title)

    def _explain(self, record, error):
        """See the base method: the error names what it is about."""
        return str(error)

    def action_report_incomplete(self):
        """Say that something is missing of the forms.

        :return: as :meth:`action_apply`
        :raise UserError: when nothing is said to be missing
        """
        self.ensure_one()
        if not texts.trimmed(self.note):
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: say what is missing, or choose “Acknowledge”.",
                    field=self._fields["said"]._description_string(self.env),
                )
            )
        return self.action_apply()

    def _apply(self, entry):
        if self.is_completion:
            entry.action_complete(self.note or "", self.document_ids.ids)
        else:
            entry.action_acknowledge(self.note or "")
