from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations, wording


class KamCreditSignalLook(models.TransientModel):
    """Asks what somebody who looked at signals makes of them."""

    _name = "kam.credit.signal.look"
    _description = "Look at Credit Signals"
    _inherit = ["kam.batch.dialog.mixin"]

    signal_ids = relations.Many2many("kam.credit.signal", string="Signals to Answer")
    names = fields.Text(
        string="Which Signals", compute="_compute_names", help="One signal per line."
    )
    finding = fields.Text(
        string="What You Make of It",
        help="Stays with the signal. It is silent until it gets worse, or for the days of the "
        "settings.",
    )
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("signal_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(
                wording.labelled(self.env, signal.display_name, signal.reason)
                for signal in wizard.signal_ids
            )

    def action_apply(self):
        """Answer the signals one by one; what is refused is named, the others are answered.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without signals or a finding, or when the only one is refused
        :raise AccessError: for the only one, of whoever may not answer it
        """
        arguments.one(self)
        if not self.signal_ids:
            raise UserError(self.env._("Choose the signals first."))
        return self._apply_each(self.signal_ids, self._apply, self.env._("Could Not Be Answered"))

    def _apply(self, signal):
        signal.action_look(self.finding or "")
