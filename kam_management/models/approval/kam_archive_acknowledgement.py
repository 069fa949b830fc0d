from odoo import fields, models


class KamArchiveAcknowledgement(models.Model):
    """What the archive room said of a filed form, and what its author added to it."""

    _name = "kam.archive.acknowledgement"
    _description = "Acknowledgement of a Filed Form"
    _inherit = ["kam.history.mixin"]
    _order = "entry_id, number"
    _rec_name = "entry_id"

    entry_id = fields.Many2one(
        "kam.archive.entry",
        string="Filed Form",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Integer(
        required=True, readonly=True, aggregator=None, help="Which one of the filed form it is."
    )
    kind = fields.Selection(
        [("received", "Acknowledged"), ("incomplete", "Incomplete"), ("completed", "Completed")],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True, help="What is missing, or what was added.")
    documents = fields.Json(
        readonly=True, help="Name and checksum of the documents that were added."
    )
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )

    # of two people at once one comes second
    _number_uniq = models.Constraint(
        "UNIQUE(entry_id, number)",
        "Somebody else has just acknowledged this form: look at what it says.",
    )
