from odoo import api, models
from odoo.tools.mail import email_normalize_all

SUGGESTION = "kam.suggestion"


class MailThread(models.AbstractModel):
    """Mail to the address of suggestions is kept and looked at with all its headers.

    Ways to anything else are left as they are.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """See the base method: what makes suggestions is taken out of the ways, and kept."""
        routes = super().message_route(
            message, message_dict, model=model, thread_id=thread_id, custom_values=custom_values
        )
        own = [route for route in routes or () if route[0] == SUGGESTION and not route[1]]
        aliases = self.env["mail.alias"].union(*(route[4] for route in own if route[4]))
        if message_dict.get("is_bounce"):
            # Odoo knows what has come back by itself, and asks for no alias
            aliases |= self._kam_find_suggestion_aliases(message_dict)
        if aliases:
            # sudo: who hands a mail over need not read addresses and suggestions
            companies = self.env["res.company"].sudo()._kam_find_of_aliases(aliases)
            self.env["kam.suggestion.mail"].sudo()._receive(
                message, message_dict, companies, is_handed=not self.env.is_admin()
            )
        return [route for route in routes or () if route not in own]

    @api.model
    def _kam_find_suggestion_aliases(self, message_dict):
        """Return the addresses of suggestions among those that a mail was sent to."""
        emails = email_normalize_all(message_dict.get("recipients") or "")
        # sudo: the gateway looks for whom a mail is
        aliases = self.env["mail.alias"].sudo()
        return aliases.search(
            [("alias_full_name", "in", emails), ("alias_model_id.model", "=", SUGGESTION)]
        )
