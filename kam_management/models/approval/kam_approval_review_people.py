from collections import defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_list

from ... import transactions, voices, wording
from .kam_approval_review_mail import NAMED_REVIEWS, REQUESTS
from .kam_approval_step import find_unit


class KamApprovalReview(models.Model):
    """Where a review stands now, who can read its form, and telling whom a change concerns."""

    _inherit = "kam.approval.review"

    def _find_forms(self):
        """Return the form of each review: dict review -> form, without those that are gone.

        The engine acts on them for whoever decides; that they may is checked before.
        """
        forms = {}
        for model, reviews in self.grouped("res_model").items():
            if not model or any(reviews.mapped("is_form_gone")):
                continue
            # sudo: see above
            documents = self.env[model].sudo().browse(reviews.mapped("res_id"))
            forms.update(zip(reviews, documents, strict=True))
        return forms

    def _find_documents(self):
        """Return what is read of each step by whoever decides it: dict review -> record.

        The form itself, or what the form sends to somebody instead; as superuser records.
        """
        return {
            review: form._get_step_document(review) for review, form in self._find_forms().items()
        }

    def _get_document(self):
        """Return what is read of the step by whoever decides it, as superuser record."""
        self.ensure_one()
        return self._get_form()._get_step_document(self)

    def _is_sent_apart(self):
        """Tell whether whoever decides the step is sent something else than the form."""
        self.ensure_one()
        return not self.is_form_gone and self._get_document()._name != self.res_model

    def _keep_readers(self, levels, forms):
        """Return levels without those who may not read the form, and without those left empty.

        Members of a department are let in by what the form is sent to them for.
        """
        asked = defaultdict(set)
        for review, by_unit in levels.items():
            if review in forms and not review.department_id and review.kind != "complete":
                for user in self.env["res.users"].union(*by_unit):
                    asked[review.res_model, user].add(review.res_id)
        if not asked:
            return levels
        readable = {
            (model, res_id, user.id)
            for (model, user), ids in asked.items()
            for res_id in self._find_readable(model, ids, user)
        }
        kept = dict(levels)
        for review in forms.keys() & levels.keys():
            if review.department_id or review.kind == "complete":
                continue
            key = review.res_model, review.res_id
            readers = [
                users.filtered(lambda user: (*key, user.id) in readable)  # noqa: B023
                for users in levels[review]
            ]
            kept[review] = [users for users in readers if users]
        return kept

    @api.model
    def _find_readable(self, model, ids, user):
        """Return which forms of a model a user may read, by their ids: one statement."""
        forms = self.env[model].with_user(user)
        # sudo: the companies of a user count, whoever asks
        companies = user.sudo().company_ids
        forms = forms.with_context(active_test=False, allowed_company_ids=companies.ids)
        if not forms.has_access("read"):
            return []
        # record rules read who sees a unit from the table
        self.env["kam.unit"].flush_model(["viewer_ids", "leader_ids"])
        return forms.search([("id", "in", list(ids))]).ids

    # ------------------------------------------------------------------
    # where the form is now
    # ------------------------------------------------------------------

    def _place(self):
        """Let open reviews stand where their forms are now: there they are looked for from."""
        forms = self._find_forms()
        for review in self:
            unit = review.unit_id
            if review in forms:
                unit = forms[review]._get_present_unit() or unit
            start = unit if review.is_superior else find_unit(unit, review.unit_level)
            if (unit, start) != (review.unit_id, review.review_unit_id):
                review._protected_write({"unit_id": unit.id, "review_unit_id": start.id})

    @api.model
    def _refresh_forms(self, forms):
        """Refresh the pending reviews of forms of one model that have moved, or other people."""
        # sudo: the reviews of everybody are refreshed, whoever moves the forms
        self.sudo().search(
            [
                ("res_model", "=", forms._name),
                ("res_id", "in", forms.ids),
                ("state", "=", "pending"),
            ]
        )._refresh_candidates()

    # ------------------------------------------------------------------
    # telling
    # ------------------------------------------------------------------

    def _get_entitled(self):
        """Return who may decide the review, for themselves or for somebody else."""
        self.ensure_one()
        return self.candidate_ids | self.delegate_ids

    def _tell(self, before):
        """Tell people which reviews they decide from now on, and which they do no more.

        Everybody gets one message. Who has brought it about knows.

        :param dict before: review -> who was entitled until now
        """
        gained, lost = defaultdict(self.browse), defaultdict(self.browse)
        for review in self:
            now = review._get_entitled()
            for user in now - before[review]:
                gained[user] |= review
            for user in before[review] - now:
                lost[user] |= review
        told = defaultdict(self.env["res.users"].browse)
        for user in (gained.keys() | lost.keys()) - {self.env.user}:
            # sudo: the language of a colleague, who is written to
            told[gained[user], lost[user], user.sudo().lang] |= user
        for (more, less, lang), users in told.items():
            self.with_context(lang=lang)._notify_change(
                more.with_context(lang=lang), less.with_context(lang=lang), users
            )

    def _notify_change(self, more, less, users):
        if len(more) == 1 and not less:
            more._request_one(users, is_late_comer=True)
            return
        parts = []
        if more:
            parts.append(self.env._("You decide from now on: %s.", more._list_names()))
        if less:
            parts.append(self.env._("Others decide from now on: %s.", less._list_names()))
        self.env["mail.thread"].sudo()._kam_tell(  # sudo: as the engine, whoever changes a position
            users,
            self.env._("What waits for you has changed"),
            Markup("").join(Markup("<p>%s</p>") % part for part in parts),
            REQUESTS,
        )

    def _post_decisions(self, forms):
        """Write the decisions into the conversations, and tell people whose forms these are.

        :param dict forms: review -> its form
        """
        documents = next(iter(forms.values())).browse().concat(*forms.values())
        known = documents._find_followed("mail.mt_note")
        author_id, email_from = documents._message_compute_author()
        # what posting would ask for each form again
        reply_to = documents._notify_get_reply_to(default=email_from, author_id=author_id)
        alias_domains = documents.sudo()._mail_get_alias_domains()  # sudo: as posting does
        bodies = {}
        for review, form in forms.items():
            told = review._find_told_at_once(form) if len(forms) == 1 else form.env["res.users"]
            if told:
                review._post_end(form, told)
                known[form.id] = known.get(form.id, told.partner_id) | told.partner_id
            elif form.id in known:
                with voices.speaking(voices.PROCESS):
                    transactions.as_job(form).message_post(
                        body=review._get_decision_message(),
                        reply_to=reply_to[form.id],
                        record_alias_domain_id=alias_domains[form.id].id,
                        subtype_xmlid="mail.mt_note",
                    )
            else:
                bodies[form.id] = review._get_decision_message()
        if bodies:
            documents.browse(bodies)._message_log_batch(bodies)
        self._tell_ended(forms, known)

    def _find_told_at_once(self, form):
        """Return who hears of the end by the note in the conversation: who reads its language.

        What is confidential is told without the note.
        """
        if form.approval_state == "in_review" or form._is_confidential():
            return self.env["res.users"]
        lang = self.env.lang or "en_US"
        # sudo: in which language a colleague reads is no secret
        return self._find_told(form).filtered(
            lambda user: user.active and (user.sudo().lang or "en_US") == lang
        )

    def _get_decision_message(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        text = self.env._(
            "%(step)s: %(decision)s", step=self._get_step_label(), decision=states[self.state]
        )
        if self.on_behalf_of_id:
            on_behalf = self.env._("on behalf of %(user)s", user=self.on_behalf_of_id.name)
            text = wording.noted(self.env, text, on_behalf)
        return Markup("<p>%s</p><p>%s</p>") % (text, self.opinion or "")

    def _list_names(self):
        """Return the names of the steps, safe for everybody who may have been asked."""
        forms = self._find_forms()
        names = [
            f"{forms[review]._get_mail_title()} – {review._get_step_label()}"
            for review in self[:NAMED_REVIEWS]
            if review in forms
        ]
        if len(self) > NAMED_REVIEWS:
            names.append(self.env._("%s more", len(self) - NAMED_REVIEWS))
        return format_list(self.env, names)
