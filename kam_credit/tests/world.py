"""The companies, the organisation and the people that tests of credit play with."""

from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT
from odoo.addons.kam_management.tests.world import (
    World,
    make_company,
    make_users,
    open_books,
    set_rate,
)

# A Wednesday, so that two working days later is a Friday.
TODAY = date(2025, 6, 11)
NOW = datetime.combine(TODAY, time(10))
_BOOKKEEPER_GROUPS = (
    "base.group_user",
    "base.group_system",
    "account.group_account_manager",
    "account.group_account_user",
    "product.group_product_manager",
)


def day(offset):
    """Return the day that lies ``offset`` days after today."""
    return TODAY + timedelta(days=offset)


class CreditWorld(World):
    """Two companies with books, and an organisation in the first one.

    ::

        headquarters   director, credit_approver
        ├── north      north_manager, credit_reviewer
        │   ├── area   supervisor, credit_officer, representative (account manager)
        │   └── other_area
        └── south
            └── south_area   south_supervisor

    without a position: accountant, kam_admin, credit_admin, portal, clerk
    """

    @classmethod
    def _enter_books(cls):
        """Give the class ``company`` and ``other_company``, and an ``env`` of their bookkeeper."""
        cls._enter("credit_books", cls._make_books)
        context = {**cls.env.context, **DISABLED_MAIL_CONTEXT}
        cls.env = cls.env(user=cls.bookkeeper, context=context)
        cls.company = cls.company.with_env(cls.env)
        cls.other_company = cls.other_company.with_env(cls.env)

    @classmethod
    def _make_books(cls):
        company, other = (make_company(cls.env, name) for name in ("Credit Company", "Elsewhere"))
        for one in (company, other):
            one.resource_calendar_id.tz = "UTC"
            open_books(one)
            one.sudo().kam_credit_auto_downgrade = True
        set_rate(company, "EUR", 0.5)
        bookkeeper = make_users(
            cls.env,
            company,
            {"login": "credit_bookkeeper", "groups": ",".join(_BOOKKEEPER_GROUPS)},
        )
        return {"company": company, "other_company": other, "bookkeeper": bookkeeper}

    @classmethod
    def _enter_organisation(cls):
        """Give the class the units, the users and, by the user's name, their ``positions``."""
        cls._enter("credit_organisation", cls._make_organisation, cls.env(su=True))
        prefix = "position_"
        cls.positions = {
            name.removeprefix(prefix): value
            for name, value in vars(cls).items()
            if name.startswith(prefix)
        }

    @classmethod
    def _make_organisation(cls):
        env = cls.env(su=True)
        units = {}
        for name, title, level, parent in (
            ("headquarters", "Centre", "headquarters", None),
            ("north", "North", "region", "headquarters"),
            ("area", "North One", "area", "north"),
            ("other_area", "North Two", "area", "north"),
            ("south", "South", "region", "headquarters"),
            ("south_area", "South One", "area", "south"),
        ):
            units[name] = env["kam.unit"].create(
                {
                    "name": title,
                    "level": level,
                    "parent_id": units[parent].id if parent else False,
                    "company_id": cls.company.id,
                }
            )
        roles = {
            "director": ("headquarters", "director"),
            "credit_approver": ("headquarters", "credit_approver"),
            "north_manager": ("north", "manager"),
            "credit_reviewer": ("north", "credit_reviewer"),
            "supervisor": ("area", "supervisor"),
            "credit_officer": ("area", "credit_officer"),
            "representative": ("area", "representative"),
            "south_supervisor": ("south_area", "supervisor"),
        }
        groups = {
            **dict.fromkeys(roles, "base.group_user"),
            "accountant": "account.group_account_manager",
            "kam_admin": "kam_management.group_kam_administrator",
            "credit_admin": "kam_credit.group_credit_administrator",
            "portal": "base.group_portal",
            "clerk": "base.group_user",
        }
        users = make_users(
            env,
            cls.company,
            *(
                {"login": f"credit_{name}", "groups": of, "tz": "UTC"}
                for name, of in groups.items()
            ),
        )
        people = dict(zip(groups, users, strict=True))
        positions = env["kam.position"].create(
            [
                cls._position_vals(people[name], units[unit], role)
                for name, (unit, role) in roles.items()
            ]
        )
        names = (f"position_{name}" for name in roles)
        return units | people | dict(zip(names, positions, strict=True))

    @classmethod
    def make_user(cls, name, /, unit=None, role=None, company=None, **options):
        """Make a user, with a position when a unit is given.

        :param options: values, see :func:`make_users`
        """
        env = cls.env(su=True)
        vals = {"login": f"credit_{name}", "tz": "UTC", **options}
        user = make_users(env, company or cls.company, vals)
        if unit:
            position = env["kam.position"].create(cls._position_vals(user, unit, role))
            cls.positions[name] = position
        return user

    @staticmethod
    def _position_vals(user, unit, role):
        return {
            "user_id": user.id,
            "unit_id": unit.id,
            "role": role,
            "date_from": day(-400),
        }


def build(env):
    """Make the world of the tests, and let them find it.

    :param env: superuser's environment on a database with the addon, to be committed
    """
    with freeze_time(NOW):
        world = type("CreditBuilder", (CreditWorld,), {"env": env, "_keeps": True})
        world._enter_books()
        world._enter_organisation()
