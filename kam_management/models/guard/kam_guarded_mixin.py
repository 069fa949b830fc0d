from odoo import models
from odoo.tools import SQL

# Compares the row before and after, without the columns that the transition may change.
REFUSE_FUNCTION = """
    CREATE OR REPLACE FUNCTION kam_transition_refuse() RETURNS trigger AS $$
    DECLARE
        finals text[] := string_to_array(TG_ARGV[1], ',');
        mutable text[] := string_to_array(TG_ARGV[2], ',');
        state text;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            state := to_jsonb(OLD) ->> TG_ARGV[0];
            IF NOT (state = ANY(finals))
                AND to_jsonb(OLD) - mutable = to_jsonb(NEW) - mutable
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            TABLE = TG_TABLE_NAME,
            MESSAGE = 'What ' || TG_TABLE_NAME || ' holds cannot be changed or deleted ('
                || TG_OP || ').';
    END
    $$ LANGUAGE plpgsql
"""

# Rows of a many2many follow the state of the record they belong to. Arguments: table and state
# column of that record, the relation's column that names it, final states, "fixed" when what was
# added once stays.
RELATION_FUNCTION = """
    CREATE OR REPLACE FUNCTION kam_relation_refuse() RETURNS trigger AS $$
    DECLARE
        finals text[] := string_to_array(TG_ARGV[3], ',');
        entry jsonb;
        state text;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            entry := to_jsonb(NEW);
        ELSIF TG_OP = 'DELETE' AND TG_ARGV[4] <> 'fixed' THEN
            entry := to_jsonb(OLD);
        END IF;
        IF entry IS NOT NULL THEN
            EXECUTE 'SELECT ' || quote_ident(TG_ARGV[1]) || ' FROM ' || quote_ident(TG_ARGV[0])
                || ' WHERE id = $1' INTO state USING (entry ->> TG_ARGV[2])::integer;
            IF state IS NULL OR NOT (state = ANY(finals)) THEN
                RETURN CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
            END IF;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            TABLE = TG_ARGV[0],
            MESSAGE = 'What ' || TG_TABLE_NAME || ' holds cannot be changed or deleted ('
                || TG_OP || ').';
    END
    $$ LANGUAGE plpgsql
"""


class KamGuardedMixin(models.AbstractModel):
    """Rows that go through a few states and are then final: a trigger refuses everything else.

    Until a row reaches one of ``_guard_final_states`` only ``_guard_mutable_fields`` change;
    afterwards nothing does, and no row is ever deleted. The many2many fields in
    ``_guard_relations`` become final with the row; those in ``_guard_fixed_relations`` as well are
    never taken away from. In the ORM the fields are protected as in ``kam.protected.mixin``.
    """

    _name = "kam.guarded.mixin"
    _description = "Guarded Transition"
    _inherit = ["kam.protected.mixin"]

    _guard_state_field = "state"
    _guard_final_states = ()
    _guard_mutable_fields = ()
    _guard_relations = ()
    _guard_fixed_relations = ()

    def init(self):
        """Install the triggers on the tables of each concrete model."""
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(SQL(REFUSE_FUNCTION))
        finals = ",".join(self._guard_final_states)
        arguments = (
            self._guard_state_field,
            finals,
            ",".join([*self._guard_mutable_fields, "write_uid", "write_date"]),
        )
        function = SQL.identifier("kam_transition_refuse")
        self._install_guard(self._table, SQL("UPDATE OR DELETE"), SQL("ROW"), function, arguments)
        self._install_guard(self._table, SQL("TRUNCATE"), SQL("STATEMENT"), function, arguments)
        if not self._guard_relations:
            return
        self.env.cr.execute(SQL(RELATION_FUNCTION))
        function = SQL.identifier("kam_relation_refuse")
        for name in self._guard_relations:
            field = self._fields[name]
            arguments = (
                self._table,
                self._guard_state_field,
                field.column1,
                finals,
                "fixed" if name in self._guard_fixed_relations else "",
            )
            events = SQL("INSERT OR UPDATE OR DELETE")
            self._install_guard(field.relation, events, SQL("ROW"), function, arguments)
            events = SQL("TRUNCATE")
            self._install_guard(field.relation, events, SQL("STATEMENT"), function, arguments)

    def _install_guard(self, table, events, level, function, arguments):
        name = SQL.identifier(f"{table}_guard_{level.code.lower()}")
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, SQL.identifier(table)))
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s EXECUTE FUNCTION %s(%s)",
                name,
                events,
                SQL.identifier(table),
                level,
                function,
                SQL(", ").join(SQL("%s", argument) for argument in arguments),
            )
        )
