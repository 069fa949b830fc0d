from odoo import api, fields, models

from odoo.addons.kam_management import arguments, relations
from odoo.addons.kam_management.models.organisation.kam_root_company_mixin import COLLEAGUES

from ...models.limit.kam_credit_group import CHANGED_FIELDS


class KamCreditGroupChange(models.TransientModel):
    """Changes a credit group, or who belongs to it, and asks why.

    Customers whom the user may not see are neither shown nor touched.
    """

    _name = "kam.credit.group.change"
    _description = "Change a Credit Group"

    group_id = fields.Many2one("kam.credit.group", required=True, readonly=True)
    company_id = fields.Many2one(related="group_id.company_id")
    currency_id = fields.Many2one(related="group_id.currency_id")
    name = fields.Char(
        string="Name of the Group", compute="_compute_content", store=True, readonly=False
    )
    credit_limit = fields.Monetary(
        string="Limit of the Group", compute="_compute_content", store=True, readonly=False
    )
    has_unlimited_credit = fields.Boolean(
        string="Without a Limit", compute="_compute_content", store=True, readonly=False
    )
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_content",
        store=True,
        readonly=False,
        domain=COLLEAGUES,
    )
    member_ids = relations.Many2many(
        "kam.credit.profile",
        string="Customers in the Group",
        compute="_compute_content",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('account_id', '!=', False), "
        "'|', ('credit_group_id', '=', False), ('credit_group_id', '=', group_id)]",
        help="Whom you may see.",
    )
    affiliated_ids = fields.Many2many(related="group_id.affiliated_ids")
    is_dissolved = fields.Boolean(
        string="Dissolve the Group", help="Its limit holds for nobody any more."
    )
    reason = fields.Text(help="Kept in the history of the group.")

    @api.depends("group_id")
    def _compute_content(self):
        for wizard in self:
            for name in CHANGED_FIELDS:
                wizard[name] = wizard.group_id[name]
            wizard.member_ids = wizard._find_members()

    def _find_members(self):
        """Return the customers of the group, as far as the user may see them."""
        return self.env["kam.credit.profile"].search([("credit_group_id", "in", self.group_id.ids)])

    def action_apply(self):
        """Change the group.

        :return: an action that closes the dialog
        :raise UserError: as ``kam.credit.group.change`` and ``dissolve``
        :raise AccessError: as these
        """
        arguments.one(self)
        group = self.group_id
        if self.is_dissolved:
            group.dissolve(self.reason)
        else:
            before = self._find_members()
            vals = {
                name: self._fields[name].convert_to_write(self[name], self)
                for name in CHANGED_FIELDS
            }
            group.change(
                self.reason,
                vals,
                (self.member_ids - before).ids,
                (before - self.member_ids).ids,
            )
        return {"type": "ir.actions.act_window_close"}
