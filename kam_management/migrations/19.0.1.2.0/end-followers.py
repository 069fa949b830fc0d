from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Customers, and whose right has ended, follow no record of ours any more."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["mail.followers"]._kam_end_following()
