from contextvars import ContextVar
from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.kam_management import relations

from .kam_credit_check import ALL, NONE, Asked
from .kam_credit_hold import INVOICE
from .kam_credit_hold_content import Row

# Documents by which a customer comes to owe; what lessens that is never held.
OWING_TYPES = ("out_invoice", "out_receipt")
# The invoices that were looked at and are being posted.
_posting = ContextVar("kam_credit_posting", default=frozenset())


class AccountMove(models.Model):
    """Invoices beyond credit: noted or held, as the tier of the debtor says.

    Only what they ask for beyond confirmed orders counts: an order was looked at when it was
    confirmed. What is paid, or sold at a till, is never held.
    """

    _inherit = "account.move"

    kam_hold_ids = relations.One2many(
        "kam.credit.hold",
        "move_id",
        string="Credit Holds",
        readonly=True,
        copy=False,
        groups="kam_credit.group_credit_reader",
    )

    kam_credit_sentence = fields.Char(
        string="What Is Waited For",
        compute="_compute_kam_credit_sentence",
        compute_sudo=True,
        groups="base.group_user",
    )

    def write(self, vals):
        """Refuse the state of a posted invoice that the customer's credit does not cover.

        :raise UserError: with the one sentence for every hold
        """
        if vals.get("state") == "posted":
            self.check_access("write")
            self.filtered(lambda move: move.id not in _posting.get())._check_credit()
        return super().write(vals)

    def _post(self, soft=True):
        """See the base method: what the customer's credit does not cover is noted, or refused.

        :raise UserError: with the one sentence for every hold; Odoo's job that posts automatically
            leaves the invoice out with this message
        """
        self._check_credit()
        token = _posting.set(_posting.get() | frozenset(self.ids))
        try:
            posted = super()._post(soft)
        finally:
            _posting.reset(token)
        self.env["kam.credit.hold"]._trigger_recheck(
            posted.filtered(lambda move: move.move_type not in OWING_TYPES).commercial_partner_id
        )
        return posted

    def button_cancel(self):
        """See the base method: what was held is not asked for any more."""
        result = super().button_cancel()
        # sudo: holds follow the invoice, whoever cancels it
        self.sudo().kam_hold_ids._cancel_open()
        return result

    @api.depends("kam_hold_ids.state")
    @api.depends_context("lang")
    def _compute_kam_credit_sentence(self):
        for move in self:
            move.kam_credit_sentence = move.kam_hold_ids._word_stopping(move)

    def _get_credit_name(self):
        """Return what a hold calls the document: a draft has no number yet."""
        is_named = self.name and self.name != "/"
        return self.name if is_named else self.ref or f"#{self.id}"

    def _get_credit_value(self):
        """Return what the invoice is worth with tax, in company currency.

        What it will book on the receivable: its totals are only stored, and can be written.

        :rtype: Decimal
        """
        return abs(self._get_credit_owed())

    def _get_credit_rows(self):
        """Return the lines of the invoice, for whoever decides on it.

        :return: list of :class:`Row`
        """
        self.ensure_one()
        return [
            Row(
                name=line.name or "",
                quantity=line.quantity,
                delivered=None,
                unit=line.product_uom_id.name or "",
                price=line.price_unit,
                discount=line.discount,
                total=line.price_total,
                currency=self.currency_id,
            )
            for line in self.invoice_line_ids
            if line.display_type == "product"
        ]

    def _get_credit_owed(self):
        """Return what the invoice books on the receivable; below 0 for what it takes off."""
        self.ensure_one()
        owed = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return Decimal(str(sum(owed.mapped("balance"))))

    def _get_credit_seller(self):
        """Return who sells, and is told what becomes of a hold."""
        return self.invoice_user_id

    def _check_credit(self):
        """Note what the customers' credit does not cover, or refuse it.

        :raise UserError: with the one sentence for every hold
        """
        holds = self.env["kam.credit.hold"]
        asked = self._ask()
        if not asked:
            return
        released = self.env["kam.credit.release"]._find_covered(asked)
        verdicts = self.env["kam.credit.check"]._judge(
            asked, passing=released, policy="invoice_policy"
        )
        held = self.browse()
        for one in asked:
            verdict = verdicts[one.document]
            if verdict.holds(one.get_policy("invoice_policy")):
                held |= one.document
            elif verdict.facts:
                holds._open(one, INVOICE, verdict, is_held=False)
        if held:
            holds._refuse_documents(INVOICE, held)

    def _judge_held(self, wanted=None, is_releasing=False):
        """Return what is found about invoices that are held, each as if it were the only one.

        :param wanted: nothing, for invoices
        :param bool is_releasing: whether all of them are about to be released
        :return: list of :class:`Asked`, dict invoice -> :class:`Verdict`
        """
        asked = self._ask()
        if not asked:
            return [], {}
        verdicts = self.env["kam.credit.check"]._judge(
            asked, taking=ALL if is_releasing else NONE, policy="invoice_policy"
        )
        return asked, verdicts

    def _ask(self):
        """Return what draft invoices ask for beyond orders: list of :class:`Asked`.

        The exposure holds a draft already.
        """
        # sudo: what holds an invoice does not depend on who posts it
        moves = self.sudo().filtered(
            lambda move: move.move_type in OWING_TYPES and move.state == "draft"
        )
        # whom it is written to now: what is stored of a draft follows
        debtors = {move: (move.partner_id.commercial_partner_id, move.company_id) for move in moves}
        profiles = self.env["kam.credit.check"]._find_profiles(debtors, "invoice_policy")
        moves.browse(move.id for move in profiles)._recompute_totals()
        asked = []
        for move in moves.sorted("id"):
            profile = profiles.get(move)
            needed = move._get_credit_needed() if profile else Decimal(0)
            if needed > 0:
                asked.append(
                    Asked(
                        document=self.browse(move.id),
                        profile=profile,
                        needed=needed,
                        added=Decimal(0),
                        value=move._get_credit_value(),
                    )
                )
        return asked

    def _recompute_totals(self):
        """Compute what is stored of invoices and lines: what was written over it does not count."""
        lines = self.invoice_line_ids
        self.env.add_to_compute(lines._fields["price_total"], lines)
        self.env.add_to_compute(self._fields["amount_total_signed"], self)

    def _get_credit_needed(self):
        """Return what the invoice asks for that no order and no payment stands for.

        :return: with tax, in company currency
        :rtype: Decimal
        """
        self.ensure_one()
        is_from_till = "pos_order_ids" in self and self.pos_order_ids
        is_paid = any(
            state in ("authorized", "done") for state in self.transaction_ids.mapped("state")
        )
        if is_from_till or is_paid:
            return Decimal(0)
        debtor = self.partner_id.commercial_partner_id
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        free = lines.filtered(
            lambda line: (
                # an order stands for it that counts in the exposure of the same debtor
                not line.sale_line_ids.order_id.filtered(
                    lambda order: order.state == "sale" and order.kam_credit_debtor_id == debtor
                )
            )
        )
        if free == lines:
            return self._get_credit_owed()
        total = Decimal(str(sum(free.mapped("price_total"))))
        return total / Decimal(str(self.invoice_currency_rate or 1))
