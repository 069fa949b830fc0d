"""What further indexes, and statistics, would change: ``make bench ARGS=indexes``.

Each is made in a transaction that is rolled back; writing is measured by posting invoices.
"""

import random

from odoo.fields import Command
from odoo.tools import SQL

from tools.kamdev.console import step

from . import database, measure

CANDIDATES = {
    "none": (),
    "without partials (max_date), which the addon has": (
        "DROP INDEX account_partial_reconcile_kam_max_date_idx",
    ),
    "(partner_id, date_maturity) of payment terms": (
        """
        CREATE INDEX ON account_move_line (partner_id, date_maturity)
         WHERE display_type = 'payment_term'
        """,
    ),
    "(partner_id, date_maturity) of what is receivable": (
        "CREATE INDEX ON account_move_line (partner_id, date_maturity) WHERE balance > 0",
    ),
    "partials (debit_move_id) INCLUDE (max_date, ...)": (
        """
        CREATE INDEX ON account_partial_reconcile (debit_move_id)
        INCLUDE (max_date, amount, credit_move_id)
        """,
    ),
}
SIZES = (80, 500, None)
INVOICES = 50


def compare(name, rounds):
    """Print what reading and posting take with each candidate.

    :param str name: a database
    :param int rounds: repetitions
    """
    rows = [_row(name, title, statements, rounds) for title, statements in CANDIDATES.items()]
    measure.table(
        "Evaluating with a further index, least ms",
        ("index", "80 customers", "500", "everybody", f"post {INVOICES} invoices", "MB"),
        rows,
    )


def _row(name, title, statements, rounds):
    with step(f"Index: {title}") as current, database.environment(name) as env:
        before = _size(env)
        for statement in statements:
            env.cr.execute(SQL(statement))
        env.cr.execute("ANALYZE account_move_line, account_partial_reconcile")
        profiles = env["kam.credit.profile"]
        debtor_ids = profiles.search([], order="id").partner_id.ids
        random.Random(5).shuffle(debtor_ids)
        seconds = measure.in_turns(
            {
                size: lambda size=size: profiles.evaluate(
                    partner_ids=debtor_ids[:size] if size else None
                )
                for size in SIZES
            },
            rounds,
            current.show,
        )
        size = _size(env) - before
        posting = [_post(env, debtor_ids, number, current.show) for number in range(3)]
    return (
        title,
        *(f"{min(seconds[size]) * 1000:,.0f}" for size in SIZES),
        f"{min(posting) * 1000:,.0f}",
        f"{size / 2**20:.0f}",
    )


def _size(env):
    env.cr.execute(
        "SELECT pg_indexes_size('account_move_line') + pg_indexes_size('account_partial_reconcile')"
    )
    return env.cr.fetchone()[0]


def _post(env, debtor_ids, number, show):
    """Return the seconds that posting some invoices takes."""
    show(f"posting, round {number + 1}")
    today = env.company._kam_today()
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": debtor_id,
                "invoice_date": today,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Sale", "price_unit": 100, "tax_ids": [Command.clear()]}
                    )
                ],
            }
            for debtor_id in debtor_ids[:INVOICES]
        ]
    )
    env.flush_all()

    def post():
        moves.action_post()
        env.flush_all()

    return measure.timed(post)
