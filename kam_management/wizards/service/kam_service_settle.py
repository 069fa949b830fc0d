from odoo import fields, models

from ... import relations

PURPOSES = [("done", "Done"), ("confirm", "Confirmed"), ("cancel", "Not Needed")]


class KamServiceSettle(models.TransientModel):
    """Asks what is to be said when services are done, confirmed, or not needed any more."""

    _name = "kam.service.settle"
    _description = "Settle Services"
    _inherit = ["kam.batch.dialog.mixin"]

    execution_ids = relations.Many2many(
        "kam.service.execution", string="Services", required=True, readonly=True
    )
    purpose = fields.Selection(
        PURPOSES, string="What Is Written Down", required=True, readonly=True
    )
    date = fields.Date(string="Day", default=lambda self: self.env.company.root_id._kam_today())
    note = fields.Text(string="How It Was Carried Out")
    person = fields.Char(
        string="Who Confirmed It", help="Who at the customer, and how: by phone, on the paper."
    )
    reason = fields.Char(string="Why Not Needed")
    failures = fields.Text(string="Not Possible", readonly=True)

    def action_apply(self):
        """Write it down for each of the services.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: as the methods of ``kam.service.execution``, for one service
        :raise AccessError: as there
        """
        self.ensure_one()
        apply = {
            "done": lambda part: part.action_done(self.date, self.note or ""),
            "confirm": lambda part: part.action_confirm(self.person or "", self.date),
            "cancel": lambda part: part.action_cancel(self.reason or ""),
        }[self.purpose]
        titles = dict(self._fields["purpose"]._description_selection(self.env))
        return self._apply_each(self.execution_ids, apply, titles[self.purpose])
