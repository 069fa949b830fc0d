from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.kam_credit.models.hold.kam_credit_check import NONE, Asked
from odoo.addons.kam_credit.models.hold.kam_credit_hold import GROWN, HORIZON, STOPPING
from odoo.addons.kam_credit.rules import checks
from odoo.addons.kam_management import relations

from .kam_credit_hold import DELIVERY

# The deliveries that the checkpoint has just let pass, as long as they are being done.
_passing = ContextVar("kam_credit_stock_passing", default=frozenset())


@contextmanager
def _letting_pass(pickings):
    token = _passing.set(_passing.get() | frozenset(pickings.ids))
    try:
        yield
    finally:
        _passing.reset(token)


class StockPicking(models.Model):
    """The checkpoint at delivery 发货检查: goods are still in the house."""

    _inherit = "stock.picking"

    kam_hold_ids = relations.One2many(
        "kam.credit.hold",
        "picking_id",
        string="Credit Holds",
        readonly=True,
        copy=False,
        groups="kam_credit.group_credit_reader",
    )

    kam_credit_sentence = fields.Char(
        string="What Is Waited For", compute="_compute_kam_credit_sentence", compute_sudo=True
    )

    @api.depends("kam_hold_ids.state", "sale_id.kam_hold_ids.state")
    @api.depends_context("lang")
    def _compute_kam_credit_sentence(self):
        for picking in self:
            holds = picking.kam_hold_ids | picking._find_order_holds()
            picking.kam_credit_sentence = holds._word_stopping(picking)

    def _action_done(self):
        """Do deliveries; of several those that are held stay, alone one is refused.

        :raise UserError: with the one sentence for every hold
        """
        held = self._find_held_deliveries()
        if not held:
            with _letting_pass(self):
                return super()._action_done()
        if held == self:
            self.env["kam.credit.hold"]._refuse_documents(DELIVERY, held)
        holds = self.env["kam.credit.hold"]
        for picking in held:
            picking._message_log(body=holds._word_neutral(picking.company_id))
        passed = self - held
        with _letting_pass(passed):
            return super(StockPicking, passed)._action_done()

    def action_cancel(self):
        """See the base method: what was held is not asked for any more."""
        result = super().action_cancel()
        # sudo: holds follow the delivery, whoever cancels it
        self.sudo().kam_hold_ids._cancel_open()
        return result

    def _is_passing(self):
        """Tell whether the checkpoint has just let the delivery pass."""
        self.ensure_one()
        return self.id in _passing.get()

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def _find_held_deliveries(self):
        """Return the deliveries that may not leave the house, each with its open hold."""
        # sudo: what holds a delivery does not depend on who does it
        pickings = self.sudo().filtered(lambda picking: picking._is_checked_delivery())
        if not pickings:
            return self.browse()
        of_orders = pickings.filtered(lambda picking: picking._find_order_holds())
        of_orders._find_order_holds()._count_attempt()
        waiting = of_orders | pickings.filtered(
            lambda picking: picking.kam_hold_ids._find_stopping()
        )
        (waiting - of_orders).kam_hold_ids._count_attempt()
        asked = (pickings - waiting)._ask()
        verdicts = self.env["kam.credit.check"]._judge(
            asked, taking=NONE, passing=self._find_covered(asked), policy="delivery_policy"
        )
        held = waiting
        holds = self.env["kam.credit.hold"]
        for one in asked:
            verdict = verdicts[one.document]
            if verdict.holds(one.get_policy("delivery_policy")):
                held |= one.document
                if len(self) > 1:
                    # alone it is recorded when the refusal has undone everything
                    holds._open(one, DELIVERY, verdict)
            elif verdict.facts:
                holds._open(one, DELIVERY, verdict, is_held=False)
        return self.browse(held.ids)

    def _find_order_holds(self):
        """Return what stops the deliveries of confirmed orders: that they have grown, or that they
        count for more as days pass, where deliveries are checked. As superuser."""
        # sudo: what holds a delivery does not depend on who does it
        return self.sudo().sale_id.kam_hold_ids.filtered(
            lambda hold: (
                hold.state in STOPPING
                and (
                    hold.kind == GROWN
                    or (hold.kind == HORIZON and hold.tier_id.delivery_policy == checks.HOLD)
                )
            )
        )

    def _is_checked_delivery(self):
        """Tell whether the picking brings goods to a customer, other than over a counter."""
        self.ensure_one()
        is_from_till = "pos_order_id" in self and self.pos_order_id
        return self.location_dest_id.usage == "customer" and not is_from_till

    def _get_credit_debtor(self):
        """Return who owes the delivery: the debtor of its order, or who gets it."""
        self.ensure_one()
        return self.sale_id.kam_credit_debtor_id or self.partner_id.commercial_partner_id

    def _get_credit_name(self):
        """Return what a hold calls the document."""
        return self.name

    def _get_credit_value(self):
        """Return what the order of the delivery is worth, in company currency; 0 without one.

        :rtype: Decimal
        """
        self.ensure_one()
        return self.sale_id._get_credit_value() if self.sale_id else Decimal(0)

    def _get_credit_rows(self):
        """Return the lines of the order of the delivery, for whoever decides on it.

        :return: list of :class:`Row`; empty without an order
        """
        self.ensure_one()
        return self.sale_id._get_credit_rows() if self.sale_id else []

    def _get_credit_seller(self):
        """Return who sells, and is told what becomes of a hold."""
        return self.sale_id.user_id or self.user_id

    def _ask(self):
        """Return what deliveries ask for: what their order takes of the credit, counted already.

        :return: list of :class:`Asked`
        """
        debtors = {picking: (picking._get_credit_debtor(), picking.company_id) for picking in self}
        profiles = self.env["kam.credit.check"]._find_profiles(debtors, "delivery_policy")
        needed = self.sale_id._get_commitments()
        return [
            Asked(
                document=picking,
                profile=profiles[picking],
                needed=needed.get(picking.sale_id, Decimal(0)),
                added=Decimal(0),
                value=picking._get_credit_value(),
            )
            for picking in self.sorted("id")
            if picking in profiles
        ]

    def _judge_held(self, wanted=None, is_releasing=False):
        """Return what is found about deliveries that are held, each as if it were the only one.

        :param wanted: nothing, for deliveries
        :param bool is_releasing: whether all of them are about to be released
        :return: list of :class:`Asked`, dict delivery -> :class:`Verdict`
        """
        # what its order waits for is decided there
        free = self.filtered(lambda picking: not picking._find_order_holds())
        # sudo: as _find_held_deliveries
        asked = free.sudo()._ask() if free else []
        if not asked:
            return [], {}
        verdicts = self.env["kam.credit.check"]._judge(asked, taking=NONE, policy="delivery_policy")
        return asked, verdicts

    def _find_covered(self, asked):
        """Return the deliveries that were released, or whose order was and has not grown since."""
        releases = self.env["kam.credit.release"]
        covered = releases._find_covered(asked)
        # sudo: as _find_held_deliveries
        of_orders = releases.sudo().search(
            [("order_id", "in", [one.document.sale_id.id for one in asked])]
        )
        for one in asked:
            ceilings = [
                release.ceiling
                for release in of_orders
                if release.order_id == one.document.sale_id and release.profile_id == one.profile
            ]
            if ceilings and one.value <= Decimal(str(max(ceilings))):
                covered.add(one.document)
        return covered
