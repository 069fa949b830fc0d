from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management.wording import Worded

from ...rules import checks


class KamCreditHoldReason(models.Model):
    """One fact for which a document is held, with its figures at that moment."""

    _name = "kam.credit.hold.reason"
    _description = "Reason of a Hold"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False
    _order = "hold_id, id"
    _rec_name = "code"

    hold_id = fields.Many2one("kam.credit.hold", required=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one(related="hold_id.profile_id", string="Customer")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Selection(
        [
            (checks.OVER_LIMIT, "Over the limit"),
            (checks.NO_CREDIT, "No credit granted"),
            (checks.TEMPORARY_ENDED, "Temporary limit over"),
            (checks.OVERDUE, "Overdue"),
            (checks.PROMISE, "Promise not kept"),
            (checks.DOCUMENT, "Document missing or out of date"),
            (checks.BLOCKED, "Stopped by hand"),
            (checks.TERM, "Terms better than granted"),
            (checks.PRICE, "Prices below those granted"),
            (checks.GROWN, "More than was let pass"),
            (checks.HORIZON, "Comes within the horizon"),
        ],
        string="Reason",
        required=True,
    )
    amount = fields.Monetary(
        string="Missing",
        aggregator=None,
        help="By how much the limit is exceeded, what is overdue, or what was promised and not "
        "paid, in company currency.",
    )
    text = Worded(string="Why", required=True)

    @api.model
    def _get_reasons(self):
        """Return the texts of the reasons, for the reader: dict code -> text with places."""
        return {
            checks.OVER_LIMIT: self.env._(
                "%(used)s of %(limit)s is used; the document adds %(added)s: %(amount)s over the "
                "limit of the customer."
            ),
            f"{checks.OVER_LIMIT}_group": self.env._(
                "%(used)s of %(limit)s is used by the credit group “%(group)s”; the document adds "
                "%(added)s: %(amount)s over the limit of the group."
            ),
            checks.NO_CREDIT: self.env._(
                "The customer's tier grants no credit, and the document asks for %(added)s."
            ),
            f"{checks.NO_CREDIT}_ordinary": self.env._(
                "Ordinary customers are granted no credit, and the document asks for %(added)s."
            ),
            checks.TEMPORARY_ENDED: self.env._(
                "The temporary limit of %(former)s ended on %(day)s. %(used)s of %(limit)s is "
                "used; the document adds %(added)s: %(amount)s over the limit."
            ),
            checks.OVERDUE: self.env._(
                "%(amount)s is overdue by more than %(days)s days; %(tolerated)s is tolerated."
            ),
            checks.PROMISE: self.env._("%(amount)s was promised by %(day)s and not paid."),
            checks.DOCUMENT: self.env._("%(kinds)s: missing or out of date."),
            checks.BLOCKED: self.env._("Stopped by %(user)s: %(why)s"),
            checks.TERM: self.env._(
                "Due after %(days)s days on average; %(granted)s days are granted."
            ),
            f"{checks.TERM}_discount": self.env._(
                "%(discount)s discount for early payment; %(granted)s is granted."
            ),
            checks.PRICE: self.env._(
                "%(amount)s below the granted prices, which come to %(granted)s."
            ),
            checks.GROWN: self.env._("Worth %(value)s by now; %(passed)s was let pass."),
            checks.HORIZON: self.env._(
                "Deliveries of the next %(days)s days count: %(amount)s of the order by now."
            ),
        }

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("Why a document is held is found by the check, and not written by hand.")
        )
