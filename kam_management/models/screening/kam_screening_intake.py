from odoo import api, fields, models
from odoo.exceptions import AccessError


class KamScreening(models.Model):
    """The key accounts that a company has already enter as screenings, to be confirmed in bulk."""

    _inherit = "kam.screening"

    import_reason = fields.Text(
        string="Reason Instead of the Analysis",
        copy=False,
        help="For customers from an existing list: which list, who decided, and why the form is "
        "submitted without a complete analysis. Only administrators of key accounts write it.",
    )

    can_import = fields.Boolean(compute="_compute_can_import")

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_can_import(self):
        for screening in self:
            screening.can_import = screening.approval_state == "draft" and self._may_import()

    @api.model
    def _may_import(self):
        return self.env.su or self.env.user.has_group("kam_management.group_kam_administrator")

    @api.model_create_multi
    def create(self, vals_list):
        """Leave screenings without analysis to administrators.

        :raise AccessError: when somebody else gives a reason instead of the analysis
        """
        screenings = super().create(vals_list)
        # asked of what was made: the reason may be a default of the caller or the user
        screenings._note_import()
        return screenings

    def write(self, vals):
        """See :meth:`create`; a screening with a reason instead of the analysis stays one."""
        changes = "import_reason" in vals and any(
            (screening.import_reason or "") != (vals["import_reason"] or "") for screening in self
        )
        if changes:
            self._check_may_import()
        result = super().write(vals)
        if changes:
            self._note_import()
        return result

    def _note_import(self):
        listed = self.filtered(lambda screening: (screening.import_reason or "").strip())
        if listed:
            self._check_may_import()
            listed._protected_write({"origin": "import"})

    @api.model
    def _check_may_import(self):
        if not self._may_import():
            raise AccessError(
                self.env._(
                    "“Reason Instead of the Analysis” is for customers from an existing list: only "
                    "administrators of key accounts write it. Complete the analysis instead."
                )
            )

    @api.model
    def get_import_templates(self):
        """Return the file to start an import of an existing list from, for who may import.

        :return: list of dicts with label and address
        """
        if not self._may_import():
            return []
        return [
            {
                "label": self.env._("Existing Key Accounts"),
                "template": "/kam_management/static/xls/kam_screening_import.xlsx",
            }
        ]
