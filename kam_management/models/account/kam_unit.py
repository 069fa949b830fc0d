from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import relations


class KamUnit(models.Model):
    """The accounts of a unit: as long as they, or their history, name it, it stays."""

    _inherit = "kam.unit"

    account_ids = relations.One2many(
        comodel_name="kam.account", inverse_name="unit_id", string="Accounts"
    )
    account_count = fields.Integer(
        string="Number of Accounts",
        compute="_compute_account_count",
        help="Accounts of this unit and of the units below that you may see.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_account_count(self):
        counts = Counter()
        for unit, count in self.env["kam.account"]._read_group(
            [("unit_id", "child_of", self.ids)], ["unit_id"], ["__count"]
        ):
            for unit_id in unit.parent_path.split("/")[:-1]:
                counts[int(unit_id)] += count
        for unit in self:
            unit.account_count = counts[unit._origin.id]

    def _get_content(self, positions, being_deleted):
        """See the base method: also the accounts."""
        return [
            *super()._get_content(positions, being_deleted),
            *self.account_ids.mapped("display_name"),
        ]

    def _get_content_companies(self):
        """See the base method: also those of the accounts."""
        return super()._get_content_companies() | self.account_ids.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named_by_history(self):
        # sudo: what the history names counts whether or not the user may see it
        event_sudo = self.env["kam.account.event"].sudo()
        for unit in self:
            if event_sudo.search_count(
                ["|", ("unit_from", "in", unit.ids), ("unit_to", "in", unit.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "“%(unit)s” cannot be deleted: the history of accounts names it. "
                        "Archive it instead.",
                        unit=unit.name,
                    )
                )

    def action_view_accounts(self):
        """Open the accounts of this unit and of those below that the user may see.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_account")
        return {**action, "domain": [("unit_id", "child_of", self.id)], "context": {}}
