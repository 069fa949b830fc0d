from odoo import fields, models


class KamOrganisationImportLine(models.TransientModel):
    """A line of the list, with what would come of it."""

    _name = "kam.organisation.import.line"
    _description = "Line of an Organisation List"
    _order = "row, id"

    import_id = fields.Many2one(
        "kam.organisation.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(string="Line", readonly=True, help="The line in the file.")
    unit = fields.Char(readonly=True)
    person = fields.Char(readonly=True)
    role = fields.Char(readonly=True)
    level = fields.Selection(
        [("problem", "Problem"), ("new", "New"), ("known", "There already")],
        string="Preview",
        readonly=True,
    )
    message = fields.Text(string="What will happen", readonly=True)
