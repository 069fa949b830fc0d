from odoo.addons.kam_management.migration import rename_model


def migrate(cr, version):
    """The log of personal facts holds openings; access is what Odoo calls rights."""
    rename_model(cr, "kam.stakeholder.access", "kam.stakeholder.opening")
