from odoo import api, models

from ...wording import format_datetime


class IrQwebFieldKamMoment(models.AbstractModel):
    """A moment on a print, written as in messages and mails."""

    _name = "ir.qweb.field.kam_moment"
    _description = "Moment on a Print"
    _inherit = ["ir.qweb.field.datetime"]

    @api.model
    def value_to_html(self, value, options):
        """See the base method: as the wording of the addon has it."""
        zone = self.env.context.get("tz")
        return format_datetime(self.env, value, tz=zone, dt_format="short")
