from odoo.tools import SQL

FUNCTIONS = ("kam_history_refuse", "kam_transition_refuse", "kam_relation_refuse")


def migrate(cr, version):
    """One function stands behind the triggers of all guarded tables.

    Those before go with their triggers, whatever these are called and whichever addon made them;
    the models install theirs when their addon is upgraded, in the same run.
    """
    for name in FUNCTIONS:
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))
