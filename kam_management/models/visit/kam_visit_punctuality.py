from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import arguments
from .kam_visit_duties import FOLLOW_UP

# The figures are of so many months until today.
MONTHS = 12


class KamVisitPunctuality(models.TransientModel):
    """How many follow-ups of visits were made in time, unit by unit (development scheme, 6.6).

    As far as the reader may see them. Due is what had to be done until today, what was cancelled
    left out, what is open and late among it; each figure opens what it counts.
    """

    _name = "kam.visit.punctuality"
    _description = "Punctuality of Follow-ups"
    _order = "rate, id"
    _rec_name = "unit_id"

    unit_id = fields.Many2one("kam.unit", readonly=True, ondelete="cascade")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    due = fields.Integer(string="Had to Be Done", readonly=True)
    kept = fields.Integer(string="In Time", readonly=True)
    late = fields.Integer(string="Done Late", readonly=True)
    missed = fields.Integer(readonly=True)
    open_late = fields.Integer(string="Late, Still to Do", readonly=True)
    rate = fields.Float(string="Share in Time", readonly=True, aggregator=None)

    @api.model
    def action_open(self):
        """Open the figures of the last twelve months.

        :return: a window action
        :raise AccessError: for whoever has no position
        """
        self.check_access("create")
        date_to = self.env.company._kam_today()
        date_from = date_to - relativedelta(months=MONTHS)
        figures = self.env["kam.deadline"]._get_punctuality(
            date_from, date_to, domain=[("code", "=", FOLLOW_UP)]
        )
        names = ("due", "kept", "late", "missed", "open_late", "rate")
        rows = self.create(
            [
                {
                    "unit_id": unit.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    **{name: of_unit[name] for name in names},
                }
                for unit, of_unit in figures.items()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Punctuality of Follow-ups"),
            "res_model": self._name,
            "view_mode": "list,kanban",
            "views": [(False, "list"), (False, "kanban")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", rows.ids)],
        }

    def _get_domain(self):
        """Return the domain of what had to be done."""
        is_due = Domain("state", "!=", "open") | Domain("standing", "=", "late")
        return (
            Domain("code", "=", FOLLOW_UP)
            & Domain("unit_id", "=", self.unit_id.id)
            & Domain("date_due", ">=", self.date_from)
            & Domain("date_due", "<=", self.date_to)
            & Domain("is_counted", "=", True)
            & Domain("state", "!=", "cancelled")
            & is_due
        )

    def action_view_follow_ups(self):
        """Open what had to be done.

        :return: a window action
        :raise UserError: for none, or several rows
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_deadline_follow_up"
        )
        return {
            **action,
            "display_name": self.env._("Follow-ups of %s", self.unit_id.name),
            "domain": list(self._get_domain()),
            "context": {},
        }
