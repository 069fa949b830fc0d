from odoo import api, models

from ...rules import suggestions


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _find_gaps(self, company):
        """See the base method: kinds of suggestions promised sooner than their route goes."""
        kinds = self.env["kam.suggestion.kind"].search([("company_id", "=", company.id)])
        needed = suggestions.needed_days(kinds._get_route_days(company))
        gaps = [
            {
                "name": company.name,
                "message": self.env._(
                    "“%(kind)s”: suggestions are answered within %(days)s working days, but "
                    "report, summary and answer take %(needed)s. Promise more, or shorten the "
                    "route of the summary.",
                    kind=kind.name,
                    days=kind.promise_days,
                    needed=needed,
                ),
                "action": "kam_management.action_kam_suggestion_kind",
                "context": {},
            }
            for kind in kinds
            if kind.promise_days < needed
        ]
        return super()._find_gaps(company) + gaps
