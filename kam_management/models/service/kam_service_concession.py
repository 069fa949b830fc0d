from odoo import api, fields, models
from odoo.fields import Domain

from ... import arguments, wording


class KamServiceConcession(models.Model):
    """A payment term that was granted for one order, or for the orders of a period.

    Scheme, service, two.5. The customer's own term stays what it is: what was granted holds for the
    orders that it names and for nothing else, and ends by itself.
    """

    _name = "kam.service.concession"
    _description = "Concession of a Payment Term"
    _inherit = ["kam.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "request_id"
    _rec_names_search = ["request_id.number", "partner_id", "order_name"]
    _guard_final_states = ("ended",)
    _guard_mutable_fields = ("state", "date_ended")

    request_id = fields.Many2one(
        "kam.service.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(
        "kam.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order",
        string="For the Order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="sales_team.group_sale_salesman",
    )
    order_name = fields.Char(string="Order Concerned", readonly=True)
    terms_id = fields.Many2one(
        "account.payment.term",
        string="Payment Term Granted",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date_from = fields.Date(string="For Orders From", required=True, readonly=True)
    date_to = fields.Date(string="For Orders To", required=True, readonly=True)
    cost = fields.Monetary(string="Cost of the Concession", readonly=True, aggregator=None)
    state = fields.Selection(
        [("granted", "Granted"), ("ended", "Taken back")],
        string="State of the Concession",
        required=True,
        readonly=True,
        default="granted",
    )
    date_ended = fields.Datetime(string="Taken Back On", readonly=True)

    def action_view_request(self):
        """Open the request by which it was granted.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.service.request",
            "res_id": self.request_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _grant(self, request, vals):
        """Write down what was granted, and let it hold.

        :param kam.service.request request: the request that was approved
        :param dict vals: what was granted
        :return: the concession, as superuser
        """
        account = request.sudo().account_id  # sudo: as the process
        granted = self.sudo()._protected_create(  # sudo: as the process
            [
                {
                    **vals,
                    "request_id": request.id,
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "partner_id": account.partner_id.id,
                }
            ]
        )
        granted._hold()
        return granted

    def _covers(self, order, company, day):
        """Tell whether a concession is about an order.

        :param sale.order order: the order, of the same customer
        :param res.company company: to which it belongs, a root
        :param date day: of the order, where the company works
        """
        self.ensure_one()
        is_about = (
            self.partner_id == order.partner_invoice_id.commercial_partner_id._origin
            and self.company_id == company
            and (not self.order_id or self.order_id == order._origin)
        )
        # an order that is named is granted it whenever it was begun
        has_begun = bool(self.order_id) or self.date_from <= day
        return is_about and has_begun and day <= self.date_to

    def _find_drafts(self):
        """Return the orders of the customers that are not confirmed, and that it may be about."""
        # sudo: as the process
        orders = self.env["sale.order"].sudo()
        return orders.search(
            Domain("state", "in", ("draft", "sent"))
            & Domain("company_id", "child_of", self.company_id.ids)
            & Domain("partner_invoice_id", "child_of", self.partner_id.ids)
        )

    def _hold(self):
        """Let a concession reach the orders it is about that have the customer's own term."""
        self.ensure_one()
        for order in self._find_drafts():
            company = order.company_id.root_id
            day = company._kam_day_of(order.date_order)
            own = order.partner_id.with_company(order.company_id).property_payment_term_id
            is_own = order == self.order_id or order.payment_term_id == own
            if is_own and self._covers(order, company, day):
                order.payment_term_id = self.terms_id
                order._message_log(
                    body=wording.for_readers(order).env._(
                        "The payment term “%(term)s” was granted by %(request)s.",
                        term=self.terms_id.name,
                        request=self.request_id.number,
                    )
                )

    def _end(self):
        """Take concessions back that hold still; confirmed orders keep what they have."""
        # sudo: as the process that takes them back
        held = self.sudo().filtered(
            lambda each: each.state == "granted" and each.date_to >= each.company_id._kam_today()
        )
        drafts = held._find_drafts()._find_conceded()
        held._protected_write({"state": "ended", "date_ended": fields.Datetime.now()})
        drafts._drop_ended_terms()
