from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, relations, wording
from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import Worded

from ...rules import radar as rules

NEW, SEEN, GONE = "new", "seen", "gone"
LASTING = (NEW, SEEN)


class KamCreditSignal(models.Model):
    """A sign that a customer's credit deteriorates 信用恶化预警, as long as it lasts.

    One for each customer and kind: since when, how strong, and what it rests on. Somebody looks at
    it and says what of it, which silences it until it gets worse or some days have passed. It is
    gone when its cause is gone, and stays as history; what comes again is another one.

    ``kam_credit_signal_finding``: from the ledger to signs.
    ``kam_credit_signal_process``: found, looked at, told again, gone.
    ``kam_credit_signal_duties``: until when somebody looks at it.
    ``kam_credit_signal_job``: every night.
    """

    _name = "kam.credit.signal"
    _description = "Credit Signal"
    _inherit = ["kam.credit.case.mixin"]
    _order = "urgency desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            (rules.SLOWING, "Pays slower and slower"),
            (rules.GROWING, "Orders more, pays slower"),
            (rules.PARTS, "Pays more in parts"),
            (rules.FIRST_LATE, "First late payment"),
            (rules.PROMISE, "Promise not kept"),
            (rules.UNWATCHED, "Nobody looks"),
        ],
        string="Signal",
        required=True,
        index=True,
    )
    state = fields.Selection(
        [(NEW, "To be looked at"), (SEEN, "Looked at"), (GONE, "Gone")],
        required=True,
        default=NEW,
        index=True,
        tracking=True,
        group_expand=True,
    )
    reason = Worded(string="What Was Found", required=True)
    strength = fields.Float(
        digits=(6, 2),
        aggregator="avg",
        help="1 is just enough to be told, 2 twice as much, 10 the most.",
    )
    value = fields.Monetary(
        string="Open Amount", help="What the customer owed, due or not, in company currency."
    )
    urgency = fields.Monetary(
        string="Value × Strength",
        aggregator=None,
        help="What is to be looked at first: the open amount times the strength.",
    )
    date_since = fields.Date(string="Since", required=True, index=True)
    date_seen = fields.Date(
        string="Last Found On", help="The day of the figures with which it was last found."
    )
    date_gone = fields.Date(string="Gone On")
    date_from = fields.Date(
        string="Compared From", help="First day of what is compared; the last is “Last Found On”."
    )
    line_ids = relations.One2many("kam.credit.signal.line", "signal_id", string="Rests On")
    line_count = fields.Integer(string="Payments Behind It", aggregator=None)
    looked_by_id = fields.Many2one(
        "res.users", string="Looked At By", ondelete="restrict", tracking=True
    )
    date_looked = fields.Datetime(string="Looked At On")
    finding = fields.Text(
        string="Looked At, Because", help="What whoever looked at it made of it.", tracking=True
    )
    urgency_looked = fields.Monetary(
        string="Value × Strength Then",
        aggregator=None,
        help="When somebody looked at it: when it weighs a quarter more, it is told again.",
    )
    can_look = fields.Boolean(string="Can Be Looked At", compute="_compute_can_look")
    is_mine = fields.Boolean(
        string="Waits for Me", compute="_compute_is_mine", search="_search_is_mine"
    )

    _one_lasting = models.UniqueIndex(
        "(profile_id, kind) WHERE state != 'gone'",
        "A customer has one signal of a kind at a time.",
    )

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(self.env._("Signals are found by the radar, and not written by hand."))

    @api.model
    def _get_protected_remedy(self):
        """See the base method."""
        return self.env._("Use “Looked At” and say what you make of it.")

    @api.model
    def _get_reasons(self):
        """Return the texts of what is found, for the reader: dict code -> text with places."""
        return {
            rules.SLOWING: self.env._(
                "Payments come later by %(slope)s days each month: %(first)s days after the due "
                "date at first, %(last)s in the last quarter (%(count)s payments)."
            ),
            f"{rules.GROWING}_orders": self.env._(
                "Orders of the last three months are %(growth)s above those before, and money "
                "comes %(now)s days after the due date instead of %(before)s."
            ),
            f"{rules.GROWING}_invoices": self.env._(
                "Sales of the last three months are %(growth)s above those before, and money "
                "comes %(now)s days after the due date instead of %(before)s."
            ),
            rules.PARTS: self.env._(
                "%(now)s of the money of the last three months came in parts, %(before)s before "
                "(%(count)s payments)."
            ),
            rules.FIRST_LATE: self.env._(
                "Late for the first time after %(clean)s on time: %(amount)s, up to %(days)s days "
                "after the due date."
            ),
            rules.PROMISE: self.env._(
                "Promises that were not kept: %(count)s. %(amount)s has not come."
            ),
            f"{rules.PROMISE}_idle": self.env._(
                "Promises that were not kept: %(count)s. %(amount)s has not come, but %(idle)s was "
                "paid meanwhile that is matched with no invoice: match it before anybody reminds "
                "the customer."
            ),
            rules.UNWATCHED: self.env._("Nobody has looked at it since %(day)s: %(days)s days."),
        }

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for signal in self:
            # sudo: whose signal it is is told to who reads it
            signal.display_name = wording.labelled(
                self.env, signal.sudo().partner_id.name, kinds.get(signal.kind, "")
            )

    @api.depends("state", "profile_id")
    @api.depends_context("uid")
    def _compute_can_look(self):
        for signal in self:
            signal.can_look = signal.state == NEW and signal._may_look()

    @api.depends("open_deadline_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._get_mine_domain())
        for signal in self:
            signal.is_mine = signal in mine

    @api.model
    def _get_mine_domain(self):
        """Return the domain of what waits for the user."""
        return Domain("open_deadline_ids", "any", Domain("worker_ids", "in", [self.env.uid]))

    @api.model
    def _search_is_mine(self, operator, value):
        return by_tick(operator, value, self._get_mine_domain())

    def _get_logged_profiles(self):
        """See the base method."""
        return {signal: signal.profile_id for signal in self}

    # ------------------------------------------------------------------
    # where it leads
    # ------------------------------------------------------------------

    def action_open_profile(self):
        """Open the credit of the customer.

        :return: a window action
        """
        arguments.one(self)
        return self.profile_id.get_formview_action()

    def action_open_lines(self):
        """Open the payments that the signal rests on, as a graph and a list.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_signal_line"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("signal_id", "=", self.id)],
        }

    def action_open_dialog(self):
        """Open the dialog that asks what somebody who looked at signals makes of them.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Looked At"),
            "res_model": "kam.credit.signal.look",
            "view_mode": "form",
            "target": "new",
            "context": {"default_signal_ids": self.ids},
        }
