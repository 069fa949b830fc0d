"""Exposures against plain SQL: ``make bench ARGS=exposure`` runs only this."""

import random
from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import bulk, measure

ORDERS = 20_000
SIZES = (80, 1000)
# What OCA's account_financial_risk and sale_financial_risk say of a customer, where they are
# installed beside.
RISK = (
    "risk_total",
    "risk_invoice_draft",
    "risk_invoice_open",
    "risk_invoice_unpaid",
    "risk_account_amount",
    "risk_account_amount_unpaid",
    "risk_sale_order",
)


def compare(env, rounds):
    """Compare exposures with a plain statement and with Odoo's own; print ratios.

    :param env: an environment with superuser rights; nothing is kept
    :param int rounds: repetitions
    :return: number of customers whose exposures differ
    """
    with step("Making orders and profiles") as current:
        _make(env, current.show)
    profiles = env["kam.credit.profile"].search([("company_id", "=", env.company.id)])
    wrong = 0
    cases = {}
    for size in SIZES:
        chosen = profiles.browse(random.Random(size).sample(profiles.ids, size))
        partners = chosen.partner_id
        bare = _statement(env, partners.ids)
        found = {one.partner_id.id: exposure for one, exposure in chosen._get_exposures().items()}
        rows = {debtor: Decimal(total) for debtor, total in env.execute_query(bare)}
        differing = [
            debtor
            for debtor, exposure in found.items()
            if exposure.total != rows.get(debtor, Decimal(0))
        ]
        say(f"  {size} customers, {len(differing)} differ from the bare statement")
        wrong += len(differing)
        cases[f"{size}, bare SQL"] = lambda bare=bare: env.execute_query(bare)
        cases[f"{size}, exposures"] = lambda chosen=chosen: _fresh(env, chosen._get_exposures)
        cases[f"{size}, Odoo's credit"] = lambda partners=partners: _fresh(
            env, lambda: partners.read(["credit", "credit_to_invoice", "currency_id"])
        )
        if RISK[-1] in partners:
            cases[f"{size}, OCA's risk"] = lambda partners=partners: _fresh(
                env, lambda: partners.read(RISK)
            )
    searched = SQL(
        "SELECT id FROM kam_credit_profile WHERE is_over_limit AND company_id = %s"
        " ORDER BY transaction_amount DESC NULLS LAST, id LIMIT 80",
        env.company.id,
    )
    profiles._refresh_exposure()
    env.flush_all()
    asked = [("is_over_limit", "=", True), ("company_id", "=", env.company.id)]
    cases["search, bare SQL"] = lambda: env.execute_query(searched)
    cases["search, over the limit"] = lambda: _fresh(env, lambda: profiles.search(asked, limit=80))
    cases["everybody, refreshed"] = lambda: _fresh(env, profiles._refresh_exposure)
    with step("Asking for exposures, in turns") as current:
        elapsed, spent = measure.in_turns_by_both(env, cases, rounds, current.show)
    bases = {case: f"{case.split(',')[0]}, bare SQL" for case in cases}
    measure.table(
        f"Exposures, {ORDERS:,} orders, {len(profiles):,} profiles",
        ("", "ratio, elapsed", "of processors", "target", "median ms of processors"),
        [
            (
                case,
                *(
                    f"{measure.ratio(seconds[case], seconds[bases[case]]):.2f}"
                    if bases[case] in seconds
                    else ""
                    for seconds in (elapsed, spent)
                ),
                "3" if "exposures" in case else "1.5" if "over the limit" in case else "",
                f"{measure.median_ms(times):,.1f}",
            )
            for case, times in spent.items()
        ],
    )
    env.cr.rollback()
    return wrong


def _fresh(env, function):
    """Call a function as a request does that finds nothing in the cache."""
    env.invalidate_all(flush=False)
    return function()


def _make(env, show):
    """Make confirmed orders of random customers, and a profile of each customer."""
    company = env.company
    product = env["product.product"].create({"name": "Sold", "taxes_id": [Command.clear()]})
    partner = env["res.partner"].search([("name", "=like", "Customer %")], limit=1)
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                Command.create({"product_id": product.id, "price_unit": 100 + number})
                for number in range(2)
            ],
        }
    )
    order.action_confirm()
    env.flush_all()
    env.cr.execute("SELECT MAX(id) FROM sale_order")
    [[first]] = env.cr.fetchall()
    customers = SQL(
        "(SELECT array_agg(id ORDER BY id) FROM res_partner"
        " WHERE is_company AND name LIKE 'Customer %%')"
    )
    show("orders")
    env.cr.execute(SQL("CREATE TEMP TABLE kam_customers AS SELECT %s AS ids", customers))
    chosen = SQL("(SELECT ids[1 + mod(seed.id * 7919, array_length(ids, 1))] FROM kam_customers)")
    bulk.clone(
        env.cr,
        "sale_order",
        SQL(
            "SELECT %s + number AS id, %s AS prototype FROM generate_series(1, %s) AS number",
            first,
            order.id,
            ORDERS,
        ),
        {
            "id": SQL("seed.id"),
            "name": SQL("'B' || seed.id"),
            "partner_id": chosen,
            "partner_invoice_id": chosen,
            "partner_shipping_id": chosen,
            "kam_credit_debtor_id": chosen,
        },
    )
    show("order lines")
    for line in order.order_line:
        env.cr.execute("SELECT MAX(id) FROM sale_order_line")
        [[last]] = env.cr.fetchall()
        bulk.clone(
            env.cr,
            "sale_order_line",
            SQL(
                "SELECT %s + number AS id, %s AS prototype, %s + number AS order_id"
                " FROM generate_series(1, %s) AS number",
                last,
                line.id,
                first,
                ORDERS,
            ),
            {"id": SQL("seed.id"), "order_id": SQL("seed.order_id")},
        )
    if RISK[-1] in env["res.partner"]:
        env.cr.execute(
            "UPDATE sale_order_line AS line SET risk_partner_id = ordered.kam_credit_debtor_id"
            " FROM sale_order AS ordered WHERE ordered.id = line.order_id"
        )
        env.cr.execute(
            "UPDATE res_partner SET risk_invoice_draft_include = TRUE,"
            " risk_invoice_open_include = TRUE, risk_invoice_unpaid_include = TRUE,"
            " risk_account_amount_include = TRUE, risk_account_amount_unpaid_include = TRUE,"
            " risk_sale_order_include = TRUE"
        )
    show("profiles")
    tier = env["kam.credit.tier"].search([("company_id", "=", company.id)], limit=1)
    env.cr.execute(
        SQL(
            "INSERT INTO kam_credit_profile (partner_id, company_id, tier_id, credit_limit,"
            " create_uid, write_uid, create_date, write_date)"
            " SELECT unnest(ids), %s, %s, 500, 1, 1, %s, %s FROM kam_customers"
            " ON CONFLICT (partner_id, company_id)"
            " DO UPDATE SET tier_id = EXCLUDED.tier_id, credit_limit = EXCLUDED.credit_limit",
            company.id,
            tier.id,
            fields.Datetime.now(),
            fields.Datetime.now(),
        )
    )
    for table in ("sale_order", "sale_order_line", "kam_credit_profile"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def _statement(env, debtor_ids):
    """Return the plain statement: it knows one company and currency, no days, taxes or advances."""
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("company_ids", "in", env.company.ids)]
    )
    return SQL(
        """
        SELECT debtor_id, SUM(amount)::text
          FROM (
               SELECT move.commercial_partner_id AS debtor_id, line.amount_residual AS amount
                 FROM account_move_line AS line
                 JOIN account_move AS move ON move.id = line.move_id
                WHERE line.account_id IN %(accounts)s
                  AND line.partner_id = ANY(%(debtors)s)
                  AND line.reconciled IS NOT TRUE
                  AND line.parent_state = 'posted'
            UNION ALL
               SELECT ordered.kam_credit_debtor_id,
                      line.price_total - COALESCE((
                          SELECT SUM(item.price_total)
                            FROM sale_order_line_invoice_rel AS linked
                            JOIN account_move_line AS item ON item.id = linked.invoice_line_id
                           WHERE linked.order_line_id = line.id
                             AND item.parent_state = 'posted'
                      ), 0)
                 FROM sale_order AS ordered
                 JOIN sale_order_line AS line ON line.order_id = ordered.id
                WHERE ordered.kam_credit_debtor_id = ANY(%(debtors)s)
                  AND ordered.state = 'sale'
               ) AS part
      GROUP BY debtor_id
        """,
        accounts=tuple(accounts.ids),
        debtors=list(debtor_ids),
    )
