import json
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries import touched
from ...rules.windows import window

# Each trigger tells it what of a row is to be noted: pairs of a kind and the column of its id.
NOTE_FUNCTION = """
    CREATE OR REPLACE FUNCTION kam_credit_note_touch() RETURNS trigger AS $$
    BEGIN
        INSERT INTO kam_credit_touch (kind, record_id)
             SELECT DISTINCT noted.kind, (state.entry ->> noted.name)::integer
               FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS state (entry)
         CROSS JOIN jsonb_to_recordset(TG_ARGV[0]::jsonb) AS noted (kind varchar, name varchar)
              WHERE state.entry ->> noted.name IS NOT NULL;
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql
"""
# What each event can look at.
STATES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


class Watch(NamedTuple):
    """What of a table is noted, and when.

    ``notes`` are pairs of a kind and the column that holds its id, ``on_delete`` those of a row
    that goes, if others. An update is noted when one of ``columns`` changes, every one without
    any; ``only_if`` is a column and the value that it had or gets, or None.
    """

    table: str
    notes: tuple
    columns: tuple = ()
    only_if: tuple | None = None
    events: tuple = ("INSERT", "UPDATE", "DELETE")
    on_delete: tuple = ()


POSTED = ("state", "posted")


class KamCreditTouch(models.Model):
    """What was changed since figures were computed from it, noted by the database itself.

    Triggers write the rows, so that nothing passes them: neither what Odoo computes, nor plain
    SQL, nor what is deleted. A transaction that is still open when the nightly job reads leaves
    its rows for the next night. The job turns rows into customers to evaluate, and deletes them.
    """

    _name = "kam.credit.touch"
    _description = "Change That Figures Rest On"
    _log_access = False

    kind = fields.Char(required=True, readonly=True)
    record_id = fields.Integer(required=True, readonly=True)

    def init(self):
        """Let the database note what changes, once all tables are there."""
        super().init()
        self.pool.post_init(self._install_triggers)

    @api.model
    def _install_triggers(self):
        self.env.cr.execute(SQL(NOTE_FUNCTION))
        for watch in self._get_watched():
            for event in watch.events:
                self._install_trigger(watch, event)

    @api.model
    def _install_trigger(self, watch, event):
        name = SQL.identifier(f"{watch.table}_kam_touch_{event.lower()}")
        table = SQL.identifier(watch.table)
        notes = (watch.on_delete if event == "DELETE" else ()) or watch.notes
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, table))
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER %s AFTER %s ON %s FOR EACH ROW WHEN (%s)"
                " EXECUTE FUNCTION kam_credit_note_touch(%s)",
                name,
                SQL(event),
                table,
                self._condition(watch, event),
                json.dumps([{"kind": kind, "name": column} for kind, column in notes]),
            )
        )

    @api.model
    def _condition(self, watch, event):
        """Return the condition under which a row is noted."""
        parts = [SQL("TRUE")]
        if watch.only_if:
            column, value = watch.only_if
            parts.append(
                SQL(
                    "(%s)",
                    SQL(" OR ").join(
                        SQL("%s.%s = %s", SQL(state), SQL.identifier(column), value)
                        for state in STATES[event]
                    ),
                )
            )
        if event == "UPDATE" and watch.columns:
            old, new = (
                SQL(", ").join(SQL("%s.%s", SQL(state), SQL.identifier(n)) for n in watch.columns)
                for state in ("OLD", "NEW")
            )
            parts.append(SQL("(%s) IS DISTINCT FROM (%s)", old, new))
        return SQL(" AND ").join(parts)

    # ------------------------------------------------------------------
    # what is noted: extended by what figures, and what follows from them, also rest on
    # ------------------------------------------------------------------

    @api.model
    def _get_watched(self):
        """Return what is noted of which tables; kinds are those of :meth:`_get_kinds`.

        :rtype: list[Watch]
        """
        return [
            Watch(
                "account_move",
                (("entry", "id"), ("partner", "commercial_partner_id")),
                (
                    "amount_total_signed",
                    "amount_untaxed_signed",
                    "commercial_partner_id",
                    "company_id",
                    "date",
                    "invoice_date",
                    "journal_id",
                    "move_type",
                    "state",
                ),
                POSTED,
            ),
            Watch(
                "account_move_line",
                (("item", "id"), ("partner", "partner_id")),
                (
                    "account_id",
                    "amount_currency",
                    "amount_residual",
                    "balance",
                    "company_id",
                    "currency_id",
                    "date",
                    "date_maturity",
                    "discount_amount_currency",
                    "discount_date",
                    "display_type",
                    "kam_date_missed",
                    "move_id",
                    "partner_id",
                    "payment_id",
                    "reconciled",
                    "statement_line_id",
                    "tax_line_id",
                ),
                ("parent_state", "posted"),
                on_delete=(("entry", "move_id"), ("partner", "partner_id")),
            ),
            Watch(
                "account_partial_reconcile",
                (("item", "debit_move_id"), ("item", "credit_move_id")),
            ),
            Watch(
                "account_payment",
                (("entry", "move_id"), ("partner", "partner_id")),
                (
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
                ),
            ),
            Watch("kam_credit_history_line", (("partner", "commercial_partner_id"),)),
            Watch(
                "res_partner",
                (("partner", "commercial_partner_id"), ("party", "id")),
                ("commercial_partner_id",),
                events=("UPDATE",),
            ),
            Watch(
                "kam_account", (("partner", "partner_id"),), ("partner_id", "company_id", "state")
            ),
            Watch(
                "kam_credit_profile",
                (("profile", "id"),),
                tuple(self._get_watched_columns()),
                events=("UPDATE",),
            ),
        ]

    @api.model
    def _get_watched_columns(self):
        """Return the columns of profiles that what follows from figures rests on."""
        return [
            "account_id",
            "credit_limit",
            "has_score",
            "has_unlimited_credit",
            "tier_by_score_id",
            "tier_id",
        ]

    @api.model
    def _get_kinds(self):
        """Return what noted ids are of: dict kind -> table, column of the id, column of the
        customer. Items and entries of the ledger are looked up by :mod:`queries.touched`."""
        return {
            "account": ("kam_account", "id", "partner_id"),
            "partner": ("res_partner", "id", "commercial_partner_id"),
            "profile": ("kam_credit_profile", "id", "partner_id"),
        }

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    @api.model
    def _read(self):
        """Return what was noted: dict kind -> ids, and the rows themselves.

        :rtype: tuple
        """
        self.flush_model()
        found = defaultdict(set)
        row_ids = []
        for row_id, kind, record_id in self.env.execute_query(
            SQL("SELECT id, kind, record_id FROM kam_credit_touch")
        ):
            found[kind].add(record_id)
            row_ids.append(row_id)
        return found, row_ids

    @api.model
    def _find_touched(self, scope, found):
        """Return the ids of the debtors of a company whose figures may be others by what was noted.

        :param Scope scope: what ``kam.credit.ledger._scope`` says of the company
        :param dict found: see :meth:`_read`
        :rtype: set
        """
        debtor_ids = set(found.get("partner", ()))
        for kind, (table, column, partner) in self._get_kinds().items():
            if found.get(kind):
                rows = self.env.execute_query(
                    SQL(
                        "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s)",
                        SQL.identifier(partner),
                        SQL.identifier(table),
                        SQL.identifier(column),
                        list(found[kind]),
                    )
                )
                debtor_ids.update(debtor_id for [debtor_id] in rows)
        item_ids = set(found.get("item", ()))
        if found.get("party"):
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM account_move_line WHERE partner_id = ANY(%s)",
                    list(found["party"]),
                )
            )
            item_ids.update(item_id for [item_id] in rows)
        return debtor_ids | self._find_debtors_of(scope, item_ids, found.get("entry", ()))

    @api.model
    def _find_passed(self, company, since, today, scope):
        """Return the ids of the debtors for whom the days that passed change something.

        To be extended.

        :param res.company company: a root
        :param date since: the day of the figures, before today
        :param date today: the day that they are to be of
        :param Scope scope: what ``kam.credit.ledger._scope`` says of the company
        :rtype: set
        """
        # sudo: figures follow from the policy, whoever has them computed
        grace_days = company.sudo().kam_credit_grace_days
        before, now = window(since, grace_days), window(today, grace_days)
        rows = self.env.execute_query(touched.by_passing(scope, before, now))
        items = self.env.execute_query(touched.matched_between(before, now))
        disputed = {
            line_id
            for line_id, first, end in scope.disputed
            if since < first <= today or (end and since < end <= today)
        }
        item_ids = {item_id for [item_id] in items} | disputed
        found = {debtor_id for [debtor_id] in rows if debtor_id}
        return found | self._find_debtors_of(scope, item_ids, ())

    @api.model
    def _find_debtors_of(self, scope, item_ids, entry_ids):
        if not item_ids and not entry_ids:
            return set()
        rows = self.env.execute_query(touched.of_items(scope, item_ids, entry_ids))
        return {debtor_id for [debtor_id] in rows if debtor_id}

    @api.model
    def _forget(self, row_ids):
        """Delete what the figures to be computed will know of.

        :param list row_ids: of rows that were read in this transaction
        """
        if row_ids:
            self.env.cr.execute(
                SQL("DELETE FROM kam_credit_touch WHERE id = ANY(%s)", list(row_ids))
            )
