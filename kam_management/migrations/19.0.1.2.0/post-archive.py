from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.migration import move_archive_files


def migrate(cr, version):
    """Pages and PDFs of the archive are files; until this version they stood in the rows."""
    move_archive_files(api.Environment(cr, SUPERUSER_ID, {}))
