from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Whoever cannot act any more holds no position, and is in no service team."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in env["kam.position"]._get_validity_models():
        barred = model.search([("is_current", "=", True), ("is_able", "=", False)])
        barred._refresh_current()
