from odoo.addons.kam_management import removal


def uninstall_hook(env):
    """Take away tasks on customers, and what users saved for the models that go.

    What was filed stays in the archive of key accounts, and so does the numbering of the requests;
    payment terms and price lists that a tier gave a customer stay with the customer.
    """
    removal.forget(env, "kam_credit")
