from odoo import fields, models

from odoo.addons.kam_management import relations


class KamCreditMeasureEnd(models.TransientModel):
    """Asks why individual measures end before their last day."""

    _name = "kam.credit.measure.end"
    _description = "End Individual Measures"
    _inherit = ["kam.batch.dialog.mixin"]

    measure_ids = relations.Many2many(
        "kam.credit.measure", string="Measures to End", required=True, readonly=True
    )
    reason = fields.Text(string="Why They End")
    failures = fields.Text(string="Not Ended", readonly=True)

    def action_apply(self):
        """End each of the measures.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: as ``kam.credit.measure.action_end``, for one measure
        :raise AccessError: as there
        """
        self.ensure_one()
        return self._apply_each(
            self.measure_ids,
            lambda measure: measure.action_end(self.reason or ""),
            self.env._("End the Measure"),
        )
