from odoo.tools import SQL

from . import removal


def uninstall_hook(env):
    """Remove what Odoo leaves: what users saved, numberings, the function behind the triggers.

    The tables themselves go with the models; a function without a table would
    otherwise stay in the database for good.
    """
    removal.forget(env, "kam_management")
    removal.forget_numberings(env)
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_guard() CASCADE"))
