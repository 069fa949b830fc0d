"""The radar of deterioration against plain SQL: ``make bench ARGS=radar`` runs only this."""

from odoo import fields
from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import measure


def compare(env, rounds):
    """Compare what the radar asks of the ledger with a plain statement; print ratios.

    The plain statement knows one company, payments that are money and nothing else: no credit
    notes, disputes, write-offs or history. It asks the same three questions: payments by month,
    what was invoiced in the last quarter and before, and what is owed.

    :param env: an environment with superuser rights; nothing is kept
    :param int rounds: repetitions
    :return: number of customers whose invoiced amounts or debts differ
    """
    company = env.company
    with step("Making profiles"):
        _make_profiles(env)
    profiles = env["kam.credit.profile"].search([("company_id", "=", company.id)])
    signals = env["kam.credit.signal"]
    today = company._kam_today()
    bare = _statements(env, today)
    facts = signals._find_facts(company, profiles, today, is_everybody=True)
    invoiced = {row[0]: tuple(map(float, row[1:])) for row in env.execute_query(bare["trade"])}
    owed = {row[0]: float(row[1]) for row in env.execute_query(bare["debts"])}
    wrong = sum(
        _differ(facts.trade.get(debtor, (None, None))[1], found)
        for debtor, found in invoiced.items()
    ) + sum(abs(facts.debts.get(debtor, 0) - amount) > 0.005 for debtor, amount in owed.items())
    say(f"  {len(profiles):,} customers, {wrong} figures differ from the bare statements'")

    def ask():
        env.invalidate_all(flush=False)
        return signals._find_facts(company, profiles, today, is_everybody=True)

    def watch():
        signals._watch_batch(company, ask(), profiles)
        env.flush_all()
        env.cr.rollback()
        _make_profiles(env)

    policy = company._kam_credit_radar_policy()

    def judge():
        return [signals._judge(profile, facts, policy, 0) for profile in profiles]

    ledger = env["kam.credit.ledger"]
    cases = {
        "payments, bare SQL": lambda: env.execute_query(bare["paid"]),
        "payments, radar": lambda: ledger._radar_paid(company, today, policy.days),
        "trade, bare SQL": lambda: env.execute_query(bare["trade"]),
        "trade, radar": lambda: ledger._radar_trade(company, today),
        "debts, bare SQL": lambda: env.execute_query(bare["debts"]),
        "debts, radar": lambda: ledger._radar_debts(company, today, profiles.partner_id.ids),
        "all, bare SQL": lambda: [env.execute_query(query) for query in bare.values()],
        "all, radar": ask,
        "rules in Python": judge,
    }
    with step("Asking in turns") as current:
        elapsed, spent = measure.in_turns_by_both(env, cases, rounds, current.show)
    with step("The first night, signals written") as current:
        night = measure.in_turns_by_both(env, {"first night": watch}, 1, current.show)
        elapsed.update(night[0])
        spent.update(night[1])
    found = sum(bool(signs) for signs in judge())
    measure.table(
        f"Radar, {len(profiles):,} customers, {found:,} with a signal",
        ("", "ratio, elapsed", "of processors", "median ms of processors"),
        [
            (
                case,
                *(
                    f"{measure.ratio(seconds[case], seconds[base]):.2f}"
                    if (base := f"{case.split(',')[0]}, bare SQL") in seconds
                    else ""
                    for seconds in (elapsed, spent)
                ),
                f"{measure.median_ms(times):,.1f}",
            )
            for case, times in spent.items()
        ],
    )
    env.cr.rollback()
    return wrong


def _differ(trade, found):
    recent, before = (trade.recent, trade.before) if trade else (0, 0)
    return abs(recent - found[0]) > 0.005 or abs(before - found[1]) > 0.005


def _make_profiles(env):
    """Make a profile of each customer that has none."""
    now = fields.Datetime.now()
    env.cr.execute(
        SQL(
            "INSERT INTO kam_credit_profile"
            " (partner_id, company_id, create_uid, write_uid, create_date, write_date)"
            " SELECT id, %s, 1, 1, %s, %s FROM res_partner"
            " WHERE is_company AND name LIKE 'Customer %%' ON CONFLICT DO NOTHING",
            env.company.id,
            now,
            now,
        )
    )
    env.cr.execute("ANALYZE kam_credit_profile")
    env.invalidate_all()


def _statements(env, today):
    """Return the plain statements: payments by month, trade, debts."""
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("company_ids", "in", env.company.ids)]
    )
    values = {"accounts": tuple(accounts.ids), "today": SQL("%s::date", today)}
    paid = SQL(
        """
        SELECT move.commercial_partner_id,
               (%(today)s - GREATEST(credit.date, line.date_maturity)) * 12 / 365 AS month,
               COUNT(*),
               SUM(partial.amount)::float8,
               SUM(partial.amount * GREATEST(credit.date - line.date_maturity, 0))::float8,
               COALESCE(SUM(partial.amount) FILTER (
                   WHERE partial.amount < line.balance * 0.95
               ), 0)::float8
          FROM account_partial_reconcile AS partial
          JOIN account_move_line AS line ON line.id = partial.debit_move_id
          JOIN account_move AS move ON move.id = line.move_id
          JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
          JOIN account_payment AS payment ON payment.id = credit.payment_id
         WHERE line.account_id IN %(accounts)s
           AND line.parent_state = 'posted'
           AND move.move_type = 'out_invoice'
           AND line.date_maturity < %(today)s
           AND partial.max_date <= %(today)s
           AND GREATEST(credit.date, line.date_maturity) > %(today)s - 365
      GROUP BY 1, 2
        """,
        **values,
    )
    trade = SQL(
        """
        SELECT commercial_partner_id,
               COALESCE(SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date >= %(today)s - 91
               ), 0),
               COALESCE(SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date < %(today)s - 91
               ), 0)
          FROM account_move
         WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND state = 'posted'
           AND invoice_date > %(today)s - 365
           AND invoice_date <= %(today)s
      GROUP BY 1
        """,
        **values,
    )
    debts = SQL(
        """
        SELECT move.commercial_partner_id, SUM(line.amount_residual)
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.account_id IN %(accounts)s
           AND line.reconciled IS NOT TRUE
           AND line.parent_state = 'posted'
           AND line.date <= %(today)s
           AND move.commercial_partner_id IS NOT NULL
      GROUP BY 1
        """,
        **values,
    )
    return {"paid": paid, "trade": trade, "debts": debts}
