from odoo import models

from ...rules import suggestions
from ...wording import format_date
from ..handover.kam_account import Work


class KamAccount(models.Model):
    """What other processes ask of the suggestions of an account, and tell; see the base methods."""

    _inherit = "kam.account"

    def _take_suggestion(self, vals, document):
        """See the base method: it is taken in, with number and promise."""
        super()._take_suggestion(vals, document)
        # sudo: whose customer it is, whoever found it
        account = self.sudo()
        customer, contact = account.partner_id, vals.get("contact")
        is_theirs = bool(contact) and contact.commercial_partner_id == customer
        self.env["kam.suggestion"]._take_in(
            [
                {
                    "company_id": account.company_id.id,
                    "partner_id": customer.id,
                    "contact_id": contact.id if is_theirs and contact != customer else False,
                    "contact_name": vals.get("contact_name")
                    or (contact.name if contact and not is_theirs else False),
                    "name": vals["name"],
                    "description": vals["description"],
                    "channel": vals["channel"],
                    "thanks_by_mail": bool(vals.get("thanks_by_mail")),
                    "received_by_id": self.env.uid,
                    "source_model": document._name,
                    "source_id": document.id,
                }
            ]
        )
        return True

    def _word_suggestions(self, documents):
        """See the base method."""
        worded = super()._word_suggestions(documents)
        made = self.env["kam.suggestion"]._find_of_sources(documents)
        return worded | {
            document: suggestion._word_outcome() for document, suggestion in made.items()
        }

    def _get_open_suggestions(self):
        """See the base method."""
        found = super()._get_open_suggestions()
        records = self.env["kam.suggestion"]
        if not records.has_access("read"):
            return found
        opened = records.search_fetch(
            [("account_id", "=", self.id), ("state", "in", suggestions.OPEN_STATES)],
            ["name", "date_received", "date_promise", "state"],
            order="date_received, id",
        )
        return [
            *found,
            *(
                {
                    "name": suggestion.name,
                    "date": self.company_id._kam_day_of(suggestion.date_received),
                    "text": self._word_promise(suggestion),
                }
                for suggestion in opened
            ),
        ]

    def _word_promise(self, suggestion):
        day = format_date(self.env, suggestion.date_promise)
        if suggestion.date_promise < self.company_id._kam_today():
            return self.env._("Late: promised by %s", day)
        return self.env._("Promised by %s", day)

    # ------------------------------------------------------------------
    # hand-over
    # ------------------------------------------------------------------

    def _find_open_cases(self):
        """See the base method: open suggestions that they handle, with what is owed of them."""
        managers = self.manager_id
        found = self.env["kam.suggestion"].search(
            [
                ("account_id", "in", self.ids),
                *self.env["kam.suggestion"]._hand_over_domain(managers),
            ]
        )
        return super()._find_open_cases() + [
            Work("case", suggestion, suggestion, suggestion.account_id, suggestion.author_id)
            for suggestion in found
            if suggestion.author_id == suggestion.account_id.manager_id
        ]
