from datetime import timedelta

from odoo import fields

from ..stakeholder.common import StakeholderCommon


class LedgerCommon(StakeholderCommon):
    """Contacts with the shop (see StakeholderCommon), which rep_hangzhou manages.

    ``rep_shanghai`` is in its service team; manager_east leads its unit.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact_model = cls.env["kam.account.contact"]

    @classmethod
    def _ago(cls, **delta):
        return fields.Datetime.now() - timedelta(**delta)

    @classmethod
    def _contact_vals(cls, account=None, **vals):
        account = account or cls.shop
        stakeholder = cls.boss if account == cls.shop else cls.env["kam.stakeholder"]
        return {
            "account_id": account.id,
            "stakeholder_id": stakeholder.id,
            "date": cls._ago(hours=1),
            "channel": "person",
            "attitude": "warm",
            "topic": "Tiles",
            "result": "Orders more",
            **vals,
        }

    @classmethod
    def _met(cls, user=None, **vals):
        """Let somebody write a contact down; returned as superuser."""
        contacts = cls.contact_model.with_user(user or cls.rep_hangzhou)
        return contacts.create(cls._contact_vals(**vals)).sudo()
