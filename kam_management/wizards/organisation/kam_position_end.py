from markupsafe import Markup

from odoo import api, fields, models

from ... import arguments, relations


class KamPositionEnd(models.TransientModel):
    """Positions are about to end: what waits for their holders, and who could go on with it."""

    _name = "kam.position.end"
    _description = "End Positions"

    position_ids = relations.Many2many("kam.position", string="Positions", required=True)
    waiting_count = fields.Integer(compute="_compute_waiting")
    waiting = fields.Html(string="What Waits", compute="_compute_waiting", sanitize=False)

    @api.depends("position_ids")
    def _compute_waiting(self):
        for dialog in self:
            waiting = dialog.position_ids._origin._find_waiting()
            dialog.waiting_count = len(waiting)
            dialog.waiting = self._format_waiting(waiting) if waiting else False

    @api.model
    def _format_waiting(self, waiting):
        heads = (self.env._("What"), self.env._("Name"), self.env._("Who Could Go On"))
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (kind, name, who or self.env._("nobody"))
            for kind, name, who in waiting
        )
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody>'
        ) % (head, rows) + Markup("</table>")

    def action_end(self):
        """End the positions today.

        :return: an action that closes the dialog
        :raise UserError: for a position that has not begun
        """
        arguments.one(self)
        self.position_ids.action_end()
        return {"type": "ir.actions.act_window_close"}
