from odoo import api, fields, models


class KamCreditHistoryTrace(models.Model):
    """What a history line said before it was corrected or deleted. It names the line in words, so
    that it outlives it."""

    _name = "kam.credit.history.trace"
    _description = "Correction of a History Line"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "line_name"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("corrected", "Corrected"), ("deleted", "Deleted")],
        string="What happened",
        required=True,
        readonly=True,
    )
    line_name = fields.Char(string="Number", required=True, readonly=True)
    customer_name = fields.Char(string="Customer", required=True, readonly=True)
    # by the name of each field: what it said before, and since
    changes = fields.Json(required=True, readonly=True)
    description = fields.Text(string="Before and After", compute="_compute_description")

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_description(self):
        labels = self.env["kam.credit.history.line"].fields_get(attributes=["string"])
        for trace in self:
            trace.description = "\n".join(
                self.env._(
                    "%(field)s: %(before)s → %(after)s",
                    field=labels[name]["string"] if name in labels else name,
                    before=before or self.env._("nothing"),
                    after=after or self.env._("nothing"),
                )
                for name, (before, after) in (trace.changes or {}).items()
            )

    @api.model
    def _record(self, kind, changes):
        """Write down what became of lines.

        :param str kind: a value of ``kind``
        :param list changes: pairs of a line and what it said: dict name -> (before, after)
        :return: the rows
        """
        if not changes:
            return self
        return self._append(
            [
                {
                    "company_id": line.company_id.id,
                    "user_id": self.env.uid,
                    "kind": kind,
                    "line_name": line.name,
                    # sudo: whose line it was is part of the trace
                    "customer_name": line.sudo().partner_id.display_name,
                    "changes": said,
                }
                for line, said in changes
            ]
        )
