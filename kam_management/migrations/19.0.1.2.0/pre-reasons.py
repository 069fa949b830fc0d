from odoo.tools import SQL


def migrate(cr, version):
    """Why forms ended is a code by now, or what somebody wrote: the texts until now stay that.

    All tables of forms are known by the columns of the engine, those of other addons included.
    """
    cr.execute(
        """
        SELECT table_name FROM information_schema.columns
         WHERE table_schema = current_schema
           AND column_name IN ('approval_round', 'approval_state', 'cancel_reason')
         GROUP BY table_name HAVING count(*) = 3
        """
    )
    for (table,) in cr.fetchall():
        cr.execute(
            SQL("ALTER TABLE %s RENAME COLUMN cancel_reason TO cancel_code", SQL.identifier(table))
        )
