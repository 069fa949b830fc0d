from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

from ...rules.review_states import OPEN_REVIEW_STATES


class KamRemovedModel(models.Model):
    """A model whose addon was uninstalled: what it was called, and the ids that it has used up.

    Reviews, filed forms and histories name a record by its model and id, and stay as they are when
    the model goes. Should it come back, its ids go on behind those of this table: no later record
    ever takes the place of an earlier one.
    """

    _name = "kam.removed.model"
    _description = "Removed Model"
    _order = "model"

    model = fields.Char(string="Technical Name", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    last_id = fields.Integer(
        string="Last Id",
        required=True,
        readonly=True,
        aggregator=None,
        help="The highest id that a record of the model has had.",
    )
    sequence_code = fields.Char(
        string="Numbering", readonly=True, help="Code of the sequence that numbered its records."
    )

    _model_uniq = models.Constraint("UNIQUE(model)", "A removed model is noted once.")

    @api.model
    def _get_label(self, model):
        """Return what a kind of form is called, whether or not its addon is installed.

        :param str model: technical name
        """
        label = self.env["ir.model"]._get(model).name
        if not label:
            # sudo: what a form is called is no secret to whoever may read that it was decided
            label = self.sudo().search([("model", "=", model)], limit=1).name
        return label or self.env._("Form of an addon that is not installed")

    # ------------------------------------------------------------------
    # going
    # ------------------------------------------------------------------

    @api.model
    def _retire(self, models):
        """End what waits on models that are about to go, and keep what was filed of them.

        :param list models: technical names
        """
        if not models or self._is_all_leaving():
            return
        # sudo: what goes with a model goes for everybody, whoever removes it
        system = self.sudo()
        system.env.flush_all()
        system._note(models)
        of_models = Domain("res_model", "in", models)
        system.env["kam.approval.review"].search(
            of_models & Domain("state", "in", OPEN_REVIEW_STATES)
        )._cancel_open("form_gone")
        system.env["kam.deadline"].search(of_models & Domain("state", "=", "open"))._drop(
            "uninstalled"
        )
        system.env["kam.archive.entry"]._keep_documents(models)
        system.env["kam.approval.route"].with_context(active_test=False).search(
            [("model", "in", models)]
        ).unlink()
        # columns and tables go next
        system.env.flush_all()

    @api.model
    def _is_all_leaving(self):
        """Tell whether this addon itself is being uninstalled, with all that would be kept."""
        # sudo: the state of addons is asked for whoever removes a model
        own = self.env["ir.module.module"].sudo().search([("name", "=", "kam_management")])
        return own.state == "to remove"

    @api.model
    def _note(self, models):
        """Write down what models that go are called and have used up, if anything names them."""
        named = self._get_named_ids(models)
        forms = set(self.env["kam.approval.route"]._get_form_models())
        for model in models:
            if model in named or model in forms:
                last_id = max(named.get(model, 0), self._get_last_id(model))
                code = getattr(self.env.get(model), "_form_sequence", None)
                self._note_one(model, last_id, code)

    @api.model
    def _note_one(self, model, last_id, sequence_code):
        # in SQL, since names come with all their translations
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kam_removed_model AS removed
                       (model, name, last_id, sequence_code, create_uid, create_date,
                        write_uid, write_date)
                SELECT %(model)s,
                       coalesce(
                           (SELECT name FROM ir_model WHERE model = %(model)s),
                           jsonb_build_object('en_US', coalesce(
                               (SELECT form_label FROM kam_archive_entry
                                 WHERE res_model = %(model)s ORDER BY id DESC LIMIT 1),
                               %(model)s))),
                       %(last_id)s, %(code)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                    ON CONFLICT (model) DO UPDATE
                   SET name = CASE WHEN EXISTS (SELECT FROM ir_model WHERE model = %(model)s)
                                   THEN excluded.name ELSE removed.name END,
                       last_id = greatest(removed.last_id, excluded.last_id),
                       sequence_code = coalesce(excluded.sequence_code, removed.sequence_code),
                       write_uid = excluded.write_uid,
                       write_date = excluded.write_date
                """,
                model=model,
                last_id=last_id,
                code=sequence_code,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    @api.model
    def _get_references(self):
        """Return where our records name documents: table, column of the model, column of the id."""
        fields_by_table = [
            (model._table, field)
            for name, model in self.env.registry.items()
            if name.startswith("kam.") and model._auto and not model._abstract
            for field in model._fields.values()
            if field.type == "many2one_reference" and field.store
        ]
        return [
            (table, field.model_field, field.name)
            for table, field in fields_by_table
            # the columns of an addon that goes may have gone before its models
            if sql.column_exists(self.env.cr, table, field.name)
            and sql.column_exists(self.env.cr, table, field.model_field)
        ]

    @api.model
    def _get_named_ids(self, models=None):
        """Return the highest id by which our records name a document of each model.

        :param list models: technical names; all that are named by default
        :return: dict technical name -> id
        """
        named = {}
        for table, model_column, id_column in self._get_references():
            column = SQL.identifier(model_column)
            among = SQL("= ANY(%s)", list(models)) if models is not None else SQL("IS NOT NULL")
            self.env.cr.execute(
                SQL(
                    "SELECT %s, max(%s) FROM %s WHERE %s %s GROUP BY 1",
                    column,
                    SQL.identifier(id_column),
                    SQL.identifier(table),
                    column,
                    among,
                )
            )
            for model, last_id in self.env.cr.fetchall():
                named[model] = max(named.get(model, 0), last_id or 0)
        return named

    # ------------------------------------------------------------------
    # coming back
    # ------------------------------------------------------------------

    @api.model
    def _continue_ids(self, models):
        """Let models that were removed before go on behind the ids they have used up.

        :param models: technical names of models whose tables were just made or checked
        """
        # in SQL: called while models are set up, when the columns of some are still to come
        self.env.cr.execute(
            SQL("SELECT model, last_id FROM kam_removed_model WHERE model = ANY(%s)", list(models))
        )
        for model, last_id in self.env.cr.fetchall():
            self._raise_ids(model, last_id)

    @api.model
    def _raise_ids(self, model, last_id):
        """Let the next id of a model be higher than one that was used."""
        if not self._has_table(model):
            return
        self.env.cr.execute(
            SQL(
                """
                SELECT setval(ids.name, %(last_id)s)
                  FROM (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS name) AS ids
                 WHERE coalesce(pg_sequence_last_value(ids.name), 0) < %(last_id)s
                """,
                last_id=last_id,
                table=self._get_table(model),
            )
        )

    @api.model
    def _get_last_id(self, model):
        """Return the last id that a model has given to a record; 0 for a model without a table."""
        if not self._has_table(model):
            return 0
        self.env.cr.execute(
            SQL(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)",
                self._get_table(model),
            )
        )
        return self.env.cr.fetchone()[0] or 0

    @api.model
    def _has_table(self, model):
        kind = sql.table_kind(self.env.cr, self._get_table(model))
        return kind == sql.TableKind.Regular

    @api.model
    def _get_table(self, model):
        # an addon may be updated to a version without the model: then the table stays
        return self.env[model]._table if model in self.env else model.replace(".", "_")
