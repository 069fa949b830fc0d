from odoo import api, models

from ...wording import WHOLE, format_date


class IrQwebFieldKamDay(models.AbstractModel):
    """A day on a print, written as in messages and mails."""

    _name = "ir.qweb.field.kam_day"
    _description = "Day on a Print"
    _inherit = ["ir.qweb.field.date"]

    @api.model
    def value_to_html(self, value, options):
        """See the base method: as the wording of the addon has it, and never on two lines."""
        text = format_date(self.env, value, options.get("format"))
        return WHOLE.format(text) if text else ""
