from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

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


class KamCommon(RightsAssertions, TransactionCase):
    """An organisation with its people and a few accounts.

    ============ ====================================== ==============================
    unit         supervisor or above                    representatives
    ============ ====================================== ==============================
    centre       director
    ├ east       manager_east
    │ ├ shanghai supervisor_shanghai                    rep_shanghai
    │ └ hangzhou                                        rep_hangzhou
    └ north      supervisor_north
      └ beijing                                         rep_beijing
    ============ ====================================== ==============================

    Without a position: administrator, accountant, employee, portal.
    A second company has one unit (other_centre) with its own manager (manager_other).

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
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.kam_takeover_open = True
        cls.today = cls.company._kam_today()
        cls._make_units()
        cls._make_people()
        cls._make_accounts()

    @classmethod
    def _make_units(cls):
        cls.centre = cls._unit("Centre", "headquarters", code="T-HQ")
        cls.east = cls._unit("East", "region", cls.centre, code="T-EAST")
        cls.shanghai = cls._unit("Shanghai", "area", cls.east, code="T-SHA")
        cls.hangzhou = cls._unit("Hangzhou", "area", cls.east, code="T-HGH")
        cls.north = cls._unit("North", "region", cls.centre, code="T-NORTH")
        cls.beijing = cls._unit("Beijing", "area", cls.north, code="T-BJS")

    @classmethod
    def _make_people(cls):
        for login, unit, role in (
            ("director", cls.centre, "director"),
            ("manager_east", cls.east, "manager"),
            ("supervisor_shanghai", cls.shanghai, "supervisor"),
            ("rep_shanghai", cls.shanghai, "representative"),
            ("rep_hangzhou", cls.hangzhou, "representative"),
            ("supervisor_north", cls.north, "supervisor"),
            ("rep_beijing", cls.beijing, "representative"),
        ):
            user = cls._user(login)
            setattr(cls, login, user)
            setattr(cls, f"position_{login}", cls._position(user, unit, role))
        cls.administrator = cls._user(
            "administrator", "base.group_user,kam_management.group_kam_administrator"
        )
        cls.accountant = cls._user("accountant", "base.group_user,account.group_account_manager")
        cls.employee = cls._user("employee")
        cls.portal = cls._user("portal", "base.group_portal")

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
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.other_centre = cls._unit(
            "Other Centre", "headquarters", code="T-HQ", company=cls.other_company
        )
        cls.manager_other = cls._user("manager_other", company=cls.other_company)
        cls._position(cls.manager_other, cls.other_centre, "manager")
        cls.mill_other = cls._key_account_of(
            cls.mill.partner_id, cls.other_centre, cls.manager_other
        )

    @classmethod
    def _unit(cls, name, level, parent=None, code=False, company=None):
        return cls.env["kam.unit"].create(
            {
                "name": name,
                "level": level,
                "parent_id": parent.id if parent else False,
                "code": code,
                "company_id": (company or cls.company).id,
            }
        )

    @classmethod
    def _user(cls, login, groups="base.group_user", company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"kam_{login}",
            groups=groups,
            name=login.replace("_", " ").title(),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            notification_type="inbox" if "portal" not in groups else "email",
        )

    @classmethod
    def _position(cls, user, unit, role, date_from=date(2020, 1, 1), date_to=False):
        return cls.env["kam.position"].create(
            {
                "user_id": user.id,
                "unit_id": unit.id,
                "role": role,
                "date_from": date_from,
                "date_to": date_to,
            }
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
