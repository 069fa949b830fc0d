from odoo import api, fields, models

from odoo.addons.kam_management import arguments, relations, wording

from .kam_credit_signal import LASTING


class KamCreditProfile(models.Model):
    """What the radar tells of the customer.

    ``kam_credit_profile_watch``: when somebody has looked at the customer.
    """

    _inherit = "kam.credit.profile"

    signal_ids = relations.One2many(
        "kam.credit.signal", "profile_id", string="Signals", readonly=True
    )
    signal_count = fields.Integer(
        string="Signals Now", compute="_compute_signal_count", help="Those that last."
    )
    date_radar = fields.Date(
        string="Radar As Of",
        readonly=True,
        copy=False,
        help="When the radar last looked at the customer.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"date_radar"}

    @api.depends("signal_ids.state")
    @api.depends_context("uid")
    def _compute_signal_count(self):
        counts = dict(
            self.env["kam.credit.signal"]._read_group(
                [("profile_id", "in", self.ids), ("state", "in", LASTING)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.signal_count = counts.get(profile._origin, 0)

    def action_view_signals(self):
        """Open the signals of the customer, those that are gone included.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_signal"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {},
        }
