"""Writes customers, invoices and payments through Odoo's own models."""

from dataclasses import dataclass

from odoo import Command
from odoo.tools import SQL

from ..kamdev.errors import Problem
from . import numbers, plan

# One transaction each: small enough to lose little when interrupted, large enough to be fast.
BATCH = 250
# By how much a table of the ledger grows before PostgreSQL counts it again.
GROWTH = 1.2
COUNTED = ("account_move", "account_move_line", "account_partial_reconcile", "account_payment")
# Nobody reads what these documents went through, and nobody is told: it takes a third of the time.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}
# What Odoo would otherwise work out again at each step (the line that is due, taxes, rounding) is
# given whole: there is one line on either side.
WHOLE = {"skip_invoice_sync": True, "skip_invoice_line_sync": True, "skip_analytic_sync": True}


@dataclass
class Counts:
    """How many records were written."""

    customers: int = 0
    invoices: int = 0
    payments: int = 0

    def add(self, other):
        """Add the counts of a batch."""
        self.customers += other.customers
        self.invoices += other.invoices
        self.payments += other.payments


def batches(tasks):
    """Cut a plan's tasks into parts that each make one transaction.

    :param tasks: a list of :class:`.plan.Task`
    """
    return [tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH)]


def write_batch(env, books, tasks):
    """Write one batch; the caller commits it.

    :param env: an Odoo environment
    :param books: the company's :class:`.plan.Books`
    :param tasks: tasks of a plan without faults
    :return: the :class:`Counts` of what was written
    :raises Problem: when Odoo made something else of a row than the file says
    """
    with numbers.taken_means_again():
        return _write(env(context={**env.context, **QUIET}), books, tasks)


def _write(env, books, tasks):
    counts = Counts()
    found = env["account.move"].browse([task.invoice_id for task in tasks if task.invoice_id])
    pairs = list(zip([task.row for task in tasks if task.invoice_id], found, strict=True))
    new_rows = [task.row for task in tasks if not task.invoice_id]
    if new_rows:
        partners, counts.customers = _ensure_customers(env, books, new_rows)
        created = _create_invoices(env, books, new_rows, partners)
        counts.invoices = len(created)
        pairs += zip(new_rows, created, strict=True)
    unpaid = [(row, invoice) for row, invoice in pairs if plan.awaits_payment(row, invoice)]
    if unpaid:
        counts.payments = len(_create_payments(env, books, unpaid))
    _check_result(pairs)
    refresh_statistics(env)
    return counts


def refresh_statistics(env):
    """Let PostgreSQL count the ledger again where it has grown.

    It grows faster than PostgreSQL notices by itself; with the old counts Odoo's own queries about
    payments take minutes. Counting a large ledger takes as long as a batch.

    :param env: an Odoo environment
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[])"
            " AND pg_relation_size(oid) > current_setting('block_size')::bigint * relpages * %s",
            list(COUNTED),
            GROWTH,
        )
    )
    for [table] in env.cr.fetchall():
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _ensure_customers(env, books, rows):
    """Return the customers by their id, and how many of them are new."""
    wanted = list(dict.fromkeys(row.customer for row in rows))
    partners = plan.customers(env, books, wanted)
    missing = [reference for reference in wanted if reference not in partners]
    names = {}
    for row in rows:
        names[row.customer] = names.get(row.customer) or row.name
    created = env["res.partner"].create(
        [
            {"name": names[reference] or reference, "ref": reference, "is_company": True}
            for reference in missing
        ]
    )
    return {**partners, **dict(zip(missing, created, strict=True))}, len(created)


def _create_invoices(env, books, rows, partners):
    vals_list = [_invoice_vals(books, row, partners[row.customer]) for row in rows]
    numbers.assign(env, vals_list)
    _spare_distribution(env, vals_list)
    moves = env["account.move"].with_context(**WHOLE).create(vals_list)
    moves.action_post()
    return moves.with_env(env)


def _spare_distribution(env, vals_list):
    """Say beforehand that items go to no analytic account, where no rule would send them there.

    Odoo asks for the rules of each item otherwise, which is half of all queries of a load.

    :param env: an Odoo environment
    :param vals_list: values of ``account.move`` with ``line_ids`` that are created
    """
    if env["account.analytic.distribution.model"].search_count([], limit=1):
        return
    for vals in vals_list:
        for _command, _id, item in vals["line_ids"]:
            item.setdefault("analytic_distribution", False)


def _invoice_vals(books, row, partner):
    payer, amount = partner.commercial_partner_id, float(row.amount)
    return {
        "move_type": "out_invoice",
        "company_id": books.company.id,
        "journal_id": books.sales.id,
        "currency_id": books.company.currency_id.id,
        "partner_id": partner.id,
        "ref": row.invoice_number,
        "invoice_date": row.invoice_date,
        "invoice_date_due": row.due_date,
        # The customer's own term would compute another due date.
        "invoice_payment_term_id": False,
        # Nobody is told that he sold what was invoiced elsewhere.
        "invoice_user_id": False,
        "narration": _narration(row),
        "line_ids": [
            Command.create(
                {
                    "display_type": "product",
                    "name": f"Invoice {row.invoice_number}",
                    "account_id": books.income.id,
                    "partner_id": payer.id,
                    "quantity": 1,
                    "price_unit": amount,
                    "tax_ids": [Command.clear()],
                    "balance": -amount,
                    "amount_currency": -amount,
                }
            ),
            Command.create(
                {
                    "display_type": "payment_term",
                    "account_id": payer.property_account_receivable_id.id,
                    "partner_id": payer.id,
                    "date_maturity": row.due_date,
                    "balance": amount,
                    "amount_currency": amount,
                }
            ),
        ],
    }


def _narration(row):
    """Return what the file tells of an invoice and Odoo has no field for.

    The payment terms are a word of the former system: the due date is what they came to.
    """
    text = f"Country code: {row.country_code or '-'}. Disputed: {row.disputed or '-'}."
    return f"{text} Payment terms: {row.payment_terms}." if row.payment_terms else text


def _create_payments(env, books, unpaid):
    """Pay each invoice in full on its settled date."""
    receivable = [
        invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        for _row, invoice in unpaid
    ]
    outstanding = _outstanding(env, books)
    payments = env["account.payment"].create(
        [
            {
                **outstanding,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.commercial_partner_id.id,
                "company_id": books.company.id,
                "journal_id": books.bank.id,
                "payment_method_line_id": books.method.id,
                "currency_id": books.company.currency_id.id,
                "amount": invoice.amount_residual,
                "date": row.settled_date,
                "memo": row.invoice_number,
                "invoice_ids": [Command.link(invoice.id)],
                "destination_account_id": lines.account_id.id,
            }
            for (row, invoice), lines in zip(unpaid, receivable, strict=True)
        ]
    )
    # What posting does for one payment after the other.
    vals_list = [payment._generate_move_vals() for payment in payments]
    numbers.assign(env, vals_list)
    _spare_distribution(env, vals_list)
    moves = env["account.move"].with_context(**WHOLE).create(vals_list)
    _link(payments, moves)
    moves.action_post()
    payments.state = "in_process"
    # What reconcile() does for one pair, for all of them at once: it takes half the time.
    payments.move_id.line_ids._reconcile_plan(
        [
            lines + _lines_on(payment.move_id, lines.account_id)
            for payment, lines in zip(payments, receivable, strict=True)
        ]
    )
    return payments


def _outstanding(env, books):
    """Return the account that Odoo would write on each payment after it has been created."""
    in_bank = env["account.move"]._get_invoice_in_payment_state() == "in_payment"
    if in_bank or books.method.payment_account_id:
        return {}
    payment = env["account.payment"].new({"company_id": books.company.id})
    return {"outstanding_account_id": payment._get_outstanding_account("inbound").id}


def _link(payments, moves):
    """Give each payment its entry. What depends on it is worked out once for all of them."""
    field = payments._fields["move_id"]
    for payment, move in zip(payments, moves, strict=True):
        field._update_cache(payment, move.id, dirty=True)
    for inverse in payments.pool.field_inverses[field]:
        moves.invalidate_recordset([inverse.name], flush=False)
    payments.modified(["move_id"])


def _lines_on(move, account):
    return move.line_ids.filtered(lambda line: line.account_id == account)


def _check_result(pairs):
    """Odoo's addons may change an entry while posting it; the file's figures must stand."""
    for row, invoice in pairs:
        clash = plan.contradiction(row, invoice)
        if clash:
            raise Problem(f"Odoo kept something else. {clash}")
        if invoice.date != row.invoice_date or plan.awaits_payment(row, invoice):
            raise Problem(
                f"line {row.line}: Odoo booked invoice {row.invoice_number} on {invoice.date} "
                "and left it open: an addon or a setting of the journal changes its entries"
            )
