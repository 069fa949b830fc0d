from odoo import api, models
from odoo.exceptions import UserError

from ... import transactions, wording
from ...rules import services
from .kam_service_request import INFORMATION


class KamServiceRequest(models.Model):
    """What a request lacks, what the customer is entitled to, and what follows from approval."""

    _inherit = "kam.service.request"

    # ------------------------------------------------------------------
    # submitting
    # ------------------------------------------------------------------

    def _get_authors(self):
        """See the base method: also whoever asks for the service."""
        return super()._get_authors() | self.applicant_id

    @api.model
    def _get_missing_depends(self):
        """See the base method: also lines, who asks, and special terms."""
        return super()._get_missing_depends() | {
            "applicant_id",
            "line_ids.content_id",
            "line_ids.date_wanted",
            "line_ids.times",
            "line_ids.amount",
            "terms_id",
            "terms_amount",
            "terms_date_from",
            "terms_date_to",
            "has_special_terms",
        }

    def _get_missing(self):
        """See the base method: somebody of the team asks for what the customer can have."""
        missing = super()._get_missing()
        account = self.account_id
        if not self.line_ids:
            missing.append(
                self.env._(
                    "“%s” is empty: say what the customer is to be served with.",
                    self._get_label("line_ids"),
                )
            )
        # sudo: who serves the account counts, whoever asks
        if account and self.applicant_id not in account.sudo()._get_team():
            missing.append(
                self.env._(
                    "“%(field)s”: %(user)s is not in the service team of %(account)s today.",
                    field=self._get_label("applicant_id"),
                    user=self.applicant_id.name,
                    account=account.name,
                )
            )
        missing += self._get_missing_terms()
        return missing + self._get_not_offered("reader")

    def _get_not_offered(self, view):
        """Return what of the request the customer cannot have: list of texts.

        :param str view: ``reader``, ``public`` or ``full``, see ``kam.account``
        """
        texts = []
        lines = self.line_ids.filtered(lambda line: line.content_id and line.date_wanted)
        for line, answer in lines._get_answers(view).items():
            if answer.verdict not in (services.OFFERED if view == "full" else services.ASKABLE):
                texts.append(self._word_not_offered(line, answer))
        return texts

    def _word_not_offered(self, line, answer):
        account, content, day = self.account_id, line.content_id, line._get_day()
        customer_class = account._get_service_classes(day)[account]
        why = [
            account._word_entitlement(answer, content, customer_class),
            account._word_included_by(
                answer, customer_class, account._find_including_classes(day)[content.id]
            ),
        ]
        return wording.labelled(
            self.env,
            content.name,
            wording.sentences(self.env, [text for text in why if text]),
        )

    def _check_submittable(self):
        """See the base method: also special terms that could hold."""
        super()._check_submittable()
        self.account_id._check_customer_active()
        if self.has_special_terms:
            self._check_terms()

    def _on_submitted(self):
        """See the base method: what the customer is entitled to is kept as it is today."""
        super()._on_submitted()
        # two requests at once may both want the last of an allowance
        transactions.serialise(self.account_id)
        for line, answer in self.line_ids._get_answers("public").items():
            line._protected_write({"verdict_kept": answer.verdict})
        # sudo: how the order is called is printed for those who approve
        self._protected_write({"terms_order_name": self.sudo().terms_order_id.name})

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def _check_decision(self, review, decision, opinion):
        """See the base method: nobody approves what the customer is not entitled to.

        :raise UserError: naming the content, and what would include it
        """
        super()._check_decision(review, decision, opinion)
        if decision != "approved":
            return
        self.account_id._check_customer_active()
        refused = self._get_not_offered("full")
        if refused:
            raise UserError(
                self.env._(
                    "%(request)s cannot be approved:\n%(why)s\nGrant the service to this customer "
                    "first, or return the request.",
                    request=self.display_name,
                    why="\n".join(f"• {text}" for text in refused),
                )
            )
        if self.has_special_terms:
            self._check_terms()

    def _on_approved(self):
        """See the base method: it is carried out, and the account's file takes what is new."""
        super()._on_approved()
        # sudo: as the process, whoever decided
        request = self.sudo()
        request.env["kam.service.execution"]._begin(
            request.line_ids.filtered(lambda line: not line.content_id.is_special_terms)
        )
        if request.has_special_terms:
            request._grant_concession()
        request._protected_write({"service_state": "open" if request.execution_ids else "done"})
        if not request.execution_ids:
            request._end_service()
        request._inform_account()

    @api.model
    def _get_information_names(self):
        """Return the names of the fields in which the form says what is new at the customer."""
        return list(INFORMATION)

    def _inform_account(self):
        """Write what the form says of the customer into the account's file, with the day.

        Scheme, service, three.1.2.
        """
        places = {}
        for name, place in INFORMATION.items():
            if (self[name] or "").strip():
                places.setdefault(place, []).append(self[name].strip())
        if places:
            texts = {place: "\n".join(found) for place, found in places.items()}
            # called as the process: who approves need not keep the file
            self.account_id._take_information(texts, self.date_requested)

    # ------------------------------------------------------------------
    # carried out
    # ------------------------------------------------------------------

    def _on_execution(self):
        """Follow what became of the parts: when none is left open, the service has ended."""
        # sudo: the request follows its parts, whoever carries them out
        for request in self.sudo():
            parts = request.execution_ids
            if any(part.state == "open" for part in parts):
                continue
            done = parts.filtered(lambda part: part.state == "done")
            request._protected_write({"service_state": "done" if done else "cancelled"})
            if done:
                request._end_service()

    def _end_service(self):
        """Write down when the service ended, and let follow what the account owes after it."""
        days = [part.date_done for part in self.execution_ids if part.date_done]
        day = max(days, default=self.company_id._kam_today())
        self._protected_write({"date_ended": day})
        self.account_id._on_service_ended(self, day, self.line_ids.content_id)

    def _end_with_state(self):
        """End what is asked for, and what is not carried out yet, of customers that lost the state.

        Called by the process that takes the state away.
        """
        self._cancel("state_lost")
        open_parts = self.execution_ids.filtered(lambda part: part.state == "open")
        open_parts._drop(self.env._("The customer is no key account any more"))
        self.concession_ids._end()

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also when the customer is no key account any more."""
        return super()._get_cancel_reasons() | {
            "state_lost": self.env._("The customer is no key account any more"),
        }

    @api.model
    def _step_conditions(self):
        """See the base method."""
        return super()._step_conditions() | {
            "_step_is_special_terms": self.env._("Special payment terms are asked for")
        }

    def _get_printed_reviews(self):
        """See the base method: what is for special payment terms only where they are asked."""
        reviews = super()._get_printed_reviews()
        return reviews.filtered(lambda review: review.pass_reason != "condition")

    @api.model
    def _get_step_titles(self):
        """See the base method: as the scheme calls them."""
        return {
            **super()._get_step_titles(),
            "Opinion of the superior": self.env._("Review Opinion of the Key Account Supervisor"),
            "Approval of the service by the manager": self.env._(
                "Approval Opinion of the Key Account Manager"
            ),
            "Approval of special payment terms": self.env._(
                "Approval Opinion of the General Manager or Vice President"
            ),
        }
