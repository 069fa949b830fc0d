"""A ledger of seeded customers, invoices, credit notes and payments in an Odoo database."""

import datetime
from typing import NamedTuple

from odoo.fields import Command
from odoo.tools import SQL

from . import bulk, journal, plan

TABLES = (
    "account_move",
    "account_move_line",
    "account_payment",
    "account_full_reconcile",
    "account_partial_reconcile",
    "account_move__account_payment",
    "res_partner",
)


class Scale(NamedTuple):
    """How much is seeded."""

    name: str
    customers: int
    invoices: int


SCALES = {
    "1": Scale("1", 5_000, 100_000),
    "large": Scale("large", 50_000, 1_000_000),
}


def last_day(today):
    """Return the day before which everything happened: a database serves for a month.

    :param datetime.date today: the present day
    """
    return today.replace(day=1)


def seed(env, scale, today, show):
    """Fill a database that has the accounting application and no documents yet.

    :param env: an environment
    :param Scale scale: how much
    :param datetime.date today: the present day
    :param show: called with a few words on how far it is
    """
    day = last_day(today)
    cr = env.cr
    cr.execute("SET LOCAL work_mem = '256MB'")
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    show("making one document of each kind")
    prototypes = _prototypes(env, day)
    env.flush_all()
    first = _first_ids(cr, scale)
    plan.draw_up(cr, day, scale.customers, scale.invoices, show)
    journal.book(cr, first, show)
    with bulk.without_indexes(cr, TABLES, show):
        show("writing customers")
        _insert_partners(cr, scale, prototypes, first)
        show("writing documents")
        _insert_moves(cr, prototypes)
        show("writing journal items")
        _insert_lines(cr, prototypes)
        show("writing payments and reconciliations")
        _insert_payments(cr, prototypes)
        _insert_reconciliations(cr, prototypes)
    for table in TABLES:
        if table != "account_move__account_payment":
            cr.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM %s))",
                    table,
                    SQL.identifier(table),
                )
            )
    env.invalidate_all()


def _prototypes(env, day):
    """Make one document of each kind through Odoo; return the ids of their rows by kind."""
    bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
    outstanding = env["account.account"].search(
        [("account_type", "=", "asset_current"), ("reconcile", "=", True)], limit=1
    )
    bank.inbound_payment_method_line_ids[:1].payment_account_id = outstanding
    partner = env["res.partner"].create({"name": "Customer 0", "is_company": True})
    contact = env["res.partner"].create({"name": "Accounts payable", "parent_id": partner.id})
    invoiced, refunded, paid = (day - datetime.timedelta(days) for days in (60, 50, 40))
    invoice = _document(env, "out_invoice", partner, invoiced, 150)
    refund = _document(env, "out_refund", partner, refunded, 90)
    (invoice | refund).action_post()
    payment = (
        env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=invoice.ids)
        .create({"payment_date": paid, "amount": 60, "journal_id": bank.id})
        ._create_payments()
    )
    open_lines = (invoice | refund).line_ids.filtered(lambda line: line.date_maturity)
    open_lines.reconcile()
    money, counterpart = payment.move_id.line_ids.sorted("balance", reverse=True)
    return {
        "partner": partner.id,
        "contact": contact.id,
        "move": {"invoice": invoice.id, "refund": refund.id, "payment": payment.move_id.id},
        "line": {
            "item": invoice.invoice_line_ids.id,
            "part": (invoice.line_ids - invoice.invoice_line_ids).id,
            "refund_item": refund.invoice_line_ids.id,
            "refund": (refund.line_ids - refund.invoice_line_ids).id,
            "money": money.id,
            "payment": counterpart.id,
        },
        "payment": payment.id,
        "partial": counterpart.matched_debit_ids.id,
        "full": counterpart.full_reconcile_id.id,
    }


def _document(env, move_type, partner, day, amount):
    return env["account.move"].create(
        {
            "move_type": move_type,
            "partner_id": partner.id,
            "invoice_date": day,
            "invoice_date_due": day,
            "invoice_line_ids": [
                Command.create(
                    {"name": "Seeded sale", "price_unit": amount, "tax_ids": [Command.clear()]}
                )
            ],
        }
    )


def _first_ids(cr, scale):
    """Return the first free ids, by the names the statements use."""

    def free(table):
        cr.execute(SQL("SELECT COALESCE(MAX(id), 0) + 1 FROM %s", SQL.identifier(table)))
        return cr.fetchone()[0]

    first_partner = free("res_partner")
    return {
        "first_partner": first_partner,
        "first_contact": first_partner + scale.customers,
        "first_move": free("account_move"),
        "first_line": free("account_move_line"),
        "first_payment": free("account_payment"),
        "first_partial": free("account_partial_reconcile"),
        "first_full": free("account_full_reconcile"),
    }


def _insert_partners(cr, scale, prototypes, first):
    name = SQL("'Customer ' || seed.number")
    bulk.clone(
        cr,
        "res_partner",
        SQL(
            "SELECT %s::int AS prototype, number, %s - 1 + number AS id"
            " FROM generate_series(1, %s) AS number",
            prototypes["partner"],
            first["first_partner"],
            scale.customers,
        ),
        {
            "id": SQL("seed.id"),
            "commercial_partner_id": SQL("seed.id"),
            "name": name,
            "complete_name": name,
            "commercial_company_name": name,
        },
    )
    parent = SQL("%s - 1 + seed.number * 10", first["first_partner"])
    bulk.clone(
        cr,
        "res_partner",
        SQL(
            "SELECT %s::int AS prototype, number, %s - 1 + number AS id"
            " FROM generate_series(1, %s) AS number",
            prototypes["contact"],
            first["first_contact"],
            scale.customers // 10,
        ),
        {
            "id": SQL("seed.id"),
            "parent_id": parent,
            "commercial_partner_id": parent,
            "complete_name": SQL("'Customer ' || seed.number * 10 || ', ' || model.name"),
            "commercial_company_name": SQL("'Customer ' || seed.number * 10"),
        },
    )


def _prototype_of(ids):
    """Return the id of the prototype of a row's kind."""
    return SQL(
        "CASE %s END",
        SQL(" ").join(
            SQL("WHEN seed.kind = %s THEN %s::int", kind, row) for kind, row in ids.items()
        ),
    )


def _insert_moves(cr, prototypes):
    amount = SQL("seed.cents / 100.0::numeric")
    signed = SQL(
        "CASE seed.kind WHEN 'refund' THEN -seed.cents ELSE seed.cents END / 100.0::numeric"
    )
    is_invoice = SQL("seed.kind != 'payment'")
    untaxed = SQL("CASE WHEN %s THEN %s ELSE 0 END", is_invoice, amount)
    untaxed_signed = SQL("CASE WHEN %s THEN %s ELSE 0 END", is_invoice, signed)
    residual = SQL("COALESCE(seed.open_cents, 0) / 100.0::numeric")
    name = SQL("seed.prefix || to_char(seed.serial, 'FM99900000')")
    bulk.clone(
        cr,
        "account_move",
        SQL(
            """
            SELECT seed.*, %s AS prototype, partner.complete_name,
                   invoice.prefix || to_char(invoice.serial, 'FM99900000') AS invoice_name
              FROM seed_move AS seed
              JOIN res_partner AS partner ON partner.id = seed.partner_id
         LEFT JOIN seed_move AS invoice
                ON invoice.number = seed.number AND invoice.kind = 'invoice'
               AND seed.kind = 'payment'
            """,
            _prototype_of(prototypes["move"]),
        ),
        {
            "id": SQL("seed.id"),
            "name": name,
            "sequence_prefix": SQL("seed.prefix"),
            "sequence_number": SQL("seed.serial"),
            "origin_payment_id": SQL("seed.payment_id"),
            "partner_id": SQL("seed.partner_id"),
            "commercial_partner_id": SQL("seed.debtor_id"),
            "partner_shipping_id": SQL("CASE WHEN %s THEN seed.partner_id END", is_invoice),
            "invoice_partner_display_name": SQL("seed.complete_name"),
            "date": SQL("seed.date"),
            "invoice_date": SQL("CASE WHEN %s THEN seed.date END", is_invoice),
            "invoice_date_due": SQL("COALESCE(seed.date_due, model.invoice_date_due)"),
            "payment_reference": SQL("CASE seed.kind WHEN 'invoice' THEN %s END", name),
            "ref": SQL("seed.invoice_name"),
            "payment_state": SQL("seed.payment_state"),
            "amount_untaxed": untaxed,
            "amount_untaxed_signed": untaxed_signed,
            "amount_untaxed_in_currency_signed": untaxed_signed,
            "amount_total": amount,
            "amount_total_signed": signed,
            "amount_total_in_currency_signed": signed,
            "amount_residual": residual,
            "amount_residual_signed": residual,
        },
    )


def _insert_lines(cr, prototypes):
    balance = SQL("seed.cents / 100.0::numeric")
    residual = SQL("seed.open_cents / 100.0::numeric")
    price = SQL(
        "CASE WHEN seed.kind IN ('part', 'refund') THEN 0"
        " WHEN seed.kind IN ('item', 'refund_item') THEN ABS(seed.cents) ELSE seed.cents END"
        " / 100.0::numeric"
    )
    bulk.clone(
        cr,
        "account_move_line",
        SQL(
            """
            SELECT seed.*, %s AS prototype, move.debtor_id, move.date, move.payment_id,
                   move.prefix || to_char(move.serial, 'FM99900000') AS move_name,
                   settled.full_id, settled.matching_number
              FROM seed_line AS seed
              JOIN seed_move AS move ON move.id = seed.move_id
         LEFT JOIN seed_settled AS settled ON settled.key = seed.key
            """,
            _prototype_of(prototypes["line"]),
        ),
        {
            "id": SQL("seed.id"),
            "move_id": SQL("seed.move_id"),
            "move_name": SQL("seed.move_name"),
            "partner_id": SQL("seed.debtor_id"),
            "payment_id": SQL("seed.payment_id"),
            "date": SQL("seed.date"),
            "invoice_date": SQL("CASE WHEN seed.payment_id IS NULL THEN seed.date END"),
            "date_maturity": SQL("seed.date_due"),
            "ref": SQL("NULL"),
            "name": SQL("CASE seed.kind WHEN 'part' THEN seed.move_name ELSE model.name END"),
            "debit": SQL("GREATEST(seed.cents, 0) / 100.0::numeric"),
            "credit": SQL("GREATEST(-seed.cents, 0) / 100.0::numeric"),
            "balance": balance,
            "amount_currency": balance,
            "amount_residual": residual,
            "amount_residual_currency": residual,
            "reconciled": SQL("seed.kind IN ('part', 'refund', 'payment') AND seed.open_cents = 0"),
            "full_reconcile_id": SQL("seed.full_id"),
            "matching_number": SQL("seed.matching_number"),
            "price_unit": SQL("CASE WHEN seed.payment_id IS NULL THEN %s ELSE 0 END", price),
            "price_subtotal": price,
            "price_total": price,
        },
    )


def _insert_payments(cr, prototypes):
    amount = SQL("seed.cents / 100.0::numeric")
    bulk.clone(
        cr,
        "account_payment",
        SQL(
            """
            SELECT payment.payment_id AS id, payment.id AS move_id, payment.cents, payment.date,
                   payment.debtor_id, payment.number, %s::int AS prototype,
                   payment.prefix || to_char(payment.serial, 'FM99900000') AS name,
                   invoice.payment_state,
                   invoice.prefix || to_char(invoice.serial, 'FM99900000') AS invoice_name
              FROM seed_move AS payment
         LEFT JOIN seed_move AS invoice
                ON invoice.number = payment.number AND invoice.kind = 'invoice'
             WHERE payment.kind = 'payment'
            """,
            prototypes["payment"],
        ),
        {
            "id": SQL("seed.id"),
            "move_id": SQL("seed.move_id"),
            "partner_id": SQL("seed.debtor_id"),
            "name": SQL("seed.name"),
            "memo": SQL("seed.invoice_name"),
            "date": SQL("seed.date"),
            "amount": amount,
            "amount_company_currency_signed": amount,
            "is_reconciled": SQL("seed.number IS NOT NULL"),
            "state": SQL("CASE seed.payment_state WHEN 'paid' THEN 'paid' ELSE 'in_process' END"),
        },
    )
    cr.execute(
        """
        INSERT INTO account_move__account_payment (payment_id, invoice_id)
             SELECT payment.payment_id, invoice.id
               FROM seed_move AS payment
               JOIN seed_move AS invoice
                 ON invoice.number = payment.number AND invoice.kind = 'invoice'
              WHERE payment.kind = 'payment'
        """
    )


def _insert_reconciliations(cr, prototypes):
    bulk.clone(
        cr,
        "account_full_reconcile",
        SQL(
            "SELECT full_id AS id, %s::int AS prototype FROM seed_settled"
            " WHERE full_id IS NOT NULL",
            prototypes["full"],
        ),
        {"id": SQL("seed.id")},
    )
    amount = SQL("seed.cents / 100.0::numeric")
    bulk.clone(
        cr,
        "account_partial_reconcile",
        SQL(
            """
            SELECT partial.*, %s::int AS prototype, debit.id AS debit_id, credit.id AS credit_id,
                   settled.full_id
              FROM seed_partial AS partial
              JOIN seed_settled AS settled USING (key)
              JOIN seed_line AS debit ON debit.key = partial.key AND debit.kind = 'part'
              JOIN seed_line AS credit
                ON credit.move_id = partial.move_id AND credit.key IS NOT NULL
            """,
            prototypes["partial"],
        ),
        {
            "id": SQL("seed.id"),
            "debit_move_id": SQL("seed.debit_id"),
            "credit_move_id": SQL("seed.credit_id"),
            "full_reconcile_id": SQL("seed.full_id"),
            "max_date": SQL("seed.max_date"),
            "amount": amount,
            "debit_amount_currency": amount,
            "credit_amount_currency": amount,
        },
    )
