from odoo.tools import SQL


def uninstall_hook(env):
    """Drop the function behind the triggers of guarded tables.

    The tables themselves go with the models; a function without a table would
    otherwise stay in the database for good.
    """
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_guard() CASCADE"))
