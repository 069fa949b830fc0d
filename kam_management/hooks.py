from odoo.tools import SQL


def uninstall_hook(env):
    """Drop the functions behind the triggers of history and reviews.

    The tables themselves go with the models; a function without a table would
    otherwise stay in the database for good.
    """
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_history_refuse() CASCADE"))
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_transition_refuse() CASCADE"))
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_relation_refuse() CASCADE"))
