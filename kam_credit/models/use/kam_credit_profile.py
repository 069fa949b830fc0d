from odoo import api, fields, models

from odoo.addons.kam_management import arguments, relations, wording

from ...rules import measures


class KamCreditProfile(models.Model):
    """What is done for the customer alone."""

    _inherit = "kam.credit.profile"

    measure_entry_ids = relations.One2many(
        "kam.credit.measure.entry",
        "profile_id",
        string="Individual Measures",
        readonly=True,
        help="Measures for this customer, and services that were granted to it.",
    )
    measure_count = fields.Integer(
        string="Measures in Force",
        compute="_compute_measure_count",
        help="Individual measures that hold now.",
    )

    @api.depends_context("uid")
    def _compute_measure_count(self):
        counts = dict(
            self.env["kam.credit.measure"]._read_group(
                [("profile_id", "in", self.ids), ("phase", "=", measures.CURRENT)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.measure_count = counts.get(profile._origin, 0)

    def action_view_measures(self):
        """Open the individual measures of the customer.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_measure"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id},
        }
