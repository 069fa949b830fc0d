from odoo import api, models

from ..evaluation.kam_credit_touch import Watch


class KamCreditTouch(models.Model):
    """What is disputed is left out of figures."""

    _inherit = "kam.credit.touch"

    @api.model
    def _get_watched(self):
        """See the base method: also disputes, and the instalments chosen for them."""
        field = self.env["kam.credit.dispute"]._fields["receivable_ids"]
        return [
            *super()._get_watched(),
            Watch(
                "kam_credit_dispute",
                (("profile", "profile_id"),),
                ("date_ended", "date_first", "profile_id"),
            ),
            Watch(field.relation, (("item", field.column2),), events=("INSERT", "DELETE")),
        ]

    @api.model
    def _get_watched_columns(self):
        """See the base method."""
        return [*super()._get_watched_columns(), "is_heavily_disputed"]
