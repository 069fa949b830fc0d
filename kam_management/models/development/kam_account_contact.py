from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments
from ...rules import developments
from ...wording import format_date
from ..ledger.kam_account_contact import KamAccountContact as KamAccountContactBase
from .kam_development import PROGRESS

# How a customer is developed (development scheme, 4.3 and 5.1), as the record names it.
METHODS = [
    ("seminar", "Product seminar"),
    ("material", "Promotional material"),
    ("visit", "Customer visit"),
    ("letter", "Letter"),
    ("phone", "Phone"),
    ("mail", "E-mail"),
    ("other", "Other"),
]
# what a contact by some channel is, where nobody says otherwise
METHOD_OF_CHANNEL = {"person": "visit", "phone": "phone", "mail": "mail", "letter": "letter"}
# a curve shows so many contacts at most, the last ones
MOST_POINTS = 30


class KamAccountContact(models.Model):
    """What a contact does for the development of a customer (development scheme, 7.3).

    How far it brought the customer may be added once, by whoever made it; afterwards it is
    corrected as all that a contact says.
    """

    _inherit = "kam.account.contact"

    _corrected_fields = (
        *KamAccountContactBase._corrected_fields,
        "progress",
        "development_method",
        "remarks",
    )

    progress = fields.Selection(
        PROGRESS,
        string="Development Progress",
        index="btree_not_null",
        copy=False,
        help="How far this contact brought the customer. Empty: no further.",
    )
    development_method = fields.Selection(
        METHODS,
        string="Method of Development",
        compute="_compute_development_method",
        store=True,
        readonly=False,
        precompute=True,
        help="How the customer was reached. By default what its channel is.",
    )
    remarks = fields.Text(help="What else the development record shall say of this contact.")
    can_note_progress = fields.Boolean(compute="_compute_can_note_progress")

    @api.depends("channel")
    def _compute_development_method(self):
        for contact in self:
            contact.development_method = METHOD_OF_CHANNEL.get(contact.channel, "other")

    @api.depends("progress", "state", "is_superseded", "date")
    @api.depends_context("uid")
    def _compute_can_note_progress(self):
        open_for = self.filtered(
            lambda contact: (
                contact.state == "done" and not contact.is_superseded and not contact.progress
            )
        )
        begun = {
            development.account_id.id: development.date_started
            for development in open_for.account_id._find_open_developments()
            if development.state == developments.OPEN
        }
        for contact in self:
            start = begun.get(contact.account_id.id)
            contact.can_note_progress = (
                contact in open_for
                and bool(start)
                and contact.date >= start
                and contact._may_note_progress()
            )

    def _may_note_progress(self):
        """Tell whether the user says how far the contact brought the customer."""
        return self.is_mine or self.account_id.is_led

    def action_note_progress(self, progress=None):
        """Say how far contacts brought the customer, where that was left open.

        :param str progress: contact, introduction, demonstration or proposal; has a default,
            because Odoo warns of buttons on methods that cannot be called without arguments
        :return: True
        :raise UserError: for another value, or a contact that says it already or does not count
        :raise AccessError: for everybody but whoever made the contact, or leads the account
        """
        self.check_access("read")
        if not isinstance(progress, str) or progress not in dict(PROGRESS):
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be %(value)s: choose a step of the development.",
                    field=self._get_label("progress"),
                    value=arguments.shown(progress),
                )
            )
        for contact in self:
            contact._check_progress_left_open()
        # sudo: it has been checked whose contacts they are
        self.sudo()._protected_write({"progress": progress})
        self.account_id._follow_contacts()
        return True

    def _check_progress_left_open(self):
        if self.state != "done" or self.is_superseded or self.progress:
            raise UserError(
                self.env._(
                    "%(contact)s says how far it brought the customer, or does not count. Choose "
                    "“Correct” to say it otherwise.",
                    contact=self.display_name,
                )
            )
        if not self._may_note_progress():
            raise AccessError(
                self.env._(
                    "%(contact)s was a contact of %(user)s, who says how far it brought the "
                    "customer.",
                    contact=self.display_name,
                    user=self.user_id.name,
                )
            )

    def _find_fallen(self):
        """Return whose attitude has fallen over these contacts of one account.

        Contacts without a person make a curve of their own.

        :return: list of the contacts of each such person, the oldest first
        """
        ordered = self.sorted(lambda contact: (contact.date, contact.id))
        return [
            contacts
            for contacts in ordered.grouped("stakeholder_id").values()
            if developments.is_falling(contacts.mapped("attitude_score"))
        ]

    def _draw_attitude(self):
        """Return the curve of each person's attitude over these contacts.

        :return: list of dicts, one a person, those who fall first: ``key``, ``name``,
            ``is_falling``, and ``points``, the oldest first, with ``id`` of the contact, ``score``,
            ``attitude``, ``label``, ``day`` and ``text``
        """
        fallen = {contacts.stakeholder_id.id for contacts in self._find_fallen()}
        ordered = self.sorted(lambda contact: (contact.date, contact.id))
        curves = [
            {
                "key": person.id or 0,
                "name": person.display_name or self.env._("Without a person"),
                "is_falling": person.id in fallen,
                "points": contacts._draw_points(),
            }
            for person, contacts in ordered.grouped("stakeholder_id").items()
        ]
        return sorted(curves, key=lambda curve: (not curve["is_falling"], -len(curve["points"])))

    def _draw_points(self):
        """Return the points of one curve, the oldest first; see :meth:`_draw_attitude`."""
        attitudes = dict(self._fields["attitude"]._description_selection(self.env))
        return [
            {
                "id": contact.id,
                "score": contact.attitude_score,
                "attitude": contact.attitude,
                "label": attitudes.get(contact.attitude, ""),
                "day": format_date(self.env, contact.company_id._kam_day_of(contact.date)),
                "text": contact.display_name,
            }
            for contact in self[-MOST_POINTS:]
        ]

    def _erase(self):
        """See the base method: remarks are about persons, too."""
        super()._erase()
        # sudo: as there
        self.sudo()._protected_write({"remarks": False})
