from odoo import api, fields, models

from ...wording import Worded
from .kam_account import SOURCES, STATES


class KamAccountEvent(models.Model):
    """What happened to an account: a change of state, unit, account manager or class."""

    _name = "kam.account.event"
    _description = "Key Account History"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"

    account_id = fields.Many2one(
        comodel_name="kam.account", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    kind = fields.Selection(
        selection=[
            ("entered_potential", "Became a potential key account"),
            ("confirmed_key", "Confirmed as a key account"),
            ("taken_over", "Taken over as a key account"),
            ("downgraded", "Downgraded to an ordinary customer"),
            ("rejected", "Rejected as a key account"),
            ("unit_changed", "Given to another unit"),
            ("manager_changed", "Given to another account manager"),
            ("class_changed", "Given another class"),
            ("joined", "Ended in favour of another account"),
        ],
        string="What happened",
        required=True,
        readonly=True,
    )
    source = fields.Selection(
        selection=SOURCES,
        required=True,
        readonly=True,
        help="The process that did it.",
    )
    reason = Worded(required=True, readonly=True)
    state_from = fields.Selection(selection=STATES, string="State before", readonly=True)
    state_to = fields.Selection(selection=STATES, string="State after", readonly=True)
    unit_from = fields.Many2one(
        comodel_name="kam.unit", string="Unit before", ondelete="restrict", readonly=True
    )
    unit_to = fields.Many2one(
        comodel_name="kam.unit", string="Unit after", ondelete="restrict", readonly=True
    )
    manager_from = fields.Many2one(
        comodel_name="res.users", string="Manager before", ondelete="restrict", readonly=True
    )
    manager_to = fields.Many2one(
        comodel_name="res.users", string="Manager after", ondelete="restrict", readonly=True
    )
    class_from = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Class before",
        ondelete="restrict",
        readonly=True,
    )
    class_to = fields.Many2one(
        comodel_name="kam.customer.class", string="Class after", ondelete="restrict", readonly=True
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    document_name = fields.Char(
        string="Document", readonly=True, help="The form that the decision rests on."
    )

    @api.model
    def _get_reasons(self):
        """Return the reasons that are kept as codes, worded for the reader.

        :return: dict code -> text, with places for the values; extended with ``super() | {...}``
        """
        return {
            "class_changed": self.env._("Changed at the account."),
            "class_before": self.env._("Had this class when classes began to be recorded."),
        }
