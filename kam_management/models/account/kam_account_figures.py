from collections import defaultdict
from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ... import wording
from ...queries import account_figures as queries
from ...rules import account_figures as rules
from ...rules.deadlines import standing
from ...wording import format_date

# who opens every customer invoice; everybody else who sells opens their own
ALL_INVOICES = (
    "account.group_account_readonly,account.group_account_invoice,"
    "sales_team.group_sale_salesman_all_leads"
)
# what is asked of the ledger -> how many amounts that are
LEDGER = {"turnover": 2 * rules.MONTHS, "open_money": 2}


class KamAccount(models.Model):
    """The strip of figures of an account's page: each for whoever may see what it is made of.

    A figure is a dict: ``key``, ``sequence``, ``label``, ``text``, and where there is one
    ``exact`` (the amount to the cent), ``note`` with its ``tone`` (success, warning, danger,
    muted), ``color`` of the mark before the text, ``points`` of a curve with ``points_label`` in
    words, ``help``, and ``action``, the method of the account that opens the records behind it. A
    topic adds its figures in :meth:`_get_figures` or :meth:`_get_counted_figures`; a further addon
    as well.
    """

    _inherit = "kam.account"

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_figures(self):
        figures = self._origin._get_figures()
        for account in self:
            found = figures[account._origin.id].values()
            account.figures = sorted(found, key=itemgetter("sequence"))

    def _get_figures(self):
        """Return the figures of accounts that the user may see; one query for all accounts.

        Extended with what a topic knows: ``figures = super()._get_figures()``. What it counts is
        asked together with what others count, see :meth:`_get_counted_figures`.

        :return: dict id of an account -> dict key -> figure
        """
        figures = defaultdict(dict)
        ledger = self._find_ledger(*LEDGER)
        self._add_turnover(figures, ledger["turnover"])
        self._add_open_money(figures, ledger["open_money"])
        kinds = self._get_counted_figures()
        counted = self._count_for_figures({key: kind[0] for key, kind in kinds.items()})
        for key, (_statement, prepare) in kinds.items():
            for account in self:
                figure = getattr(account, prepare)(counted[key, account.id])
                if figure:
                    figures[account.id][key] = figure
        return figures

    def _get_counted_figures(self):
        """Return the figures that are made of numbers, all of which are asked in one statement.

        Extended by topics with ``super() | {...}``, without those whose records the user may not
        read.

        :return: dict key -> ``(statement, prepare)``: an SQL with the columns id of the account, a
            day, a whole number and another one; and the name of the method of one account that
            makes the figure of its rows, which returns None where there is none to show
        """
        if not (self and self.env["kam.deadline"].has_access("read")):
            return {}
        return {"duties": (self._get_duties_statement(), "_prepare_duties_figure")}

    def _count_for_figures(self, statements):
        """Ask several statements in one.

        :param dict statements: key -> SQL, see :meth:`_get_counted_figures`
        :return: dict ``(key, id of an account)`` -> list of tuples of a day and two numbers
        """
        found = defaultdict(list)
        if statements:
            asked = (
                SQL("SELECT %s AS key, counted.* FROM (%s) AS counted", key, statement)
                for key, statement in statements.items()
            )
            for key, account_id, *row in self.env.execute_query(SQL(" UNION ALL ").join(asked)):
                found[key, account_id].append(row)
        return found

    # ------------------------------------------------------------------
    # turnover and open money
    # ------------------------------------------------------------------

    def _get_ledger_parts(self):
        """Return whose documents are read with which rights.

        :return: list of ``(accounts, environment, is_complete)``; by default all with the rights of
            the user, who may open all documents or only some
        """
        return [(self, self.env, self._opens_all_invoices())] if self else []

    @api.model
    def _opens_all_invoices(self):
        """Tell whether the user may open each invoice of a customer, and not only some."""
        return self.env.su or self.env.user.has_groups(ALL_INVOICES)

    def _find_ledger(self, *kinds):
        """Return what the ledger says of customers, with the rights of the user: one statement.

        :param kinds: of ``turnover``, net sales per month of the last two years, the oldest first,
            and ``open_money``, what customers owe and what is overdue of it
        :return: dict kind -> dict account -> ``(list of amounts, is_complete)``, for those whose
            documents the user may ask for
        """
        found, statements, by_customer = {kind: {} for kind in kinds}, [], {}
        for accounts, env, is_complete in self._get_ledger_parts():
            for company, own in accounts.grouped("company_id").items():
                by_customer.update({(company.id, each.partner_id.id): each for each in own})
                for kind in kinds:
                    statement = getattr(own, f"_get_{kind}_statement")(env, company)
                    if statement:
                        statements.append(statement)
                        for account in own:
                            found[kind][account] = ([0.0] * LEDGER[kind], is_complete)
        if statements:
            for kind, company_id, customer_id, place, amounts in self.env.execute_query(
                SQL(" UNION ALL ").join(statements)
            ):
                account = by_customer[company_id, customer_id]
                told = found[kind][account][0]
                told[place - 1 : place - 1 + len(amounts)] = [float(each or 0) for each in amounts]
        return found

    def _get_turnover_statement(self, env, company):
        """Return the statement of net sales per month; None without the right to read invoices.

        :param env: the environment of whose rights hold
        :param company: the company of the accounts, a root
        """
        moves = env["account.move"]
        if not moves.has_access("read"):
            return None
        starts = rules.month_starts(company._kam_today(), LEDGER["turnover"])
        query = moves._search(
            [
                *queries.sales_domain(company.id),
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("invoice_date", ">=", starts[0]),
                ("invoice_date", "<", starts[-1]),
            ]
        )
        return queries.turnover(moves, query, company.id, starts)

    def _get_open_money_statement(self, env, company):
        """Return the statement of what is owed; None without the right to read journal items.

        :param env: the environment of whose rights hold
        :param company: the company of the accounts, a root
        """
        lines = env["account.move.line"]
        if not (lines.has_access("read") and env["account.move"].has_access("read")):
            return None
        query = lines._search(
            [
                *queries.open_domain(company.id),
                ("move_id.commercial_partner_id", "in", self.partner_id.ids),
            ]
        )
        return queries.open_money(lines, query, company.id, company._kam_today())

    def _add_turnover(self, figures, found):
        for account, (months, is_complete) in found.items():
            before, now = months[: rules.MONTHS], months[rules.MONTHS :]
            share = rules.change(sum(now), sum(before))
            note = self.env._("nothing to compare with")
            if share is not None:
                note = self.env._("%s on the year before", self._format_share(share, signed=True))
            figures[account.id]["turnover"] = {
                "key": "turnover",
                "sequence": 10,
                "label": self.env._("Net Sales of 12 Months")
                if is_complete
                else self.env._("Net Sales of 12 Months (Invoices I May Open)"),
                **account._describe_amount(sum(now)),
                "note": note,
                "tone": rules.tone_of_change(round(share or 0, 2)),
                "points": now,
                "points_label": self.env._(
                    "By month, the oldest first: %s",
                    wording.parted(self.env, map(account._format_whole, now)),
                ),
                "help": self._fields["turnover"]._description_help(self.env),
                "action": "action_view_turnover",
            }

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_turnover(self):
        found = self._origin._find_ledger("turnover")["turnover"]
        for account in self:
            months, _is_complete = found.get(account._origin, ([], False))
            account.turnover = sum(months[rules.MONTHS :])

    def _add_open_money(self, figures, found):
        for account, ((owed, overdue), is_complete) in found.items():
            note = self.env._("nothing overdue")
            if account.currency_id.compare_amounts(overdue, 0) > 0:
                note = self.env._("%s overdue", account._format_whole(overdue))
            figures[account.id]["open_money"] = {
                "key": "open_money",
                "sequence": 20,
                "label": self.env._("Open Amount")
                if is_complete
                else self.env._("Open Amount (Invoices I May Open)"),
                **account._describe_amount(owed),
                "note": note,
                "tone": "danger" if overdue > 0 else "muted",
                "help": self.env._(
                    "What is not settled of posted customer invoices and credit notes, as far as "
                    "you may open them. Overdue: its due date has passed."
                ),
                "action": "action_view_open_invoices",
            }

    # ------------------------------------------------------------------
    # duties
    # ------------------------------------------------------------------

    @api.depends(
        "all_deadline_ids.state", "all_deadline_ids.date_due", "all_deadline_ids.days_late_before"
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_duties(self):
        """Count the open duties that the user may see: one query for all accounts."""
        accounts = self._origin
        counted = {}
        if accounts and self.env["kam.deadline"].has_access("read"):
            counted = accounts._count_for_figures({"duties": accounts._get_duties_statement()})
        for account in self:
            rows = counted.get(("duties", account._origin.id), [])
            account.duty_count, account.duty_late_count = account._sum_duties(rows)

    def _get_duties_statement(self):
        """Return the statement that counts the open duties that the user may see.

        :return: an SQL, see :meth:`_get_counted_figures`: by last day, how many there are, and how
            many days each of these was late before
        """
        duties = self.env["kam.deadline"]
        query = duties._search([("account_id", "in", self.ids), ("state", "=", "open")])
        account, day, late_before = (
            duties._field_to_sql(query.table, name, query)
            for name in ("account_id", "date_due", "days_late_before")
        )
        query.groupby = SQL("1, 2, 4")
        return query.select(account, day, SQL("COUNT(*)"), late_before)

    def _sum_duties(self, rows):
        """Return how many duties are open, and how many of them late.

        :param rows: list of last day, number, days late before
        """
        today = self.company_id._kam_today()
        late = (
            count
            for day, count, late_before in rows
            if standing((day - today).days, late_before) == "late"
        )
        return sum(count for _day, count, _late in rows), sum(late)

    def _prepare_duties_figure(self, rows):
        number, late = self._sum_duties(rows)
        return {
            "key": "duties",
            "sequence": 60,
            "label": self.env._("Open Deadlines"),
            "text": str(number),
            "note": self.env._("%s late", late) if late else self.env._("none late"),
            "tone": "danger" if late else "muted",
            "help": self.env._("What is owed on this account and on its forms, as you see it."),
            "action": "action_view_duties",
        }

    # ------------------------------------------------------------------
    # how figures are written
    # ------------------------------------------------------------------

    def _describe_amount(self, amount):
        """Return the text of an amount, and the amount to the cent."""
        return {
            "text": self._format_whole(amount),
            "exact": self.currency_id.format(amount),
        }

    def _format_whole(self, amount):
        """Return an amount without cents, with the symbol of the company's currency."""
        number = formatLang(self.env, amount, digits=0)
        # sudo: the currency of the company is no secret
        currency = self.currency_id.sudo()
        parts = (number, currency.symbol or currency.name)
        return "\N{NO-BREAK SPACE}".join(parts if currency.position == "after" else parts[::-1])

    @api.model
    def _format_share(self, share, signed=False, digits=0):
        """Return a share of one as a percentage of the reader's language."""
        return wording.percentage(self.env, share * 100, digits, signed)

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day)
