from odoo import api, fields, models

from odoo.addons.kam_management import arguments


class KamCreditHold(models.Model):
    """The dialogs of holds, and the way to what they are about."""

    _inherit = "kam.credit.hold"

    order_line_ids = fields.Many2many(
        "sale.order.line",
        string="What Is Ordered",
        compute="_compute_order_line_ids",
        groups="sales_team.group_sale_salesman",
        help="The lines of the order, as far as you may read it.",
    )

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_order_line_ids(self):
        # with the rights of the reader, whoever reads the hold
        seen = self.sudo().order_id.sudo(False)._filtered_access("read")
        for hold in self:
            order = hold.sudo().order_id.sudo(False)  # sudo: which order it is; not what is in it
            hold.order_line_ids = order.order_line if order in seen else False

    def action_open_release(self):
        """Open the dialog that releases the documents.

        :return: a window action
        """
        return self._open_dialog("kam.credit.hold.release", self.env._("Release"))

    def action_open_refuse(self):
        """Open the dialog that refuses to release the documents.

        :return: a window action
        """
        return self._open_dialog("kam.credit.hold.refuse", self.env._("Refuse Release"))

    def _open_dialog(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids},
        }

    def action_open_document(self):
        """Open the order or invoice that is held.

        :return: a window action
        """
        arguments.one(self)
        return self._get_document().get_formview_action()

    def action_open_profile(self):
        """Open the credit of the customer.

        :return: a window action
        """
        arguments.one(self)
        return self.profile_id.get_formview_action()
