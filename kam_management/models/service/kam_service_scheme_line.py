from odoo import fields, models


class KamServiceSchemeLine(models.Model):
    """One content of service in a scheme, and how this customer is served with it."""

    _name = "kam.service.scheme.line"
    _description = "Content of a Service Scheme"
    _inherit = ["kam.approval.line.mixin"]
    _order = "scheme_id, sequence, id"
    _rec_name = "content_id"
    _approval_form_field = "scheme_id"
    _approval_lines_field = "line_ids"
    _protected_fields = frozenset({"scheme_id", "company_id"})
    _protected_except_on_create = frozenset({"scheme_id"})

    scheme_id = fields.Many2one(
        "kam.service.scheme", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    content_id = fields.Many2one(
        "kam.service.content", string="Service Content", required=True, ondelete="restrict"
    )
    arrangement = fields.Text(
        string="How This Customer Is Served",
        help="Who, how often, on what conditions; what is special for this customer.",
    )

    _content_uniq = models.Constraint(
        "UNIQUE(scheme_id, content_id)", "A service scheme lists each content once."
    )
