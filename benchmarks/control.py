"""What the credit check costs: confirming an order, posting invoices, the workbench.

Run by ``make bench ARGS=control``.
"""

import random

from odoo.fields import Command

from tools.kamdev.console import step

from . import measure

ORDERS = 200
INVOICES = 200
HOLDS = 1_000
PAGE = 80
WORKBENCH = [
    "document_name",
    "profile_id",
    "amount",
    "reason_note",
    "clearing_note",
    "history_note",
]


def compare(env, rounds):
    """Print the ratios of what is done with the check to the same without it.

    :param env: environment of the benchmark's database; rolled back
    :param int rounds: how often each is measured
    :return: 0: nothing here can be wrong
    """
    company = env.company
    tier = _prepare(env)
    for title, partners in (
        ("customers at random", _choose(env, ORDERS)),
        ("the biggest customers", _find_biggest(env, 20)),
    ):
        with step(f"Confirming orders of {title}"):
            _compare_confirmations(env, tier, partners, rounds, title)
    with step("Posting invoices"):
        _compare_postings(env, tier, rounds)
    with step("The workbench"):
        _measure_workbench(env, company, rounds)
    env.cr.rollback()
    return 0


def _prepare(env):
    """Let every customer be a key account of a tier that holds nothing but looks at everything."""
    tier = env["kam.credit.tier"].search(
        [("company_id", "=", env.company.id), ("code", "=", "green")], limit=1
    )
    tier.write({"credit_limit": 10**12, "overdue_tolerated": 10**12, "limit_method": "fixed"})
    env.flush_all()
    env.cr.execute("UPDATE kam_account SET state = 'key' WHERE company_id = %s", [env.company.id])
    env.cr.execute(
        "UPDATE kam_credit_profile SET tier_id = %s, credit_limit = 10 ^ 12 WHERE company_id = %s",
        [tier.id, env.company.id],
    )
    env.invalidate_all()
    return tier


def _choose(env, number):
    profiles = env["kam.credit.profile"].search([("account_id", "!=", False)])
    chosen = random.Random(1).sample(profiles.ids, min(number, len(profiles)))
    return env["kam.credit.profile"].browse(chosen).partner_id


def _find_biggest(env, number):
    return (
        env["kam.credit.profile"]
        .search([("account_id", "!=", False)], order="transaction_amount desc", limit=number)
        .partner_id
    )


def _make_orders(env, partners, number):
    product = env["product.product"].create({"name": "Goods", "type": "service"})
    return env["sale.order"].create(
        [
            {
                "partner_id": partners[place % len(partners)].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 10,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for place in range(number)
        ]
    )


def _compare_confirmations(env, tier, partners, rounds, title):
    def confirm(policy):
        tier.order_policy = policy
        orders = _make_orders(env, partners, 20)
        env.flush_all()

        def run():
            for order in orders:
                env.invalidate_all()
                order.action_confirm()
                env.flush_all()

        return run

    ways = {"without the check": lambda: confirm("none"), "with the check": lambda: confirm("hold")}
    _say_ratios(env, f"20 orders one by one, {title}", ways, rounds)


def _compare_postings(env, tier, rounds):
    partners = _choose(env, INVOICES)

    def post(policy):
        tier.invoice_policy = policy
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Goods", "price_unit": 10, "tax_ids": [Command.clear()]}
                        )
                    ],
                }
                for partner in partners
            ]
        )
        env.flush_all()
        env.invalidate_all()
        return moves.action_post

    ways = {"without the check": lambda: post("none"), "with the check": lambda: post("hold")}
    _say_ratios(env, f"{INVOICES} invoices at once", ways, rounds)


def _measure_workbench(env, company, rounds):
    env.cr.execute(
        """
        INSERT INTO kam_credit_hold (
               profile_id, partner_id, company_id, kind, document_name, state, date_open,
               amount, value, stake, attempt_count, create_date, write_date
               )
        SELECT id, partner_id, company_id, 'order', 'S' || id, 'held', now(),
               100, 100, 100, 1, now(), now()
          FROM kam_credit_profile
         WHERE account_id IS NOT NULL AND company_id = %s
         LIMIT %s
        """,
        [company.id, HOLDS],
    )

    def read(number):
        def run():
            env.invalidate_all()
            env["kam.credit.hold"].search_read([], WORKBENCH, limit=number)

        return run

    ways = {"10 rows": lambda: read(10), f"{PAGE} rows": lambda: read(PAGE)}
    _say_ratios(env, f"the workbench of {HOLDS} holds", ways, rounds)


def _say_ratios(env, title, ways, rounds):
    """Run ways in turns, each in a savepoint; say medians, ratios and numbers of queries.

    :param dict ways: name -> function that prepares a run, and returns what is measured
    """
    elapsed, spent = ({name: [] for name in ways} for _clock in range(2))
    clock = measure.processor_clock(env)
    queries = dict.fromkeys(ways, 0)
    for _round in range(rounds):
        for name, prepare in ways.items():
            with env.cr.savepoint() as savepoint:
                run = prepare()
                before, started = env.cr.sql_log_count, clock()
                elapsed[name].append(measure.timed(run))
                spent[name].append(clock() - started)
                queries[name] = env.cr.sql_log_count - before
                savepoint.rollback()
            env.invalidate_all()
    first, second = elapsed
    measure.table(
        title,
        ["", "ratio, elapsed", "of processors", "median ms of processors", "queries"],
        [
            [
                name,
                f"{measure.ratio(elapsed[name], elapsed[first]):.2f}",
                f"{measure.ratio(spent[name], spent[first]):.2f}",
                f"{measure.median_ms(spent[name]):.0f}",
                queries[name],
            ]
            for name in (first, second)
        ],
    )
