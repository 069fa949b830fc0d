from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.migration import open_rules_to_branches


def migrate(cr, version):
    """What belongs to a company is shown in its branches."""
    open_rules_to_branches(api.Environment(cr, SUPERUSER_ID, {}), "kam_credit")
