from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, models

from ... import transactions, voices, wording
from ...wording import by_language, format_date, format_datetime

# How many reviews one message names.
NAMED_REVIEWS = 20
# Of an opinion that is longer the form tells the rest.
SHOWN_OPINION = 500
REQUEST, REQUESTS = "kam_management.mail_request", "kam_management.mail_requests"


class KamApprovalReview(models.Model):
    """Asking people for decisions, and telling what was decided.

    Each person gets one message of what happens together, in their language and by the way that
    they like; nobody is told who has brought it about, or may not read the form.
    """

    _inherit = "kam.approval.review"

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def _ask(self):
        """Ask those who may decide reviews that have just begun."""
        asked = defaultdict(self.browse)
        for review in self:
            for user in review._get_entitled() - self.env.user:
                asked[user] |= review
        for reviews, users in _group(asked):
            if len(reviews) == 1:
                reviews._request_one(users)
            else:
                for lang, people in by_language(users):
                    reviews.with_context(lang=lang)._request_many(people)

    def _request_one(self, users, is_late_comer=False):
        """Ask people for one decision, with what the form says of itself.

        :param res.users users: who may decide
        :param bool is_late_comer: whether the step was others' to decide until now
        """
        document, texts = self._get_document(), defaultdict(self.env["res.users"].browse)
        for user in users:
            # sudo: language and zone of a colleague, who is written to
            own = self.with_context(lang=user.sudo().lang, tz=user.sudo().tz)
            texts[own.env.lang, own._get_request_subject(), own._get_request_body(user)] |= user
        for (lang, subject, body), people in texts.items():
            localised, lead = document.with_context(lang=lang), ""
            if is_late_comer:
                names = self.with_context(lang=lang)._list_names()
                lead = Markup("<p>%s</p>") % localised.env._("You decide from now on: %s.", names)
            localised._kam_tell(people, subject, Markup("%s%s") % (lead, body), REQUEST)

    def _get_request_subject(self):
        """Return who asks what, and until when; of a confidential form its number only."""
        form = self._get_form()
        title, asker = form._get_mail_title(), form.submitted_by_id
        values = {
            "form": title,
            "user": asker.name,
            "day": format_date(self.env, self.date_due, date_format="medium"),
        }
        if not form._is_confidential():
            kind = self.env["ir.model"]._get(form._name).name
            values["form"] = self.env._("%(kind)s %(number)s", kind=kind, number=title)
        if self.kind == "complete":
            return self.env._("Please complete %(form)s by %(day)s", **values)
        if form._is_confidential() or asker._is_superuser():
            if self.kind == "answer":
                return self.env._("Please answer %(form)s by %(day)s", **values)
            return self.env._("Please decide %(form)s by %(day)s", **values)
        if self.kind == "answer":
            return self.env._("%(user)s asks for your opinion on %(form)s by %(day)s", **values)
        return self.env._("%(user)s asks you to approve %(form)s by %(day)s", **values)

    def _get_request_body(self, user):
        """Return what somebody who decides should know before opening the form.

        :param res.users user: to whom it is written
        :return: Markup, in the language and zone of the environment
        """
        form = self._get_form()
        is_confidential = form._is_confidential()
        facts = [] if is_confidential else self._get_document_facts()
        facts = [(label, value) for label, value in facts if value]
        facts.append((self.env._("Step"), self._get_step_label()))
        facts.append((self.env._("Due"), self._word_due()))
        opinions = [] if is_confidential else self._find_told_opinions(user)
        return self.env["ir.qweb"]._render(
            "kam_management.mail_request_body",
            {
                "facts": facts,
                "lead": False,
                "opinions": [
                    {
                        "head": wording.labelled(
                            self.env,
                            review._get_step_label(),
                            f"{review.outcome} – {review.who}",
                        ),
                        "text": _shorten(review.opinion or ""),
                    }
                    for review in opinions
                ],
            },
        )

    def _get_document_facts(self):
        """Return what matters to who decides, in the language of the environment."""
        return self._get_document().with_context(lang=self.env.lang)._get_mail_facts()

    def _word_due(self):
        """Return the last day in words; where it ends at another time for the reader, when."""
        day = format_date(self.env, self.date_due, date_format="medium")
        company, zone = self.company_id, self.env.context.get("tz")
        end = company._kam_day_start(self.date_due + timedelta(days=1))
        moments = [
            format_datetime(self.env, end, tz=name, dt_format="short")
            for name in (company._kam_timezone().zone, zone or company._kam_timezone().zone)
        ]
        if moments[0] == moments[1]:
            return day
        return self.env._("%(day)s (until %(moment)s your time)", day=day, moment=moments[1])

    def _find_told_opinions(self, user):
        """Return the steps of the round that ended before this one began and that a user reads.

        Steps side by side hear nothing of each other, nor of what the form keeps back.
        """
        form = self._get_form()
        ended = form._get_round_reviews().filtered(
            lambda other: (
                other.decided_by_id
                and other.sequence < self.sequence
                and form._may_tell_opinion(other)
            )
        )
        # sudo: the companies of a user count, whoever asks
        companies = user.sudo().company_ids
        own = ended.with_user(user).with_context(allowed_company_ids=companies.ids)
        readable = own._filtered_access("read")
        if not self.env.user._is_superuser():
            # whoever has ended the step before is the author of the message, and reads it
            readable &= ended.with_env(self.env).sudo(False)._filtered_access("read")
        return ended.browse(readable.ids).with_env(self.env).sorted(lambda r: (r.sequence, r.id))

    def _request_many(self, users):
        """Ask people for several decisions in one message."""
        rows = self._list_rows()
        self.env["mail.thread"].sudo()._kam_tell(  # sudo: as the engine, whoever submits
            users,
            self.env._("%s forms wait for your decision", len(self)),
            self._render_list(rows),
            REQUESTS,
        )

    # ------------------------------------------------------------------
    # telling what was decided
    # ------------------------------------------------------------------

    def _tell_ended(self, forms, known=None):
        """Tell those whose form it is how steps ended, and what comes next.

        :param dict forms: review -> its form
        :param dict known: id of the form -> partners who are told on another way
        """
        told = defaultdict(self.browse)
        for review, form in forms.items():
            for user in review._find_told(form):
                if user.partner_id not in (known or {}).get(form.id, ()):
                    told[user] |= review
        readable = self._keep_readable(told)
        for reviews, users in _group(readable):
            for lang, people in by_language(users):
                own = reviews.with_context(lang=lang)
                if len(reviews) == 1:
                    form = forms[reviews].with_context(lang=lang)
                    form._kam_tell(people, own._get_news_subject(), own._get_news_body())
                else:
                    own._tell_many_ended(people)

    def _find_told(self, form):
        """Return who is told how the review ended: not who is asked for the next decision."""
        asked = form._get_round_reviews().filtered(lambda other: other.state == "pending")
        entitled = asked.candidate_ids | asked.delegate_ids
        return form._find_told_of_steps() - entitled - self.env.user

    @api.model
    def _keep_readable(self, told):
        """Return of dict user -> reviews those whose forms the user may read, the others left out.

        Asked once for each person.
        """
        kept = {}
        for user, reviews in told.items():
            readable = {
                (model, res_id)
                for model, of_model in reviews.grouped("res_model").items()
                for res_id in self._find_readable(model, of_model.mapped("res_id"), user)
            }
            kept[user] = reviews.filtered(
                lambda review: (review.res_model, review.res_id) in readable  # noqa: B023
            )
        return {user: reviews for user, reviews in kept.items() if reviews}

    def _tell_many_ended(self, users):
        rows = self._list_rows(lambda review: f"{review.outcome} – {review.who}")
        self.env["mail.thread"].sudo()._kam_tell(  # sudo: as the engine, whoever decides
            users, self.env._("%s forms were decided", len(self)), self._render_list(rows)
        )

    def _get_news_subject(self):
        """Return how the step ended; of a confidential form only that there is news."""
        form = self._get_form()
        title = form._get_mail_title()
        if form._is_confidential():
            return self.env._("There is news of %s", title)
        if not self.decided_by_id:
            return wording.labelled(self.env, title, self.outcome)
        return self.env._(
            "%(form)s: %(outcome)s by %(user)s", form=title, outcome=self.outcome, user=self.who
        )

    def _get_news_body(self):
        """Return the decision and what comes next; of a confidential form the step only."""
        if self._get_form()._is_confidential():
            step = self.env._("Step"), self._get_step_label()
            return self.env["ir.qweb"]._render(
                "kam_management.mail_facts", {"facts": [step], "lead": False}
            )
        return Markup("%s<p>%s</p>") % (self._get_decision_message(), self._word_next())

    def _word_next(self):
        """Return what comes next for the form, in words."""
        form = self._get_form()
        if form.approval_state == "in_review":
            return self.env._(
                "Next: %(steps)s, until %(day)s.",
                steps=form.waiting_for,
                day=format_date(self.env, form.date_due, date_format="medium"),
            )
        if form.approval_state == "draft":
            return self.env._("Next: it is corrected and submitted again, or given up.")
        return self.env._("The form is “%s” now.", form.with_env(self.env)._word_standing())

    def _post_end(self, form, told):
        """Write how the step ended into the conversation, where a note tells some of it at once.

        :param form: the form
        :param res.users told: who hears of it by this note
        """
        with voices.speaking(voices.PROCESS):
            transactions.as_job(form).message_post(
                body=self._get_news_body() if told else self._get_decision_message(),
                partner_ids=told.partner_id.ids,
                subject=self._get_news_subject() if told else False,
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="kam_management.mail_news",
            )
        form._kam_hurry(told)

    # ------------------------------------------------------------------
    # more time
    # ------------------------------------------------------------------

    def _tell_extended(self):
        """Say in the conversation that the step got more time, and tell whom it concerns.

        The days are kept as a change of the due day, so that each reader reads them in their
        language; the reason is what somebody wrote.
        """
        self.ensure_one()
        form = self._get_form()
        step = self.env._("%(step)s: more time", step=self._get_step_label())
        message = form._message_log(
            body=Markup("<p>%s</p><p>%s</p>") % (step, self.extension_reason)
        )
        trackings = self.env["mail.tracking.value"].sudo()  # sudo: what is tracked is the system's
        info = form.fields_get(["date_due"], ["string", "type"])["date_due"]
        trackings.create(
            {
                **trackings._create_tracking_values(
                    self.date_due_before, self.date_due, "date_due", info, form
                ),
                "mail_message_id": message.id,
            }
        )
        people = self._get_entitled() | form._find_told_of_steps()
        for user in people - self.env.user:
            # sudo: language and zone of a colleague, who is written to
            own = self.with_context(lang=user.sudo().lang, tz=user.sudo().tz)
            subject, body = own._word_extension()
            form.with_context(lang=own.env.lang)._kam_tell(user, subject, body)

    def _word_extension(self):
        """Return subject and body of the message that the step got more time."""
        form = self._get_form()
        subject = self.env._(
            "%(form)s is due on %(day)s now",
            form=form._get_mail_title(),
            day=format_date(self.env, self.date_due, date_format="medium"),
        )
        facts = [
            (self.env._("Step"), self._get_step_label()),
            (self.env._("Due"), self._word_due()),
        ]
        if not form._is_confidential():
            before = format_date(self.env, self.date_due_before, date_format="medium")
            facts += [
                (self.env._("Due before"), before),
                (self.env._("Extended by"), self.extended_by_id.name),
                (self.env._("Reason"), self.extension_reason),
            ]
        values = {"facts": facts, "lead": False}
        return subject, self.env["ir.qweb"]._render("kam_management.mail_facts", values)

    # ------------------------------------------------------------------
    # lists
    # ------------------------------------------------------------------

    def _list_rows(self, note=None):
        """Return the forms of reviews for the list of a message, safe for everybody told.

        :param note: what is said of a review; until when it is due by default
        """
        forms, documents = self._find_forms(), self._find_documents()
        rows = []
        for review in self[:NAMED_REVIEWS]:
            if review not in forms:
                continue
            form = forms[review].with_context(lang=self.env.lang)
            document = documents[review]
            is_confidential = note and form._is_confidential()
            day = format_date(self.env, review.date_due, date_format="medium")
            due = self.env._("Due: %s", day)
            rows.append(
                {
                    "name": f"{form._get_mail_title()} – {review._get_step_label()}",
                    "url": form._notify_get_action_link(
                        "view", model=document._name, res_id=document.id
                    ),
                    "note": ("" if is_confidential else note(review)) if note else due,
                }
            )
        return rows

    def _render_list(self, rows, lead=False):
        left = len(self) - len(rows)
        return self.env["ir.qweb"]._render(
            "kam_management.mail_list",
            {
                "lead": lead,
                "rows": rows,
                "more": self.env._("%s more", left) if left > 0 else False,
            },
        )


def _group(by_user):
    """Return pairs of reviews and the users who are told of the same ones."""
    users_of = {}
    for user, reviews in by_user.items():
        users_of[reviews] = users_of.get(reviews, user.browse()) | user
    return users_of.items()


def _shorten(text):
    return text if len(text) <= SHOWN_OPINION else f"{text[:SHOWN_OPINION].rstrip()}…"
