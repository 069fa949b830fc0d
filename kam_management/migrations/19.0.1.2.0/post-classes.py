from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The history says which class an account had from when on: it begins with the present one."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["kam.account"]._record_present_classes()
