from odoo import fields, models

from odoo.addons.kam_management import arguments


class KamCreditOverrideSummaryLine(models.TransientModel):
    _name = "kam.credit.override.summary.line"
    _description = "Overrides of a Person"
    _order = "count_overrides desc, id"
    _rec_name = "user_id"

    summary_id = fields.Many2one(
        "kam.credit.override.summary", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    count_decisions = fields.Integer(
        string="Decisions Submitted",
        readonly=True,
        help="Approved score sheets and tier change requests that the person submitted.",
    )
    count_overrides = fields.Integer(string="Overrides", readonly=True)
    share = fields.Float(string="Share of Overrides", digits=(6, 4), readonly=True, aggregator=None)
    share_low = fields.Float(
        string="Share from",
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="With 95 in 100 certainty, after Wilson.",
    )
    share_high = fields.Float(string="Share to", digits=(6, 4), readonly=True, aggregator=None)
    count_up = fields.Integer(string="Better", readonly=True)
    count_down = fields.Integer(string="Worse", readonly=True)
    count_open = fields.Integer(string="Not Yet", readonly=True)
    count_unknown = fields.Integer(string="Nothing to Judge By", readonly=True)
    count_right = fields.Integer(string="Right", readonly=True)
    count_wrong = fields.Integer(string="Wrong", readonly=True)
    has_judged = fields.Boolean(string="With a Verdict", readonly=True)
    share_right = fields.Float(
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="Of those that were right or wrong.",
    )
    right_low = fields.Float(string="Right from", digits=(6, 4), readonly=True, aggregator=None)
    right_high = fields.Float(string="Right to", digits=(6, 4), readonly=True, aggregator=None)

    def action_open_overrides(self):
        """Open the overrides of the person.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_override"
        )
        return {**action, "domain": [("user_id", "=", self.user_id.id)], "context": {}}
