from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, formataddr

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...queries import open_items
from ...rules import checks, clearing

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
                        (name, line_id), due, amount, due < last and line_id not in disputed
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
            *self._word_others(amounts.keys()),
        ]

    def _word_payments(self, items, amounts):
        payments, excess = self._find_payments(items, amounts)
        if payments:
            yield self.env._("Payment of %s", self._word_items(payments))
        elif excess > 0:
            yield self.env._("Prepayment of %s", self.currency_id.format(float(excess)))
        if excess > 0 and not amounts.keys() & {checks.OVERDUE, checks.PROMISE}:
            yield self.env._("Or: %s more credit", self.currency_id.format(float(excess)))

    def _find_payments(self, items, amounts):
        """Return what is to be paid, and by how much the limit is exceeded.

        :param items: of :class:`clearing.Item`
        :param dict amounts: code of a reason -> Decimal
        :return: list of ``(item, amount)``, which may be empty; Decimal
        """
        # sudo: what the tier tolerates, for whoever may read the hold
        tolerated, _days = self.profile_id.sudo()._get_overdue_rule()
        late = amounts.get(checks.OVERDUE, tolerated) - tolerated
        excess = sum((amounts.get(code, Decimal(0)) for code in checks.BEYOND), Decimal(0))
        needed = max(excess, amounts.get(checks.PROMISE, Decimal(0)))
        return clearing.find_payments(items, late, needed) or [], excess

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
                self.env._(
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
        :raise UserError: for a customer without an e-mail address, and where no payment helps
        :raise AccessError: for whoever does not decide on it
        """
        arguments.one(self)
        self._check_decides()
        payments, _excess = self._find_payments(self._find_items()[self], self._get_amounts())
        # sudo: how the customer is called and reached
        customer = self.partner_id.sudo()
        address = email_normalize(customer.email)
        if not payments:
            raise UserError(
                self.env._(
                    "%s owes nothing that would clear this if it were paid.", customer.display_name
                )
            )
        if not address:
            raise UserError(
                self.env._(
                    "%s cannot be asked: enter an e-mail address at the contact.",
                    customer.display_name,
                )
            )
        self.with_context(lang=customer.lang or self.env.lang)._queue_request(
            payments, formataddr((customer.name, address))
        )
        # sudo: a process speaks
        self.sudo()._message_log(body=self.env._("Asked for payment: %s", address))
        return True

    def _queue_request(self, payments, address):
        user = self.env.user.sudo()  # sudo: who asks, and for which company
        currency = self.currency_id
        body = self.env["ir.qweb"]._render(
            "kam_credit.credit_hold_payment_mail",
            {
                "rows": [
                    (item.key[0], format_date(self.env, item.due), currency.format(float(amount)))
                    for item, amount in payments
                ],
                "user": user,
                "company": self.company_id.sudo(),  # sudo: as above
            },
        )
        # sudo: mails are of the system; who may write to the customer was checked
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Your open items"),
                "body_html": body,
                "email_from": user.email_formatted,
                "email_to": address,
                "auto_delete": False,
            }
        )

    def action_take_promise(self):
        """Open a new promise of the customer to pay: what is overdue, or else what would clear it.

        :return: a window action
        """
        arguments.one(self)
        self._check_decides()
        items = self._find_items()[self]
        proposed = [(item, item.amount) for item in items if item.is_overdue]
        if not proposed:
            proposed, _excess = self._find_payments(items, self._get_amounts())
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
