from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...queries import open_items
from ...rules import checks, clearing
from .kam_credit_hold import HORIZON

# So many items are named; the others are counted.
NAMED_ITEMS = 4
# Releases of so many days say how the next one may end.
HISTORY_DAYS = 365


class KamCreditHold(models.Model):
    """What would clear a hold, exactly; and how releases of the customer have ended before."""

    _inherit = "kam.credit.hold"

    clearing_note = fields.Text(
        string="What Would Clear It",
        compute="_compute_clearing_note",
        help="Whatever is done of this, exactly so much, lets the document go without a release.",
    )
    history_note = fields.Char(
        string="Releases before",
        compute="_compute_history_note",
        help="Releases of this customer in the last 12 months, and what became of them.",
    )

    # ------------------------------------------------------------------
    # what would clear it
    # ------------------------------------------------------------------

    @api.depends("reason_ids.code", "reason_ids.amount", "state")
    @api.depends_context("lang", "uid")
    def _compute_clearing_note(self):
        stopped = self._find_stopping()
        items = stopped._find_items()
        for hold in self:
            lines = hold._word_clearing(items[hold]) if hold in stopped else []
            hold.clearing_note = "\n".join(lines)

    def _find_items(self):
        """Return what the debtors owe: dict hold -> list of :class:`clearing.Item`."""
        found = dict.fromkeys(self, ())
        ledger = self.env["kam.credit.ledger"]
        for company, holds in self.grouped("company_id").items():
            today = company._kam_today()
            ledger._flush()
            claims = ledger._claims(company.id)
            disputed = set(ledger._get_disputed_ids(company, today))
            rows = self.env.execute_query(open_items.owed(claims, holds.partner_id.ids))
            by_debtor = {}
            for debtor_id, line_id, name, due, amount in rows:
                by_debtor.setdefault(debtor_id, []).append((line_id, name, due, Decimal(amount)))
            for hold in holds:
                # sudo: what the policy says, for whoever may read the hold
                _tolerated, days = hold.profile_id.sudo()._get_overdue_rule()
                last = today - timedelta(days=days)
                found[hold] = [
                    clearing.Item(
                        (name, line_id),
                        due,
                        amount,
                        due < last and line_id not in disputed,
                        line_id in disputed,
                    )
                    for line_id, name, due, amount in by_debtor.get(hold.partner_id.id, ())
                ]
        return found

    def _word_clearing(self, items):
        """Return what would clear the hold, a text each; all of them have to be done.

        :param items: of :class:`clearing.Item`
        """
        self.ensure_one()
        amounts = self._get_amounts()
        return [
            *self._word_payments(items, amounts),
            *(self._word_others(amounts.keys()) if self.kind != HORIZON else ()),
        ]

    def _word_payments(self, items, amounts):
        payments, advance = self._find_payments(items, amounts)
        texts = []
        if payments:
            texts.append(self.env._("Payment of %s", self._word_items(payments)))
        if advance:
            texts.append(self.env._("Prepayment of %s", self.currency_id.format(float(advance))))
        yield from texts
        excess = self._get_excess(amounts)
        if excess > 0 and not self._get_late(amounts):
            yield self.env._("Or: %s more credit", self.currency_id.format(float(excess)))

    def _find_payments(self, items, amounts):
        """Return what is to be paid.

        :param items: of :class:`clearing.Item`
        :param dict amounts: code of a reason -> Decimal
        :return: list of ``(item, amount)``, which may be empty; Decimal, what has to be paid in
            advance beside all of them
        """
        late = self._get_late(amounts)
        # sudo: what the tier tolerates, for whoever may read the hold
        tolerated, _days = self.profile_id.sudo()._get_overdue_rule()
        overdue = late.get(checks.OVERDUE, tolerated) - tolerated
        needed = max(self._get_excess(amounts), late.get(checks.PROMISE, Decimal(0)))
        return clearing.find_payments(items, overdue, needed)

    def _get_late(self, amounts):
        """Return what was to be paid by now and holds the document: dict code -> Decimal.

        Nothing of it holds an order that comes within the horizon: that was confirmed.
        """
        if self.kind == HORIZON:
            return {}
        return {code: amounts[code] for code in (checks.OVERDUE, checks.PROMISE) if code in amounts}

    @api.model
    def _get_excess(self, amounts):
        """Return by how much the limit is exceeded."""
        return sum((amounts.get(code, Decimal(0)) for code in checks.BEYOND), Decimal(0))

    def _get_amounts(self):
        """Return what is missing by the reasons: dict code -> Decimal."""
        amounts = {}
        for reason in self.reason_ids:
            amount = Decimal(str(reason.amount))
            amounts[reason.code] = amounts.get(reason.code, Decimal(0)) + amount
        return amounts

    def _word_items(self, payments):
        currency = self.currency_id
        names = [
            wording.labelled(self.env, item.key[0], currency.format(float(amount)))
            for item, amount in payments[:NAMED_ITEMS]
        ]
        rest = payments[NAMED_ITEMS:]
        if rest:
            total = sum(amount for _item, amount in rest)
            names.append(
                self.env._("1 more item: %s", currency.format(float(total)))
                if len(rest) == 1
                else self.env._(
                    "%(count)s more items: %(amount)s",
                    count=len(rest),
                    amount=currency.format(float(total)),
                )
            )
        return wording.listed(self.env, names)

    def _word_others(self, codes):
        if checks.DOCUMENT in codes:
            yield self.env._("The documents are brought and verified")
        if checks.BLOCKED in codes:
            yield self.env._("The customer's orders are let go again")
        if codes & {checks.TERM, checks.PRICE}:
            yield self.env._("Terms and prices as they are granted")

    # ------------------------------------------------------------------
    # how it went before
    # ------------------------------------------------------------------

    @api.depends("profile_id")
    @api.depends_context("lang", "uid")
    def _compute_history_note(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=HISTORY_DAYS)
        releases = self.env["kam.credit.release"].search(
            [("profile_id", "in", self.profile_id.ids), ("date", ">=", since)]
        )
        by_profile = releases.grouped("profile_id")
        outcomes = releases._find_outcomes()
        for hold in self:
            before = by_profile.get(hold.profile_id, releases.browse()) - hold.release_ids
            counts = dict.fromkeys(("paid", "overdue", "open"), 0)
            for release in before:
                counts[outcomes[release]] += 1
            hold.history_note = (
                self.env._(
                    "Releases in 12 months: %(count)s, of which paid %(paid)s, overdue "
                    "%(overdue)s, open %(open)s",
                    count=len(before),
                    **counts,
                )
                if before
                else False
            )

    # ------------------------------------------------------------------
    # what is done about it
    # ------------------------------------------------------------------

    def action_ask_for_payment(self):
        """Write to a customer what it would have to pay: a mail that belongs to no conversation.

        :return: True
        :raise UserError: for a customer without an e-mail address of its own, where no payment
            helps, and a second time on one day
        :raise AccessError: for whoever does not decide on it
        """
        arguments.one(self)
        self._check_decides()
        self._serialise()
        today = self.company_id._kam_today()
        if self.date_asked == today:
            raise UserError(
                self.env._(
                    "%s: the customer was asked for payment today already.", self.document_name
                )
            )
        # nobody is asked for what it objects to
        items = [item for item in self._find_items()[self] if not item.is_disputed]
        payments, _advance = self._find_payments(items, self._get_amounts())
        contact = self._find_payer()
        if not payments:
            raise UserError(
                self.env._(
                    "%s owes nothing that would clear this if it were paid.",
                    contact.commercial_partner_id.display_name,
                )
            )
        address = email_normalize(contact.email)
        if not address:
            raise UserError(
                self.env._(
                    "%s cannot be asked: enter an e-mail address at the contact.",
                    contact.display_name,
                )
            )
        if self.env["kam.credit.letter"]._find_colleagues(contact):
            raise UserError(
                self.env._(
                    "%(contact)s cannot be asked: %(address)s belongs to somebody of ours. Enter "
                    "the customer's own e-mail address at the contact.",
                    contact=contact.display_name,
                    address=address,
                )
            )
        received = self._find_received(items, payments)
        if received >= sum(amount for _item, amount in payments):
            raise UserError(
                self.env._(
                    "%(customer)s has paid %(amount)s that is matched with no invoice: match it "
                    "first, and nothing is left to ask for.",
                    customer=contact.commercial_partner_id.display_name,
                    amount=self.currency_id.format(float(received)),
                )
            )
        lang = contact.lang or self.company_id.partner_id.lang or self.env.lang
        self.with_context(lang=lang)._queue_request(payments, received, contact)
        hold = self.sudo()  # sudo: protected; a process speaks
        hold._protected_write({"date_asked": today})
        hold._message_log(body=self.env._("Asked for payment: %s", address))
        return True

    def _find_payer(self):
        """Return who at the customer is asked for payment, as superuser: the contact for invoices,
        if it has an address."""
        # sudo: how the customer is called and reached
        customer = self.partner_id.sudo()
        contact = customer.browse(customer.address_get(["invoice"])["invoice"])
        return contact if email_normalize(contact.email) else customer

    def _find_received(self, items, payments):
        """Return how much of payments is there already: what came in and is matched with no
        invoice is not asked for again.

        :param items: of :class:`clearing.Item`, all that the debtor owes
        :param payments: pairs of an item and an amount, which are asked for
        :rtype: Decimal
        """
        debtor_id = self.partner_id.id
        unmatched = self.env["kam.credit.ledger"]._unallocated(self.company_id, [debtor_id])
        came = sum((credit.amount for credit in unmatched.get(debtor_id, ())), Decimal(0))
        owed = sum(item.amount for item in items)
        asked = sum(amount for _item, amount in payments)
        return max(Decimal(0), asked - max(Decimal(0), owed - came))

    def _queue_request(self, payments, received, contact):
        currency = self.currency_id
        total = sum(amount for _item, amount in payments) - received
        body = self.env["ir.qweb"]._render(
            "kam_credit.credit_hold_payment_mail",
            {
                "greeting": self.env._("Dear %s,", contact.name),
                "rows": [
                    (
                        item.key[0],
                        format_date(self.env, item.due),
                        currency.format(float(item.amount)),
                        currency.format(float(amount)),
                    )
                    for item, amount in payments
                ],
                "received": currency.format(-float(received)) if received else "",
                "total": currency.format(float(total)) if len(payments) > 1 or received else "",
            },
        )
        subject = self.env._("Your open items")
        self.env["kam.credit.letter"]._queue(self.company_id, contact, subject, body)

    def action_take_promise(self):
        """Open a new promise of the customer to pay: what is overdue, or else what would clear it.

        :return: a window action
        """
        arguments.one(self)
        self._check_decides()
        items = self._find_items()[self]
        proposed = [(item, item.amount) for item in items if item.is_overdue]
        if not proposed:
            proposed, _advance = self._find_payments(items, self._get_amounts())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "kam.credit.promise",
            "view_mode": "form",
            "target": "current",
            "context": {
                "default_profile_id": self.profile_id.id,
                "default_partner_id": self.partner_id.id,
                "default_amount": float(sum(amount for _item, amount in proposed)),
                "default_receivable_ids": [
                    fields.Command.set([item.key[1] for item, _amount in proposed])
                ],
            },
        }
