from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import relations, wording
from odoo.addons.kam_management.wording import format_date


class KamCreditAgeingAsk(models.TransientModel):
    """Asks for the ageing of receivables as of a day."""

    _name = "kam.credit.ageing.ask"
    _description = "Ask for the Ageing of Receivables"

    date = fields.Date(
        string="As Of",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        help="What was booked and matched until then counts: as it was at the end of this day.",
    )
    unit_id = fields.Many2one(
        "kam.unit", help="Only customers of this unit and those below it. Empty: all."
    )
    tier_ids = relations.Many2many(
        "kam.credit.tier", string="Credit Tiers", help="Only customers who hold one. Empty: all."
    )

    def _get_rows(self):
        """Return the model of the rows with the day, and the domain of what was chosen."""
        self.ensure_one()
        chosen = Domain.TRUE
        if self.unit_id:
            chosen &= Domain("profile_id.unit_id", "child_of", self.unit_id.ids)
        if self.tier_ids:
            chosen &= Domain("profile_id.tier_id", "in", self.tier_ids.ids)
        day = fields.Date.to_string(self.date)
        return self.env["kam.credit.ageing"].with_context(kam_credit_as_of=day), chosen

    def action_open(self):
        """Open the ageing.

        :return: a window action
        """
        _rows, chosen = self._get_rows()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_ageing"
        )
        return {
            **action,
            "display_name": wording.labelled(
                self.env, action["name"], format_date(self.env, self.date)
            ),
            "domain": list(chosen),
            "context": {
                "kam_credit_as_of": fields.Date.to_string(self.date),
                "search_default_group_customer": 1,
                "create": False,
            },
        }

    def action_export(self):
        """Open the ageing as a workbook.

        :return: an action of a report
        """
        self.ensure_one()
        return self.env.ref("kam_credit.action_report_kam_credit_ageing_xlsx").report_action(self)
