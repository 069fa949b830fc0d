from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Enter overrides that were approved before there was a register."""
    api.Environment(cr, SUPERUSER_ID, {})["kam.credit.override"]._enter_past()
