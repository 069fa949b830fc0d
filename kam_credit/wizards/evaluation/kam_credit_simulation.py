from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.wording import format_date


class KamCreditSimulation(models.TransientModel):
    """What the figures of customers are or were on some day. Nothing is stored or changed."""

    _name = "kam.credit.simulation"
    _description = "Simulate Credit Figures"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id
    )
    as_of = fields.Date(
        string="Figures of the Day",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        help="Only what was booked with dates up to this day counts.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: every customer you may see the figures of."
    )
    line_ids = relations.One2many("kam.credit.simulation.line", "simulation_id", readonly=True)

    def action_simulate(self):
        """Compute the figures and show them.

        :return: a window action on the lines
        :raise UserError, AccessError: as ``kam.credit.profile.evaluate``
        """
        self.ensure_one()
        today = self.company_id._kam_today()
        if self.as_of > today:
            raise UserError(
                self.env._(
                    "“Figures of the Day” cannot be %(day)s: choose today (%(today)s) or a day in "
                    "the past.",
                    day=format_date(self.env, self.as_of),
                    today=format_date(self.env, today),
                )
            )
        # archived customers are customers as well: without them the choice might be empty
        chosen = self.with_context(active_test=False).partner_ids
        rows = self.env["kam.credit.profile"]._evaluate(
            partner_ids=chosen.ids or None,
            as_of=self.as_of,
            company_id=self.company_id.id,
            simulate=True,
        )
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        **row,
                        "fulfilment_rate": row["fulfilment_rate"] or 0,
                        "has_rate": row["fulfilment_rate"] is not None,
                    }
                )
                for row in rows
            ),
        ]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_simulation_line"
        )
        return {
            **action,
            "display_name": self.env._("Figures as of %s", format_date(self.env, self.as_of)),
            "domain": [("simulation_id", "=", self.id)],
            "context": {"kam_credit_as_of": fields.Date.to_string(self.as_of)},
        }
