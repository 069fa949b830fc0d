from collections import defaultdict
from contextlib import contextmanager
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...queries import due, figures, history, instalments, receipts, turnover
from ...queries.scope import NOBODY
from ...rules import rating
from ...rules.fulfilment import Fulfilment
from ...rules.receipts import Credit
from ...rules.windows import FULFILMENT_DAYS

# How PostgreSQL is to plan everybody's figures: what one step may take before it goes through a
# temporary file, and that the counterparts of a year, which lie close together, are looked up
# rather than found by reading the journal items of all years.
ROOM = {"work_mem": "128MB", "random_page_cost": "1.1"}

# What the queries read: flushed before they run, and what the views over them depend on.
LEDGER_FIELDS = {
    "account.move": [
        "amount_total_signed",
        "amount_untaxed_signed",
        "commercial_partner_id",
        "company_id",
        "date",
        "invoice_date",
        "journal_id",
        "move_type",
        "name",
        "partner_id",
        "ref",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "company_currency_id",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "discount_amount_currency",
        "discount_date",
        "display_type",
        "kam_date_missed",
        "move_id",
        "parent_state",
        "partner_id",
        "payment_id",
        "reconciled",
        "statement_line_id",
        "tax_line_id",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_amount_currency",
        "credit_move_id",
        "debit_move_id",
        "exchange_move_id",
        "max_date",
    ],
    "account.payment": [
        "amount",
        "amount_company_currency_signed",
        "company_id",
        "currency_id",
        "date",
        "move_id",
        "outstanding_account_id",
        "partner_id",
        "payment_type",
        "state",
    ],
    "kam.credit.history.line": [
        "amount",
        "amount_untaxed",
        "commercial_partner_id",
        "company_id",
        "date_due",
        "date_invoice",
        "date_settled",
        "name",
    ],
    "res.partner": ["commercial_partner_id"],
}


class KamCreditLedger(models.AbstractModel):
    """Answers the questions of the evaluation from Odoo's ledger, one statement each."""

    _name = "kam.credit.ledger"
    _description = "Credit Figures from the Ledger"

    @api.model
    def _outstanding_account_ids(self, companies):
        """Return the accounts that payments of the companies ever used as liquidity account."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id
                  FROM account_account AS account
                 WHERE EXISTS (
                       SELECT 1
                         FROM account_payment AS payment
                        WHERE payment.outstanding_account_id = account.id
                          AND payment.company_id IN %s
                       )
                """,
                tuple(companies.ids) or (0,),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _flush(self):
        """Bring the ledger's tables up to date before they are read with SQL."""
        for name, fnames in LEDGER_FIELDS.items():
            self.env[name].flush_model(fnames)

    @api.model
    def _figures(self, company, window, partner_ids=None, scope=None, counting=None):
        """Return the sums behind transaction amount and fulfilment rate, one row per debtor.

        One statement, whatever the number of debtors. Amounts travel as text, because the cursor
        turns numbers of the database into floats.

        :param res.company company: whose ledger (its branches' as well), and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners; None for every debtor
        :param Scope scope: what ``_scope`` says of the company, for who asks for many days
        :param rules.fulfilment.Counting counting: what another policy asks; by default what the
            company's does
        :return: ``(debtor id, transaction amount, due, on time, count due, count honoured,
            overdue)`` rows, amounts in company currency as text
        :rtype: list[tuple]
        """
        self._flush()
        scope = scope or self._scope(company)
        counting = counting or company._kam_credit_counting()
        steps, past = self._steps_of(scope, window, partner_ids, counting)
        query = figures.per_debtor(
            steps,
            past,
            turnover.per_debtor(scope, window, counting.with_tax, partner_ids),
            SQL("%s::numeric", str(counting.honoured_share)),
        )
        with self._room(partner_ids is None):
            return self.env.execute_query(query)

    @api.model
    def _sums(self, company, days, debtor_ids, scope=None, counting=None):
        """Return what the ledger says of debtors, also of those it knows nothing of.

        :param res.company company: whose ledger, and whose policy
        :param Window days: the days that count
        :param debtor_ids: ids of commercial partners; None for every debtor
        :param Scope scope: see :meth:`_figures`
        :param rules.fulfilment.Counting counting: likewise
        :return: dict debtor id -> :class:`rules.rating.Sums`, those with invoices first, by id
        """
        rows = self._figures(company, days, debtor_ids, scope, counting)
        sums = {
            debtor_id: rating.Sums(
                Decimal(turnover),
                Fulfilment(Decimal(due), Decimal(on_time), count_due, count_honoured),
                Decimal(overdue),
            )
            for debtor_id, turnover, due, on_time, count_due, count_honoured, overdue in rows
        }
        for debtor_id in sorted(set(debtor_ids or ()) - sums.keys()):
            sums[debtor_id] = rating.NO_SUMS
        return sums

    @contextmanager
    def _room(self, is_large):
        """Let PostgreSQL sort and hash in memory what would go through temporary files.

        Everybody's instalments take a few dozen bytes each; the default of 4 MB is for many small
        queries at once, this is one large one.

        :param bool is_large: False changes nothing
        """
        if not is_large:
            yield
            return
        names = SQL(", ").join(SQL("current_setting(%s)", name) for name in ROOM)
        [before] = self.env.execute_query(SQL("SELECT %s", names))
        self._set_for_now(ROOM)
        yield
        # after an error the transaction is rolled back, and the settings with it
        self._set_for_now(dict(zip(ROOM, before, strict=True)))

    @api.model
    def _set_for_now(self, settings):
        """Change settings of PostgreSQL until the transaction ends."""
        changes = (SQL("set_config(%s, %s, TRUE)", *setting) for setting in settings.items())
        self.env.cr.execute(SQL("SELECT %s", SQL(", ").join(changes)))

    @api.model
    def _instalments(self, company, window, partner_ids, counting=None):
        """Return the instalments behind the fulfilment rates of debtors.

        :param res.company company: whose ledger, and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners
        :param rules.fulfilment.Counting counting: as for :meth:`_figures`
        :return: one dict per instalment: ``debtor_id``, ``line_id`` (negative for a history line),
            ``name``, ``date_due``, ``last_day``, and ``amount``, ``base``, ``on_time``, ``open`` in
            company currency, as text; ``currency_id``, and ``open_currency`` in it, as of now
        :rtype: list[dict]
        """
        self._flush()
        steps, past = self._steps_of(
            self._scope(company),
            window,
            partner_ids,
            counting or company._kam_credit_counting(),
            in_detail=True,
        )
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %(steps)s
                SELECT instalment.debtor_id,
                       instalment.id AS line_id,
                       move.name,
                       instalment.date_due,
                       instalment.last_day,
                       instalment.balance::text AS amount,
                       instalment.base::text,
                       instalment.on_time::text,
                       instalment.open::text,
                       line.currency_id,
                       line.amount_residual_currency::text AS open_currency
                  FROM instalment
                  JOIN account_move AS move ON move.id = instalment.move_id
                  JOIN account_move_line AS line ON line.id = instalment.id
             UNION ALL
                SELECT past.debtor_id,
                       past.id,
                       past.name,
                       past.date_due,
                       past.last_day,
                       past.balance::text,
                       past.base::text,
                       past.on_time::text,
                       past.open::text,
                       %(currency)s,
                       past.open::text
                  FROM (%(past)s) AS past
              ORDER BY date_due, line_id
                """,
                steps=steps,
                past=past,
                currency=company.currency_id.id,
            )
        )

    @api.model
    def _steps_of(
        self, scope, window, partner_ids, counting, in_detail=False, days=FULFILMENT_DAYS
    ):
        """Return the chain of steps of debtors, and the query of their history lines."""
        moved_ids = ()
        if partner_ids is None:
            rows = self.env.execute_query(due.moved_ids(scope, window.as_of))
            moved_ids = [line_id for [line_id] in rows]
        arguments = (
            scope,
            SQL("%s::date", window.as_of),
            SQL("%s", counting.grace_days),
            instalments.of_debtors(partner_ids, moved_ids)._replace(days=days),
        )
        return (
            instalments.steps(*arguments, in_detail=in_detail),
            history.instalments(*arguments),
        )

    @api.model
    def _unallocated(self, company, partner_ids):
        """Return what debtors paid or were credited that is not matched to invoices yet.

        :param res.company company: whose ledger
        :param partner_ids: ids of commercial partners
        :return: dict debtor id -> list of :class:`rules.receipts.Credit`
        :rtype: dict
        """
        self._flush()
        scope = self._scope(company)
        suspense = self._bank_journals(self._legal_entity(company)).suspense_account_id
        credits_by_debtor = defaultdict(list)
        rows = self.env.execute_query(
            receipts.unallocated(scope, tuple(suspense.ids) or NOBODY, partner_ids)
        )
        for debtor_id, day, amount, money, reduction, currency_id, amount_currency in rows:
            credits_by_debtor[debtor_id].append(
                Credit(
                    day,
                    Decimal(amount),
                    Decimal(money),
                    Decimal(reduction),
                    currency_id,
                    Decimal(amount_currency),
                )
            )
        return credits_by_debtor
