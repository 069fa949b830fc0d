from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from odoo.addons.kam_management import arguments, relations

from ...rules import checks
from .kam_credit_hold import CHANGE, HELD, HORIZON, REFUSED, STOPPING
from .kam_credit_hold_content import Row

# What is held beside an order, and leaves it as it is.
LEAVING = (CHANGE, HORIZON)


class SaleOrder(models.Model):
    """Whether an order waits for a credit release, and what it was let pass for.

    Everybody reads that it waits; why is for those who may see the customer's credit.

    ``sale_order_gate``: whether it may be confirmed, whatever the door.
    ``sale_order_horizon``: how much of it counts, as days pass.
    ``sale_order_change``: what is asked again when it becomes more than that.
    """

    _inherit = "sale.order"

    kam_hold_ids = relations.One2many(
        "kam.credit.hold",
        "order_id",
        string="Credit Holds",
        readonly=True,
        copy=False,
        groups="kam_credit.group_credit_reader",
    )
    # what a customer reads is worded for it
    kam_credit_state = fields.Selection(
        [
            (HELD, "Needs a credit release"),
            (REFUSED, "Credit release refused"),
        ],
        groups="base.group_user",
        string="Credit Release",
        compute="_compute_kam_credit_state",
        compute_sudo=True,
        store=True,
        copy=False,
        help="Held until somebody who decides on credit releases the order, or what held it is "
        "gone.",
    )
    kam_credit_sentence = fields.Char(
        string="What Is Waited For",
        compute="_compute_kam_credit_sentence",
        groups="base.group_user",
    )
    kam_credit_change_waits = fields.Boolean(
        string="Change Needs a Credit Release",
        compute="_compute_kam_credit_change_waits",
        compute_sudo=True,
        groups="base.group_user",
        help="Somebody wanted to change the confirmed order by more than the customer's credit "
        "covers.",
    )
    kam_credit_change_sentence = fields.Char(
        string="What Becomes of the Change",
        compute="_compute_kam_credit_change_sentence",
        compute_sudo=True,
        groups="base.group_user",
    )
    kam_credit_passed = fields.Monetary(
        groups="base.group_user",
        string="Let Pass For",
        currency_field="kam_company_currency_id",
        readonly=True,
        copy=False,
        help="What the order was worth in company currency when it was confirmed or changed last: "
        "it is checked again when it becomes more.",
    )
    kam_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )

    def _auto_init(self):
        """Add the columns before Odoo would compute them for every order there is."""
        if not column_exists(self.env.cr, "sale_order", "kam_credit_state"):
            create_column(self.env.cr, "sale_order", "kam_credit_state", "varchar")
        return super()._auto_init()

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "kam_credit_debtor_id",
            "kam_credit_passed",
            "kam_credit_state",
        }

    @api.depends("kam_hold_ids.state")
    def _compute_kam_credit_state(self):
        for order in self:
            # a change that waits leaves the order as it is, and so do days that come near
            stopping = order.kam_hold_ids._find_stopping().filtered(
                lambda hold: hold.kind not in LEAVING
            )
            order.kam_credit_state = stopping[:1].state

    @api.depends("kam_hold_ids.state", "kam_hold_ids.kind")
    def _compute_kam_credit_change_waits(self):
        for order in self:
            order.kam_credit_change_waits = bool(order._find_waiting_changes())

    @api.depends("kam_hold_ids.state", "kam_hold_ids.kind")
    @api.depends_context("lang")
    def _compute_kam_credit_change_sentence(self):
        for order in self:
            waiting = order._find_waiting_changes()
            is_refused = REFUSED in waiting.mapped("state")
            order.kam_credit_change_sentence = (
                waiting._word_stopping(order)
                if is_refused or not waiting
                else self.env._("A change of this order needs a credit release.")
            )

    @api.depends("kam_credit_state")
    @api.depends_context("lang")
    def _compute_kam_credit_sentence(self):
        for order in self:
            order.kam_credit_sentence = order.kam_credit_state and order._word_hold()

    def _word_hold(self):
        """Return the one sentence for every hold, whatever its reason."""
        self.ensure_one()
        # sudo: the sentence is for everybody, also where the setting is not
        order = self.sudo()
        stopping = order.kam_hold_ids.filtered(lambda hold: hold.kind not in LEAVING)
        return stopping._word_stopping(order)

    def _word_hold_for_customer(self):
        """Return what the customer reads of an order that is held: nothing of the reason."""
        self.ensure_one()
        if self.kam_credit_state == REFUSED:
            return self.env._("Please talk to your contact about this order.")
        # sudo: what people are told, whoever they are
        hours = self.company_id.root_id.sudo().kam_credit_release_hours
        return self.env._("We are checking this order, usually within %s hours.", hours)

    def _get_credit_name(self):
        """Return what a hold calls the document."""
        return self.name

    def _get_credit_seller(self):
        """Return who sells, and is told what becomes of a hold."""
        return self.user_id

    def _get_credit_value(self):
        """Return what the order is worth with tax, in company currency at its own rate.

        What was delivered beyond what was ordered belongs to it.

        :rtype: Decimal
        """
        self.ensure_one()
        further = sum(line._get_delivered_beyond() for line in self.order_line)
        total = Decimal(str(self.amount_total)) + Decimal(str(further))
        return total / Decimal(str(self.currency_rate or 1))

    def _get_credit_rows(self):
        """Return the lines of the order, for whoever decides on it.

        :return: list of :class:`Row`
        """
        self.ensure_one()
        return [
            Row(
                name=line.name,
                quantity=line.product_uom_qty,
                delivered=line.qty_delivered,
                unit=line.product_uom_id.name or "",
                price=line.price_unit,
                discount=line.discount,
                total=line.price_total,
                currency=self.currency_id,
            )
            for line in self.order_line
            if not line.display_type
        ]

    # ------------------------------------------------------------------
    # what is compared with what was granted
    # ------------------------------------------------------------------

    def _get_term_days(self, term):
        """Return after how many days the order would be due on average, under a payment term.

        :param account.payment.term term: an empty one is due at once
        :rtype: Decimal
        """
        self.ensure_one()
        if not term:
            return Decimal(0)
        day = fields.Date.to_date(self.date_order) or self.company_id._kam_today()
        parts = term._compute_terms(
            date_ref=day,
            currency=self.currency_id,
            company=self.company_id,
            tax_amount=0,
            tax_amount_currency=0,
            sign=1,
            untaxed_amount=100,
            untaxed_amount_currency=100,
        )["line_ids"]
        return checks.average_days(
            (Decimal(str(part["company_amount"])), (part["date"] - day).days) for part in parts
        )

    def _get_priced_lines(self):
        """Return the lines of which a price list says a price: no rewards, no down payments."""
        self.ensure_one()
        # rewards and delivery are told by fields of addons that need not be there
        marks = [name for name in ("is_reward_line", "is_delivery") if name in self.order_line]
        return self.order_line.filtered(
            lambda line: (
                line.product_id
                and not line.display_type
                and not line.is_downpayment
                and not any(line[name] for name in marks)
            )
        )

    def _get_granted_total(self, pricelist):
        """Return what the lines would come to without tax under a price list.

        :param product.pricelist pricelist: an empty one stands for the prices of the products
        :return: in the currency of the order
        :rtype: float
        """
        self.ensure_one()
        total = 0
        for line in self._get_priced_lines():
            price = pricelist._get_product_price(
                line.product_id,
                line.product_uom_qty or 1.0,
                currency=self.currency_id,
                uom=line.product_uom_id,
                date=self.date_order,
            )
            granted = line.tax_ids.compute_all(
                price, self.currency_id, line.product_uom_qty, line.product_id, self.partner_id
            )["total_excluded"]
            # a product without a price has none that anybody could be below
            total += granted if price else line.price_subtotal
        return total

    def action_view_credit_hold(self):
        """Open what holds the order.

        :return: a window action
        """
        arguments.one(self)
        holds = self.env["kam.credit.hold"].search(
            [("order_id", "=", self.id), ("state", "in", STOPPING)], limit=1
        )
        return holds.get_formview_action()
