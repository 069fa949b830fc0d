from odoo import api, models

from ... import wording
from ...wording import format_date


class KamDevelopmentRecord(models.Model):
    """What the print of a development record says: 大客户开发记录表."""

    _inherit = "kam.development.record"

    @api.model
    def _get_step_titles(self):
        """See the base method: the steps as the scheme's forms call them."""
        return {
            **super()._get_step_titles(),
            "Review by the superior": self.env._("Review Opinion of the Superior"),
            "Approval by the manager": self.env._("Approval Opinion of the Manager"),
        }

    def _get_total_time(self):
        """Return how long the development took: list of short texts, the scheme's sum first."""
        self.ensure_one()
        shown = self._get_shown()
        texts = [
            self._word_minutes(shown["minutes"]),
            self.env._("1 day from start to end")
            if shown["days"] == 1
            else self.env._("%s days from start to end", shown["days"]),
        ]
        if shown["untimed"]:
            texts.append(
                self.env._("Of these contacts, %s without the time stayed", shown["untimed"])
            )
        return texts

    def _word_retry(self):
        """Return when a customer who was not won is approached again, in the reader's language."""
        self.ensure_one()
        return wording.labelled(
            self.env,
            self._fields["date_retry"]._description_string(self.env),
            format_date(self.env, self.date_retry),
        )

    def _get_reason_names(self):
        """Return the classified reasons in a row, in the language of the reader."""
        self.ensure_one()
        return wording.listed(self.env, self.reason_ids.mapped("name"))
