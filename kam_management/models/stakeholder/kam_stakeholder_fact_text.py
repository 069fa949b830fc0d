from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.tools import SQL


class KamStakeholderFact(models.Model):
    """What a personal fact says, and the one place that reads it.

    The column ``body`` is no field of Odoo. What is no field cannot be searched, grouped, sorted,
    related to, tracked, exported or read by a template or as superuser: whoever reads goes
    through :meth:`_fetch_texts`, which writes the log.
    """

    _inherit = "kam.stakeholder.fact"

    text = fields.Text(
        string="Fact",
        compute="_compute_text",
        inverse="_inverse_text",
        groups="kam_management.group_kam_representative",
        help="What is known. Each opening, export and print is logged.",
    )

    def init(self):
        """Add the column that no field stands for."""
        super().init()
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS body text",
                SQL.identifier(self._table),
            )
        )

    # The reader is part of the key of the cache: nobody finds what another one has opened.
    @api.depends_context("uid")
    def _compute_text(self):
        """Read the texts for a user. Code that runs as superuser is given nothing."""
        readable = self.browse()
        if not self.env.su:
            readable = self._origin.filtered("id")._filtered_access("read")
        texts = readable._fetch_texts("open")
        for fact in self:
            fact.text = texts.get(fact._origin.id, False)

    def _inverse_text(self):
        for fact in self:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET body = %s WHERE id = %s",
                    SQL.identifier(self._table),
                    fact.text,
                    fact.id,
                )
            )

    def _fetch_texts(self, how):
        """Return what the facts say, and log it. The caller has checked who may read them.

        :param str how: a value of ``kam.stakeholder.access.how``
        :return: dict id of the fact -> text; nothing for those that were erased
        """
        if not self:
            return {}
        self._log_access(how)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, body FROM %s WHERE id IN %s AND body IS NOT NULL",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        return dict(rows)

    def _remove_texts(self):
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET body = NULL WHERE id IN %s",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["text"])

    def _log_access(self, how):
        """Write who did what with which fact, once per fact, way and request.

        :param str how: a value of ``kam.stakeholder.access.how``
        :raise ReadOnlySqlTransaction: on a read-only cursor; Odoo repeats the request on a
            cursor that can write
        """
        if self and getattr(self.env.cr, "readonly", False):
            raise ReadOnlySqlTransaction("The opening of personal facts has to be logged")
        # forgotten with the transaction, also when a part of it is rolled back
        logged = self.env.cr.precommit.data.setdefault("kam.stakeholder.access", set())
        new = self.filtered(lambda fact: (fact.id, how) not in logged)
        # what is exported or printed is opened as well: one row says it
        logged.update((fact_id, way) for fact_id in new.ids for way in {how, "open"})
        # sudo: the log says of which account and kind the fact is
        new_sudo = new.sudo()
        self.env["kam.stakeholder.access"]._append(
            [
                {
                    "account_id": fact.account_id.id,
                    "company_id": fact.company_id.id,
                    "stakeholder_ref": fact.stakeholder_id.id,
                    "fact_ref": fact.id,
                    "fact_kind": fact.kind,
                    "user_id": self.env.uid,
                    "how": how,
                }
                for fact in new_sudo
            ]
        )

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Log as an export what an export is going to read, on whatever way it got here."""
        if any(path and path[0] == "text" for path in fields) and not self.env.su:
            self._filtered_access("read")._log_access("export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
