from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import formatLang
from odoo.tools.mail import email_normalize

from ... import voices, wording


class KamServiceEvaluation(models.Model):
    """What the customer says: on a page made for it, or to a colleague.

    What the customer may know of an evaluation stands in ``kam.service.evaluation.public``, and
    nothing else of it is read on the portal. While the evaluation is a draft the page waits for an
    answer; the first one is taken over here and stays.
    """

    _inherit = "kam.service.evaluation"

    def action_ask_customer(self):
        """Let the customer judge the services on its portal page.

        :return: True
        :raise UserError: for what is no draft, names no service, or is judged already
        """
        self.check_access("write")
        self._serialise()
        for form in self:
            form._check_state("draft")
            if not form.ending_ids:
                raise UserError(
                    self.env._(
                        "“%s” is empty: say which services are evaluated.",
                        self._get_label("ending_ids"),
                    )
                )
            if form.is_customer_asked:
                raise UserError(self.env._("The customer was asked already: %s", form.display_name))
            form._protected_write({"is_customer_asked": True})
            form._publish()
            form._mail_customer()
        return True

    def _find_public(self):
        """Return what the customers know of these evaluations, as the system."""
        return self._as_system()["kam.service.evaluation.public"].search(
            [("evaluation_id", "in", self.ids)]
        )

    def _as_system(self):
        """Return the environment of the system: what customers read names nobody as its writer."""
        return self.with_user(SUPERUSER_ID).with_context({}).env

    def _publish(self):
        """Write what the customer is asked: which services, and what they are judged by."""
        # sudo: what the customer may know is the process's to say
        form = self.sudo()
        self._as_system()["kam.service.evaluation.public"]._protected_create(
            [
                {
                    "evaluation_id": form.id,
                    "company_id": form.company_id.id,
                    "account_id": form.account_id.id,
                    "number": form.number,
                    "services": form._prepare_public_services(),
                    "criteria": form.line_ids.mapped("names"),
                    "date_from": form.date_from,
                    "date_to": form.date_to,
                }
            ]
        )

    def _mail_customer(self):
        """Queue a mail to each user of the customer: what the page shows, and where it is.

        As the system, and only of what is made for the customer.
        """
        public = self._find_public()
        people = self._find_portal_users()
        for user in people:
            public.with_context(lang=user.lang)._queue_mail(user)
        if people:
            self._as_system().ref("mail.ir_cron_mail_scheduler_action")._trigger()
        with voices.speaking(voices.PROCESS):
            own = wording.for_readers(self)
            names = wording.listed(own.env, people.mapped("name"))
            own._message_log(
                body=own.env._("The customer is asked on the portal. By e-mail: %s", names or "—")
            )

    def _find_portal_users(self):
        """Return the users of the customer on the portal who have an address, as the system."""
        form = self.with_user(SUPERUSER_ID)
        users = form.env["res.users"].search(
            [
                ("partner_id", "child_of", form.account_id.partner_id.id),
                ("company_ids", "in", form.company_id.ids),
                ("share", "=", True),
            ],
            order="id",
        )
        return users.filtered(
            lambda user: (
                user.partner_id.commercial_partner_id == form.account_id.partner_id
                and email_normalize(user.email)
            )
        )

    def _prepare_public_services(self):
        """Return what the customer was served with, in each language: list of dicts."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return [
            {
                code: wording.listed(own.env, own.mapped("name")) or ending.reference
                for code in languages
                for own in [ending.content_ids.with_context(lang=code)]
            }
            for ending in self.ending_ids.sorted("date_ended")
        ]

    def _publish_standing(self):
        """Open the page of the customer while the evaluation is a draft, and close it otherwise."""
        for public in self._find_public():
            form = public.evaluation_id
            state = "open" if form.approval_state == "draft" else "closed"
            if public.state in ("open", "closed") and public.state != state:
                public._protected_write({"state": state})

    def _take_answer(self, public):
        """Take over what the customer has said on its page. Called as the system.

        What a colleague was told before gives way, and is told of in the conversation.
        """
        self._keep_what_was_told()
        for line, points in zip(self.line_ids.sorted("id"), public.scores, strict=True):
            line._protected_write({"customer_score": points})
        self._protected_write(
            {
                "customer_source": "portal",
                "customer_person": public.author_name,
                "customer_words": public.text,
                "date_judged": self.company_id._kam_day_of(public.date_answered),
            }
        )
        self._follow_low_points()
        self._tell_of_answer()

    def _keep_what_was_told(self):
        if self.customer_source != "told":
            return
        own = wording.for_readers(self)
        told = wording.listed(
            own.env,
            [
                wording.labelled(own.env, line.name, str(line.customer_score))
                for line in own.line_ids
                if line.customer_score
            ],
        )
        with voices.speaking(voices.PROCESS):
            own._message_log(
                body=Markup("<p>%s</p>")
                % own.env._(
                    "The customer has judged on the portal. Before, a colleague was told by "
                    "%(person)s: %(points)s",
                    person=self.customer_person or "—",
                    points=told,
                )
            )

    def _tell_of_answer(self):
        """Tell the account manager, and who wrote the form, that the customer has judged."""
        people = self.manager_id | (self.create_uid & self.create_uid._kam_able(self.company_id))
        for lang, some in wording.by_language(people):
            read = self.with_context(lang=lang)
            read._kam_tell(
                some.with_env(read.env),
                wording.labelled(
                    read.env, read.display_name, read.env._("The customer has judged our service")
                ),
                Markup("<p>%s</p>")
                % read.env._(
                    "%(customer)s gives %(points)s points of 5.",
                    customer=read.partner_id.name,
                    points=formatLang(read.env, read.customer_points, digits=1),
                ),
            )

    def _on_told(self):
        """Follow points that a colleague writes down as told."""
        for form in self:
            if form.customer_source == "portal":
                continue
            given = any(line.customer_score for line in form.line_ids)
            form._protected_write(
                {
                    "customer_source": "told" if given else False,
                    "date_judged": given and form.company_id._kam_today(),
                }
            )
        self._follow_low_points()
