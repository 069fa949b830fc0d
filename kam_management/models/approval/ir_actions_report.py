from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        """See the base method: a PDF whose making is watched has a title to be known by."""
        built = super()._build_wkhtmltopdf_args(*args, **kwargs)
        title = self.env.context.get("kam_pdf_title")
        return [*built, "--title", title] if isinstance(title, str) and title else built
