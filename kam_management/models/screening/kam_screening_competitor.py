from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What the form says about a competitor, besides its name and product line.
COMPETITOR_FIELDS = (
    "resources",
    "technology",
    "product",
    "service",
    "strengths",
    "weaknesses",
)


class KamScreening(models.Model):
    """The competitors at the customer, taken from the file of the account (scheme, one.1)."""

    _inherit = "kam.screening"

    competitor_ids = fields.Many2many(
        "kam.competitor",
        relation="kam_screening_competitor_rel",
        column1="screening_id",
        column2="competitor_id",
        string="Competitors",
        copy=False,
        help="Those of the account's file that matter here. What is known of them is kept when the "
        "form is submitted.",
    )
    competitor_copy = fields.Json(
        copy=False, help="What was known of the competitors when the form was submitted."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"competitor_copy"}

    @api.constrains("competitor_ids")
    def _check_competitors(self):
        for screening in self:
            # sudo: whose the competitors are counts, whether or not the user may read them
            strangers = screening.sudo().competitor_ids.filtered(
                lambda competitor: competitor.account_id != screening.account_id  # noqa: B023
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "“Competitors” of %(screening)s: %(competitors)s belong to another "
                        "account. Enter them in the file of %(customer)s first.",
                        screening=screening.display_name,
                        competitors=", ".join(strangers.mapped("display_name")),
                        customer=screening.partner_id.name,
                    )
                )

    def _on_submitted(self):
        """Keep what is known of the competitors as the form goes into review."""
        self._protected_write({"competitor_copy": self._get_present_competitors()})
        super()._on_submitted()

    def _get_present_competitors(self):
        return [
            {
                "id": competitor.id,
                "name": competitor.display_name,
                **{name: competitor[name] or "" for name in COMPETITOR_FIELDS},
            }
            for competitor in self.competitor_ids
        ]

    def _get_competitors(self):
        """Return the competitors as the form prints them: kept from the submission on.

        :return: list of dicts with ``name`` and what else is known
        """
        self.ensure_one()
        if self.approval_state == "draft":
            return self._get_present_competitors()
        return self.competitor_copy or []
