from odoo import models

from .kam_suggestion_duties import DIRECT, LISTING, REPLY, REPORT

# owed once for all of a matter
LED = (REPORT, LISTING, DIRECT)


class KamSuggestion(models.Model):
    """What is owed of suggestions that are one matter: an answer for each, all else once."""

    _inherit = "kam.suggestion"

    def _get_milestones(self):
        """See the base method: what is done for several is done for the earliest promise."""
        days = super()._get_milestones()
        # sudo: what was promised counts, whoever may read it
        waiting = self.sudo()._get_covered() - self.sudo()  # sudo: as above
        if not waiting:
            return days
        early = min(waiting, key=lambda each: each.date_promise)._get_milestones()
        return {
            **{name: min(day, early[name]) for name, day in days.items()},
            "reply": days["reply"],
        }

    def _prepare_duties(self):
        """See the base method: of one that is joined, only the answer is owed."""
        duties = super()._prepare_duties()
        if self.is_joined:
            return [duty for duty in duties if duty["kind"] == REPLY]
        return duties

    def _open_duties(self):
        """See the base method: what is owed for all of a matter moves with each promise."""
        super()._open_duties()
        own = self.sudo()  # sudo: what is owed belongs to the process, whoever may read it
        roots = own.joined_to_id - own
        if roots:
            roots._open_duties()

    def _drop_led_duties(self):
        """End what is owed of another one from now on."""
        self.env["kam.deadline"]._cancel(self, "suggestion_joined", LED)
