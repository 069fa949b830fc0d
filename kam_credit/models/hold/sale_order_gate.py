from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import wraps

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import wording

from .kam_credit_check import ALL, NONE, Asked
from .kam_credit_hold import ORDER

# The orders that the gate has just let pass, as long as they are being confirmed. In no context and
# no database: no caller can put anything there.
_passing = ContextVar("kam_credit_passing", default=frozenset())


@contextmanager
def _letting_pass(orders):
    token = _passing.set(_passing.get() | frozenset(orders.ids))
    try:
        yield
    finally:
        _passing.reset(token)


def _behind_gate(confirm):
    """Return a confirmation before which the gate stands.

    :param confirm: the confirmation, of whatever addon
    """

    @wraps(confirm)
    def action_confirm(self):
        if _passing.get().issuperset(self.ids):
            return confirm(self)
        return self._confirm_through_gate(confirm)

    return action_confirm


class SaleOrder(models.Model):
    """The gate: no order is confirmed, by whatever door, that the customer's credit does not cover.

    ``action_confirm`` takes out what is held and confirms the rest in one call. Whoever writes or
    creates the state himself is refused.
    """

    _inherit = "sale.order"

    def _register_hook(self):
        """Let the gate stand before addons that are loaded after this one as well.

        What such an addon does before it hands orders on (to points, carts, deliveries) must not
        reach an order that is held; no override of this addon comes before it.
        """
        super()._register_hook()
        model = self.env.registry[self._name]
        if "action_confirm" not in vars(model):
            model.action_confirm = _behind_gate(model.action_confirm)

    def _unregister_hook(self):
        """See the base method."""
        model = self.env.registry[self._name]
        if "action_confirm" in vars(model):
            del model.action_confirm
        super()._unregister_hook()

    def action_confirm(self):
        """Confirm orders; those that the customer's credit does not cover stay quotations.

        :return: True, or an action that says which orders wait for a release
        :raise UserError: as Odoo
        """
        if _passing.get().issuperset(self.ids):
            return super().action_confirm()
        return self._confirm_through_gate(lambda orders: super().action_confirm())

    def _confirm_through_gate(self, confirm):
        """Hold back what is not covered, and confirm the rest in one call.

        :param confirm: called with the orders that pass
        :return: what it returns, or an action that says which orders wait for a release
        """
        held = self._hold_back()
        passed = self - held
        result = True
        if passed or not held:
            with _letting_pass(passed):
                result = confirm(passed)
        return held._tell_held(len(self)) if held else result

    def write(self, vals):
        """Refuse the state of a confirmed order that did not pass the gate.

        :raise UserError: for orders of debtors whose credit is looked at, whatever they are worth
        """
        if vals.get("state") != "sale":
            return super().write(vals)
        self.check_access("write")
        newly = self.filtered(
            lambda order: order.state != "sale" and order.id not in _passing.get()
        )
        result = super().write(vals)
        newly._refuse_unchecked()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse confirmed orders that did not pass the gate.

        While a company takes over its data, administrators bring in running orders.

        :raise UserError: for orders of debtors whose credit is looked at, whatever they are worth
        """
        orders = super().create(vals_list)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        confirmed.filtered(lambda order: not order._is_taken_over())._refuse_unchecked()
        return orders

    def _action_cancel(self):
        """See the base method: what was held is not asked for any more."""
        result = super()._action_cancel()
        # sudo: holds follow the order, whoever cancels it
        self.sudo().kam_hold_ids._cancel_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_holds(self):
        """Take holds of orders that are deleted away; what was released once stays.

        :raise UserError: for an order that was released
        """
        # sudo: holds follow the order, whoever deletes it
        holds = self.sudo().kam_hold_ids
        released = holds.release_ids.order_id[:1]
        if released:
            raise UserError(
                self.env._(
                    "%(order)s was released once and stays in the records. Cancel it instead.",
                    order=released.name,
                )
            )
        holds._cancel_open()
        holds._protected_unlink()

    def _is_taken_over(self):
        """Tell whether the order may come in as it runs: by an administrator, during go-live."""
        self.ensure_one()
        # sudo: a setting
        is_open = self.company_id.root_id.sudo().kam_takeover_open
        return is_open and self.env.user.has_group("kam_management.group_kam_administrator")

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def _find_checked(self):
        """Return the profiles of orders whose debtor is looked at: dict order -> profile."""
        # sudo: whose order it is does not depend on who confirms it
        debtors = {
            order: (order.sudo().kam_credit_debtor_id, order.sudo().company_id) for order in self
        }
        return self.env["kam.credit.check"]._find_profiles(debtors, "order_policy")

    def _ask(self, profiles, needed=None):
        """Return what orders ask for, in the order in which they are decided.

        :param dict profiles: order -> profile of its debtor
        :param dict needed: order id -> what it takes of the credit, where that is known
        :return: list of :class:`Asked`
        """
        orders = self.filtered(lambda order: order in profiles).sorted("id")
        if needed is None:
            # sudo: as _find_checked
            added = orders.sudo()._get_commitments()
            needed = {order.id: amount for order, amount in added.items()}
        return [
            Asked(
                document=order,
                profile=profiles[order],
                needed=needed.get(order.id, Decimal(0)),
                added=Decimal(0) if order.state == "sale" else needed.get(order.id, Decimal(0)),
                value=order.sudo()._get_credit_value(),
            )
            for order in orders
        ]

    def _judge_credit(self):
        """Return what was found about orders, and what they ask for.

        :return: list of :class:`Asked`, dict order -> :class:`Verdict`
        """
        profiles = self._find_checked()
        if not profiles:
            return [], {}
        check = self.env["kam.credit.check"]
        known = check._look_at(profiles.values(), self.browse().union(*profiles))
        asked = self._ask(profiles, known.needed)
        passing = ()
        if known.has_releases:
            passing = self.env["kam.credit.release"]._find_covered(asked)
        return asked, check._judge(asked, passing=passing, known=known)

    def _judge_held(self, wanted=None, is_releasing=False):
        """Return what is found about orders that are held, each as if it were the only one.

        :param dict wanted: id of an order -> what a change would let it be worth, for those of
            which a change is held
        :param bool is_releasing: whether all of them are about to be released: then each takes the
            room of the next one, as does what was released before and waits to be confirmed
        :return: as :meth:`_judge_credit`
        """
        profiles = self._find_checked()
        asked = [one.grown((wanted or {}).get(one.document.id)) for one in self._ask(profiles)]
        if not asked:
            return [], {}
        check = self.env["kam.credit.check"]
        if not is_releasing:
            return asked, check._judge(asked, taking=NONE)
        before = self._find_released_before(profiles) - self
        pending = before._ask(before._find_checked())
        return asked, check._judge(asked, taking=ALL, pending=pending)

    @api.model
    def _find_released_before(self, profiles):
        """Return the orders of debtors, and of their groups, that were released and wait.

        :param dict profiles: order -> profile of its debtor
        """
        debtors = self.env["kam.credit.profile"].sudo().union(*profiles.values())._with_group()
        # sudo: as the check
        waiting = (
            self.env["kam.credit.release"]
            .sudo()
            .search(
                [
                    ("profile_id", "in", debtors.ids),
                    ("order_id.state", "in", ("draft", "sent")),
                    ("date_until", ">=", min(debtors.company_id.mapped(lambda c: c._kam_today()))),
                ]
            )
        )
        return waiting.order_id.sudo(False)

    def _hold_back(self):
        """Return the orders that are not to be confirmed, each with its open hold.

        :raise AccessError: for orders that the user may not change
        """
        self.check_access("write")
        ready = self.filtered(
            lambda order: (
                order.state in ("draft", "sent") and not order._confirmation_error_message()
            )
        )
        # sudo: holds are found whoever confirms
        ready.sudo().kam_hold_ids._reopen_cancelled()
        waiting = ready.filtered("kam_credit_state")
        # sudo: attempts are counted, whoever makes them
        waiting.sudo().kam_hold_ids._count_attempt()
        asked, verdicts = (ready - waiting)._judge_credit()
        held = waiting
        for one in asked:
            verdict = verdicts[one.document]
            is_held = verdict.holds(one.get_policy("order_policy"))
            if verdict.facts:
                self.env["kam.credit.hold"]._open(one, ORDER, verdict, is_held=is_held)
            if is_held:
                held |= one.document
            else:
                one.document._remember_passed(one.value)
        held._keep_on_the_web()
        return held

    def _keep_on_the_web(self):
        """Let held orders of a web shop be quotations that were sent.

        Odoo gives a draft back as an abandoned cart, and changes its prices.
        """
        # sudo: whether somebody has begun to pay is asked for whoever confirms
        from_outside = self.sudo().filtered(
            lambda order: (
                order.state == "draft"
                and (order.transaction_ids or ("website_id" in order and order.website_id))
            )
        )
        from_outside.write({"state": "sent"})

    def _refuse_unchecked(self):
        """Refuse orders that were confirmed past the gate.

        To people the answer is the same whatever an order is worth: they would find the limit by
        it. Programs that work as superuser are let pass with what is covered.

        :raise UserError: naming the orders, or with the one sentence for every hold
        """
        if not self.env.su:
            checked = list(self._find_checked())
            if checked:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed by “Confirm” only, which looks at the customer's "
                        "credit.",
                        order=checked[0].display_name,
                    )
                )
            return
        asked, verdicts = self._judge_credit()
        held = self.browse().union(
            *(
                one.document
                for one in asked
                if verdicts[one.document].holds(one.get_policy("order_policy"))
            )
        )
        if held:
            self.env["kam.credit.hold"]._refuse_documents(ORDER, held)
        for one in asked:
            one.document._remember_passed(one.value)

    def _remember_passed(self, value):
        """Keep for what the order was let pass.

        :param Decimal value: that, in company currency
        """
        self.ensure_one()
        # sudo: kept whoever confirms it
        self.sudo()._protected_write({"kam_credit_passed": float(value)})

    def _tell_held(self, total):
        """Return the action that says which orders wait for a release.

        :param int total: how many were to be confirmed
        """
        failures = [
            wording.labelled(self.env, order.name, order.kam_credit_sentence) for order in self
        ]
        if total == 1:
            return self.env["kam.credit.hold"]._notify_one(self.kam_credit_sentence)
        return self.env["kam.credit.hold"]._notify(total - len(self), failures)
