from odoo import fields, models
from odoo.fields import Command, Domain

from odoo.addons.kam_management import relations


class KamCreditRun(models.Model):
    """What came of an evaluation for the tiers: the requests that it has proposed."""

    _inherit = "kam.credit.run"

    change_ids = relations.Many2many(
        "kam.credit.change",
        "kam_credit_run_change_rel",
        "run_id",
        "change_id",
        string="Tier Changes Proposed",
        readonly=True,
    )
    count_proposed = fields.Integer(
        string="Tier Changes", readonly=True, aggregator=None, help="Proposed by this evaluation."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"change_ids", "count_proposed"}

    def _prepare_outcome(self, partners):
        """See the base method: also the tier changes that this transaction has proposed."""
        changes = self.env["kam.credit.change"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("profile_id.partner_id", "in", partners.ids)
            & Domain("origin", "=", "job")
            & Domain("create_date", ">=", self.env.cr.now())
        )
        return {
            **super()._prepare_outcome(partners),
            "change_ids": [Command.link(change.id) for change in changes],
            "count_proposed": self.count_proposed + len(changes),
        }

    def action_open_changes(self):
        """Open the tier changes that the evaluation has proposed.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_change"
        )
        return {**action, "domain": [("id", "in", self.change_ids.ids)], "context": {}}
