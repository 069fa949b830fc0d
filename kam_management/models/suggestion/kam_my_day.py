from odoo import api, models

from ..deadline.kam_my_day import PAGE


class KamMyDay(models.AbstractModel):
    """Whether suggestions can be written down from the page, and which mails wait for a person."""

    _inherit = "kam.my.day"

    @api.model
    def get_day(self, user_id=False, limit=PAGE):
        """See the base method: also ``can_suggest`` and ``mails_waiting``, a number."""
        day = super().get_day(user_id, limit)
        mails = self.env["kam.suggestion.mail"]
        is_own = day["is_own"]
        waiting = 0
        if is_own and mails.has_access("read"):
            waiting = mails.search_count([("state", "=", "waiting"), ("is_for_me", "=", True)])
        return {
            **day,
            "can_suggest": is_own and self.env["kam.suggestion"].has_access("create"),
            "mails_waiting": waiting,
        }
