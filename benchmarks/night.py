"""What a night costs when little has changed: ``make bench ARGS=night`` runs only this."""

import random
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import bulk, measure

# Each night is a transaction, as it is of the job: what is rolled back instead leaves rows behind
# that make the next one dearer.
COMMITS = True
# One in so many customers has something booked.
CHANGED = 100
BATCH_SIZE = 500


def compare(env, rounds):
    """Compare nights in which little has changed with one that evaluates everybody.

    :param env: an environment with superuser rights, of a copy: everything is committed
    :param int rounds: repetitions
    :return: number of customers whose kept figures are not those computed anew
    """
    with step("Making key accounts, and the first nights") as current:
        _make(env, current.show)
    profiles = env["kam.credit.profile"].search([("account_id", "!=", False)])
    counts = {}

    def prepare(is_everybody=False, is_booked=False):
        _yesterday(env)
        if is_booked:
            _book(env, profiles)
        if is_everybody:
            env.cr.execute("UPDATE kam_credit_profile SET figures_basis = NULL")
        env.flush_all()
        env.cr.commit()
        env.invalidate_all()

    def run(title, is_passing=True):
        if is_passing:
            counts[title] = _night(env)
            return
        touches = env.registry["kam.credit.touch"]
        find = touches._find_passed
        with patch.object(touches, "_find_passed", lambda *args: find(*args) and set()):
            counts[title] = _night(env)

    # what is prepared, whether the day that passed changes anybody
    cases = {
        "everybody": ({"is_everybody": True}, True),
        "nothing booked, a day has passed": ({}, True),
        "1 % booked, a day has passed": ({"is_booked": True}, True),
        "1 % booked, nobody by the day": ({"is_booked": True}, False),
    }
    elapsed, spent = ({name: [] for name in cases} for _clock in range(2))
    clock = measure.processor_clock(env)
    with step("Nights, in turns") as current:
        for number in range(rounds + 1):
            for name, (prepared, is_passing) in cases.items():
                current.show(f"round {number} of {rounds}, {name}")
                prepare(**prepared)
                before = clock()
                taken = measure.timed(partial(run, name, is_passing))
                if number:
                    elapsed[name].append(taken)
                    spent[name].append(clock() - before)
    prepare(is_booked=True)
    _night(env)
    wrong = _count_wrong(env, profiles)
    say(f"  {wrong} of {len(profiles):,} customers have other figures than computed anew")
    measure.table(
        f"A night of {len(profiles):,} key accounts",
        ("", "ratio, elapsed", "of processors", "target", "evaluated", "median ms of processors"),
        [
            (
                name,
                f"{measure.ratio(times, elapsed['everybody']):.3f}",
                f"{measure.ratio(spent[name], spent['everybody']):.3f}",
                "0.03" if "1 %" in name else "",
                f"{counts[name]:,}",
                f"{measure.median_ms(spent[name]):,.0f}",
            )
            for name, times in elapsed.items()
        ],
    )
    return wrong


def _make(env, show):
    """Let every customer be a key account that holds the tier its figures lead to."""
    [prototype] = env["kam.account"].search([("company_id", "=", env.company.id)], limit=1)
    env.flush_all()
    env.cr.execute("SELECT MAX(id) FROM kam_account")
    [[first]] = env.cr.fetchall()
    show("accounts")
    bulk.clone(
        env.cr,
        "kam_account",
        SQL(
            """
            SELECT %s + ROW_NUMBER() OVER (ORDER BY partner.id) AS id,
                   %s AS prototype,
                   partner.id AS partner_id
              FROM res_partner AS partner
             WHERE partner.is_company
               AND partner.name LIKE 'Customer %%'
               AND NOT EXISTS (
                   SELECT 1 FROM kam_account AS account WHERE account.partner_id = partner.id
               )
            """,
            first,
            prototype.id,
        ),
        {
            "id": SQL("seed.id"),
            "partner_id": SQL("seed.partner_id"),
            "number": SQL("'B' || seed.id"),
            "number_key": SQL("'b' || seed.id"),
        },
    )
    env.cr.execute("UPDATE kam_account SET state = 'ordinary'")
    env.invalidate_all()
    show("first figures")
    profiles = env["kam.credit.profile"]
    profiles.evaluate(company_id=env.company.id, simulate=False)
    env.flush_all()
    env.cr.execute("UPDATE kam_credit_profile SET tier_id = tier_led_id")
    env.cr.execute("UPDATE kam_account SET state = 'key'")
    for number in range(2):
        show(f"night {number}")
        _yesterday(env)
        _night(env)


def _night(env):
    """Do what the job does, and commit once; return how many were evaluated."""
    profiles = env["kam.credit.profile"]
    profiles._keep_unchanged()
    count = 0
    for company, ids in list(profiles._find_stale()):
        for start in range(0, len(ids), BATCH_SIZE):
            profiles._evaluate_batch(company, ids[start : start + BATCH_SIZE])
        count += len(ids)
    env.flush_all()
    env.cr.commit()
    return count


def _yesterday(env):
    """Let all figures be those of yesterday, and nothing be booked since."""
    yesterday = env.company._kam_today() - timedelta(days=1)
    env.flush_all()
    env.cr.execute(SQL("UPDATE kam_credit_profile SET date_figures = %s", yesterday))
    env.cr.execute("DELETE FROM kam_credit_touch")
    env.invalidate_all()


def _book(env, profiles):
    """Post an invoice of one customer in a hundred."""
    chosen = random.Random(7).sample(profiles.partner_id.ids, len(profiles) // CHANGED)
    env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner_id,
                "invoice_date": env.company._kam_today(),
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": 100, "tax_ids": []})
                ],
            }
            for partner_id in chosen
        ]
    ).action_post()


def _count_wrong(env, profiles):
    """Return of how many customers the stored figures differ from those computed anew."""
    names = ["transaction_amount", "amount_due", "amount_on_time", "amount_overdue", "reason"]
    env.invalidate_all()
    kept = {row["id"]: row for row in profiles.read(names)}
    for company, some in profiles.grouped("company_id").items():
        profiles.evaluate(partner_ids=some.partner_id.ids, company_id=company.id, simulate=False)
    env.invalidate_all()
    return sum(row != kept[row["id"]] for row in profiles.read(names))
