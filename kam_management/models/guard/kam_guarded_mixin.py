import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tools import SQL, split_every

from ... import protection

# As many rows as the ORM puts into one statement.
STATEMENT_ROWS = 100

# What a trigger is told of its table, as JSON:
#   state, finals: column that holds the state, and its last values; without a state, rows are
#       final from the beginning
#   mutable: columns that change until then
#   owner, column: for the table of a many2many, the table of the records that it belongs to, and
#       its own column that names them; rows follow the state of that record
#   fixed: whether what was once added there stays from the beginning
GUARD_FUNCTION = """
    CREATE OR REPLACE FUNCTION kam_guard() RETURNS trigger AS $$
    DECLARE
        rule jsonb := TG_ARGV[0]::jsonb;
        entry jsonb;
        state text;
    BEGIN
        IF TG_WHEN = 'AFTER' THEN
            -- what was announced is one statement
            PERFORM set_config('kam.process', '', TRUE);
            RETURN NULL;
        END IF;
        IF TG_LEVEL = 'STATEMENT' THEN
            NULL;
        ELSIF rule ? 'owner' THEN
            IF TG_OP = 'INSERT' THEN
                entry := to_jsonb(NEW);
            ELSIF TG_OP = 'DELETE' AND NOT (rule ->> 'fixed')::boolean THEN
                entry := to_jsonb(OLD);
            END IF;
            IF entry IS NOT NULL THEN
                EXECUTE 'SELECT ' || quote_ident(rule ->> 'state') || ' FROM '
                    || quote_ident(rule ->> 'owner') || ' WHERE id = $1'
                    INTO state USING (entry ->> (rule ->> 'column'))::integer;
                IF state IS NULL OR NOT rule -> 'finals' ? state THEN
                    RETURN CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
                END IF;
            END IF;
        ELSIF current_setting('kam.process', TRUE) = TG_TABLE_NAME THEN
            IF TG_OP = 'INSERT' THEN
                RETURN NEW;
            ELSIF TG_OP = 'UPDATE' AND rule ? 'state' THEN
                state := to_jsonb(OLD) ->> (rule ->> 'state');
                entry := rule -> 'mutable';
                IF NOT rule -> 'finals' ? state
                    AND to_jsonb(OLD) - ARRAY(SELECT jsonb_array_elements_text(entry))
                        = to_jsonb(NEW) - ARRAY(SELECT jsonb_array_elements_text(entry))
                THEN
                    RETURN NEW;
                END IF;
            END IF;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            TABLE = TG_TABLE_NAME,
            MESSAGE = 'What ' || TG_TABLE_NAME || ' holds is written by its process alone, and '
                || 'cannot be changed or deleted otherwise (' || TG_OP || ').';
    END
    $$ LANGUAGE plpgsql
"""


class KamGuardedMixin(models.AbstractModel):
    """Rows that only a process writes, and that are final after a few states.

    Until a row reaches one of ``_guard_final_states`` the process changes
    ``_guard_mutable_fields``; afterwards nobody changes anything, and no row is ever deleted. The
    many2many fields in ``_guard_relations`` become final with the row; those in
    ``_guard_fixed_relations`` as well are never taken away from.

    Everything that is stored is protected as in ``kam.protected.mixin``. A trigger refuses what
    goes past it: each statement has to be announced, and announced is what a process has just been
    allowed to do. Who is superuser of the database itself can still switch the trigger off; the
    seals (``kam.seal``) show what was done then.

    A guarded model has no stored computed field that changes once the row is final, and no new
    column with a default: both would update final rows (a migration that adds the column with
    ``ALTER TABLE … ADD COLUMN … DEFAULT`` fills it without updating any). Its many2one fields are
    ``ondelete="restrict"``.
    """

    _name = "kam.guarded.mixin"
    _description = "Guarded Rows"
    _inherit = ["kam.protected.mixin"]

    _is_guarded = True
    _guard_state_field = "state"
    _guard_final_states = ()
    _guard_mutable_fields = ()
    _guard_relations = ()
    _guard_fixed_relations = ()
    # whether final rows are sealed, see kam.seal
    _is_sealed = True

    def init(self):
        """Install the triggers on the tables of each concrete model."""
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(SQL(GUARD_FUNCTION))
        self._install_guard(self._table, self._prepare_guard())
        for name in self._guard_relations:
            field = self._fields[name]
            self._install_guard(
                field.relation,
                {
                    **self._prepare_guard(),
                    "owner": self._table,
                    "column": field.column1,
                    "fixed": name in self._guard_fixed_relations,
                },
            )

    def _prepare_guard(self):
        """Return what the trigger is told of the model's own table."""
        if not self._guard_state_field:
            return {}
        return {
            "state": self._guard_state_field,
            "finals": list(self._guard_final_states),
            "mutable": [*self._guard_mutable_fields, "write_uid", "write_date"],
        }

    def _install_guard(self, table, rule):
        triggers = [
            ("guard_row", SQL("BEFORE INSERT OR UPDATE OR DELETE"), SQL("ROW")),
            ("guard_statement", SQL("BEFORE TRUNCATE"), SQL("STATEMENT")),
        ]
        if "owner" not in rule:
            triggers.append(("guard_done", SQL("AFTER INSERT OR UPDATE"), SQL("STATEMENT")))
        for suffix, events, level in triggers:
            name = SQL.identifier(f"{table}_{suffix}")
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, SQL.identifier(table)))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s %s ON %s FOR EACH %s EXECUTE FUNCTION kam_guard(%s)",
                    name,
                    events,
                    SQL.identifier(table),
                    level,
                    json.dumps(rule),
                )
            )

    # ------------------------------------------------------------------
    # what the mixin owns
    # ------------------------------------------------------------------

    @api.model
    def _get_protected_fields(self):
        """See the base method: everything that is stored."""
        return self._get_stored_fields()

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It is written by the processes only, and stays as it was written.")

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: only processes add rows.

        :raise UserError: always, unless there is nothing to add
        """
        if vals_list:
            raise UserError(
                self.env._(
                    "%(model)s is written by the processes only; nobody adds to it by hand.",
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        return super()._complete_create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse to delete, to processes as well.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                "%(model)s: what is written there stays and cannot be deleted.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )

    # ------------------------------------------------------------------
    # the statements of the ORM, announced one by one
    # ------------------------------------------------------------------

    @api.model
    def _create(self, data_list):
        if not protection.may_insert(self, [data["stored"] for data in data_list]):
            return super()._create(data_list)
        rows = self.browse()
        for some in split_every(STATEMENT_ROWS, data_list, list):
            protection.announce_statement(self)
            rows += super()._create(some)
        return rows

    def _write_multi(self, vals_list):
        # what follows: from a relation written, which is no column, and from other fields
        following = {*LOG_ACCESS_COLUMNS} | {
            name for name, field in self._fields.items() if field.compute
        }
        rows_by_columns = {}
        for row_id, vals in zip(self._ids, vals_list, strict=True):
            rows_by_columns.setdefault(frozenset(vals), []).append((row_id, vals))
        for names, rows in rows_by_columns.items():
            given = names - following
            for some in split_every(STATEMENT_ROWS, rows, list):
                records = self.browse(row_id for row_id, _vals in some)
                if not given or protection.may_update(records, given):
                    protection.announce_statement(records)
                super(KamGuardedMixin, records)._write_multi([vals for _row_id, vals in some])
