from odoo.tools import SQL

from odoo.addons.kam_management import removal

from .queries import exposure_function, gate


def uninstall_hook(env):
    """Take away tasks on customers, and what users saved for the models that go.

    What was filed stays in the archive of key accounts, and so does the numbering of the requests;
    payment terms and price lists that a tier gave a customer stay with the customer.
    """
    removal.forget(env, "kam_credit")
    # functions go with no table, and triggers with their function
    for name in (exposure_function.NAME, gate.NAME):
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s", name))
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS kam_credit_note_touch() CASCADE"))
