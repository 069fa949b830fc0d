from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import email_normalize

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.wording import format_date

# Days that a customer is given by default.
DAYS = 14


class KamCreditDocumentAsk(models.TransientModel):
    """Asks whom at the customer to write to, for which documents, until when."""

    _name = "kam.credit.document.ask"
    _description = "Ask for Documents"

    profile_id = fields.Many2one(
        "kam.credit.profile", string="Customer", required=True, readonly=True
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Partner")
    company_id = fields.Many2one(related="profile_id.company_id")
    kind_ids = relations.Many2many("kam.credit.document.kind", string="Documents", required=True)
    contact_id = fields.Many2one(
        "res.partner",
        string="Written To",
        required=True,
        domain="[('commercial_partner_id', '=', partner_id), ('email', '!=', False)]",
        help="A person at the customer with an e-mail address. The mail is in their language.",
    )
    date_answer = fields.Date(
        string="Wanted By",
        required=True,
        default=lambda self: fields.Date.add(self.env.company.root_id._kam_today(), days=DAYS),
    )
    note = fields.Text(
        string="What You Add", help="In the customer's language. No figures and no tier."
    )

    def action_send(self):
        """Write to the customer.

        :return: an action that closes the dialog
        :raise AccessError: for whoever does not keep the file
        :raise UserError: without a document
        :raise ValidationError: for a contact of somebody else or without an address, or a day that
            is past
        """
        self.ensure_one()
        self.profile_id._check_may_keep_file()
        self._check_contact()
        if not self.kind_ids:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: choose what you ask for.",
                    field=self._fields["kind_ids"]._description_string(self.env),
                )
            )
        if self.date_answer < self.company_id._kam_today():
            raise ValidationError(
                self.env._(
                    "“%(field)s” %(day)s is past: choose a day that is still to come.",
                    field=self._fields["date_answer"]._description_string(self.env),
                    day=format_date(self.env, self.date_answer),
                )
            )
        self.env["kam.credit.document.request"]._send(
            self.profile_id,
            self.kind_ids,
            self.contact_id,
            self.date_answer,
            texts.trimmed(self.note),
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_contact(self):
        contact = self.contact_id
        # sudo: whether somebody is one of us counts, whoever writes
        is_colleague = any(not user.share for user in contact.sudo().user_ids)
        if (
            contact.commercial_partner_id != self.profile_id.partner_id
            or is_colleague
            or not email_normalize(contact.email)
        ):
            raise ValidationError(
                self.env._(
                    "“%(field)s”: %(contact)s is nobody at %(customer)s with an e-mail address. "
                    "Choose another contact, or enter the address there.",
                    field=self._fields["contact_id"]._description_string(self.env),
                    contact=contact.display_name,
                    customer=self.profile_id.display_name,
                )
            )

    @api.onchange("profile_id")
    def _onchange_profile_id(self):
        """Propose the only contact with an address."""
        contacts = self.env["res.partner"].search(
            [("commercial_partner_id", "=", self.partner_id.id), ("email", "!=", False)], limit=2
        )
        if len(contacts) == 1 and not self.contact_id:
            self.contact_id = contacts
