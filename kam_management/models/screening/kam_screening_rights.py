from collections import Counter

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...rules import rescreening
from ...rules.form_states import OPEN_STATES
from ...wording import format_date


class KamScreening(models.Model):
    """Whose customers are screened, by whom: the rules on unit and account manager.

    Representatives screen for units in which they have a position, as the account manager
    themselves; supervisors and higher roles for everybody in their units; administrators for all.
    """

    _inherit = "kam.screening"

    # ------------------------------------------------------------------
    # what is proposed
    # ------------------------------------------------------------------

    @api.model
    def _default_unit(self):
        """Return the unit in which the user has the first of the present positions."""
        supervising = self.env["kam.position"]._supervising_roles()
        position = (
            self.env["kam.position"]
            .sudo()  # sudo: one's own positions are no secret
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "=", self.env.company.root_id.id),
                    ("role", "in", ["representative", *supervising]),
                    ("is_current", "=", True),
                ],
                limit=1,
            )
        )
        return position.unit_id.id

    @api.model
    def _default_manager(self):
        """Return the user, when a representative."""
        is_representative = (
            self.env["kam.position"]
            .sudo()  # sudo: as above
            .search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "=", self.env.company.root_id.id),
                    ("role", "=", "representative"),
                    ("is_current", "=", True),
                ],
                limit=1,
            )
        )
        return self.env.uid if is_representative else False

    # ------------------------------------------------------------------
    # who may be screened
    # ------------------------------------------------------------------

    @api.model
    def _check_screenable(self, vals_list):
        """Refuse to screen key accounts, customers in screening, and those rejected lately.

        :param list vals_list: values of new screenings, with customer and company
        :raise UserError: naming each customer and why
        """
        refused = []
        for company_id in {vals["company_id"] for vals in vals_list}:
            company = self.env["res.company"].browse(company_id)
            partners = self.env["res.partner"].browse(
                [vals["partner_id"] for vals in vals_list if vals["company_id"] == company_id]
            )
            refused += self._find_refusals(company, partners).values()
            refused += [
                self.env._("%s is among the customers twice.", partner.name)
                for partner, count in Counter(partners).items()
                if count > 1
            ]
        if refused:
            raise UserError("\n".join(refused))

    @api.model
    def _find_refusals(self, company, partners, besides=None):
        """Return why customers may not be screened now.

        :param res.company company: the company
        :param res.partner partners: customers
        :param besides: a screening that does not count
        :return: dict id of the customer -> reason, only for those who may not be
        """
        refusals = {}
        # sudo: the state of a customer holds, whether or not the user sees its account
        screening_sudo = self.sudo()
        accounts = (
            self.env["kam.account"]
            .sudo()  # sudo: as above
            .search([("partner_id", "in", partners.ids), ("company_id", "=", company.id)])
        )
        joined = (
            self.env["kam.account"]
            .sudo()  # sudo: as above
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("company_id", "=", company.id),
                    ("successor_id", "!=", False),
                ]
            )
        )
        refusals |= {account.partner_id.id: account._get_joined_message() for account in joined}
        for partner in partners.sudo():  # sudo: as above
            if not partner.active:
                refusals[partner.id] = self.env._(
                    "%(customer)s is archived: restore the customer first.", customer=partner.name
                )
        for account in accounts.filtered(lambda account: account.state == "key"):
            refusals[account.partner_id.id] = self.env._(
                "%(customer)s is a key account already (%(number)s).",
                customer=account.name,
                number=account.number,
            )
        domain = [("account_id", "in", accounts.ids), ("id", "not in", (besides or self).ids)]
        for other in screening_sudo.search([*domain, ("approval_state", "in", OPEN_STATES)]):
            refusals[other.partner_id.id] = self.env._(
                "%(customer)s is being screened already (%(number)s), by %(user)s.",
                customer=other.partner_id.name,
                user=(other.manager_id or other.create_uid).name,
                number=other.number,
            )
        rejected = screening_sudo._read_group(
            [*domain, ("approval_state", "=", "rejected")], ["account_id"], ["date_closed:max"]
        )
        days, today = company.kam_rescreening_days, company._kam_today()
        for account, moment in rejected:
            day = company._kam_day_of(moment)
            if account.state != "key" and rescreening.is_too_early(day, days, today):
                refusals[account.partner_id.id] = self.env._(
                    "%(customer)s was rejected on %(rejected)s and can be screened again from "
                    "%(earliest)s on.",
                    customer=account.name,
                    rejected=format_date(self.env, day),
                    earliest=format_date(self.env, rescreening.earliest_day(day, days)),
                )
        return refusals

    # ------------------------------------------------------------------
    # who may choose
    # ------------------------------------------------------------------

    def _check_write(self, vals):
        """Keep unit and account manager in the hands of those who may choose them.

        :raise AccessError: for somebody else's unit, account manager or customer
        :raise UserError: for an approved form under revision
        """
        chosen = {name: vals[name] for name in ("unit_id", "manager_id") if name in vals}
        moved = self.filtered(
            lambda screening: any(
                screening[name].id != (value or False) for name, value in chosen.items()
            )
        )
        moved._check_movable()
        super()._check_write(vals)
        # as they are going to be
        new = [self.new(chosen, origin=screening) for screening in moved]
        self.browse().concat(*new)._check_owners()

    def action_open_assignment(self):
        """Open the dialog that gives the screenings a unit and an account manager.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_screening_assign"
        )
        return {**action, "context": {"default_screening_ids": self.ids}}

    def _check_movable(self):
        self._check_owners()
        for screening in self:
            # a form that was submitted is locked as a whole
            if screening.date_started and screening.approval_state == "draft":
                raise UserError(
                    self.env._(
                        "The analysis of %(screening)s has begun: unit and account manager are "
                        "those of the account. Use “Change Unit or Manager” there.",
                        screening=screening.display_name,
                    )
                )

    @api.model
    def _check_new_owners(self, vals_list):
        """Check who may choose what before anything is made: the record rules say less."""
        names = ("partner_id", "account_id", "company_id", "unit_id", "manager_id")
        new = [self.new({name: vals.get(name) for name in names}) for vals in vals_list]
        self.concat(*new)._check_owners()

    def _check_owners(self):
        """Refuse screenings whose unit, account manager or customer the user may not choose.

        :raise AccessError: naming the screening and what would be right
        """
        if self.env.su or self.env.user.has_group("kam_management.group_kam_administrator"):
            return
        rights = _OwnerRights(self)
        for screening in self:
            unit, manager = screening.unit_id, screening.manager_id
            if rights.supervises(unit):
                pass
            elif not rights.belongs_to(unit):
                raise AccessError(
                    self.env._(
                        "%(customer)s: choose a unit in which, or above which, you have a "
                        "position. You have none for “%(unit)s”.",
                        customer=screening.partner_id.name,
                        unit=unit.complete_name or self.env._("no unit"),
                    )
                )
            elif manager != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(customer)s: representatives screen customers as the account manager "
                        "themselves. Leave yourself as “Account Manager”.",
                        customer=screening.partner_id.name,
                    )
                )
            # sudo: to whom the customer belongs counts, whether or not the user sees its account
            account = screening.account_id.sudo()
            if not rights.may_take(account):
                unit, manager = rights.find_owner(account)
                raise AccessError(
                    self.env._(
                        "%(customer)s is looked after by %(unit)s (%(manager)s). Somebody with a "
                        "position over that unit screens it, or gives it to you.",
                        customer=screening.partner_id.name,
                        unit=unit.complete_name,
                        manager=manager.name or self.env._("nobody"),
                    )
                )


class _OwnerRights:
    """What the user may choose for screenings by the present positions, each looked up once."""

    def __init__(self, screenings):
        env = screenings.env
        self.user = env.user
        self.unit_of = self._find_units(screenings)
        self.positions = env["kam.position"]
        self.supervising = frozenset(env["kam.position"]._supervising_roles())
        self.known = {}
        self.is_supervisor = env.user.has_group("kam_management.group_kam_supervisor")

    def _find_units(self, screenings):
        """Return the units of those whose customers belong to no unit themselves, by company."""
        # sudo: who sells to whom is known in the organisation
        accounts = screenings.sudo().account_id.filtered(lambda account: not account.unit_id)
        find_units = screenings.env["kam.position"]._find_units
        return {
            company: find_units(company, found.manager_id | found.partner_id.user_id)
            for company, found in accounts.grouped("company_id").items()
        }

    def _holds(self, unit, roles):
        key = (unit.id, roles)
        if key not in self.known:
            self.known[key] = self.positions._has_role_over(self.user, unit, roles)
        return self.known[key]

    def supervises(self, unit):
        """Tell whether the user leads the unit; customers of no unit are any supervisor's."""
        return self._holds(unit, self.supervising) if unit else self.is_supervisor

    def belongs_to(self, unit):
        return bool(unit) and self._holds(unit, self.supervising | {"representative"})

    def find_owner(self, account):
        """Return to which unit and to whom a customer belongs.

        Its own, or else the unit and person of its account manager or salesperson.
        """
        if account.unit_id:
            return account.unit_id, account.manager_id
        seller = account.manager_id or account.partner_id.user_id
        units = self.unit_of.get(account.company_id, {})
        return units.get(seller, account.unit_id), seller

    def may_take(self, account):
        """Tell whether the user may screen a customer, as far as it belongs to somebody."""
        unit, owner = self.find_owner(account)
        if not unit or owner == self.user or self.supervises(unit):
            return True
        return not owner and self.belongs_to(unit)
