from collections import Counter

from odoo import api, models

from .kam_development_letter import SENT


class KamDevelopment(models.Model):
    """What hints know of letters: how many wait for an answer past their day."""

    _inherit = "kam.development"

    def _get_hint_facts(self):
        """See the base method: also letters without an answer."""
        facts = super()._get_hint_facts()
        origins = {development: development.sudo()._get_origin() for development in self}
        # sudo: as the base method
        letters = (
            self.env["kam.development.letter"]
            .sudo()
            .search_fetch(
                [
                    ("development_id", "in", [origin.id for origin in origins.values()]),
                    ("state", "=", SENT),
                    ("date_answer", "!=", False),
                ],
                ["company_id", "date_answer", "development_id"],
            )
        )
        todays = {company: company._kam_today() for company in letters.company_id}
        overdue = Counter(
            letter.development_id
            for letter in letters
            if letter.date_answer < todays[letter.company_id]
        )
        return {
            development: known._replace(overdue_letters=overdue[origins[development]])
            for development, known in facts.items()
        }

    @api.model
    def _get_hint_links(self):
        """See the base method: also the letters."""
        return {**super()._get_hint_links(), "letters": self.env._("Open the First Contacts")}

    def _open_hint_letters(self):
        return self.action_view_letters()
