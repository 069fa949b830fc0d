from odoo import api, models


class Base(models.AbstractModel):
    """Views of our models say so, for what the style sheet does in them and nowhere else."""

    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """See the base method: the root of ours carries the class ``o_kam_view``."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._kam_is_ours:
            arch.set("class", " ".join(filter(None, (arch.get("class"), "o_kam_view"))))
        return arch, view
