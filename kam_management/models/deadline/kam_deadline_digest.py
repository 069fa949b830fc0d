import logging
from datetime import time
from functools import partial

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ... import transactions, wording
from ...wording import format_date

_logger = logging.getLogger(__name__)
# When the digest of a day is sent, where the user's company works.
SEND_FROM = time(7)
BATCH_SIZE = 50
# What waits for the reader; the other sections are for their attention.
OWN_SECTIONS = ("late", "today", "coming")


class KamDeadlineDigest(models.Model):
    """One mail a person and day about what waits for them: the row that keeps it to one.

    It is written in the transaction that queues the mail: a job that is killed neither sends a
    digest twice nor loses one.
    """

    _name = "kam.deadline.digest"
    _description = "Digest of Deadlines"
    _order = "day desc, id desc"
    _rec_name = "day"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)

    _one_a_day = models.Constraint("UNIQUE(user_id, day)", "The digest of this day was sent.")

    @api.model
    def _send_due(self):
        """Queue the digests of all companies where it is late enough in the morning.

        :raise UserError: after all others are done, when the digest of somebody failed
        """
        parts = []
        for company in self.env["res.company"].search([]):
            moment = pytz.utc.localize(fields.Datetime.now()).astimezone(company._kam_timezone())
            if moment.time() >= SEND_FROM:
                day = moment.date()
                parts.append((self._find_recipients(company, day), partial(self._send, day)))
        transactions.run_batches(
            self.env,
            parts,
            size=BATCH_SIZE,
            logger=_logger,
            # the log names who got no digest; their contact says nothing of our jobs
            note=lambda user, error: None,
        )

    @api.model
    def _find_recipients(self, company, day):
        """Return the users of a company who have open duties and no digest of the day."""
        self.env["kam.deadline"].flush_model()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT u.id FROM res_users u
                WHERE u.active AND NOT u.share AND u.company_id = %(company)s
                  AND NOT EXISTS (
                      SELECT 1 FROM kam_deadline_digest g WHERE g.user_id = u.id AND g.day = %(day)s
                  )
                  AND EXISTS (
                      SELECT 1 FROM kam_deadline d WHERE d.state = 'open' AND (
                          EXISTS (SELECT 1 FROM kam_deadline_worker_rel w
                                  WHERE w.deadline_id = d.id AND w.user_id = u.id)
                          OR EXISTS (SELECT 1 FROM kam_deadline_told_rel t
                                     WHERE t.deadline_id = d.id AND t.user_id = u.id)
                          OR (
                              u.id = ANY(%(administrators)s)
                              AND NOT EXISTS (SELECT 1 FROM kam_deadline_worker_rel w
                                              WHERE w.deadline_id = d.id)
                          )
                      )
                  )
                ORDER BY u.id
                """,
                company=company.id,
                day=day,
                administrators=self.env["kam.deadline"]._get_administrators().ids,
            )
        )
        return self.env["res.users"].browse(user_id for (user_id,) in self.env.cr.fetchall())

    def _send(self, day, users):
        """Note that users were written to, and queue the mails of those for whom there is news."""
        # the row first: of two jobs at once one fails to serialise, and its mails with it
        self.create([{"user_id": user.id, "day": day} for user in users])
        self.flush_model()
        found = self.env["kam.deadline"]._find_for_digest(users)
        self.env["mail.mail"].create(
            [self._prepare_mail(user, sections) for user, sections in found.items()]
        )
        self.env["mail.thread"]._kam_hurry(users & users.union(*found))
        self._note_reminded(day, found)

    @api.model
    def _note_reminded(self, day, found):
        """Note on duties that people were reminded of what they owe themselves.

        :param date day: of the digest
        :param dict found: user -> section -> duties
        """
        # sudo: the job notes it, whoever may see the duty
        duties = self.env["kam.deadline"].sudo()
        for user, sections in found.items():
            listed = duties.concat(*sections.values())
            duties |= listed.filtered(
                lambda duty, user=user: user in duty.worker_ids and duty.date_reminded != day
            )
        duties._protected_write({"date_reminded": day})

    def _prepare_mail(self, user, sections):
        """Return the values of the mail to a user, in their language."""
        localised = self.with_context(lang=user.lang)
        subject = localised._word_subject({name: len(some) for name, some in sections.items()})
        own = {name: duties.with_context(lang=user.lang) for name, duties in sections.items()}
        return {
            "subject": subject,
            "email_to": user.email_formatted,
            "email_from": user.company_id.email_formatted or self.env.user.email_formatted,
            "author_id": user.company_id.partner_id.id,
            "auto_delete": True,
            "body_html": localised.env["ir.qweb"]._render(
                "kam_management.deadline_digest",
                {
                    "user": user,
                    "sections": own,
                    "companies": self._name_companies(own),
                    "customers": self._name_customers(user, own),
                    "is_owing": any(sections.get(name) for name in OWN_SECTIONS),
                    "url": user.get_base_url(),
                    "lang": user.lang,
                    "subject": subject,
                    "my_day": self._get_my_day(),
                    "word_duty": localised._word_duty,
                },
            ),
        }

    @api.model
    def _word_subject(self, counts):
        """Return what the digest is there for, in few words.

        :param dict counts: section -> number of duties
        """
        nobody = counts.get("nobody", 0) + counts.get("nobody_confidential", 0)
        if counts.get("late") or counts.get("today"):
            subject = self.env._(
                "Key accounts: %(late)s late, %(today)s due today",
                late=counts.get("late", 0),
                today=counts.get("today", 0),
            )
        elif counts.get("coming"):
            subject = self.env._("Key accounts: %s due soon", counts["coming"])
        elif counts.get("others"):
            subject = self.env._("Key accounts: %s late with others", counts["others"])
        else:
            return self.env._("Key accounts: %s that nobody is left for", nobody)
        if nobody:
            subject = self.env._(
                "%(subject)s, %(nobody)s that nobody is left for", subject=subject, nobody=nobody
            )
        return subject

    @api.model
    def _name_customers(self, user, sections):
        """Return whose customer duties are about, where the reader may know. To be extended.

        :param res.users user: to whom the mail goes
        :param dict sections: section -> duties
        :return: dict id of a duty -> name
        """
        return {}

    @api.model
    def _word_duty(self, duty, who=False):
        """Return of which kind a duty is, when it is due, and who owes it.

        :param duty: the duty
        :param bool who: whether the people are named
        """
        day = format_date(self.env, duty.date_due, date_format="medium")
        people = wording.listed(self.env, duty.user_ids.mapped("name")) if who else ""
        text = wording.phrased(self.env, (duty.kind_id.display_name, day))
        return wording.labelled(self.env, text, people)

    @api.model
    def _get_my_day(self):
        """Return the external id of the action that shows somebody all that they owe."""
        my_day = "kam_management.action_kam_my_day"
        if self.env.ref(my_day, raise_if_not_found=False):
            return my_day
        return "kam_management.action_kam_deadline_mine"

    @api.model
    def _name_companies(self, sections):
        """Return the names of the companies of duties by their ids, where there are several."""
        # sudo: to whom the mail goes works in these companies, or in branches of them
        companies = self.env["kam.deadline"].concat(*sections.values()).sudo().company_id
        several = len(companies) > 1
        return {company.id: company.name for company in companies} if several else {}
