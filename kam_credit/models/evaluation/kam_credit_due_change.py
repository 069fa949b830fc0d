from odoo import api, fields, models


class KamCreditDueChange(models.Model):
    """A due date that was moved after the invoice had been posted: by whom, when, from and to."""

    _name = "kam.credit.due.change"
    _description = "Due Date Moved"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "move_id"

    _protected_fields = frozenset(
        {"move_id", "move_line_id", "company_id", "date_from", "date_to", "is_missed", "date"}
    )

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="cascade",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Instalment",
        readonly=True,
        index=True,
        copy=False,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, copy=False, index=True, ondelete="cascade"
    )
    date = fields.Date(string="Moved On", required=True, readonly=True, copy=False)
    date_from = fields.Date(string="Was Due On", required=True, readonly=True, copy=False)
    date_to = fields.Date(string="Due On Now", readonly=True, copy=False)
    is_missed = fields.Boolean(
        string="Missed",
        readonly=True,
        copy=False,
        help="The day had passed when it was moved: the fulfilment rate goes by it.",
    )
    create_uid = fields.Many2one("res.users", string="Moved By", readonly=True)

    @api.model
    def _remember(self, before):
        """Write down what became of due dates.

        :param dict before: receivable lines -> the day they were due on before
        """
        vals_list = []
        for line, day in before.items():
            if day and line.date_maturity != day:
                today = line.company_id._kam_today()
                vals_list.append(
                    {
                        "move_id": line.move_id.id,
                        "move_line_id": line.id,
                        # sudo: the legal entity of a branch is no secret
                        "company_id": line.company_id.sudo().root_id.id,
                        "date": today,
                        "date_from": day,
                        "date_to": line.date_maturity,
                        "is_missed": day < today,
                    }
                )
        # sudo: whoever moves a due date leaves the trace; nobody enters one otherwise
        return self.sudo()._protected_create(vals_list)
