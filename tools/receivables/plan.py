"""Compares the file with the database: what is to be written, and what contradicts it."""

from dataclasses import dataclass, field
from decimal import Decimal

from ..kamdev.errors import Problem
from .parse import PAST, BadCell, future

# An invoice that has payments and is still open: a file of this kind cannot say that.
PARTLY = "partly"
_AT_ONCE = 1000


@dataclass(frozen=True)
class Books:
    """What the company books invoices and payments with."""

    company: object
    sales: object
    bank: object
    method: object
    income: object

    @classmethod
    def of(cls, env):
        """Return the books of the environment's company.

        :param env: an Odoo environment
        :raises Problem: when the company has no chart of accounts, or not all that is needed
        """
        if "account.move" not in env:
            raise Problem("Odoo's Invoicing is not installed in this database: install it first")
        company = env.company
        currency = [("currency_id", "in", [False, company.currency_id.id])]
        sales, bank = (
            env["account.journal"].search(
                [("company_id", "=", company.id), ("type", "=", kind), *currency], limit=1
            )
            for kind in ("sale", "bank")
        )
        method = bank.inbound_payment_method_line_ids.filtered(lambda line: line.code == "manual")
        income = company.income_account_id or sales.default_account_id
        needed = {
            "sales journal": sales,
            "bank journal": bank,
            "manual payment method on that journal": method,
            "income account": income,
        }
        missing = [name for name, record in needed.items() if not record]
        if missing:
            raise Problem(
                f"{company.name} has no {', no '.join(missing)}: choose a fiscal localization "
                "in the settings of Invoicing"
            )
        return cls(company, sales, bank, method[:1], income)

    def smallest_amount(self):
        """Return the step in which amounts of an invoice can be kept."""
        digits = self.company.env["decimal.precision"].precision_get("Product Price")
        return max(Decimal(repr(self.company.currency_id.rounding)), Decimal(10) ** -digits)


@dataclass(frozen=True)
class Task:
    """One row that is to be written; ``invoice_id`` when only its payment is missing."""

    row: object
    invoice_id: int | None = None


@dataclass
class Plan:
    """What a file asks of the database."""

    tasks: list = field(default_factory=list)
    unchanged: int = 0
    bad: list = field(default_factory=list)


def make_plan(env, books, rows):
    """Find what is missing in the database, without writing.

    :param env: an Odoo environment
    :param books: the company's :class:`Books`
    :param rows: the rows of the file
    :return: a :class:`Plan`; it may only be carried out when its list ``bad`` is empty
    """
    plan = Plan()
    # By date, so that Odoo's own document numbers follow the calendar.
    ordered = sorted(rows, key=lambda row: (row.invoice_date, row.line))
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        known = invoices(env, books, [row.invoice_number for row in part])
        for row in part:
            _plan_row(plan, row, known.get(row.invoice_number))
        env.invalidate_all()
    _check_customers(env, books, plan)
    _check_days(books, plan)
    _check_amounts(books, plan)
    _check_locks(books, plan)
    plan.bad.sort(key=lambda bad: bad.line)
    return plan


def invoices(env, books, numbers):
    """Return the company's customer invoices by their reference, in any state.

    :param env: an Odoo environment
    :param books: the company's :class:`Books`
    :param numbers: invoice numbers
    """
    return (
        env["account.move"]
        .search(
            [
                ("company_id", "=", books.company.id),
                ("move_type", "=", "out_invoice"),
                ("ref", "in", numbers),
            ],
            order="id",
        )
        .grouped("ref")
    )


def customers(env, books, references):
    """Return the contacts by their reference, archived ones too, the company's own first.

    :param env: an Odoo environment
    :param books: the company's :class:`Books`
    :param references: customer ids
    """
    domain = [("ref", "in", list(references)), ("company_id", "in", [False, books.company.id])]
    found = env["res.partner"].with_context(active_test=False).search(domain, order="id")
    return {
        reference: partners.filtered("company_id") or partners
        for reference, partners in found.grouped("ref").items()
    }


def settlement(invoice):
    """Return the day on which an invoice was settled, None while open, or :data:`PARTLY`.

    It is the day of the money, which may have come before the invoice.
    """
    lines = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
    matched = lines.matched_credit_ids
    if not matched:
        return None
    if not all(lines.mapped("reconciled")):
        return PARTLY
    return max(matched.credit_move_id.mapped("date"))


def contradiction(row, invoice):
    """Find in what an invoice in the database differs from a row; an open one may be settled.

    :param row: a row of the file
    :param invoice: the invoice of that number
    :return: a :class:`BadCell`, or None
    """
    if len(invoice) > 1:
        return _clash(row, "invoice_number", f"is the reference of {len(invoice)} invoices")
    if invoice.state != "posted":
        return _clash(row, "invoice_number", f"is not posted ({invoice.state})")
    kept = {
        "customer": invoice.partner_id.ref or "",
        "invoice_date": invoice.invoice_date,
        "due_date": invoice.invoice_date_due,
    }
    for column, value in kept.items():
        if value != getattr(row, column):
            return _clash(row, column, f"has {value or 'nothing'}")
    currency = invoice.company_currency_id
    if invoice.currency_id != currency:
        return _clash(row, "amount", f"is in {invoice.currency_id.name}")
    if currency.compare_amounts(invoice.amount_total, float(row.amount)):
        return _clash(row, "amount", f"has {invoice.amount_total:.{currency.decimal_places}f}")
    settled = settlement(invoice)
    if settled == PARTLY:
        return _clash(row, "settled_date", "is partly paid")
    if settled and settled != row.settled_date:
        return _clash(row, "settled_date", f"was settled on {settled}")
    return None


def awaits_payment(row, invoice):
    """Tell whether a row is settled and its invoice open; an amount of 0 needs no payment."""
    return bool(row.settled_date and row.amount and not settlement(invoice))


def _clash(row, column, found):
    given = getattr(row, column)
    text = (
        f"{'nothing' if given is None else given}, but invoice {row.invoice_number} in the "
        f"database {found}: correct the file or the invoice"
    )
    return BadCell(row.line, column, text)


def _plan_row(plan, row, invoice):
    if not invoice:
        plan.tasks.append(Task(row))
        return
    clash = contradiction(row, invoice)
    if clash:
        plan.bad.append(clash)
    elif awaits_payment(row, invoice):
        plan.tasks.append(Task(row, invoice.id))
    else:
        plan.unchanged += 1


def _check_customers(env, books, plan):
    """An id that several contacts bear names none of them."""
    first = {}
    for task in plan.tasks:
        first.setdefault(task.row.customer, task.row)
    for reference, found in customers(env, books, first).items():
        if len(found) > 1:
            text = f"{reference} is the reference of {len(found)} contacts: leave it to one of them"
            plan.bad.append(BadCell(first[reference].line, "customer", text))


def _check_days(books, plan):
    """Nothing has happened tomorrow, where the company is."""
    today = books.company._kam_today()
    for task in plan.tasks:
        for column in PAST:
            day = getattr(task.row, column)
            if day and day > today:
                plan.bad.append(BadCell(task.row.line, column, future(day)))


def _check_amounts(books, plan):
    smallest = books.smallest_amount()
    for task in plan.tasks:
        if task.row.amount % smallest:
            text = f"{task.row.amount} is finer than {smallest}, the smallest amount kept: round it"
            plan.bad.append(BadCell(task.row.line, "amount", text))


def _check_locks(books, plan):
    """Odoo would silently move an entry of a locked period to a later date."""
    found = {}
    for task in plan.tasks:
        paid = task.row.settled_date if task.row.amount else None
        wanted = [("settled_date", paid, books.bank)]
        if not task.invoice_id:
            wanted.append(("invoice_date", task.row.invoice_date, books.sales))
        for column, day, journal in wanted:
            if not day:
                continue
            if (day, journal) not in found:
                locks = books.company._get_violated_lock_dates(day, False, journal)
                found[day, journal] = max((lock for lock, _field in locks), default=None)
            if found[day, journal]:
                text = f"{day} is in a period locked until {found[day, journal]}: open the period"
                plan.bad.append(BadCell(task.row.line, column, text))
