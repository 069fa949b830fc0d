"""Finding candidates against the bare aggregate: ``make bench ARGS=candidates`` runs only this."""

from odoo.tools import SQL

from odoo.addons.kam_management.queries.candidates import MOVE_TYPES, Filters
from odoo.addons.kam_management.rules.candidates import window

from tools.kamdev.console import say, step

from . import measure

# The net sales per customer of the last twelve months and of the twelve months before, and nothing
# else: no payments, no classes, no access rights, no screenings left out, no filters.
_STATEMENT = """
    SELECT commercial_partner_id,
           SUM(amount_untaxed_signed) FILTER (WHERE date >= %(sales_from)s),
           SUM(amount_untaxed_signed) FILTER (WHERE date < %(sales_from)s)
      FROM account_move
     WHERE company_id = %(company)s
       AND state = 'posted'
       AND move_type IN %(types)s
       AND date BETWEEN %(before_from)s AND %(day)s
  GROUP BY commercial_partner_id
"""


def compare(env, rounds):
    """Compare finding candidates with the bare statement; print ratios.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: number of customers whose figures differ
    """
    company, finder = env.company, env["kam.candidate"]
    bare = _statement(company)
    everybody = finder._find(company, Filters())
    wrong = _differences(env, env.execute_query(bare), everybody)
    say(f"  sales of {len(everybody):,} candidates, {len(wrong)} differ from the bare statement's")
    lowest = env["kam.customer.class"]._of_company(company)[-1:]

    def show():
        search = env["kam.candidate.search"].create({})
        search.action_find()
        env.flush_all()
        env.cr.rollback()

    cases = {
        "bare SQL": lambda: env.execute_query(bare),
        "who meets a class": lambda: finder._find(company, Filters(), lowest),
        "everybody": lambda: finder._find(company, Filters()),
        "dialog: find and show": show,
    }
    with step("Finding candidates, in turns") as current:
        seconds = measure.in_turns(cases, rounds, current.show)
    found = len(finder._find(company, Filters(), lowest))
    measure.table(
        f"Find candidates ({len(everybody):,} customers, {found:,} meet a class)",
        ("", "ratio", "median ms", "least ms"),
        [
            (
                case,
                f"{measure.ratio(times, seconds['bare SQL']):.2f}",
                f"{measure.median_ms(times):,.0f}",
                f"{min(times) * 1000:,.0f}",
            )
            for case, times in seconds.items()
        ],
    )
    return len(wrong)


def _statement(company):
    days = window(company._kam_today())
    return SQL(
        _STATEMENT,
        company=company.id,
        types=MOVE_TYPES,
        sales_from=days.sales_from,
        before_from=days.before_from,
        day=days.day,
    )


def _differences(env, rows, found):
    """Return the customers whose sales differ, or who are missing or too many.

    :param rows: rows of the bare statement
    :param found: candidates
    :return: ids of customers
    """
    key_accounts = set(env["kam.account"].search([("state", "=", "key")]).partner_id.ids)
    peers = {
        partner_id: (float(sales or 0), float(before or 0))
        for partner_id, sales, before in rows
        if (sales or 0) > 0 and partner_id not in key_accounts
    }
    ours = {row["partner_id"]: (row["sales_amount"], row["sales_before"]) for row in found}
    return [
        partner_id
        for partner_id in peers.keys() | ours.keys()
        if partner_id not in peers
        or partner_id not in ours
        or any(
            abs(our - their) > 0.005
            for our, their in zip(ours[partner_id], peers[partner_id], strict=True)
        )
    ]
