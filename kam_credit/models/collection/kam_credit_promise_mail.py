from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, formataddr
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import promises as rules


class KamCreditPromise(models.Model):
    """Reminding a customer of a promise: a mail of its own, with what the customer said itself.

    It belongs to no conversation, so that nobody outside takes part in one; the promise says to
    whom it went.
    """

    _inherit = "kam.credit.promise"

    def action_open_reminder(self):
        """Open the dialog that reminds the customer.

        :return: a window action
        :raise UserError: for none or several, and for a promise that is not open any more
        :raise AccessError: for everybody but accounting and who looks after the customer's credit
        """
        self._check_remindable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind the Customer"),
            "res_model": "kam.credit.promise.remind",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_promise_id": self.id},
        }

    def _check_remindable(self):
        """Refuse for whoever may not write promises down, and where nothing is to be kept.

        :raise UserError: naming the promise
        :raise AccessError: naming the customer
        """
        arguments.one(self)
        self.check_access("write")
        self._check_may_collect(self.profile_id)
        if self.state not in (rules.OPEN, *rules.LACKING):
            raise UserError(
                self.env._(
                    "%(promise)s is “%(state)s”: there is nothing to remind the customer of.",
                    promise=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

    def _remind(self, contact, note=""):
        """Write to a customer. The caller has checked who may, and the address.

        :param res.partner contact: who is written to
        :param str note: what the author adds
        """
        person = contact.sudo()  # sudo: how whoever is written to is called, and in which language
        lang = person.lang or self.company_id.partner_id.lang or self.env.lang
        self.with_context(lang=lang)._queue_reminder(person, note)
        self._protected_write({"date_reminded": self.company_id._kam_today()})
        address = formataddr((person.name, email_normalize(person.email)))
        # sudo: a process speaks
        self.sudo()._message_log(body=self.env._("Reminder sent to %s.", address))

    def _queue_reminder(self, person, note):
        body = self.env["ir.qweb"]._render(
            "kam_credit.credit_promise_reminder_mail",
            {
                "greeting": self.env._("Dear %s,", person.name),
                "paragraphs": [*self._prepare_reminder(), *([note] if note else [])],
            },
        )
        self.env["kam.credit.letter"]._queue(
            self.company_id,
            person,
            self.env._("Your payment by %s", format_date(self.env, self.date_until)),
            body,
        )

    def _get_reminder_lead(self):
        return self.env._(
            "on %(promised)s you told us that you would pay %(amount)s by %(until)s.",
            promised=format_date(self.env, self.date_promised),
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            until=format_date(self.env, self.date_until),
        )

    def _prepare_reminder(self):
        """Return what the mail says, in the language of the environment: a text per paragraph."""
        invoices = self._list_invoices()
        return [
            self._get_reminder_lead(),
            *(
                [wording.labelled(self.env, self.env._("Invoices concerned"), invoices)]
                if invoices
                else []
            ),
            self.env._(
                "Please let us know if anything stands in the way. If you have paid meanwhile, "
                "please take this mail as settled."
            ),
        ]
