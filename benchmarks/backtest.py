"""A backtest against plain SQL: ``make bench ARGS=backtest`` runs only this."""

import datetime

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import measure

# What fell due in the year before a day, or earlier and was open on it, and what of it was paid in
# time by then; with what was bought.
_FIGURES = """
    WITH due AS MATERIALIZED (
        SELECT line.id, line.partner_id, line.balance, line.date_maturity
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.account_id IN %(receivable)s
           AND line.company_id = %(company)s
           AND line.parent_state = 'posted'
           AND line.display_type = 'payment_term'
           AND line.balance > 0
           AND line.date_maturity < %(day)s
           AND move.invoice_date <= %(day)s
           AND (
               line.date_maturity >= %(due_from)s
               OR line.reconciled IS NOT TRUE
               OR line.id IN (
                  SELECT debit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s
               )
           )
    ),
    base AS (
        SELECT partner_id, SUM(balance) AS amount FROM due GROUP BY partner_id
    ),
    settled AS (
        SELECT due.partner_id,
               SUM(partial.amount) FILTER (
                   WHERE credit.payment_id IS NOT NULL AND partial.max_date <= due.date_maturity
               ) AS on_time,
               SUM(partial.amount) FILTER (WHERE credit.payment_id IS NULL) AS credited
          FROM due
          JOIN account_partial_reconcile AS partial ON partial.debit_move_id = due.id
          JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
         WHERE partial.max_date <= %(day)s
      GROUP BY due.partner_id
    ),
    turnover AS (
        SELECT commercial_partner_id AS partner_id,
               SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date BETWEEN %(turnover_from)s AND %(day)s
               ) AS amount
          FROM account_move
         WHERE company_id = %(company)s
           AND state = 'posted'
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
      GROUP BY commercial_partner_id
    )
    SELECT partner_id,
           COALESCE(turnover.amount, 0),
           COALESCE(base.amount, 0) - COALESCE(settled.credited, 0),
           COALESCE(settled.on_time, 0)
      FROM turnover
 LEFT JOIN base USING (partner_id)
 LEFT JOIN settled USING (partner_id)
"""

# What was invoiced and fell due between two days, and what of it was paid in time.
_OUTCOMES = """
    SELECT due.partner_id,
           SUM(due.balance - COALESCE(settled.credited, 0)),
           SUM(COALESCE(settled.on_time, 0)),
           COUNT(*) FILTER (WHERE due.balance > COALESCE(settled.credited, 0)),
           COUNT(*) FILTER (
               WHERE due.balance > COALESCE(settled.credited, 0)
                 AND COALESCE(settled.on_time, 0) >= due.balance - COALESCE(settled.credited, 0)
           )
      FROM (
           SELECT line.id, line.partner_id, line.balance, line.date_maturity
             FROM account_move_line AS line
             JOIN account_move AS move ON move.id = line.move_id
            WHERE line.account_id IN %(receivable)s
              AND line.company_id = %(company)s
              AND line.parent_state = 'posted'
              AND line.display_type = 'payment_term'
              AND line.balance > 0
              AND line.date_maturity >= %(cut)s
              AND line.date_maturity < %(day)s
              AND move.invoice_date >= %(cut)s
           ) AS due
 LEFT JOIN (
           SELECT partial.debit_move_id,
                  SUM(partial.amount) FILTER (
                      WHERE credit.payment_id IS NOT NULL
                        AND partial.max_date <= line.date_maturity
                  ) AS on_time,
                  SUM(partial.amount) FILTER (WHERE credit.payment_id IS NULL) AS credited
             FROM account_partial_reconcile AS partial
             JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
             JOIN account_move_line AS line ON line.id = partial.debit_move_id
            WHERE line.date_maturity >= %(cut)s
              AND partial.max_date <= %(day)s
         GROUP BY partial.debit_move_id
           ) AS settled ON settled.debit_move_id = due.id
  GROUP BY due.partner_id
"""


def compare(env, rounds):
    """Compare a backtest of a year with three plain statements; print ratios.

    :param env: an environment with superuser rights; nothing is kept
    :param int rounds: repetitions
    :return: number of customers whose outcomes or figures differ
    """
    company = env.company
    end = company._kam_today()
    cut = end - relativedelta(years=1)
    statements = _statements(env, cut, end)

    def bare():
        return [env.execute_query(statement) for statement in statements]

    def run():
        backtest = env["kam.credit.backtest"]._run(company, (cut, end), 0, 30)
        env.flush_all()
        return backtest

    before, _after, later = bare()
    backtest = run()
    wrong = _differences(backtest.line_ids, before, later)
    say(f"  {len(backtest.line_ids):,} customers, {len(wrong)} differ from the bare statements")
    for figure in backtest.figure_ids.filtered("has_figure"):
        say(f"  {figure.display_name}: {figure.sentence}")

    def forget(function):
        def keep():
            with env.cr.savepoint() as savepoint:
                function()
                savepoint.rollback()
            env.invalidate_all(flush=False)

        return keep

    def find():
        ladder = env["kam.credit.tier"]._ladder(company)
        env["kam.credit.backtest"]._find(company, (cut, end), 0, None, ladder)

    cases = {
        "bare SQL": bare,
        "what is known": find,
        "bare SQL, kept": forget(lambda: _keep(env, backtest, statements)),
        "backtest, kept": forget(run),
    }
    bases = {"what is known": "bare SQL", "backtest, kept": "bare SQL, kept"}
    with step("Testing back, in turns") as current:
        elapsed, spent = measure.in_turns_by_both(env, cases, rounds, current.show)
    measure.table(
        f"Backtest of a year ({len(before):,} customers)",
        ("", "ratio, elapsed", "of processors", "target", "median ms of processors"),
        [
            (
                case,
                *(
                    f"{measure.ratio(seconds[case], seconds[bases[case]]):.2f}"
                    if case in bases
                    else ""
                    for seconds in (elapsed, spent)
                ),
                "2" if case in bases else "",
                f"{measure.median_ms(times):,.0f}",
            )
            for case, times in spent.items()
        ],
    )
    env.cr.rollback()
    return len(wrong)


def _statements(env, cut, end):
    """Return the figures of the day before the cut, those of the end, and the outcomes."""
    company = env.company
    accounts = env["account.account"].search(
        [
            *env["account.account"]._check_company_domain(company),
            ("account_type", "=", "asset_receivable"),
        ]
    )
    known = {"receivable": tuple(accounts.ids), "company": company.id}
    figures = [
        SQL(
            _FIGURES,
            **known,
            day=day,
            due_from=day - datetime.timedelta(days=365),
            turnover_from=day - relativedelta(months=12) + datetime.timedelta(days=1),
        )
        for day in (cut - datetime.timedelta(days=1), end)
    ]
    return [*figures, SQL(_OUTCOMES, **known, cut=cut, day=end)]


def _keep(env, backtest, statements):
    """Keep what the plain statements find as further rows of a backtest, in one statement."""
    company = env.company
    before, after, later = statements
    names = ("partner_id", "amount", "due", "on_time")
    env.cr.execute(
        SQL(
            """
            INSERT INTO kam_credit_backtest_line (
                   backtest_id, company_id, create_uid, create_date, write_uid, write_date,
                   profile_id, partner_id, transaction_amount, fulfilment_rate, has_rate,
                   amount_overdue, tier_from_id, tier_to_id, count_judged, count_late, is_late,
                   amount_due, amount_on_time, rate_later, has_rate_later, is_below,
                   amount_written_off, is_written_off, movement
                   )
            SELECT %(backtest)s, %(company)s, %(uid)s, %(now)s, %(uid)s, %(now)s,
                   profile.id, before.partner_id, before.amount,
                   before.on_time / NULLIF(before.due, 0), before.due > 0, 0,
                   tier_from.id, tier_to.id,
                   later.judged, later.judged - later.honoured, later.judged > later.honoured,
                   later.due, later.on_time, later.on_time / NULLIF(later.due, 0), later.due > 0,
                   later.on_time < 0.75 * later.due, 0, FALSE,
                   CASE WHEN tier_from.id = tier_to.id THEN 'same' ELSE 'up' END
              FROM (%(before)s) AS before (%(names)s)
         LEFT JOIN (%(after)s) AS after (%(names)s) ON after.partner_id = before.partner_id
         LEFT JOIN (%(later)s) AS later (partner_id, due, on_time, judged, honoured)
                ON later.partner_id = before.partner_id
         LEFT JOIN kam_credit_profile AS profile
                ON profile.partner_id = before.partner_id AND profile.company_id = %(company)s
         LEFT JOIN kam_credit_tier AS tier_from
                ON tier_from.company_id = %(company)s
               AND before.on_time >= 0.75 * before.due
               AND before.amount >= tier_from.amount_from
               AND (tier_from.amount_to = 0 OR before.amount < tier_from.amount_to)
         LEFT JOIN kam_credit_tier AS tier_to
                ON tier_to.company_id = %(company)s
               AND after.on_time >= 0.75 * after.due
               AND after.amount >= tier_to.amount_from
               AND (tier_to.amount_to = 0 OR after.amount < tier_to.amount_to)
            """,
            backtest=backtest.id,
            company=company.id,
            uid=env.uid,
            now=env.cr.now(),
            names=SQL(", ").join(map(SQL.identifier, names)),
            before=before,
            after=after,
            later=later,
        )
    )


def _differences(lines, before, later):
    """Return the ids of customers of whom the bare statements say something else."""
    figures = {row[0]: row[1:] for row in before}
    outcomes = {row[0]: row[1:] for row in later}
    return [
        line.partner_id.id
        for line in lines
        if not _agrees(line, figures[line.partner_id.id], outcomes.get(line.partner_id.id))
    ]


def _agrees(line, figures, outcome):
    amount, due, on_time = map(float, figures)
    rate = on_time / due if due else 0
    later_due, later_on_time, count, honoured = map(float, outcome or (0, 0, 0, 0))
    return (
        abs(line.transaction_amount - amount) < 0.01
        and abs(line.fulfilment_rate - rate) < 1e-6
        and abs(line.amount_due - later_due) < 0.01
        and abs(line.amount_on_time - later_on_time) < 0.01
        and (line.count_judged, line.count_judged - line.count_late) == (count, honoured)
    )
