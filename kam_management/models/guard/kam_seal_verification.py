from odoo import api, models
from odoo.tools import SQL, sql

from ... import wording
from .kam_seal import CHAINED_FIELDS, digest_of

# As many findings of one kind are named; the first one matters.
SHOWN = 10


class KamSeal(models.Model):
    """Whether everything under a seal is still as it was sealed."""

    _inherit = "kam.seal"

    def action_verify(self):
        """Tell whether everything that was sealed up to this seal is as it was then.

        The first row that differs, is missing or was added is named. Of several seals the last one
        is verified, which stands for those before.

        :return: an action that shows the result
        :raise AccessError: for whoever may not read seals
        """
        self.check_access("read")
        last = self.sorted("number")[-1:]
        faults = last._find_faults()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if faults else "success",
                "sticky": True,
                "title": last._get_verdict(faults),
                "message": " ".join(f"• {fault}" for fault in faults),
            },
        }

    def _get_verdict(self, faults):
        """Return in one sentence whether everything up to this seal is as it was sealed."""
        self.ensure_one()
        if faults:
            return self.env._("Up to seal %s, not everything is as it was sealed.", self.number)
        return self.env._(
            "Everything up to seal %(number)s is as it was sealed: %(rows)s rows",
            number=self.number,
            # sudo: how many rows there are is no secret
            rows=sum(self.sudo()._get_chain().mapped("row_count")),
        )

    def _get_chain(self):
        """Return the seals up to this one, the first one first."""
        return self.search([("number", "<=", self.number)], order="number")

    def _find_faults(self):
        """Return what is not as it was sealed, as a list of texts, the seals themselves first."""
        self.ensure_one()
        self.env.flush_all()
        # sudo: a seal stands for everything, whatever the reader may see of it
        chain = self.sudo()._get_chain()
        chain.invalidate_recordset()
        faults = chain._find_chain_faults()
        over_rows = chain.filtered("res_model")
        for (name, columns), seals in over_rows.grouped(
            lambda seal: (seal.res_model, tuple(seal.scope))
        ).items():
            faults += seals._find_row_faults(name, columns)
        closing = (chain - over_rows)[-1:]
        for name in closing.scope or ():
            faults += closing._find_added(name)
        return faults

    def _find_chain_faults(self):
        """Return which seals of a chain are missing, or say something else by now."""
        lists = {
            seal_id: (count, digest)
            for seal_id, count, digest in self.env.execute_query(
                SQL(
                    "SELECT seal_id, count(*), encode(sha256(convert_to("
                    "string_agg(res_id || ':' || digest, %s ORDER BY res_id), 'UTF8')), 'hex')"
                    " FROM kam_seal_line WHERE seal_id IN %s GROUP BY seal_id",
                    "\n",
                    tuple(self.ids),
                )
            )
        }
        faults, before = [], self.browse()
        for seal in self:
            vals = {name: seal[name] for name in CHAINED_FIELDS}
            listed = lists.get(seal.id, (0, digest_of("")))
            if seal.number != before.number + 1:
                faults.append(self.env._("Seal %s is missing.", before.number + 1))
            elif (
                seal.digest != self._chain(before.digest, vals)
                or seal.previous_id != before
                or listed != (seal.row_count, seal.content_digest)
            ):
                faults.append(self.env._("Seal %s itself was changed.", seal.number))
            before = seal
        return faults[:SHOWN]

    def _find_row_faults(self, name, columns):
        """Return which rows under these seals differ or are missing.

        :param str name: their model
        :param columns: what their digests were made of
        """
        gone = self._find_gone(name, columns)
        if gone:
            return [
                self.env._(
                    "%(seal)s covers what does not exist any more, and cannot be compared: "
                    "%(gone)s.",
                    seal=self[0].display_name,
                    gone=wording.listed(self.env, gone),
                )
            ]
        model = self.env[name]
        rows = self.env.execute_query(
            SQL(
                "SELECT seal.number, line.res_id, entry.id FROM kam_seal_line AS line"
                " JOIN kam_seal AS seal ON seal.id = line.seal_id"
                " LEFT JOIN %(table)s AS entry ON entry.id = line.res_id"
                " WHERE line.seal_id IN %(seals)s AND line.res_model = %(model)s"
                " AND (entry.id IS NULL OR line.digest <> %(digest)s)"
                " ORDER BY seal.number, line.res_id LIMIT %(limit)s",
                table=SQL.identifier(model._table),
                seals=tuple(self.ids),
                model=name,
                digest=self._digest_sql(model, columns),
                limit=SHOWN,
            )
        )
        faults = []
        for number, row_id, present in rows:
            values = {
                "row": self.env["kam.seal.line"]._describe(name, row_id),
                "number": number,
            }
            if present:
                fault = self.env._("%(row)s differs from what seal %(number)s holds.", **values)
            else:
                fault = self.env._("%(row)s is missing, which seal %(number)s holds.", **values)
            faults.append(fault)
        return faults

    @api.model
    def _find_gone(self, name, columns):
        """Return the names of what digests were made of, and what the database has no more."""
        if name not in self.env:
            return [name]
        model = self.env[name]
        present = {
            *sql.table_columns(self.env.cr, model._table),
            *(fname for fname, field in model._fields.items() if field.type == "many2many"),
        }
        return [f"{name}.{column}" for column in columns if column not in present]

    def _find_added(self, name):
        """Return which rows claim to be older than the end of a run, and were not sealed by then.

        :param str name: their model, one of which this seal says that everything older is sealed
        """
        if name not in self.env:
            return []
        model = self.env[name]
        rows = self.env.execute_query(
            SQL(
                "SELECT entry.id, closing.number FROM %(table)s AS entry"
                " JOIN LATERAL (SELECT min(seal.number) AS number FROM kam_seal AS seal"
                " WHERE seal.res_model IS NULL AND seal.number <= %(number)s"
                " AND jsonb_exists(seal.scope, %(model)s)"
                " AND seal.date_until > coalesce(entry.write_date, '-infinity')) AS closing"
                " ON closing.number IS NOT NULL"
                " WHERE %(final)s AND NOT EXISTS (SELECT 1 FROM kam_seal_line AS line"
                " JOIN kam_seal AS seal ON seal.id = line.seal_id"
                " WHERE line.res_model = %(model)s AND line.res_id = entry.id"
                " AND seal.number < closing.number)"
                " ORDER BY closing.number, entry.id LIMIT %(limit)s",
                table=SQL.identifier(model._table),
                number=self.number,
                model=name,
                final=self._final_sql(model),
                limit=SHOWN,
            )
        )
        return [
            self.env._(
                "%(row)s was added: it claims to be older than seal %(number)s, and is under no "
                "seal before that one.",
                row=self.env["kam.seal.line"]._describe(name, row_id),
                number=number,
            )
            for row_id, number in rows
        ]
