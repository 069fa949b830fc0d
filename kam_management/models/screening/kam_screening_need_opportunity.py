from odoo import models
from odoo.exceptions import UserError

STAGES_WITH_OPPORTUNITIES = ("analysis", "review", "confirmed")


class KamScreeningNeed(models.Model):
    """The sales opportunities found in screening become opportunities in CRM (scheme, one.1)."""

    _inherit = "kam.screening.need"

    def action_create_opportunity(self):
        """Make an opportunity in CRM of each need that is marked as one; each once.

        The salesperson is the account manager. Whoever may write the screening may do it, with or
        without rights in CRM.

        :return: True
        :raise UserError: for a need that is not marked, or a screening that has not begun or ended
        :raise AccessError: for whoever may not write the screening
        """
        for need in self:
            need._create_opportunity()
        return True

    def _create_opportunity(self):
        self.ensure_one()
        screening = self.screening_id
        screening.check_access("write")
        screening._serialise()
        if not self.is_opportunity:
            raise UserError(
                self.env._(
                    "“%(need)s” is not marked as a sales opportunity: tick “Sales Opportunity”.",
                    need=self.name,
                )
            )
        if screening.stage not in STAGES_WITH_OPPORTUNITIES:
            stages = dict(screening._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(screening)s is at “%(stage)s”: opportunities are made from the beginning of "
                    "the analysis on, unless the customer is rejected.",
                    screening=screening.display_name,
                    stage=stages[screening.stage],
                )
            )
        # sudo: the screening makes the opportunity, for people without rights in CRM as well; they
        # see it there only with such rights
        need = self.sudo()
        if need.lead_id:
            return
        lead = self.env["crm.lead"].sudo().create(need._prepare_lead_vals())  # sudo: as above
        need._protected_write({"lead_id": lead.id})

    def _prepare_lead_vals(self):
        screening = self.screening_id
        return {
            "name": f"{screening.partner_id.name}: {self.name.strip().splitlines()[0][:80]}",
            "type": "opportunity",
            "partner_id": screening.partner_id.id,
            "company_id": screening.company_id.id,
            "user_id": screening.manager_id.id,
            "expected_revenue": self.expected_revenue,
            "description": self.name,
        }
