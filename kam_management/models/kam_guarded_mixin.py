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


class KamGuardedMixin(models.AbstractModel):
    """Rows that go through a few states and are then final: a trigger refuses everything else.

    Until a row reaches one of ``_guard_final_states`` only ``_guard_mutable_fields`` change;
    afterwards nothing does, and no row is ever deleted. In the ORM the fields are protected as in
    ``kam.protected.mixin``.
    """

    _name = "kam.guarded.mixin"
    _description = "Guarded Transition"
    _inherit = ["kam.protected.mixin"]

    _guard_state_field = "state"
    _guard_final_states = ()
    _guard_mutable_fields = ()

    def init(self):
        """Install the triggers on the table of each concrete model."""
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(SQL(REFUSE_FUNCTION))
        arguments = (
            self._guard_state_field,
            ",".join(self._guard_final_states),
            ",".join([*self._guard_mutable_fields, "write_uid", "write_date"]),
        )
        self._install_guard(self._table, SQL("UPDATE OR DELETE"), SQL("ROW"), arguments)
        self._install_guard(self._table, SQL("TRUNCATE"), SQL("STATEMENT"), arguments)

    def _install_guard(self, table, events, level, arguments):
        name = SQL.identifier(f"{table}_guard_{level.code.lower()}")
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, SQL.identifier(table)))
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s"
                " EXECUTE FUNCTION kam_transition_refuse(%s, %s, %s)",
                name,
                events,
                SQL.identifier(table),
                level,
                *arguments,
            )
        )
