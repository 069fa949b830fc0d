from lxml import etree, html

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import email_normalize, formataddr, is_html_empty

from ... import arguments, wording
from ...rules import letters
from ..ledger.kam_account_contact import ATTITUDES
from .kam_development_letter import (
    ANSWER,
    ANSWERED,
    CANCELLED,
    CHANNELS,
    DRAFT,
    SENT,
    UNANSWERED,
)
from .kam_development_letter_template import EMAIL


class KamDevelopmentLetter(models.Model):
    """Sending what was written, and recording the answer or that there was none."""

    _inherit = "kam.development.letter"

    @api.model
    def _complete_create(self, vals_list):
        """Begin contacts of developments that go on, at their first edition.

        :raise UserError: without a development, or for one that is over
        """
        vals_list = super()._complete_create(vals_list)
        completed = []
        for vals in vals_list:
            development = self.env["kam.development"].browse(vals.get("development_id") or [])
            if not development:
                raise UserError(
                    self.env._(
                        "A first contact belongs to a development: choose “First Contact” there."
                    )
                )
            development.check_access("write")
            development._check_going_on()
            completed.append({**vals, "development_id": development._get_origin().id})
        return completed

    def _check_write(self, vals):
        """See the base method: what was sent stays; the answer is written while it is waited for.

        :raise UserError: naming the contact and its state
        """
        super()._check_write(vals)
        for letter in self:
            if vals.keys() & self._draft_fields:
                letter._check_in({DRAFT})
            if vals.keys() & self._answer_fields:
                letter._check_in({DRAFT, SENT})

    def _check_unlink(self):
        """See the base method: only drafts go.

        :raise UserError: for what was sent
        """
        super()._check_unlink()
        for letter in self:
            letter._check_in({DRAFT})

    def _check_in(self, states):
        """Refuse what belongs to other states of a contact.

        :raise UserError: naming the contact and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for letter in self:
            if letter.state not in states:
                raise UserError(
                    self.env._(
                        "%(contact)s is “%(state)s”: what was sent stays as it was. Begin another "
                        "first contact instead.",
                        contact=letter.display_name,
                        state=labels[letter.state],
                    )
                )

    @api.constrains("stakeholder_id", "development_id")
    def _check_stakeholder(self):
        for letter in self:
            # sudo: whose stakeholder it is counts, whether or not the user may read it
            if letter.sudo().stakeholder_id.account_id != letter.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose somebody from the file of %(customer)s.",
                        field=self._get_label("stakeholder_id"),
                        customer=letter.account_id.partner_id.name,
                    )
                )

    @api.constrains("template_id", "way")
    def _check_template(self):
        for letter in self:
            if letter.template_id and letter.template_id.way != letter.way:
                raise ValidationError(
                    self.env._(
                        "“%(template)s” is for another way of contact: choose one for this way.",
                        template=letter.template_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # sending
    # ------------------------------------------------------------------

    def _get_gaps(self):
        """Return what is missing before the contact goes out: sentences, none when it may go."""
        self.ensure_one()
        # sudo: whom it is written to, whoever sends
        person = self.stakeholder_id.sudo().partner_id
        gaps = []
        if not person:
            gaps.append(
                self.env._(
                    "“%s”: nobody is known for this role yet. Choose a person.",
                    self._get_label("stakeholder_id"),
                )
            )
        if self._is_call():
            return gaps + self._get_gaps_of_call()
        if self.way == EMAIL and person and not email_normalize(person.email):
            gaps.append(
                self.env._(
                    "%s has no e-mail address, or more than one: enter one at the contact.",
                    person.name,
                )
            )
        for name in ("subject", "body"):
            if is_html_empty(self[name]):
                gaps.append(self.env._("“%s” is empty.", self._get_label(name)))
        unknown = letters.find_unknown(self.subject, self.body)
        if unknown:
            gaps.append(
                self.env._(
                    "Nothing is known that could stand in place of %s.",
                    wording.listed(self.env, (f"{{{name}}}" for name in unknown)),
                )
            )
        return gaps + self._get_gaps_of_day()

    def _get_gaps_of_call(self):
        gaps = []
        if not self.answer_attitude:
            gaps.append(
                self.env._("“%s” is empty: say how it was.", self._get_label("answer_attitude"))
            )
        if not (self.interest or "").strip():
            gaps.append(self.env._("“%s” is empty.", self._get_label("interest")))
        return gaps

    def _get_gaps_of_day(self):
        """Return what is missing of the day by which an answer is asked for (scheme, 5.2)."""
        label = self._get_label("date_answer")
        if not self.date_answer:
            return [
                self.env._(
                    "“%s” is empty: what is written asks for an answer by a day (development "
                    "scheme, 5.2).",
                    label,
                )
            ]
        gaps = []
        if self.date_answer <= self.company_id._kam_today():
            gaps.append(self.env._("“%s” is not ahead: leave them some days.", label))
        if not letters.has_day(self._read_body()):
            gaps.append(
                self.env._("The text does not say “%s”: put “{day}” where that day stands.", label)
            )
        return gaps

    def _read_body(self):
        """Return the text as its reader sees it: no comments, and nothing that is not shown."""
        if not self.body:
            return ""
        tree = html.fragment_fromstring(self.body, create_parent="div")
        etree.strip_elements(tree, etree.Comment, with_tail=False)
        for node in tree.xpath("//*[contains(translate(@style, ' ', ''), 'display:none')]"):
            node.drop_tree()
        return tree.text_content()

    def action_send(self):
        """Contact the customers: e-mails go out, letters and calls are written down.

        Each becomes a contact of the account. A letter or mail is lukewarm, until its answer says
        more.

        :return: True
        :raise UserError: for a contact that lacks something, or was sent already
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        self._serialise()
        for letter in self:
            letter._check_in({DRAFT})
            letter.development_id._check_going_on()
            gaps = letter._get_gaps()
            if gaps:
                raise UserError("\n".join([letter.display_name, *gaps]))
            letter._send()
        return True

    def _send(self):
        # sudo: whom it is written to, and the process's own fields; who may was checked
        letter = self.sudo()
        person = letter.stakeholder_id.partner_id
        now = fields.Datetime.now()
        vals = {"date_sent": now, "sent_by_id": self.env.uid, "sent_to": person.name}
        if self._is_call():
            letter._protected_write({**vals, "state": ANSWERED, "date_answered": now})
            self._note_contact(self.answer_attitude, self.interest, minutes=self.minutes)
            return
        vals.update(state=SENT, subject_sent=self._fill_subject(), body_sent=self._fill_body())
        if self.way == EMAIL:
            vals["sent_to"] = formataddr((person.name or "", email_normalize(person.email)))
        letter._protected_write(vals)
        if self.way == EMAIL:
            letter._protected_write({"mail_id": letter._queue_mail().id})
            self.env["mail.thread"]._kam_hurry(self.env.user)
        self._note_contact("neutral", False)
        self._open_answer_duty()

    def _queue_mail(self):
        """Queue the mail to the customer: it belongs to no conversation, and only they get it."""
        user = self.env.user
        lang = self._get_language()
        return self.env["mail.mail"].create(
            {
                "subject": self.subject_sent,
                "body_html": self.with_context(lang=lang)
                .env["ir.qweb"]
                ._render(
                    "kam_management.development_letter_mail",
                    {"body": self.body_sent, "company": self.company_id, "user": user},
                ),
                "email_from": user.email_formatted,
                "reply_to": user.email_formatted,
                "author_id": user.partner_id.id,
                "email_to": self.sent_to,
                "auto_delete": False,
            }
        )

    def _note_contact(self, attitude, result, minutes=0):
        """Write the contact into the ledger of the account."""
        self.account_id._note_contact(
            {
                "date": fields.Datetime.now(),
                "channel": CHANNELS[self.way],
                "stakeholder_id": self.stakeholder_id.id,
                "attitude": attitude,
                "topic": self.subject_sent or self._fill_subject(),
                "result": result,
                "minutes": minutes,
                "state": "done",
            },
            document=self,
        )

    # ------------------------------------------------------------------
    # the answer
    # ------------------------------------------------------------------

    def action_record_answer(self, answer="", attitude=""):
        """Record what the customer answered: a contact, for which nobody waits any more.

        :param str answer: what they said; by default what the form says
        :param str attitude: how it was, see the contact records; by default what the form says
        :return: True
        :raise UserError: without an answer or its attitude, or for what waits for none
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("write")
        self._serialise()
        self._check_waits()
        said = arguments.text(self.env, self._get_label("answer_text"), answer)
        said = said or (self.answer_text or "").strip()
        if not said:
            raise UserError(
                self.env._("“%s” is empty: write it down first.", self._get_label("answer_text"))
            )
        how = attitude or self.answer_attitude
        if not isinstance(how, str) or how not in dict(ATTITUDES):
            raise UserError(
                self.env._("“%s” is empty: say how it was.", self._get_label("answer_attitude"))
            )
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write(
            {
                "answer_text": said,
                "answer_attitude": how,
                "state": ANSWERED,
                "date_answered": fields.Datetime.now(),
            }
        )
        self._note_contact(how, said)
        self.env["kam.deadline"]._close(self, ANSWER, by=self.env.user)
        return True

    def action_no_answer(self):
        """Record that no answer came by the day that was asked for.

        :return: True
        :raise UserError: before the day has passed, or for what waits for no answer
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        self._serialise()
        for letter in self:
            letter._check_waits()
            if not letter.is_overdue:
                raise UserError(
                    self.env._(
                        "%s may still be answered: the day that was asked for has not passed.",
                        letter.display_name,
                    )
                )
            # sudo: the process's own fields; who may was checked
            letter.sudo()._protected_write({"state": UNANSWERED})
            self.env["kam.deadline"]._close(letter, ANSWER, by=self.env.user)
        return True

    def _check_waits(self):
        """Refuse an answer to what waits for none.

        :raise UserError: naming the contact and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for letter in self:
            if letter.state != SENT:
                raise UserError(
                    self.env._(
                        "%(contact)s is “%(state)s”, and waits for no answer.",
                        contact=letter.display_name,
                        state=labels[letter.state],
                    )
                )

    def action_cancel(self):
        """Cancel drafts, or wait no longer for answers.

        :return: True
        :raise UserError: for what is over already
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        self._serialise()
        for letter in self:
            letter._check_in({DRAFT, SENT})
        self._end()
        return True

    def _end(self):
        """Cancel what is not over: drafts go out no more, answers are not waited for."""
        # sudo: the process's own fields; who may was checked
        own = self.sudo().filtered(lambda letter: letter.state in (DRAFT, SENT))
        own._protected_write({"state": CANCELLED})
        self.env["kam.deadline"]._cancel(own, "not_needed", ANSWER)

    def action_print(self):
        """Print the letter in the language of the customer.

        :return: a report action
        """
        self.check_access("read")
        report = self.env.ref("kam_management.action_report_kam_development_letter")
        return report.report_action(self)
