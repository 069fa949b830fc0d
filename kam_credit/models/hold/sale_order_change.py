from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, wording

from ...rules import checks
from .kam_credit_hold import CHANGE, STOPPING

# The confirmed orders whose changes are being looked at already.
_watched = ContextVar("kam_credit_watched", default=frozenset())
# The newest order before some were created: what comes after it is looked at as a whole.
_newest = ContextVar("kam_credit_newest", default=None)

# What may let an order become more, or make it another debtor's.
WATCHED = frozenset(
    {
        "company_id",
        "currency_id",
        "fiscal_position_id",
        "order_line",
        "partner_id",
        "partner_invoice_id",
        "pricelist_id",
    }
)
# What lets it count earlier, or be paid later, at the same amount.
WATCHED_TERMS = frozenset({"commitment_date", "date_order", "payment_term_id"})
# What follows from the lines: whoever enters it would tell the check another amount.
FOLLOWING = ("amount_tax", "amount_total", "amount_untaxed", "currency_rate")


class SaleOrder(models.Model):
    """What is asked again when a confirmed order becomes more than it was let pass for.

    Only what a person changes is refused. What other documents add to an order is booked: the
    nightly check finds that the order has grown.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Create orders; of those that come in confirmed the gate looks at the whole.

        :raise UserError: for amounts that follow from the lines
        """
        self._refuse_following(vals_list, FOLLOWING)
        if all(vals.get("state") != "sale" for vals in vals_list):
            return super().create(vals_list)
        # sudo: only a number is asked for
        newest = self.sudo().search([], order="id desc", limit=1).id
        token = _newest.set(newest)
        try:
            return super().create(vals_list)
        finally:
            _newest.reset(token)

    def write(self, vals):
        """Refuse changes of confirmed orders that the customer's credit does not cover.

        :raise UserError: with the one sentence for every hold, and for amounts that follow from the
            lines
        """
        self._refuse_following([vals], FOLLOWING)
        names = (WATCHED | WATCHED_TERMS) & vals.keys()
        if not names:
            return super().write(vals)
        with self._watch(names):
            return super().write(vals)

    @api.model
    def _refuse_following(self, vals_list, names, model=None):
        """Refuse values that nobody enters.

        :param list vals_list: values as they were given
        :param names: names of the fields
        :param model: whose fields they are; orders' by default
        :raise UserError: naming the field
        """
        if self.env.su:
            return
        given = [name for vals in vals_list for name in names if name in vals]
        if given:
            fields = (self if model is None else model)._fields
            raise UserError(
                self.env._(
                    "“%(field)s” is not entered: it follows from what is ordered.",
                    field=fields[given[0]]._description_string(self.env),
                )
            )

    @contextmanager
    def _watch(self, names=frozenset()):
        """Look at what confirmed orders have become, when the block is through.

        :param names: what is written of the orders themselves
        """
        known, newest = _watched.get(), _newest.get()
        confirmed = self.filtered(
            lambda order: (
                order.state == "sale"
                and order.id not in known
                and (newest is None or order.id <= newest)
            )
        )
        if not confirmed or self.env.su:
            yield
            return
        # sudo: what an order was let pass for does not depend on who changes it
        before = {order.id: order._get_standing(names) for order in confirmed.sudo()}
        token = _watched.set(known | before.keys())
        try:
            yield
        finally:
            _watched.reset(token)
        changed = confirmed.filtered(
            lambda order: order.state == "sale" and order.sudo()._is_more(before[order.id], names)
        )
        changed._check_change(names)
        (confirmed - changed)._keep_passed(before)

    def _get_standing(self, names):
        """Return whose the order is, what it was let pass for, and what it takes of the credit.

        :param names: what is going to be written; the last is asked only where days are
        """
        self.ensure_one()
        passed = self.kam_credit_passed
        needed = self._get_commitments()[self] if names & WATCHED_TERMS else None
        value = Decimal(str(passed)) if passed else self._get_credit_value()
        return self.kam_credit_debtor_id.id, value, needed

    def _is_more(self, before, names):
        """Tell whether the order is another debtor's, or more than it was let pass for.

        :param before: what :meth:`_get_standing` has said
        :param names: what was written
        """
        self.ensure_one()
        debtor_id, passed, needed = before
        tolerance = self.company_id.root_id._kam_credit_order_tolerance()
        return (
            self.kam_credit_debtor_id.id != debtor_id
            or checks.has_grown(self._get_credit_value(), passed, tolerance)
            or (needed is not None and self._get_commitments()[self] > needed)
            or "payment_term_id" in names
        )

    def _keep_passed(self, before):
        """Keep what orders were worth that nobody has looked at yet: they grow from there.

        :param dict before: id of an order -> what :meth:`_get_standing` has said
        """
        fresh = self.filtered(lambda order: order.state == "sale" and not order.kam_credit_passed)
        for order in fresh._find_checked():
            order._remember_passed(before[order.id][1])

    def _find_waiting_changes(self):
        """Return the holds of changes of the orders that are not decided; as superuser."""
        # sudo: that it waits is known to everybody
        return self.sudo().kam_hold_ids.filtered(
            lambda hold: hold.kind == CHANGE and hold.state in STOPPING
        )

    def action_withdraw_change(self):
        """Give up changes of confirmed orders that need a credit release: nobody decides on them.

        The orders are as they were before. Until tomorrow a further change is not looked at either,
        or trying one amount after the other would find the limit.

        :return: True
        :raise UserError: for an order of which no change waits
        :raise AccessError: for whoever may not change the orders
        """
        arguments.check_ids(self)
        self.check_access("write")
        for order in self:
            waiting = order._find_waiting_changes()
            if not waiting:
                raise UserError(
                    self.env._("No change of %s waits for a credit release.", order.display_name)
                )
            waiting._cancel_open()
            # sudo: as the hold
            order.sudo()._message_log(
                body=wording.for_readers(order).env._(
                    "The change that needed a credit release was given up."
                )
            )
        return True

    def _find_given_up(self):
        """Return the orders of which somebody gave a change up today."""
        held = self.browse()
        for root, orders in self.sudo().grouped(lambda order: order.company_id.root_id).items():
            since = root._kam_day_start(root._kam_today())
            held |= orders.filtered(
                lambda order, since=since: order.kam_hold_ids._find_given_up(since)
            ).sudo(False)
        return held

    def _check_change(self, names=frozenset()):
        """Refuse what orders have become, or let them pass for it.

        :param names: what was written of the orders themselves
        :raise UserError: with the one sentence for every hold
        """
        asked, verdicts = self._judge_credit()
        released = self.browse().union(*self.env["kam.credit.release"]._find_covered(asked))
        # sudo: whether something is held does not depend on who changes it
        waiting = (self - released).filtered(
            lambda order: order.sudo().kam_hold_ids._find_stopping()
        ) | (self - released)._find_given_up()
        held = waiting.union(
            *(
                one.document
                for one in asked
                if verdicts[one.document].holds(one.get_policy("order_policy"))
            )
        )
        if names == {"payment_term_id"}:
            # another term takes nothing of the credit: only that it is better counts
            better = [one.document for one in asked if verdicts[one.document].names(checks.TERM)]
            held = self.browse().union(*better)
        if held:
            self.env["kam.credit.hold"]._refuse_documents(CHANGE, held)
        for one in asked:
            one.document._remember_passed(one.value)
