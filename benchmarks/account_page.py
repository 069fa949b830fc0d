"""The page of an account, against the bare sums (``make bench ARGS=page``)."""

import random

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import accounts, measure

# What somebody would write who knows that there is one company, and sees everything.
_SALES = """
    SELECT SUM(amount_untaxed_signed)
      FROM account_move
     WHERE commercial_partner_id = %s
       AND state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND invoice_date > %s
       AND invoice_date <= %s
"""
_OPEN = """
    SELECT SUM(line.amount_residual)
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
     WHERE move.commercial_partner_id = %s
       AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND line.display_type = 'payment_term'
       AND NOT line.reconciled
"""


def compare(env, rounds):
    """Compare the figures of random accounts with the bare sums.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of accounts of which a sum differs
    """
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    every = env["kam.account"].search([("state", "=", "key")], order="id")
    today = env.company._kam_today()
    start = today - relativedelta(months=12)
    draw = random.Random(11)

    def bare(account):
        customer_id = account.partner_id.id
        ((sales,),) = env.execute_query(SQL(_SALES, customer_id, start, today))
        ((owed,),) = env.execute_query(SQL(_OPEN, customer_id))
        return float(sales or 0), float(owed or 0)

    def sums(account):
        found = account._find_ledger("turnover", "open_money")
        (months, _), ((owed, _overdue), _) = (each[account] for each in found.values())
        return sum(months[12:]), owed

    wrong = sum(
        any(abs(mine - theirs) > 0.005 for mine, theirs in zip(sums(one), bare(one), strict=True))
        for one in every.with_user(director)
    )
    say(f"  sums of {len(every):,} accounts, {wrong} differ from the bare statements'")
    mine = every.with_user(director)
    queries = {}

    def read(case, work):
        account = mine[draw.randrange(len(mine))]
        env.invalidate_all()
        before = env.cr.sql_log_count
        work(account)
        # the first round also fills the caches of rights
        queries[case] = env.cr.sql_log_count - before

    works = {
        "bare SQL": bare,
        "the two sums": sums,
        "all figures of the page": lambda account: account.web_read({"figures": {}}),
        "first page of the time line": lambda account: account.get_timeline(),
    }
    cases = {case: lambda case=case, work=work: read(case, work) for case, work in works.items()}
    with step("Opening pages of accounts, in turns") as current:
        seconds = measure.in_turns(cases, rounds * 20, current.show)
    measure.table(
        f"The page of an account, a random one of {len(every)}, as a director",
        ("", "ratio", "queries", "median ms", "least ms"),
        [
            (
                case,
                f"{measure.ratio(times, seconds['bare SQL']):.2f}",
                queries[case],
                f"{measure.median_ms(times):,.1f}",
                f"{min(times) * 1000:,.1f}",
            )
            for case, times in seconds.items()
        ],
    )
    return wrong
