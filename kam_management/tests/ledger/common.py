from datetime import date, timedelta

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
        cls.cost_model = cls.env["kam.account.cost"]
        cls.travel = cls.env.ref("kam_management.cost_kind_travel")
        cls.hospitality = cls.env.ref("kam_management.cost_kind_hospitality")
        cls.gift = cls.env.ref("kam_management.cost_kind_gift")

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

    @classmethod
    def _cost_vals(cls, **vals):
        return {
            "account_id": cls.shop.id,
            "kind_id": cls.gift.id,
            "stakeholder_id": cls.boss.id,
            "amount": 400,
            "date": date(2026, 5, 10),
            "purpose": "Anniversary",
            **vals,
        }

    @classmethod
    def _spent(cls, user=None, **vals):
        """Let somebody write a cost down; returned as superuser."""
        costs = cls.cost_model.with_user(user or cls.rep_hangzhou)
        return costs.create(cls._cost_vals(**vals)).sudo()
