from odoo import api, models
from odoo.tools.misc import clean_context

from ... import arguments, wording
from ...rules import mail_headers
from ...wording import format_date


class KamSuggestion(models.Model):
    """How suggestions come in: written down in few words, found on a visit, by e-mail."""

    _inherit = "kam.suggestion"

    @api.model
    def _take_in(self, vals_list):
        """Take in suggestions that a process has received.

        :param list vals_list: dicts with ``company_id``, ``partner_id`` (the customer, or somebody
            who works there), ``name`` and ``description``; optional what else is given at the
            beginning, ``received_by_id`` and the source
        :return: the suggestions, as superuser
        """
        # sudo: the process has found out whose they are, and who may
        model = self.sudo().with_context(clean_context(self.env.context))
        completed = []
        for given in vals_list:
            company = self.env["res.company"].browse(given["company_id"])
            vals = {"kind_id": self._default_kind(company), "received_by_id": False, **given}
            vals = model._add_missing_default_values(vals)
            partner = self.env["res.partner"].browse(vals["partner_id"])
            completed.append({**vals, **model._prepare_taken_in(partner, vals)})
        return model._protected_create(completed)

    # ------------------------------------------------------------------
    # in few words
    # ------------------------------------------------------------------

    def action_take_in(self):
        """Save suggestions that were written down in few words, and accept what is complete.

        Complete is what has a kind of its own and somebody who handles it.

        :return: an action that closes the dialog and says what the customer was promised
        :raise UserError: for no suggestion
        :raise AccessError: for whoever may not read them
        """
        self.check_access("read")
        arguments.one(self)
        self._accept_complete()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.display_name,
                "message": self._word_taken_in(),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _accept_complete(self):
        """Accept those of the suggestions that nothing is missing of, as far as the user may."""
        writable = self._filtered_access("write")
        for suggestion in writable:
            is_complete = suggestion.author_id and suggestion._is_classified()
            if suggestion.state == "received" and is_complete:
                suggestion.action_accept()

    def _word_taken_in(self):
        """Return what has become of a suggestion that was just written down."""
        promised = self.env._("Promised by %s.", format_date(self.env, self.date_promise))
        if self.state == "received":
            accepted = self.env._("It waits to be accepted for handling.")
        else:
            accepted = self.env._("Accepted for handling.")
        thanked = self.env._("The customer is thanked by e-mail.") if self.date_thanked else ""
        return wording.sentences(self.env, [promised, accepted, thanked])

    # ------------------------------------------------------------------
    # what a process found: the finding of a visit
    # ------------------------------------------------------------------

    @api.model
    def _find_of_sources(self, documents):
        """Return the suggestions that were made of records of one model.

        :param documents: the records
        :return: dict document -> suggestion, as superuser records
        """
        # sudo: what became of it is told to whoever found it
        found = self.sudo().search(
            [("source_model", "=", documents._name), ("source_id", "in", documents.ids)],
            order="id",
        )
        by_id = {suggestion.source_id: suggestion for suggestion in found}
        return {document: by_id[document.id] for document in documents if document.id in by_id}

    def _word_outcome(self):
        """Return what became of a suggestion, for colleagues, in the reader's language."""
        states = dict(self._fields["state"]._description_selection(self.env))
        decisions = dict(self._fields["decision"]._description_selection(self.env))
        said = wording.noted(
            self.env, states[self.state], decisions[self.decision] if self.decision else ""
        )
        return wording.sentences(
            self.env,
            [
                self.env._("Suggestion %(number)s: %(state)s.", number=self.number, state=said),
                self.reply_text or self.cancel_reason or "",
            ],
        )

    def _on_decided(self):
        """See the base method: whoever found it on a visit learns what was decided."""
        super()._on_decided()
        finding = self.env["kam.visit.finding"]
        for suggestion in self:
            if suggestion.source_model == finding._name:
                finding.browse(suggestion.source_id).exists()._tell_outcome()

    # ------------------------------------------------------------------
    # by e-mail
    # ------------------------------------------------------------------

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """See the base method: whoever writes to the address of suggestions makes one.

        What is taken, and what waits for somebody to look at it, is found out with the whole mail,
        see ``kam.suggestion.mail``.
        """
        model, thread_id, _values, _user_id, alias = route
        if model == self._name and alias and not thread_id:
            return route
        return super()._routing_check_route(message, message_dict, route, raise_exception)

    @api.model
    def _find_answered(self, references, company, customers):
        """Return the suggestion that a mail of a customer answers, if it names a mail of ours.

        :param str references: what the mail says of the mails before it
        :param res.company company: to whose address it was sent
        :param res.partner customers: for whom the sender works
        :return: the suggestion, as superuser record, or none
        """
        asked = self.browse(mail_headers.find_answered(references))
        # sudo: a mail is taken for whoever will read it
        found = asked.sudo().exists()
        return found.filtered(
            lambda suggestion: (
                suggestion.company_id == company and suggestion.partner_id in customers
            )
        )[:1]

    # ------------------------------------------------------------------
    # the account changes hands
    # ------------------------------------------------------------------

    def _hand_over(self, user_from, user_to):
        """Let somebody else handle suggestions, with what is owed of them.

        :param res.users user_from: who handled them until now
        :param res.users user_to: who takes the account over
        """
        # sudo: whoever may give the account away gives what belongs to it
        self.sudo().write({"author_id": user_to.id})
