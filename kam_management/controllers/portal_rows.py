"""What pages of the portal have in common that show one record made for customers."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request


def find_row(model, row_id):
    """Return a record that was made for customers; one that is hidden is a page that is not there.

    :param str model: name of its model
    :param int row_id: which one is asked for
    """
    row = request.env[model].browse(row_id)
    try:
        row.check_access("read")
    except (AccessError, MissingError, UserError) as error:
        raise request.not_found() from error
    return row
