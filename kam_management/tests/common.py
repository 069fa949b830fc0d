from datetime import timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase

from .world import KamWorld

# letters of rights, as in "rw"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class RightsAssertions:
    """Who may do what, as a table."""

    def assertRights(self, records, table):
        """Assert exactly what users may do.

        :param records: records, each of which is asked for; a model, by its name or as an empty
            recordset, stands for the access rights without record rules
        :param dict table: one or several users -> letters of read, write, create and delete, such
            as ``"rw"``; ``""`` for nothing
        """
        records = self.env[records] if isinstance(records, str) else records
        for users, rights in table.items():
            for user in users:
                for one in records or [records]:
                    self.env.flush_all()
                    self.env.invalidate_all()
                    mine = one.with_user(user)
                    held = {
                        letter for letter, right in OPERATIONS.items() if mine.has_access(right)
                    }
                    with self.subTest(user=user.login, records=str(one)):
                        self.assertEqual(held, set(rights))


class KamCommon(RightsAssertions, KamWorld, TransactionCase):
    """A few accounts in the organisation of :class:`KamWorld`.

    ============ ========= ========= ============== =================================
    account      state     unit      manager        service team
    ============ ========= ========= ============== =================================
    mill         key       shanghai  rep_shanghai
    shop         key       hangzhou  rep_hangzhou   rep_shanghai
    yard         potential beijing   rep_beijing
    farm         ordinary
    ============ ========= ========= ============== =================================

    ``stranger`` is a customer without an account.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_organisation()
        # the superuser works for the company, without a key in the context of every record
        cls.env.user.write(
            {"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id}
        )
        cls.today = cls.company._kam_today()
        cls._make_accounts()

    # made for each class: they became key accounts today
    @classmethod
    def _make_accounts(cls):
        cls.mill = cls._key_account("Mill", cls.shanghai, cls.rep_shanghai)
        cls.shop = cls._key_account("Shop", cls.hangzhou, cls.rep_hangzhou)
        cls.shop.team_ids = [
            Command.create({"user_id": cls.rep_shanghai.id, "duty": "after_sales"})
        ]
        cls.yard = cls._account("Yard")
        cls.yard._enter_potential("manual", "Large orders", cls.beijing, cls.rep_beijing)
        cls.farm = cls._account("Farm")
        cls.stranger = cls._partner("Stranger")
        cls.accounts = cls.mill | cls.shop | cls.yard | cls.farm

    @classmethod
    def _make_other_company(cls):
        """Let the mill be a key account of the second company as well."""
        cls.mill_other = cls._key_account_of(
            cls.mill.partner_id, cls.other_centre, cls.manager_other
        )

    @classmethod
    def _partner(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def _account(cls, name, company=None):
        return cls.env["kam.account"]._get_or_create(cls._partner(name), company or cls.company)

    @classmethod
    def _key_account(cls, name, unit, manager):
        return cls._key_account_of(cls._partner(name), unit, manager)

    @classmethod
    def _key_account_of(cls, partner, unit, manager):
        account = cls.env["kam.account"]._get_or_create(partner, unit.company_id)
        account._confirm_key("takeover", "On the list of key accounts", unit, manager)
        return account

    @classmethod
    def _days(cls, count):
        return cls.today + timedelta(days=count)

    def _visible(self, user, model="kam.account"):
        """Return what a user finds among the records of the test, as superuser records."""
        records = self.env[model].with_user(user).search([])
        return records.sudo()

    def _as(self, user, records, **context):
        """Return records as an RPC call of a user sees them, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user).with_context(**context)
