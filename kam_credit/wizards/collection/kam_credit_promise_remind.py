from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize

from odoo.addons.kam_management import arguments
from odoo.addons.kam_management.rules import texts


class KamCreditPromiseRemind(models.TransientModel):
    """Asks whom at the customer to remind of a promise."""

    _name = "kam.credit.promise.remind"
    _description = "Remind the Customer of a Promise"

    promise_id = fields.Many2one("kam.credit.promise", required=True, readonly=True)
    partner_id = fields.Many2one(related="promise_id.partner_id", string="Customer")
    contact_id = fields.Many2one(
        "res.partner",
        string="Written To",
        required=True,
        domain="[('commercial_partner_id', '=', partner_id), ('email', '!=', False)]",
        help="A person at the customer with an e-mail address. The mail is in their language.",
    )
    note = fields.Text(
        string="What You Add", help="In the customer's language. No figures and no tier."
    )

    @api.onchange("promise_id")
    def _onchange_promise_id(self):
        """Propose who promised, or the only contact with an address."""
        contacts = self.env["res.partner"].search(
            [("commercial_partner_id", "=", self.partner_id.id), ("email", "!=", False)], limit=2
        )
        who = self.promise_id.contact_id
        if not self.contact_id:
            self.contact_id = who if who.email else contacts if len(contacts) == 1 else False

    def action_send(self):
        """Write to the customer; the mail is queued.

        :return: an action that closes the dialog
        :raise AccessError: for everybody but accounting and who looks after the customer's credit
        :raise UserError: for a promise that is not open any more
        :raise ValidationError: for a contact of somebody else or without an address
        """
        arguments.one(self)
        self.promise_id._check_remindable()
        self._check_contact()
        self.promise_id._remind(self.contact_id, texts.trimmed(self.note))
        return {"type": "ir.actions.act_window_close"}

    def _check_contact(self):
        contact = self.contact_id
        is_colleague = self.env["kam.credit.letter"]._find_colleagues(contact)
        if (
            contact.commercial_partner_id != self.partner_id
            or is_colleague
            or not email_normalize(contact.email)
        ):
            raise ValidationError(
                self.env._(
                    "“%(field)s”: %(contact)s is nobody at %(customer)s with an e-mail address. "
                    "Choose another contact, or enter the address there.",
                    field=self._fields["contact_id"]._description_string(self.env),
                    contact=contact.display_name,
                    customer=self.partner_id.name,
                )
            )
