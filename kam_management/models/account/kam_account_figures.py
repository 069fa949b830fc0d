from collections import defaultdict
from operator import itemgetter

from odoo import api, fields, models
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


class KamAccount(models.Model):
    """The strip of figures of an account's page: each for whoever may see what it is made of.

    A figure is a dict: ``key``, ``sequence``, ``label``, ``text``, and where there is one
    ``exact`` (the amount to the cent), ``note`` with its ``tone`` (success, warning, danger,
    muted), ``color`` of the mark before the text, ``points`` of a curve with ``points_label`` in
    words, ``help``, and ``action``, the method of the account that opens the records behind it. A
    topic adds its figures in :meth:`_get_figures`; a further addon as well.
    """

    _inherit = "kam.account"

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_figures(self):
        figures = self._origin._get_figures()
        for account in self:
            found = figures[account._origin.id].values()
            account.figures = sorted(found, key=itemgetter("sequence"))

    def _get_figures(self):
        """Return the figures of accounts that the user may see; one query for all and each kind.

        Extended with what a topic knows: ``figures = super()._get_figures()``.

        :return: dict id of an account -> dict key -> figure
        """
        figures = defaultdict(dict)
        self._add_turnover(figures)
        self._add_open_money(figures)
        for account in self:
            if self.env["kam.deadline"].has_access("read"):
                figures[account.id]["duties"] = account._prepare_duties_figure()
        return figures

    # ------------------------------------------------------------------
    # turnover
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

    def _find_turnover(self):
        """Return net sales per month of the last two years, with the rights of the user.

        :return: dict account -> ``(list of months, the oldest first, is_complete)``, for those
            whose documents the user may ask for
        """
        found = {}
        for accounts, env, is_complete in self._get_ledger_parts():
            moves = env["account.move"]
            if not moves.has_access("read"):
                continue
            for company, own in accounts.grouped("company_id").items():
                starts = rules.month_starts(company._kam_today(), 2 * rules.MONTHS)
                by_customer = {account.partner_id.id: account for account in own}
                found.update({account: ([0.0] * 2 * rules.MONTHS, is_complete) for account in own})
                query = moves._search(
                    [
                        *queries.sales_domain(company.id),
                        ("commercial_partner_id", "in", list(by_customer)),
                        ("invoice_date", ">=", starts[0]),
                        ("invoice_date", "<", starts[-1]),
                    ]
                )
                statement = queries.turnover(moves, query, starts)
                for customer_id, month, amount in self.env.execute_query(statement):
                    found[by_customer[customer_id]][0][month - 1] = float(amount or 0)
        return found

    def _add_turnover(self, figures):
        for account, (months, is_complete) in self._find_turnover().items():
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
        found = self._origin._find_turnover()
        for account in self:
            months, _is_complete = found.get(account._origin, ([], False))
            account.turnover = sum(months[rules.MONTHS :])

    # ------------------------------------------------------------------
    # open money
    # ------------------------------------------------------------------

    def _find_open_money(self):
        """Return what customers owe, with the rights of the user.

        :return: dict account -> ``(open, overdue, is_complete)``, for those whose journal items the
            user may ask for
        """
        found = {}
        for accounts, env, is_complete in self._get_ledger_parts():
            lines = env["account.move.line"]
            if not (lines.has_access("read") and env["account.move"].has_access("read")):
                continue
            for company, own in accounts.grouped("company_id").items():
                by_customer = {account.partner_id.id: account for account in own}
                found.update(dict.fromkeys(own, (0.0, 0.0, is_complete)))
                query = lines._search(
                    [
                        *queries.open_domain(company.id),
                        ("move_id.commercial_partner_id", "in", list(by_customer)),
                    ]
                )
                statement = queries.open_money(lines, query, company._kam_today())
                for customer_id, owed, overdue in self.env.execute_query(statement):
                    account = by_customer[customer_id]
                    found[account] = (float(owed), float(overdue), is_complete)
        return found

    def _add_open_money(self, figures):
        for account, (owed, overdue, is_complete) in self._find_open_money().items():
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
        counts = defaultdict(lambda: [0, 0])
        duties = self.env["kam.deadline"]
        if duties.has_access("read"):
            todays = {account.id: account.company_id._kam_today() for account in self._origin}
            for account, day, late_before, count in duties._read_group(
                [("account_id", "in", self._origin.ids), ("state", "=", "open")],
                ["account_id", "date_due:day", "days_late_before"],
                ["__count"],
            ):
                counts[account.id][0] += count
                left = (fields.Date.to_date(day) - todays[account.id]).days
                if standing(left, late_before) == "late":
                    counts[account.id][1] += count
        for account in self:
            account.duty_count, account.duty_late_count = counts[account._origin.id]

    def _prepare_duties_figure(self):
        late = self.duty_late_count
        return {
            "key": "duties",
            "sequence": 60,
            "label": self.env._("Open Deadlines"),
            "text": str(self.duty_count),
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
