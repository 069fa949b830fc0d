from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from odoo.addons.kam_management import arguments, wording


class SaleOrder(models.Model):
    """Who is going to owe an order, and how much of it counts in the exposure."""

    _name = "sale.order"
    _inherit = ["sale.order", "kam.protected.mixin"]

    kam_credit_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        compute="_compute_kam_credit_debtor_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        help="Who owes what is invoiced: the company of the invoice address, as it was when the "
        "address was entered.",
    )
    kam_credit_released_rest = fields.Boolean(
        string="Rest Released",
        readonly=True,
        copy=False,
        help="What was ordered and is not delivered is not going to be: it counts in the exposure "
        "of the customer no more.",
    )

    _kam_credit_debtor_idx = models.Index("(kam_credit_debtor_id) WHERE state = 'sale'")

    def _auto_init(self):
        """Fill the debtors of all orders in one statement, instead of order by order."""
        if not column_exists(self.env.cr, "sale_order", "kam_credit_debtor_id"):
            create_column(self.env.cr, "sale_order", "kam_credit_debtor_id", "int4")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order AS ordered
                       SET kam_credit_debtor_id = party.commercial_partner_id
                      FROM res_partner AS party
                     WHERE party.id = ordered.partner_invoice_id
                    """
                )
            )
        return super()._auto_init()

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"kam_credit_released_rest"}

    # a contact that changes company takes nothing along, as with Odoo's invoices
    @api.depends("partner_invoice_id")
    def _compute_kam_credit_debtor_id(self):
        for order in self:
            order.kam_credit_debtor_id = order.partner_invoice_id.commercial_partner_id

    # ------------------------------------------------------------------
    # what orders add to the exposure
    # ------------------------------------------------------------------

    def _get_commitments(self, day=None):
        """Return what each order adds to the exposure of its debtor; set-based.

        By the rule of :meth:`kam.credit.profile._get_exposures`, whatever the state of the order:
        of one that is not confirmed, what it would add if it were confirmed now.

        :param date day: from which the horizon is counted; by default today
        :return: dict order -> Decimal, in company currency
        """
        found = {}
        # sudo: what an order adds follows from the policy, whoever asks; callers check who may
        for root, orders in self.sudo().grouped(lambda order: order.company_id.root_id).items():
            found.update(orders._get_commitments_in(root, day or root._kam_today()))
        return {order: found.get(order._origin.id, Decimal(0)) for order in self}

    def _get_commitments_in(self, root, today):
        ids = [order_id for order_id in self._origin.ids if order_id]
        profiles = self.env["kam.credit.profile"]
        debtors = profiles._prepare_asked(root, self.kam_credit_debtor_id, today)
        rates = self._get_rates_on(today)
        return self.env["kam.credit.ledger"]._commitments(root, today, debtors, ids, rates)

    def _get_rates_on(self, day):
        """Return the rates that orders in other currencies get when they are confirmed on a day.

        :param date day: the day
        :return: ids of orders that are not confirmed, and their rates
        :rtype: tuple
        """
        foreign = self._origin.filtered(
            lambda order: (
                order.state != "sale" and order.currency_id != order.company_id.currency_id
            )
        )
        rates = [
            self.env["res.currency"]._get_conversion_rate(
                order.company_id.currency_id, order.currency_id, order.company_id, day
            )
            for order in foreign
        ]
        return foreign.ids, rates

    # ------------------------------------------------------------------
    # the rest is released
    # ------------------------------------------------------------------

    def action_release_rest(self, reason=""):
        """Release the rest of orders: what is not delivered of them counts no more.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for an order that is not confirmed
        :raise AccessError: for everybody but credit roles over the customer's unit, its account
            manager left out, and accounting managers
        """
        self._check_may_release_rest()
        label = self.env._("Reason")
        reason = arguments.text(self.env, label, reason)
        if not reason:
            raise UserError(
                self.env._("“%(field)s” is empty: enter why nothing more will come.", field=label)
            )
        # sudo: who may was checked; credit roles need not be salespeople
        for order in self.sudo():
            if order.state != "sale":
                raise UserError(
                    self.env._(
                        "%(order)s is not confirmed: there is no rest to release.",
                        order=order.display_name,
                    )
                )
        # sudo: as above
        orders = self.filtered(lambda order: not order.sudo().kam_credit_released_rest)
        orders._set_released_rest(
            True,
            "rest_released",
            reason,
            lambda order: self.env._("The rest of the order was released: %(why)s", why=reason),
        )
        return True

    def action_open_release_rest(self):
        """Open the dialog that asks why the rest of the orders is released.

        :return: a window action
        :raise AccessError: as :meth:`action_release_rest`
        """
        arguments.check_ids(self)
        self._check_may_release_rest()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the Rest"),
            "res_model": "kam.credit.order.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }

    def action_reclaim_rest(self):
        """Let the rest of orders count again.

        :return: True
        :raise AccessError: as :meth:`action_release_rest`
        """
        self._check_may_release_rest()
        self._reclaim_rest("rest_by_hand")
        return True

    def _reclaim_rest(self, code):
        """Let the rest of orders count again.

        :param str code: why, one of the reasons of ``kam.credit.event``
        """
        # sudo: as in _set_released_rest
        released = self.sudo().filtered("kam_credit_released_rest").with_env(self.env)
        reasons = self.env["kam.credit.event"]._get_reasons()
        released._set_released_rest(
            False,
            "rest_reclaimed",
            code,
            lambda order: self.env._(
                "The rest of the order counts again: %(why)s",
                why=reasons[code] % {"order": order.name},
            ),
        )

    def _set_released_rest(self, is_released, kind, reason, word):
        """Set the tick, and write down who did it: at the order, and in the history of credit."""
        is_code = not is_released
        # sudo: credit roles need not be salespeople; who may was checked
        for order in self.sudo():
            order._protected_write({"kam_credit_released_rest": is_released})
            order.message_post(body=word(order))
            profile = order._find_credit_profile()
            if profile:
                why = wording.worded(reason, order=order.name) if is_code else reason
                self.env["kam.credit.event"].sudo()._record(profile, kind, why, document=order)

    def _find_credit_profile(self):
        """Return the credit profile of the debtor, as superuser; an empty one if there is none."""
        self.ensure_one()
        # sudo: who may see the profile is asked by callers
        return (
            self.env["kam.credit.profile"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.sudo().kam_credit_debtor_id.id),
                    ("company_id", "=", self.sudo().company_id.root_id.id),
                ]
            )
        )

    def _check_may_release_rest(self):
        """Refuse everybody but credit roles over the customer and accounting managers."""
        arguments.check_ids(self)
        user = self.env.user
        if self.env.su:
            return
        if user.has_group("account.group_account_manager"):
            self.check_access("read")
            return
        for order in self.exists():
            profile = order._find_credit_profile()
            if not profile._is_looked_after():
                # whoever may not see the order is told no more than that
                order.check_access("read")
                raise AccessError(
                    self.env._(
                        "The rest of %(order)s is released by credit officers, reviewers and "
                        "approvers over the customer, never by its account manager, and by "
                        "accounting managers.",
                        order=order.display_name,
                    )
                )

    def write(self, vals):
        """Let an order that leaves the state of confirmed ones count in full when it is back."""
        result = super().write(vals)
        if vals.get("state", "sale") != "sale":
            self._reclaim_rest("rest_reopened")
        return result
