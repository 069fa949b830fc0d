from odoo import api, fields, models

from odoo.addons.kam_management.wording import labelled


class KamCreditDocumentOpening(models.Model):
    """Who stored, opened, erased or deleted the copy of which identity document, and when.

    The row names the document by number: it may be deleted, the row stays and holds nothing that
    is personal.
    """

    _name = "kam.credit.document.opening"
    _description = "Opening of an Identity Document"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"

    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", readonly=True
    )
    document_ref = fields.Integer(
        string="Document Reference", required=True, index=True, readonly=True, aggregator=None
    )
    document_name = fields.Char(string="Credit Document", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, index=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    how = fields.Selection(
        [
            ("store", "Stored"),
            ("open", "Opened"),
            ("erase", "Erased"),
            ("delete", "Deleted with its document"),
        ],
        string="What Was Done",
        required=True,
        readonly=True,
    )

    @api.depends("document_name", "how")
    @api.depends_context("lang")
    def _compute_display_name(self):
        words = dict(self._fields["how"]._description_selection(self.env))
        for row in self:
            row.display_name = labelled(self.env, row.document_name, words.get(row.how))
