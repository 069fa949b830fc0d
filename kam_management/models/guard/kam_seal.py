import hashlib
import json
import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

from ... import relations, transactions
from ...wording import for_readers

_logger = logging.getLogger(__name__)
BATCH_SIZE = 1000
# Transactions that began longer ago than this have come to their end.
SETTLED = timedelta(hours=1)

# What the digest of a seal is made of, besides the digest before.
CHAINED_FIELDS = (
    "number",
    "date",
    "date_until",
    "res_model",
    "scope",
    "row_count",
    "content_digest",
)


def digest_of(text):
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


class KamSeal(models.Model):
    """A digest over rows that had become final, chained to the seal before.

    Each night the guarded rows that became final are sealed, some rows of one model at a time. A
    last seal without rows closes the run: it says of which models everything older is sealed. Who
    knows the digest of one seal can tell later whether anything that lies before it was changed,
    taken away or added, by whatever means.

    ``kam_seal_verification``: whether everything is still as it was sealed.
    """

    _name = "kam.seal"
    _description = "Seal"
    _inherit = ["kam.history.mixin"]
    _order = "number desc"
    _rec_name = "number"

    _is_sealed = False

    number = fields.Integer(required=True, readonly=True, aggregator=None)
    previous_id = fields.Many2one(
        "kam.seal", string="Seal Before", readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Sealed On", required=True, readonly=True)
    date_until = fields.Datetime(
        string="Final Before",
        required=True,
        readonly=True,
        help="Rows that became final later are not sealed here.",
    )
    res_model = fields.Char(string="Technical Model", readonly=True)
    model_label = fields.Char(string="Sealed", compute="_compute_model_label")
    scope = fields.Json(
        required=True,
        readonly=True,
        help="What the digests of the rows are made of; of a seal that closes a run, the models of "
        "which everything older is sealed.",
    )
    row_count = fields.Integer(string="Rows", required=True, readonly=True)
    content_digest = fields.Char(
        string="Digest of the Rows",
        required=True,
        readonly=True,
        help="SHA-256 of the list of the rows with their digests.",
    )
    digest = fields.Char(
        required=True,
        readonly=True,
        index=True,
        help="SHA-256 of the digest before and of what this seal says. It stands for all rows that "
        "were sealed until then.",
    )
    line_ids = relations.One2many("kam.seal.line", "seal_id", string="Sealed Rows", readonly=True)

    _number_uniq = models.Constraint("UNIQUE(number)", "There is a seal with this number already.")

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        for seal in self:
            if seal.res_model:
                seal.model_label = self.env["ir.model"]._get(seal.res_model).name or seal.res_model
            else:
                seal.model_label = self.env._("End of a run")

    @api.depends("number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = self.env._("Seal %s", seal.number)

    # ------------------------------------------------------------------
    # what is sealed
    # ------------------------------------------------------------------

    @api.model
    def _get_sealed_models(self):
        """Return the names of the models whose final rows are sealed: all guarded ones."""
        names = self.env.registry.descendants(["kam.guarded.mixin"], "_inherit")
        return sorted(
            name for name in names if not self.env[name]._abstract and self.env[name]._is_sealed
        )

    @api.model
    def _get_columns(self, model):
        """Return the names of the fields that the digest of a row is made of."""
        return sorted(
            name
            for name, field in model._fields.items()
            if (field.store and field.column_type) or name in model._guard_relations
        )

    @api.model
    def _digest_sql(self, model, columns):
        """Return the SQL of the digest of a row of the model's table, which is called ``entry``.

        :param model: the model
        :param columns: names of fields, many2many ones among them
        """
        return SQL(
            "(SELECT encode(sha256(convert_to(to_jsonb(content)::text, 'UTF8')), 'hex')"
            " FROM (SELECT %s) AS content)",
            SQL(", ").join(
                SQL("%s AS %s", self._column_sql(model, name), SQL.identifier(name))
                for name in columns
            ),
        )

    @api.model
    def _column_sql(self, model, name):
        field = model._fields.get(name)
        if field and field.type == "many2many":
            return SQL(
                "ARRAY(SELECT %s FROM %s WHERE %s = entry.id ORDER BY 1)",
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
        column = SQL.identifier("entry", name)
        if field and field.column_type[0] == "bytea":
            # what is bulky is sealed by its checksum
            return SQL("encode(sha256(%s), 'hex')", column)
        return column

    @api.model
    def _final_sql(self, model):
        """Return the SQL condition of rows that nothing changes any more."""
        if not model._guard_state_field:
            return SQL("TRUE")
        return SQL(
            "%s IN %s",
            SQL.identifier("entry", model._guard_state_field),
            tuple(model._guard_final_states),
        )

    # ------------------------------------------------------------------
    # job
    # ------------------------------------------------------------------

    @api.model
    def _cron_seal(self, until=None):
        """Seal what has become final, and close the run.

        :param datetime until: what became final later is left to the next run; by default what the
            last hour brought
        """
        until = until or (self.env.cr.now() - SETTLED).replace(microsecond=0)
        job = transactions.as_job(self)
        is_done = transactions.run_batches(
            self.env,
            [
                (job._find_unsealed(job.env[name], until), partial(job._seal_rows, until))
                for name in self._get_sealed_models()
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )
        if is_done:
            self._close(until)._mail()

    @api.model
    def _find_unsealed(self, model, until):
        """Return the final rows of a model that are under no seal yet."""
        model.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT entry.id FROM %(table)s AS entry"
                " WHERE %(final)s AND coalesce(entry.write_date, '-infinity') < %(until)s"
                " AND NOT EXISTS (SELECT 1 FROM kam_seal_line AS line"
                " WHERE line.res_model = %(model)s AND line.res_id = entry.id)"
                " ORDER BY entry.id",
                table=SQL.identifier(model._table),
                final=self._final_sql(model),
                until=until,
                model=model._name,
            )
        )
        # sudo: what is sealed is nobody's in particular
        return model.sudo().browse(row_id for (row_id,) in rows)

    @api.model
    def _seal_rows(self, until, rows):
        """Make one seal over some rows of one model."""
        columns = self._get_columns(rows)
        digests = self.env.execute_query(
            SQL(
                "SELECT entry.id, %s FROM %s AS entry WHERE entry.id IN %s ORDER BY entry.id",
                self._digest_sql(rows, columns),
                SQL.identifier(rows._table),
                tuple(rows.ids),
            )
        )
        listed = "\n".join(f"{row_id}:{digest}" for row_id, digest in digests)
        seal = self._append_seal(until, rows._name, columns, len(digests), listed)
        self.env["kam.seal.line"]._append(
            [
                {
                    "seal_id": seal.id,
                    "res_model": rows._name,
                    "res_id": row_id,
                    "digest": digest,
                }
                for row_id, digest in digests
            ]
        )
        _logger.info("Seal %s: %s rows of %s", seal.number, len(digests), rows._name)

    @api.model
    def _close(self, until):
        """Make the seal that says of which models everything older is sealed."""
        return self._append_seal(until, False, self._get_sealed_models(), 0, "")

    @api.model
    def _append_seal(self, until, model_name, scope, row_count, listed):
        # sudo: the chain is one, whoever may read it
        previous = self.sudo().search([], limit=1)
        vals = {
            "number": previous.number + 1,
            "date": fields.Datetime.now(),
            "date_until": until,
            "res_model": model_name,
            "scope": scope,
            "row_count": row_count,
            "content_digest": digest_of(listed),
        }
        digest = self._chain(previous.digest, vals)
        return self._append([{**vals, "previous_id": previous.id, "digest": digest}])

    @api.model
    def _chain(self, previous_digest, vals):
        """Return the digest of a seal.

        :param previous_digest: digest of the seal before, or a false value
        :param dict vals: the values of ``CHAINED_FIELDS``
        """
        said = {
            **{name: vals[name] or "" for name in CHAINED_FIELDS},
            "date": fields.Datetime.to_string(vals["date"]),
            "date_until": fields.Datetime.to_string(vals["date_until"]),
            "before": previous_digest or "",
        }
        return digest_of(json.dumps(said, sort_keys=True))

    # ------------------------------------------------------------------
    # handing it over
    # ------------------------------------------------------------------

    def _mail(self):
        """Queue a mail with the digest to the auditor whom the settings name."""
        self.ensure_one()
        # sudo: the address is a setting that the job reads
        settings_sudo = self.env["ir.config_parameter"].sudo()
        recipient = settings_sudo.get_param("kam_management.seal_recipient")
        if not recipient:
            return
        # the auditor is written to in the language of the company
        own = for_readers(self)
        # sudo: the job writes, whoever may write mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": own.env._(
                    "%(seal)s of key account management: %(digest)s",
                    seal=own.display_name,
                    digest=own.digest,
                ),
                "email_to": recipient,
                "body_html": own.env["ir.qweb"]._render("kam_management.seal_document", {"o": own}),
            }
        )

    def action_print(self):
        """Print the seal, to be kept outside of the system.

        :return: a report action
        :raise AccessError: for whoever may not read seals
        """
        self.check_access("read")
        return self.env.ref("kam_management.action_report_kam_seal").report_action(self)
