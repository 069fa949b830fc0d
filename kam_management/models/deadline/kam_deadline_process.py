import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import protection
from ...rules import deadlines

# Columns of a new row, in the order in which they are inserted.
COLUMNS = {
    "id": "int",
    "kind_id": "int",
    "code": "varchar",
    "audience": "varchar",
    "res_model": "varchar",
    "res_id": "int",
    "slot": "varchar",
    "title": "varchar",
    "company_id": "int",
    "unit_id": "int",
    "role": "varchar",
    "department_id": "int",
    "date_open": "date",
    "date_due": "date",
    "date_due_first": "date",
}
# What an open duty takes over when it is opened again.
RENEWED = ("title", "unit_id", "role", "department_id")


class KamDeadline(models.Model):
    """What processes do with duties: open, move, close and cancel them, many at a time."""

    _inherit = "kam.deadline"

    @api.model
    def _open(self, vals_list):
        """Open duties; of a key that is open already, the open duty is brought up to date.

        :param list vals_list: dicts with ``kind`` (its code), ``res_model``, ``res_id``,
            ``company_id`` and ``date_due`` (a date); optional ``slot``, ``title`` (by default the
            name of the document), ``unit_id``, ``role``, ``department_id``, ``user_ids`` (ids, for
            kinds that are owed by people), ``audience`` (by default that of the kind) and
            ``date_open`` (by default today in the company). The last entry of a key wins.
        :return: the open duties, one per key
        :raise KeyError: for a kind that no addon has brought
        """
        protection.check_caller(self.env, "_open")
        if not vals_list:
            return self
        # sudo: processes open duties on behalf of people who have no right to write them
        model = self.sudo()
        rows = model._prepare_rows(vals_list)
        present = model._find_by_keys(rows)
        fresh = {key: row for key, row in rows.items() if key not in present}
        model._renew({present[key]: row for key, row in rows.items() if key in present})
        made = model._insert(fresh)
        found = {**present, **made}
        owed_by = {
            found[key]: row["user_ids"] for key, row in rows.items() if row["user_ids"] is not None
        }
        opened = model.concat(*found.values())
        opened._assign(owed_by)
        return opened.with_env(self.env)

    @api.model
    def _prepare_rows(self, vals_list):
        """Return the rows to be opened: dict key -> dict of columns and ``user_ids``."""
        kinds = self.env["kam.deadline.kind"]._by_code({vals["kind"] for vals in vals_list})
        companies = self.env["res.company"].browse({vals["company_id"] for vals in vals_list})
        todays = {company.id: company._kam_today() for company in companies}
        titles = self._find_titles([vals for vals in vals_list if not vals.get("title")])
        rows = {}
        for vals in vals_list:
            kind = kinds[vals["kind"]]
            key = (kind.id, vals["res_model"], vals["res_id"], vals.get("slot") or "")
            rows[key] = {
                "kind_id": kind.id,
                "code": kind.code,
                "audience": vals.get("audience") or kind.audience,
                "res_model": vals["res_model"],
                "res_id": vals["res_id"],
                "slot": vals.get("slot") or "",
                "title": vals.get("title") or titles[vals["res_model"], vals["res_id"]],
                "company_id": vals["company_id"],
                "unit_id": vals.get("unit_id") or None,
                "role": vals.get("role") or kind.role or None,
                "department_id": vals.get("department_id") or None,
                "date_open": vals.get("date_open") or todays[vals["company_id"]],
                "date_due": vals["date_due"],
                "date_due_first": vals["date_due"],
                "user_ids": vals.get("user_ids"),
            }
        return rows

    @api.model
    def _get_columns(self):
        """Return the columns of a new row: dict name -> type. Extended by other layers."""
        return COLUMNS

    @api.model
    def _find_titles(self, vals_list):
        """Return the names of the documents of duties: dict (model, id) -> name."""
        ids_by_model = {}
        for vals in vals_list:
            ids_by_model.setdefault(vals["res_model"], set()).add(vals["res_id"])
        return {
            (model, document.id): document.display_name
            for model, ids in ids_by_model.items()
            # sudo: whoever owes a duty sees its document's name
            for document in self.env[model].sudo().browse(ids)
        }

    @api.model
    def _find_by_keys(self, keys):
        """Return the open duties of some keys: dict key -> duty."""
        kinds, res_models, res_ids, _slots = (set(part) for part in zip(*keys, strict=True))
        candidates = self.search_fetch(
            Domain("state", "=", "open")
            & Domain("kind_id", "in", list(kinds))
            & Domain("res_model", "in", list(res_models))
            & Domain("res_id", "in", list(res_ids)),
            ["kind_id", "res_model", "res_id", "slot", "date_due", *RENEWED],
        )
        return {key: duty for duty in candidates if (key := duty._get_key()) in keys}

    def _get_key(self):
        self.ensure_one()
        return (self.kind_id.id, self.res_model, self.res_id, self.slot)

    @api.model
    def _insert(self, rows):
        """Insert rows by one statement, however many; return dict key -> duty.

        Two transactions that open the same key at once: one of them fails to serialise and is
        repeated, and then finds the duty open.
        """
        if not rows:
            return {}
        sequence = f"{self._table}_id_seq"
        self.env.cr.execute(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, len(rows))
        )
        ids = [row_id for (row_id,) in self.env.cr.fetchall()]
        payload = [{**row, "id": row_id} for row_id, row in zip(ids, rows.values(), strict=True)]
        names = self._get_columns()
        columns = SQL(", ").join(map(SQL.identifier, names))
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in names.items()
        )
        protection.announce_statement(self)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kam_deadline (%(columns)s, state, level, days_late,
                    days_late_before, create_uid, create_date, write_uid, write_date)
                SELECT %(columns)s, 'open', 0, 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM jsonb_to_recordset(%(payload)s::jsonb) AS row (%(types)s)
                """,
                columns=columns,
                uid=self.env.uid,
                now=self.env.cr.now(),
                payload=json.dumps(payload, default=fields.Date.to_string),
                types=types,
            )
        )
        made = self.browse(ids)
        # as create() would have it: what depends on the new rows, and what documents list
        made.modified(self._fields)
        for model in set(made.mapped("res_model")):
            if "deadline_ids" in self.env.get(model, ()):
                self.env[model].invalidate_model(["deadline_ids", "open_deadline_ids"])
        return dict(zip(rows, made, strict=True))

    def _renew(self, rows):
        """Bring open duties up to date with what they are opened with again."""
        for duty, row in rows.items():
            vals = {
                name: row[name] or False
                for name in RENEWED
                if row[name] != (duty[name].id if name.endswith("_id") else duty[name] or None)
            }
            if vals:
                duty._protected_write(vals)
            if row["date_due"] != duty.date_due:
                duty._set_due(row["date_due"], "updated")

    # ------------------------------------------------------------------
    # moving
    # ------------------------------------------------------------------

    @api.model
    def _move(self, records, kind, date_due, reason, slot=None):
        """Give open duties another last day; the one before stays in their history.

        :param records: documents of one model
        :param str kind: code of the kind
        :param date date_due: the new last day
        :param str reason: a code of ``_get_reasons``, or what somebody wrote
        :param str slot: only the duty of this slot; None for all
        :return: the duties
        """
        protection.check_caller(self.env, "_move")
        duties = self._find_open(records, kind, slot)
        for duty in duties:
            duty._set_due(date_due, reason)
        return duties

    def _set_due(self, date_due, reason):
        self.ensure_one()
        if date_due == self.date_due:
            return
        today = self.company_id._kam_today()
        self.env["kam.deadline.move"]._append(
            [
                {
                    "deadline_id": self.id,
                    "date_from": self.date_due,
                    "date_to": date_due,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
            ]
        )
        self._protected_write(
            {
                "date_due": date_due,
                "days_late_before": self.days_late_before
                + deadlines.days_late(self.date_due, today),
                "date_reminded": False,
                "date_passed": False,
            }
        )

    # ------------------------------------------------------------------
    # ending
    # ------------------------------------------------------------------

    @api.model
    def _close(self, records, kind, slot=None, day=None, by=None, on_behalf_of=None):
        """End open duties that were done: kept, or late with the days.

        :param records: documents of one model
        :param kind: code of the kind, or several codes
        :param str slot: only the duty of this slot; None for all
        :param date day: when it was done; by default today in the company
        :param by: who did it; by default the user
        :param on_behalf_of: for whom, if somebody acted for somebody else
        :return: the duties that ended
        """
        protection.check_caller(self.env, "_close")
        return self._find_open(records, kind, slot)._end(
            day=day, by=by or self.env.user, on_behalf_of=on_behalf_of
        )

    def _end(self, day=None, by=None, on_behalf_of=None):
        """End these open duties as done."""
        by_outcome = {}
        for duty in self:
            done = day or duty.company_id._kam_today()
            late = duty.days_late_before + deadlines.days_late(duty.date_due, done)
            by_outcome.setdefault((done, late), []).append(duty.id)
        for (done, late), ids in by_outcome.items():
            self.browse(ids)._protected_write(
                {
                    "state": "late" if late else "kept",
                    "date_done": done,
                    "days_late": late,
                    "done_by_id": by.id if by else False,
                    "on_behalf_of_id": on_behalf_of.id if on_behalf_of else False,
                }
            )
        return self

    @api.model
    def _cancel(self, records, reason, kind=None, slot=None):
        """End open duties that are owed no more: cancelled, or missed when their day has passed.

        :param records: documents of one model
        :param str reason: a code of ``_get_reasons``, or what somebody wrote
        :param kind: code of the kind, or several codes; None for all
        :param str slot: only the duty of this slot; None for all
        :return: the duties that ended
        """
        protection.check_caller(self.env, "_cancel")
        return self._find_open(records, kind, slot)._drop(reason)

    def _drop(self, reason):
        """End these open duties as owed no more."""
        by_outcome = {}
        for duty in self:
            today = duty.company_id._kam_today()
            late = duty.days_late_before + deadlines.days_late(duty.date_due, today)
            by_outcome.setdefault((today, late), []).append(duty.id)
        for (today, late), ids in by_outcome.items():
            self.browse(ids)._protected_write(
                {
                    "state": "missed" if late else "cancelled",
                    "date_done": today,
                    "days_late": late,
                    "reason": reason,
                }
            )
        return self

    @api.model
    def _find_open(self, records, kind=None, slot=None):
        """Return the open duties of documents of one model."""
        domain = (
            Domain("state", "=", "open")
            & Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids)
        )
        if kind is not None:
            domain &= Domain("code", "in", [kind] if isinstance(kind, str) else list(kind))
        if slot is not None:
            domain &= Domain("slot", "=", slot)
        # sudo: a process ends what it opened, whoever may see it
        return self.sudo().search(domain, order="id")
