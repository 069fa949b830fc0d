import logging
from email.message import EmailMessage

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize, generate_tracking_message_id

from ... import arguments, voices
from .mail_message_kept import SENDING_FIELDS

_logger = logging.getLogger(__name__)

# noted in the values of a mail while its way is looked for
REFUSED = "kam_refused"


class MailThread(models.AbstractModel):
    """Mail to internal conversations is taken from users who may read the record.

    Whoever else writes, say in answer to a mail that was passed on, gets the mail back: it neither
    appears in the conversation nor reaches anybody. No record of ours is made by mail.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """See the base method: what was sent back is on its way to nowhere else.

        :raise UserError: for what is no mail
        """
        if not (isinstance(message, EmailMessage) and isinstance(message_dict, dict)):
            raise UserError(self.env._("“Message” is no mail: the mail gateway hands them over."))
        try:
            return super().message_route(
                message,
                message_dict,
                model=model,
                thread_id=thread_id,
                custom_values=custom_values,
            )
        except ValueError:
            if REFUSED in message_dict:
                return []
            raise
        finally:
            message_dict.pop(REFUSED, None)

    def message_notify(self, **given):
        """Notify people; about a record of ours only those who may read it.

        :return: the message
        :raise AccessError: for a record that the user may not read, whether or not it is there
        """
        if not self._kam_is_ours:
            model = given.get("model")
            if not (isinstance(model, str) and model.startswith("kam.") and model in self.env):
                return super().message_notify(**given)
            document = self.env[model].browse(given.get("res_id") or ())
            document = document.exists()._filtered_access("read")
            if not document:
                raise AccessError(
                    self.env._("“res_id” names no record that you may read: nobody is told of it.")
                )
            if isinstance(document, self.pool["kam.thread.mixin"]):
                del given["model"], given["res_id"]
                return document.message_notify(**given)
            # it has no conversation, and no way of its own of telling people
            given["partner_ids"] = self._kam_find_readers(document, given.get("partner_ids"))
        if self.env.su or voices.current():
            return super().message_notify(**given)
        with voices.speaking(voices.PERSON):
            return super().message_notify(**self._kam_prepare_post(given))

    @api.model
    def _kam_find_readers(self, document, partner_ids):
        """Return the ids of those of some partners who may read a record.

        :param document: the record
        :param partner_ids: ids of partners
        """
        asked = arguments.ids(self.env, self.env._("Recipients"), partner_ids)
        named = self.env["res.partner"].browse(asked).exists()
        refused = self.env["mail.followers"]._kam_find_refused(document, named)
        outsiders = {partner_id for partner_id, _res_id in refused}
        return [partner_id for partner_id in named.ids if partner_id not in outsiders]

    @api.model
    def _kam_prepare_post(self, given):
        """Return what people may say of a message themselves.

        :param dict given: arguments of a call that may come over RPC
        :raise UserError: naming what only processes and the mail gateway say
        """
        for name in ("create_date", "date", "message_id", "tracking_value_ids"):
            if given.get(name):
                raise UserError(
                    self.env._(
                        "“%(name)s” of a message is found out, not given: leave it out.", name=name
                    )
                )
        named = arguments.ids(self.env, self.env._("Recipients"), given.get("partner_ids"))
        rest = {name: value for name, value in given.items() if name not in SENDING_FIELDS}
        return {**rest, "partner_ids": named}

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """See the base method: what comes by mail is said by who sent it.

        :raise AccessError: at models of ours: the gateway hands mails over to all at once
        """
        if self._kam_is_ours:
            raise AccessError(self.env._("Mails are handed over to the mail gateway alone."))
        with voices.speaking(voices.GATEWAY):
            return super().message_process(model, message, *args, **kwargs)

    # ------------------------------------------------------------------
    # telling people something in person
    # ------------------------------------------------------------------

    def _kam_tell(self, users, subject, body, layout="kam_management.mail_news"):
        """Tell people something, in their inbox or by mail as each of them likes.

        Nobody is told who is the cause of it, is archived or from outside; of a record of ours only
        who may read it. Mails are queued: a mail server that is silent holds nothing up.

        :param res.users users: who is told
        :param str subject: what it is about
        :param body: what is said, as Markup; like the subject in the language of the users
        :param str layout: external id of the template of the mail
        :return: the message; none when nobody is told
        """
        # sudo: who works here, and how each likes to be told, is asked by the engine
        people = (users - self.env.user).sudo()
        people = people.filtered(lambda user: user.active and not user.share)
        followers = self.env["mail.followers"]
        if self and followers._kam_is_internal(self._name):
            refused = {
                partner_id
                for partner_id, _res_id in followers._kam_find_refused(self, people.partner_id)
            }
            people = people.filtered(lambda user: user.partner_id.id not in refused)
        if not people:
            return self.env["mail.message"]
        # sudo: the engine tells them, in the name of whoever is the cause of it
        message = self.sudo().message_notify(
            partner_ids=people.partner_id.ids,
            subject=subject,
            body=body,
            email_layout_xmlid=layout,
            email_add_signature=False,
            force_send=False,
        )
        self._kam_hurry(people)
        return message

    @api.model
    def _kam_hurry(self, users):
        """Let the queue of mails be looked at soon, where one of some users reads mail."""
        # sudo: how a colleague likes to be told
        if "email" not in users.sudo().mapped("notification_type"):
            return
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue:
            # sudo: whoever causes a mail need not look after jobs
            queue.sudo()._trigger()

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """See the base method: the sender has to be a user who may read the record."""
        model, thread_id, custom_values, _user_id, alias = route
        if not (model and self.env["mail.followers"]._kam_is_internal(model)):
            return super()._routing_check_route(message, message_dict, route, raise_exception)
        user = self._kam_find_sender(model, thread_id, message_dict["email_from"])
        if not user:
            self._kam_send_back(message, message_dict, model, thread_id)
            return False
        # whoever else has the same address
        message_dict["author_id"] = user.partner_id.id
        route = (model, thread_id, custom_values, user.id, alias)
        return super()._routing_check_route(message, message_dict, route, raise_exception)

    @api.model
    def _kam_find_sender(self, model, thread_id, email_from):
        """Return the user who writes by mail, if they may read the record.

        :param str model: model of the record
        :param int thread_id: its id; none where a record would be made
        :param str email_from: the sender
        :rtype: res.users
        """
        # sudo: the gateway looks for whom an address belongs to
        users = self.env["res.users"].sudo()
        email = email_normalize(email_from)
        document = self.env[model].browse(thread_id or ()).exists()
        if not (email and document):
            return users
        found = users.search([("email_normalized", "=", email), ("share", "=", False)])
        if not self.env.is_admin():
            # whoever hands over a mail by RPC hands over their own
            found &= self.env.user
        followers = self.env["mail.followers"]
        return found.filtered(lambda user: followers._kam_filter_readable(document, user))[:1]

    @api.model
    def _kam_send_back(self, message, message_dict, model, thread_id):
        """Send a mail back to a sender who takes no part in the conversation."""
        _logger.info(
            "Mail from %s with Message-Id %s to %s, %s: the sender may not read it, sent back",
            message_dict["email_from"],
            message_dict["message_id"],
            model,
            thread_id,
        )
        message_dict[REFUSED] = True
        if (message.get("Auto-Submitted") or "no").lower() != "no":
            # machines answer machines for ever
            return
        body = Markup("<p>%s</p>") % self.env._(
            "Your mail was not delivered: only people who may read the record that it answers "
            "write there by mail. Please write to your contact person directly."
        )
        self._routing_create_bounce_email(
            message_dict["email_from"],
            body,
            message,
            # an answer to this mail is recognised and ignored
            references=(
                f"{message_dict['message_id']} "
                f"{generate_tracking_message_id('loop-detection-bounce-email')}"
            ),
        )
