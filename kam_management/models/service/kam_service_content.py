from odoo import api, fields, models
from odoo.exceptions import UserError

# external id of what comes with the addon -> what it asks for
ASKED = {
    "rush": {"counted_by": "times"},
    "terms": {"is_special_terms": True},
    "professional": {"owes_return_visit": True},
    "consulting": {"owes_return_visit": True},
    "demonstration": {"counted_by": "times"},
    "exchange": {"counted_by": "times", "owes_return_visit": True},
    "gift": {"counted_by": "money"},
    "appreciation": {"counted_by": "times", "owes_return_visit": True},
}


class KamServiceContent(models.Model):
    """What each content of service asks for (scheme, service, two)."""

    _inherit = "kam.service.content"

    counted_by = fields.Selection(
        [("times", "How often"), ("money", "How much money")],
        string="Allowance Counts",
        help="What an allowance of the year limits. Empty: it is given as often as it is needed.",
    )
    is_special_terms = fields.Boolean(
        string="Is Special Payment Terms",
        help="Also approved by the general manager or a vice president (scheme, service, two.5).",
    )
    owes_return_visit = fields.Boolean(
        string="Return Visit Owed",
        help="When it has ended, the customer is visited or called within a week (scheme, service, "
        "five.2).",
    )

    @api.constrains("counted_by")
    def _check_counted_by(self):
        for content in self:
            # sudo: what was granted counts, whoever may see it
            for model in ("kam.service.offer", "kam.service.entitlement"):
                limited = (
                    self.env[model]
                    .sudo()
                    .search(
                        [
                            ("content_id", "=", content.id),
                            ("has_allowance", "=", True),
                            ("counted_by", "!=", content.counted_by),
                        ],
                        limit=1,
                    )
                )
                if limited:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of “%(content)s” stays: allowances of it are counted that "
                            "way. Archive it and make another content.",
                            field=self._fields["counted_by"]._description_string(self.env),
                            content=content.name,
                        )
                    )

    @api.model
    def _complete_contents(self):
        """Say of the contents that come with the addon what they ask for, the first time.

        Databases of earlier versions have them already, without it.
        """
        # sudo: as the system, which installs and upgrades
        if self.env["kam.service.offer"].sudo().search_count([], limit=1):
            return
        for key, vals in ASKED.items():
            content = self.env.ref(
                f"kam_management.service_content_{key}", raise_if_not_found=False
            )
            if content:
                content.sudo().write(vals)  # sudo: as above
