"""The companies, the organisation and the people that tests play with.

Making them takes longer than most tests. A template database of the tests holds them, made once by
:func:`build`; there a class finds them under external ids. In any other database each class makes
them, and they go with its transaction.
"""

from datetime import date

from odoo.fields import Command

# Of the external ids. No addon has this name, so that no upgrade takes them for left over.
MODULE = "test_world"


class World:
    """Mixin of classes with an ``env``: parts of the world, found or made.

    A part is a name and a method that makes it. The records it returns by name become attributes
    of the class.
    """

    # Whether what is made can be found later.
    _keeps = False

    @classmethod
    def _enter(cls, part, make, env=None):
        """Give the class the records of a part.

        :param str part: name of the part
        :param make: method without arguments that makes it and returns a dict name -> record
        :param env: environment of the records; the class's own by default
        """
        env = env or cls.env
        records = cls._find(part, env)
        if not records:
            records = make()
            if cls._keeps:
                cls._keep(part, records, env)
        for name, record in records.items():
            setattr(cls, name, record.with_env(env))

    @classmethod
    def _find(cls, part, env):
        """Return the records of a part by name; an empty dict where the database has none."""
        prefix = f"{part}__"
        rows = (
            env["ir.model.data"]
            .sudo()
            .search_fetch([("module", "=", MODULE)], ["name", "model", "res_id"])
            .filtered(lambda row: row.name.startswith(prefix))
        )
        records = {}
        for model, of_model in rows.grouped("model").items():
            # browsed together, so that what is read of one is read of all
            found = env[model].browse(of_model.mapped("res_id"))
            names = (row.name.removeprefix(prefix) for row in of_model)
            records.update(zip(names, found, strict=True))
        return records

    @classmethod
    def _keep(cls, part, records, env):
        """Give the records of a part their external ids."""
        env["ir.model.data"].sudo().create(
            [
                {
                    "module": MODULE,
                    "name": f"{part}__{name}",
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for name, record in records.items()
            ]
        )


class KamWorld(World):
    """An organisation with its people, in a company of its own.

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
    """

    @classmethod
    def _enter_organisation(cls):
        cls._enter("organisation", cls._make_organisation)

    @classmethod
    def _make_organisation(cls):
        cls.company = cls._company("Kam Company")
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.kam_takeover_open = True
        other = cls._company("Other Company")
        units = cls._make_units()
        other_centre = cls._unit("Other Centre", "headquarters", code="T-HQ", company=other)
        manager_other = cls._user("manager_other", company=other)
        cls._position(manager_other, other_centre, "manager")
        return {
            "company": cls.company,
            "other_company": other,
            **units,
            **cls._make_people(units),
            "other_centre": other_centre,
            "manager_other": manager_other,
        }

    @classmethod
    def _make_units(cls):
        units = {}
        for name, level, parent, code in (
            ("centre", "headquarters", None, "T-HQ"),
            ("east", "region", "centre", "T-EAST"),
            ("shanghai", "area", "east", "T-SHA"),
            ("hangzhou", "area", "east", "T-HGH"),
            ("north", "region", "centre", "T-NORTH"),
            ("beijing", "area", "north", "T-BJS"),
        ):
            units[name] = cls._unit(name.title(), level, units.get(parent), code=code)
        return units

    @classmethod
    def _make_people(cls, units):
        roles = {
            "director": ("centre", "director"),
            "manager_east": ("east", "manager"),
            "supervisor_shanghai": ("shanghai", "supervisor"),
            "rep_shanghai": ("shanghai", "representative"),
            "rep_hangzhou": ("hangzhou", "representative"),
            "supervisor_north": ("north", "supervisor"),
            "rep_beijing": ("beijing", "representative"),
        }
        groups = {
            **dict.fromkeys(roles, "base.group_user"),
            "administrator": "base.group_user,kam_management.group_kam_administrator",
            "accountant": "base.group_user,account.group_account_manager",
            "employee": "base.group_user",
            "portal": "base.group_portal",
        }
        users = make_users(
            cls.env, cls.company, *(cls._user_vals(login, of) for login, of in groups.items())
        )
        people = dict(zip(groups, users, strict=True))
        positions = cls.env["kam.position"].create(
            [
                cls._position_vals(people[login], units[unit], role)
                for login, (unit, role) in roles.items()
            ]
        )
        names = (f"position_{login}" for login in roles)
        return people | dict(zip(names, positions, strict=True))

    @classmethod
    def _company(cls, name):
        return make_company(cls.env, name)

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
        return make_users(cls.env, company or cls.company, cls._user_vals(login, groups))

    @staticmethod
    def _user_vals(login, groups):
        return {
            "login": f"kam_{login}",
            "groups": groups,
            "name": login.replace("_", " ").title(),
            "notification_type": "inbox" if "portal" not in groups else "email",
        }

    @classmethod
    def _position(cls, user, unit, role, *dates, **vals):
        return cls.env["kam.position"].create(cls._position_vals(user, unit, role, *dates, **vals))

    @staticmethod
    def _position_vals(user, unit, role, date_from=date(2020, 1, 1), date_to=False):
        return {
            "user_id": user.id,
            "unit_id": unit.id,
            "role": role,
            "date_from": date_from,
            "date_to": date_to,
        }


def make_company(env, name):
    """Make a company that reckons in dollars, whatever the database's other companies do."""
    dollar = env.ref("base.USD")
    if not dollar.active:
        dollar.active = True
    return env["res.company"].create({"name": name, "currency_id": dollar.id})


def make_users(env, company, *options):
    """Make users of a company at once, without the mails that invite to log in.

    Alike Odoo's ``new_test_user``, which makes one.

    :param env: superuser's environment
    :param company: the company
    :param options: values of each user; ``groups`` lists external ids, split by commas
    """

    def prepare(login, groups="base.group_user", **vals):
        return {
            "login": login,
            "password": login.ljust(8, "x"),
            "name": f"{login} ({groups})",
            "email": f"{login[0]}.{login[0]}@example.com",
            "group_ids": [Command.set([env.ref(group).id for group in groups.split(",")])],
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            **vals,
        }

    # the mails take longer than the users
    users = env["res.users"].with_context(no_reset_password=True)
    return users.create([prepare(**vals) for vals in options]).with_env(env)


def open_books(company):
    """Give a company a chart of accounts; payments are on their way until the bank has them."""
    if company.chart_template:
        return
    charts = company.env["account.chart.template"]
    charts.try_loading("generic_coa", company=company, install_demo=False)
    if not company.account_fiscal_country_id:
        company.account_fiscal_country_id = company.env.ref("base.us")
    charts = charts.with_company(company)
    for lines, account in (
        ("inbound_payment_method_line_ids", "account_journal_payment_debit_account_id"),
        ("outbound_payment_method_line_ids", "account_journal_payment_credit_account_id"),
    ):
        books_of(company)["bank"][lines][:1].payment_account_id = charts.ref(account)


def books_of(company):
    """Return what invoices and payments of a company are booked on.

    :return: dict with accounts ``receivable``, ``payable``, ``income``, ``expense``; journal
        ``bank``
    """
    accounts = company.env["account.account"].with_company(company)
    journals = company.env["account.journal"]

    def first(model, field, value, *others):
        domain = [*model._check_company_domain(company), (field, "=", value), *others]
        return model.search(domain, limit=1)

    receivable = company.env["res.partner"]._fields["property_account_receivable_id"]
    discounts = (
        company.account_journal_early_pay_discount_gain_account_id
        | company.account_journal_early_pay_discount_loss_account_id
    )
    is_none = ("id", "not in", discounts.ids)
    return {
        "receivable": receivable.get_company_dependent_fallback(
            company.env["res.partner"].with_company(company)
        ),
        "payable": first(accounts, "account_type", "liability_payable"),
        "income": first(accounts, "account_type", "income", is_none),
        "expense": first(accounts, "account_type", "expense", is_none),
        "bank": first(journals, "type", "bank"),
    }


def set_rate(company, code, rate):
    """Let a company's currency always have been worth an amount of another one.

    :param company: the company
    :param str code: code of the other currency
    :param float rate: its amount
    :return: the other currency
    """
    currencies = company.env["res.currency"].with_context(active_test=False)
    currency = currencies.search([("name", "=", code)]).with_env(company.env)
    if not currency.active:
        currency.active = True
    day = date(1900, 1, 1)
    if currency.rate_ids.mapped(lambda old: (old.company_id, old.name, old.rate)) != [
        (company, day, rate)
    ]:
        currency.rate_ids.unlink()
        currency.rate_ids.create(
            {
                "currency_id": currency.id,
                "company_id": company.id,
                "name": day,
                "rate": rate,
            }
        )
    return currency


def build(env):
    """Make the world of the tests, and let them find it.

    :param env: superuser's environment on a database with the addon, to be committed
    """
    world = type("KamBuilder", (KamWorld,), {"env": env, "_keeps": True})
    world._enter_organisation()
    for company in (world.company, world.other_company):
        open_books(company)
