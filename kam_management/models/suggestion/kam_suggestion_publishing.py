from odoo import SUPERUSER_ID, api, models

from ...protection import write_each
from ...rules import suggestions


class KamSuggestion(models.Model):
    """What customers may know of their suggestions, kept up to date in records of its own."""

    _inherit = "kam.suggestion"

    def _as_system(self, model):
        """Return a model as the system: what customers read names nobody as who wrote it.

        :param str model: name of the model
        """
        return self.env[model].with_user(SUPERUSER_ID).with_context({})

    def _find_public(self):
        """Return what the customers know of these suggestions, as the system."""
        return self._as_system("kam.suggestion.public").search([("suggestion_id", "in", self.ids)])

    def _publish(self):
        """See the base method: in records that hold nothing else. Only what differs is written."""
        super()._publish()
        known = {public.suggestion_id.id: public for public in self._find_public()}
        # sudo: what the customer may know is the process's to say, whoever goes on with it
        own = self.sudo()
        answers = own._find_answers()
        changed, new = {}, []
        for suggestion in own:
            vals = suggestion._prepare_public(answers.get(suggestion.id))
            public = known.get(suggestion.id)
            if not public:
                new.append({**suggestion._prepare_public_origin(), **vals})
                continue
            different = public._find_different(vals)
            if different:
                changed[public] = different
        if changed:
            write_each(changed)
        if new:
            self._as_system("kam.suggestion.public")._protected_create(new)

    def _prepare_public_origin(self):
        """Return what the customer said, which stays as it is when they are shown it first."""
        self.ensure_one()
        return {
            "suggestion_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "number": self.number,
            "name": self.name,
            "description": self.description,
            "date_received": self.date_received,
        }

    def _prepare_public(self, answer=None):
        """Return what the customer may know of how the suggestion stands.

        :param str answer: what they were answered
        :return: dict of values of ``kam.suggestion.public``
        """
        self.ensure_one()
        is_decided = bool(self.date_decided)
        arrangement, carried_out = self._get_arrangement()
        return {
            "state": suggestions.PUBLIC_STATES[self.state],
            "date_promise": self.date_promise,
            "decision": is_decided and self.decision,
            "answer": is_decided and (answer or self.reply_text),
            "arrangement": is_decided and (arrangement or False),
            "date_carried_out": carried_out or False,
            "date_answered": self.date_replied,
            "is_reopened": self.is_reopened,
            "handler_id": (self.author_id or self.manager_id).id,
        }

    def _find_answers(self):
        """Return what customers were answered since the decision: dict id -> text."""
        answered = {each.id: each.date_decided for each in self if each.date_replied}
        if not answered:
            return {}
        said = self._as_system("kam.suggestion.message").search(
            [("public_id.suggestion_id", "in", [*answered]), ("kind", "=", "answer")], order="id"
        )
        told = {}
        for message in said:
            suggestion_id = message.public_id.suggestion_id.id
            since = answered[suggestion_id]
            if not since or message.date >= since:
                told[suggestion_id] = message.text
        return told

    def write(self, vals):
        """Change suggestions; customers see at once who looks after them."""
        result = super().write(vals)
        if "author_id" in vals:
            # sudo: what follows belongs to the process; who may change it was checked
            self.sudo()._publish()
        return result

    @api.model
    def _get_public_url(self, public):
        """Return where the customer reads their suggestion.

        :param kam.suggestion.public public: what they may know
        :rtype: str
        """
        return f"{self.get_base_url()}/my/suggestions/{public.id}"
