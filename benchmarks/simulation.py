"""Foresight against plain SQL: ``make bench ARGS=simulation`` runs the policy simulation."""

from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import bulk, exposure, measure, peers

# The lists begin at these amounts and grant these limits, now and by the draft; the best first.
LISTS = ("green", "yellow", "red", "black")
NOW = {"threshold": 0.75, "lows": (30_000, 20_000, 10_000, 2_000), "limits": (900, 600, 300, 100)}
THEN = {"threshold": 0.8, "lows": (40_000, 20_000, 9_000, 2_000), "limits": (900, 500, 300, 50)}

# What the plain statements found, kept as the simulation keeps it.
_KEEP_LINES = """
    INSERT INTO kam_credit_policy_simulation_line (
           simulation_id, company_id, profile_id, partner_id, account_id, unit_id, account_state,
           urgency, move, is_by_policy, is_disputed, is_incomplete, has_receipts, has_score,
           tier_now, tier_led, tier_then, reason_now, reason_then,
           transaction_amount_now, transaction_amount_then, rate_now, rate_then,
           has_rate_now, has_rate_then, is_below_now, is_below_then, score_now, score_then,
           limit_now, limit_then, has_limit_now, has_limit_then, is_unlimited_now,
           is_unlimited_then, exposure_now, exposure_then, overdue_now, overdue_then,
           is_limited_now, is_limited_then, available_now, available_then, is_over_now,
           is_over_then, held_count_now, held_count_then, held_amount_now, held_amount_then
           )
    SELECT %(simulation)s, %(company)s, line.profile_id, line.partner_id, line.account_id,
           line.unit_id, line.state, 0, 'same', line.code_now IS DISTINCT FROM line.code_then,
           FALSE, FALSE, FALSE, FALSE,
           line.held, COALESCE(line.code_now, 'none'), COALESCE(line.code_then, 'none'),
           'by_amount', 'by_amount', line.amount, line.amount,
           line.on_time / NULLIF(line.due, 0), line.on_time / NULLIF(line.due, 0),
           line.due > 0, line.due > 0, FALSE, FALSE, 0, 0,
           line.limit_now, COALESCE(line.limit_then, 0), TRUE, line.limit_then IS NOT NULL,
           FALSE, FALSE, line.exposure, line.exposure, 0, 0, TRUE, line.limit_then IS NOT NULL,
           line.limit_now - line.exposure, line.limit_then - line.exposure,
           line.exposure > line.limit_now, line.exposure > line.limit_then,
           COALESCE(held.count_now, 0), COALESCE(held.count_then, 0),
           COALESCE(held.amount_now, 0), COALESCE(held.amount_then, 0)
      FROM bare_line AS line
 LEFT JOIN (
           SELECT partner_id,
                  COUNT(*) FILTER (WHERE is_now) AS count_now,
                  COUNT(*) FILTER (WHERE is_then) AS count_then,
                  SUM(amount) FILTER (WHERE is_now) AS amount_now,
                  SUM(amount) FILTER (WHERE is_then) AS amount_then
             FROM bare_hold
         GROUP BY partner_id
           ) AS held ON held.partner_id = line.partner_id
"""
_KEEP_HOLDS = """
    INSERT INTO kam_credit_policy_simulation_hold (
           simulation_id, company_id, profile_id, partner_id, unit_id, order_id, document_name,
           kind, amount, amount_now, amount_then, is_held_now, is_held_then, codes_now, codes_then
           )
    SELECT %(simulation)s, %(company)s, line.profile_id, line.partner_id, line.unit_id, hold.id,
           hold.name, 'order', hold.amount,
           CASE WHEN hold.is_now THEN hold.amount ELSE 0 END,
           CASE WHEN hold.is_then THEN hold.amount ELSE 0 END,
           hold.is_now, COALESCE(hold.is_then, FALSE),
           CASE WHEN hold.is_now THEN 'over_limit' ELSE '' END,
           CASE WHEN hold.is_then THEN 'over_limit' ELSE '' END
      FROM bare_hold AS hold
      JOIN bare_line AS line ON line.partner_id = hold.partner_id
"""


def compare(env, rounds):
    """Compare a policy simulation with the plain statements that answer the same; print ratios.

    :param env: an environment with superuser rights; nothing is kept
    :param int rounds: repetitions
    :return: number of customers whose results differ
    """
    with step("Making orders, accounts and a draft of the scheme") as current:
        exposure._make(env, current.show)
        _make_accounts(env)
        policy = _make_policies(env)
    simulations = env["kam.credit.policy.simulation"]
    portfolio = env["kam.credit.portfolio"]
    company = env.company
    bare = _statements(env)
    found = simulations._simulate(company, policy)
    wrong = _count_differing(env, found, bare)
    say(f"  {len(found.line_ids):,} customers, {wrong} differ from the bare statements")
    say(f"  {len(found.hold_ids):,} orders are held now or then")

    def simulate(policy):
        return portfolio._find_held(company, portfolio._simulate(company, now, policy), now, policy)

    def fresh(function):
        def run():
            env.invalidate_all(flush=False)
            function()

        return run

    now, then, _criteria = found._get_policies()
    patient = then._replace(counting=then.counting._replace(grace_days=10))
    cases = {
        "bare SQL": lambda: _run(env, bare),
        "simulated": fresh(lambda: simulate(then)),
        "bare SQL, stored": lambda: _store(env, found, bare),
        "simulated and stored": fresh(found._renew),
        "bare SQL, figures twice": lambda: _run(env, [*bare[:1], *bare]),
        "simulated, other days of grace": fresh(lambda: simulate(patient)),
    }
    with step("Simulating, in turns") as current:
        elapsed, spent = measure.in_turns_by_both(env, cases, rounds, current.show)
    bases = {
        "simulated": "bare SQL",
        "simulated and stored": "bare SQL, stored",
        "simulated, other days of grace": "bare SQL, figures twice",
    }
    measure.table(
        f"Policy simulation, {len(found.line_ids):,} customers, {exposure.ORDERS:,} orders",
        ("", "ratio, elapsed", "of processors", "target", "median ms of processors"),
        [
            (
                case,
                f"{measure.ratio(times, elapsed[bases[case]]):.2f}" if case in bases else "",
                f"{measure.ratio(spent[case], spent[bases[case]]):.2f}" if case in bases else "",
                "2" if case in bases else "",
                f"{measure.median_ms(spent[case]):,.0f}",
            )
            for case, times in elapsed.items()
        ],
    )
    env.cr.rollback()
    return wrong


def _make_accounts(env):
    """Let every customer be a key account that holds a list, and have its credit profile."""
    prototype = env["kam.account"].search([("state", "=", "key")], limit=1)
    env.flush_all()
    env.cr.execute("SELECT MAX(id) FROM kam_account")
    [[last]] = env.cr.fetchall()
    bulk.clone(
        env.cr,
        "kam_account",
        SQL(
            """
            SELECT %s + ROW_NUMBER() OVER (ORDER BY profile.partner_id) AS id,
                   %s AS prototype,
                   profile.partner_id
              FROM kam_credit_profile AS profile
             WHERE profile.company_id = %s
               AND NOT EXISTS (
                   SELECT 1 FROM kam_account AS known
                    WHERE known.partner_id = profile.partner_id
                      AND known.company_id = profile.company_id
               )
            """,
            last,
            prototype.id,
            env.company.id,
        ),
        {
            "id": SQL("seed.id"),
            "partner_id": SQL("seed.partner_id"),
            "number": SQL("'BENCH' || seed.id"),
            "number_key": SQL("'bench' || seed.id"),
        },
    )
    tiers = env["kam.credit.tier"].search([("company_id", "=", env.company.id)])
    by_code = {tier.code: tier for tier in tiers}
    env.cr.execute(
        SQL(
            """
            UPDATE kam_credit_profile AS profile
               SET account_id = account.id,
                   tier_id = (%s::int[])[1 + mod(profile.partner_id, 4)],
                   credit_limit = (%s::int[])[1 + mod(profile.partner_id, 4)]
              FROM kam_account AS account
             WHERE account.partner_id = profile.partner_id
               AND account.company_id = profile.company_id
               AND profile.company_id = %s
            """,
            [by_code[code].id for code in LISTS],
            list(NOW["limits"]),
            env.company.id,
        )
    )
    env.invalidate_all()


def _make_policies(env):
    """Set the policy in force, and return a draft edition of the scheme."""
    tiers = env["kam.credit.tier"].search([("company_id", "=", env.company.id)])
    env.company.kam_credit_threshold = NOW["threshold"]
    bands = _bands(NOW)
    tiers._write_bands({tier: bands[tier.code] for tier in tiers})
    env.flush_all()
    for tier, limit in zip(tiers.sorted("amount_from", reverse=True), NOW["limits"], strict=True):
        # past the holders, whose limits are as they are to be
        env.cr.execute(
            "UPDATE kam_credit_tier SET credit_limit = %s, order_policy = 'hold',"
            " overdue_tolerated = 1000000000 WHERE id = %s",
            [limit, tier.id],
        )
    env.invalidate_all()
    policy = env["kam.credit.policy"].create({"threshold": THEN["threshold"]})
    bands = _bands(THEN)
    for place, code in enumerate(LISTS):
        tier = policy.tier_ids.filtered(lambda tier, code=code: tier.code == code)
        tier.write({**bands[code], "credit_limit": THEN["limits"][place]})
    env.flush_all()
    return policy


def _bands(policy):
    highs = (0, *policy["lows"])
    return {
        code: {"amount_from": low, "amount_to": high}
        for code, low, high in zip(LISTS, policy["lows"], highs, strict=False)
    }


def _statements(env):
    """Return the plain statements: they know one company and currency, fixed limits, no advances,
    no groups, and hold for want of room only."""
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("company_ids", "in", env.company.ids)]
    )
    figures = peers.statement(env, env.company, env.company._kam_today())
    return [
        SQL(
            "CREATE TEMP TABLE bare_figure ON COMMIT DROP AS"
            " SELECT * FROM (%s) AS found (partner_id, amount, due, on_time)",
            figures,
        ),
        SQL(
            """
            CREATE TEMP TABLE bare_order ON COMMIT DROP AS
                SELECT ordered.id, ordered.name, ordered.kam_credit_debtor_id AS partner_id,
                       SUM(line.price_total - COALESCE((
                           SELECT SUM(item.price_total)
                             FROM sale_order_line_invoice_rel AS linked
                             JOIN account_move_line AS item ON item.id = linked.invoice_line_id
                            WHERE linked.order_line_id = line.id
                              AND item.parent_state = 'posted'
                       ), 0)) AS amount
                  FROM sale_order AS ordered
                  JOIN sale_order_line AS line ON line.order_id = ordered.id
                 WHERE ordered.state = 'sale'
              GROUP BY ordered.id
            """
        ),
        SQL(
            """
            CREATE TEMP TABLE bare_line ON COMMIT DROP AS
            WITH owed AS (
                SELECT move.commercial_partner_id AS partner_id, SUM(line.amount_residual) AS amount
                  FROM account_move_line AS line
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE line.account_id IN %(accounts)s
                   AND line.reconciled IS NOT TRUE
                   AND line.parent_state = 'posted'
              GROUP BY move.commercial_partner_id
            ),
            ordered AS (
                SELECT partner_id, SUM(amount) AS amount FROM bare_order GROUP BY partner_id
            )
            SELECT profile.id AS profile_id, profile.partner_id, account.id AS account_id,
                   account.unit_id, account.state,
                   tier.code AS held, profile.credit_limit AS limit_now,
                   found.amount, found.due, found.on_time,
                   %(code_now)s AS code_now, %(code_then)s AS code_then,
                   %(limit_then)s AS limit_then,
                   COALESCE(owed.amount, 0) + COALESCE(ordered.amount, 0) AS exposure
              FROM kam_credit_profile AS profile
              JOIN kam_account AS account ON account.id = profile.account_id
              JOIN kam_credit_tier AS tier ON tier.id = profile.tier_id
         LEFT JOIN bare_figure AS found ON found.partner_id = profile.partner_id
         LEFT JOIN owed ON owed.partner_id = profile.partner_id
         LEFT JOIN ordered ON ordered.partner_id = profile.partner_id
             WHERE profile.company_id = %(company)s
            """,
            accounts=tuple(accounts.ids),
            code_now=_case(NOW, LISTS),
            code_then=_case(THEN, LISTS),
            limit_then=_case(THEN, THEN["limits"]),
            company=env.company.id,
        ),
        SQL(
            """
            CREATE TEMP TABLE bare_hold ON COMMIT DROP AS
            SELECT bare_order.*, found.is_now, found.is_then
              FROM bare_order
              JOIN bare_line AS line ON line.partner_id = bare_order.partner_id
        CROSS JOIN LATERAL (
                   SELECT line.exposure > line.limit_now AS is_now,
                          line.exposure > line.limit_then AS is_then
                   ) AS found
             WHERE bare_order.amount > 0
               AND (found.is_now OR found.is_then)
            """
        ),
    ]


def _case(policy, values):
    """Return what the figures of ``found`` lead to under a policy."""
    return SQL(
        "CASE WHEN found.on_time < %s * found.due THEN NULL %s END",
        policy["threshold"],
        SQL(" ").join(
            SQL("WHEN found.amount >= %s THEN %s", low, value)
            for low, value in zip(policy["lows"], values, strict=True)
        ),
    )


def _run(env, statements):
    """Run the plain statements, and take away what they made."""
    for name in ("bare_figure", "bare_order", "bare_line", "bare_hold"):
        env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    for place, statement in enumerate(statements):
        if place and statement is statements[0]:
            env.cr.execute("DROP TABLE bare_figure")
        env.cr.execute(statement)


def _store(env, simulation, bare):
    """Run the plain statements, and keep what they find in place of what the simulation kept."""
    _run(env, bare)
    for table in ("line", "hold"):
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE simulation_id = %s",
                SQL.identifier(f"kam_credit_policy_simulation_{table}"),
                simulation.id,
            )
        )
    env.cr.execute(SQL(_KEEP_LINES, simulation=simulation.id, company=simulation.company_id.id))
    env.cr.execute(SQL(_KEEP_HOLDS, simulation=simulation.id, company=simulation.company_id.id))


def _count_differing(env, simulation, bare):
    """Return how many customers and orders differ between the simulation and the statements."""
    _run(env, bare)
    env.cr.execute(
        SQL(
            """
            SELECT COUNT(*)
              FROM bare_line AS bare
         FULL JOIN (
                   SELECT * FROM kam_credit_policy_simulation_line WHERE simulation_id = %s
                   ) AS line ON line.profile_id = bare.profile_id
             WHERE bare.profile_id IS NULL
                OR line.profile_id IS NULL
                OR COALESCE(bare.code_now, 'none') != line.tier_led
                OR COALESCE(bare.code_then, 'none') != line.tier_then
                OR bare.exposure != line.exposure_then
                OR COALESCE(bare.limit_then, 0) != line.limit_then
            """,
            simulation.id,
        )
    )
    [[lines]] = env.cr.fetchall()
    env.cr.execute(
        SQL(
            """
            SELECT COUNT(*)
              FROM bare_hold AS bare
         FULL JOIN (
                   SELECT * FROM kam_credit_policy_simulation_hold WHERE simulation_id = %s
                   ) AS hold ON hold.order_id = bare.id
             WHERE bare.is_now IS DISTINCT FROM hold.is_held_now
                OR COALESCE(bare.is_then, FALSE) IS DISTINCT FROM hold.is_held_then
            """,
            simulation.id,
        )
    )
    [[holds]] = env.cr.fetchall()
    return lines + holds
