from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from .kam_root_company_mixin import COLLEAGUES

# What makes another holder of a role.
HOLDER_FIELDS = {"user_id", "unit_id", "role", "date_from", "date_to", "active"}


class KamPosition(models.Model):
    """Who acts in which unit, in which role, from when to when: rights follow from it."""

    _name = "kam.position"
    _description = "Position"
    _inherit = ["kam.root.company.mixin", "kam.validity.mixin", "kam.thread.mixin"]
    _order = "unit_id, role, date_from desc, id"
    _check_company_auto = True
    _entity_fields = ("user_id",)

    # what rights hang on follows from unit and dates
    _protected_fields = frozenset({"company_id"})
    _validity_key = ("user_id", "unit_id", "role")
    _validity_fixed = ("user_id", "unit_id", "role", "date_from")
    _validity_tracked = ("user_id", "unit_id", "role", "date_from", "date_to", "active")

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        tracking=True,
    )
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    role = fields.Selection(
        selection=[
            ("representative", "Sales representative"),
            ("supervisor", "Supervisor"),
            ("manager", "Manager"),
            ("development_manager", "Development manager"),
            ("director", "Marketing director"),
            ("vice_president", "Vice president"),
            ("general_manager", "General manager"),
            ("archivist", "Archivist"),
        ],
        required=True,
        tracking=True,
        help="What the person may do follows from the role: "
        "rights begin and end with the position.",
    )
    date_from = fields.Date(tracking=True)
    date_to = fields.Date(tracking=True)
    active = fields.Boolean(tracking=True)

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the unit and the dates of the position: change these.")

    @api.model
    def _viewer_roles(self):
        """Return the roles whose holders see the accounts of their unit and below.

        :return: set of values of ``role``; extended by other addons
        """
        return self._supervising_roles()

    @api.model
    def _supervising_roles(self):
        """Return the roles that lead the sales people of a unit: supervisor and higher.

        :return: set of values of ``role``
        """
        return {
            "supervisor",
            "manager",
            "development_manager",
            "director",
            "vice_president",
            "general_manager",
        }

    @api.model
    def _managing_roles(self):
        """Return the roles of managers and above, who may do without what binds others.

        :return: set of values of ``role``
        """
        return {
            "manager",
            "development_manager",
            "director",
            "vice_president",
            "general_manager",
        }

    @api.model
    def _owner_change_roles(self):
        """Return the roles that may give an account to another unit or account manager.

        :return: set of values of ``role``
        """
        return {"manager", "director", "vice_president", "general_manager"}

    @api.model
    def _role_groups(self):
        """Return the access group that goes with each role.

        :return: dict role -> external id of the group; extended by other addons
        """
        return {
            role: f"kam_management.group_kam_{role}"
            for role in (
                "representative",
                "supervisor",
                "manager",
                "development_manager",
                "director",
                "vice_president",
                "general_manager",
                "archivist",
            )
        }

    @api.model
    def _role_selection(self):
        """Return the roles with their labels in the reader's language, for fields that name one:
        Odoo translates a selection only where it is written out as a list.

        :return: list of ``(role, label)``
        """
        return self._fields["role"]._description_selection(self.env)

    @api.depends("user_id", "role", "unit_id.complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._role_selection())
        for position in self:
            # one that is being entered has no name yet
            position.display_name = bool(position.user_id) and self.env._(
                "%(user)s, %(role)s, %(unit)s",
                user=position.user_id.name,
                role=labels.get(position.role, ""),
                unit=position.unit_id.complete_name or "",
            )

    @api.constrains("user_id")
    def _check_user_is_internal(self):
        for position in self:
            if position.user_id.share:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is a portal user and cannot hold a position. "
                        "Choose an internal user.",
                        user=position.user_id.name,
                    )
                )

    @api.constrains("unit_id", "active")
    def _check_unit_is_active(self):
        for position in self:
            if position.active and not position.unit_id.active:
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” is archived: nobody takes up a position there. "
                        "Choose another unit.",
                        unit=position.unit_id.complete_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create positions; their users get the rights that go with them."""
        positions = super().create(vals_list)
        self._sync_user_groups(positions.user_id)
        self._on_holders_changed(
            positions.unit_id, set(positions.mapped("role")), positions.user_id
        )
        return positions

    def write(self, vals):
        """Change positions; rights of the users before and after follow."""
        users, units, roles = self.user_id, self.unit_id, set(self.mapped("role"))
        result = super().write(vals)
        if HOLDER_FIELDS & vals.keys():
            users |= self.user_id
            self._sync_user_groups(users)
            self._on_holders_changed(units | self.unit_id, roles | set(self.mapped("role")), users)
        return result

    def unlink(self):
        """Delete positions; rights of their users follow."""
        users, units, roles = self.user_id, self.unit_id, set(self.mapped("role"))
        result = super().unlink()
        self._sync_user_groups(users)
        self._on_holders_changed(units, roles, users)
        return result

    def _on_day_passed(self):
        """See the base method: rights begin and end with positions."""
        super()._on_day_passed()
        self._sync_user_groups(self.user_id)
        self._on_holders_changed(self.unit_id, set(self.mapped("role")), self.user_id)

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """Do what follows when positions begin or end. To be extended.

        :param units: units of the positions, before and after
        :param roles: set of their roles, before and after
        :param users: their holders, before and after
        """
        # Record rules read who supervises a unit from the table: it has to be there at once.
        self.env["kam.unit"].flush_model(["viewer_ids", "leader_ids"])
        # sudo: whose partner they are, whoever changes positions
        self.env["mail.followers"]._kam_end_following(users.sudo().partner_id)

    @api.model
    def _holders(self, unit, roles, date=None):
        """Return who holds one of the roles at the units themselves (not above them).

        :param unit: recordset of ``kam.unit``
        :param roles: iterable of roles
        :param date: a day; by default today in the company of the unit
        :return: active users
        """
        domain = Domain("unit_id", "in", unit.ids) & Domain("role", "in", list(roles))
        if date is None:
            domain &= self._get_valid_domain(unit.company_id)
        else:
            domain &= Domain("date_from", "<=", date)
            domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", date)
        # sudo: who holds which role is known in the organisation; processes ask for it
        # on behalf of people who have no access to the list of positions
        positions = self.sudo().search(domain)
        users = self.env["res.users"]
        for company, held in positions.grouped("company_id").items():
            users |= held.user_id._kam_able(company)
        return users.browse(users.ids)

    @api.model
    def _find_holders(self, units, roles, without=None):
        """Return who holds roles at units today, for many at once.

        By the dates: a position that ended yesterday gives nobody a role, job or no job.

        :param units: recordset of ``kam.unit``
        :param roles: iterable of roles
        :param without: positions that shall not count, as if they had ended
        :return: defaultdict (id of unit, role) -> users who can act in the company of the unit
        """
        domain = (
            Domain("unit_id", "in", units.ids)
            & Domain("role", "in", list(roles))
            & self._get_valid_domain(units.company_id)
        )
        if without:
            domain &= Domain("id", "not in", without.ids)
        # sudo: who holds which role is known in the organisation
        rows = self.sudo()._read_group(domain, ["unit_id", "role"], ["user_id:array_agg"])
        users = self.env["res.users"]
        everybody = users.browse(
            {user_id for _unit, _role, user_ids in rows for user_id in user_ids}
        )
        able = {company: everybody._kam_able(company) for company in units.company_id}
        holders = defaultdict(users.browse)
        for unit, role, user_ids in rows:
            held = users.browse(sorted(set(user_ids)))
            holders[unit.id, role] = held & able[unit.company_id]
        return holders

    @api.model
    def _find_nearest(self, wanted, without=None):
        """Return the holders of roles at the nearest unit that has one, for many at once.

        :param dict wanted: key -> (unit, role or set of roles); an empty unit has nobody
        :param without: positions that shall not count, as if they had ended
        :return: dict key -> users
        """
        asked = {
            key: (unit._ancestors() if unit else unit, {roles} if isinstance(roles, str) else roles)
            for key, (unit, roles) in wanted.items()
        }
        units = self.env["kam.unit"].union(*(units for units, _roles in asked.values()))
        holders = self._find_holders(
            units, set().union(*(roles or () for _units, roles in asked.values())), without
        )
        nobody = self.env["res.users"]
        return {
            key: next(
                (
                    users
                    for unit in ancestors
                    if (users := nobody.union(*(holders[unit.id, role] for role in roles)))
                ),
                nobody,
            )
            for key, (ancestors, roles) in asked.items()
        }

    @api.model
    def _has_role_over(self, user, unit, roles):
        """Tell whether a user currently holds one of the roles at a unit or above it.

        :param user: the user
        :param unit: the unit; an empty one has nobody over it
        :param roles: iterable of roles
        :return: True or False
        """
        if not unit:
            return False
        # sudo: asked on behalf of people without access to the organisation
        position_sudo, unit_sudo = self.sudo(), unit.sudo()
        return bool(
            position_sudo.search_count(
                Domain("user_id", "=", user.id)
                & Domain("unit_id", "in", unit_sudo._ancestors().ids)
                & Domain("role", "in", list(roles))
                & self._get_valid_domain(unit_sudo.company_id),
                limit=1,
            )
        )

    @api.model
    def _find_roles_over(self, user, units, roles):
        """Return which of some roles a user currently holds at units or above them; set-based.

        :param user: the user
        :param units: the units
        :param roles: iterable of roles
        :return: dict unit -> set of roles; see :meth:`_has_role_over`
        """
        found = {}
        # sudo: as in _has_role_over
        for company, some in units.sudo().grouped("company_id").items():
            positions = self.sudo().search_fetch(
                Domain("user_id", "=", user.id)
                & Domain("role", "in", list(roles))
                & self._get_valid_domain(company),
                ["role", "unit_id"],
            )
            for unit in some:
                above = unit._ancestors()
                found[unit] = {one.role for one in positions if one.unit_id in above}
        return found

    @api.model
    def _find_units(self, company, users):
        """Return the unit in which each of some users has a position, the lowest of several.

        :param res.company company: the company
        :param res.users users: whom to look for
        :return: dict user -> unit, without those who have no position
        """
        positions = self.sudo().search_fetch(  # sudo: positions are known in the organisation
            Domain("user_id", "in", users.ids)
            & Domain("role", "!=", "archivist")
            & self._get_valid_domain(company),
            ["user_id", "unit_id"],
        )
        # the path grows with the depth in the tree; the order of ids decides among equals
        lowest_last = positions.sorted(
            lambda position: (position.unit_id.parent_path.count("/"), -position.id)
        )
        return {position.user_id: position.unit_id for position in lowest_last}

    @api.model
    def _sync_user_groups(self, users):
        """Give users exactly the role groups of their current positions.

        Only groups of roles are touched. One pass for all users.

        :param users: users who have, or just had, a position
        """
        groups_by_role = {
            role: self.env.ref(xmlid, raise_if_not_found=False) or self.env["res.groups"]
            for role, xmlid in self._role_groups().items()
        }
        managed = self.env["res.groups"].concat(*groups_by_role.values())
        # sudo: an administrator of positions need not be one of users; the rights given
        # here follow from the positions and from nothing else
        users_sudo = users.sudo()
        wanted = defaultdict(lambda: self.env["res.groups"])
        rows = self.sudo()._read_group(  # sudo: all positions of the users count
            [("user_id", "in", users.ids), ("is_current", "=", True)], ["user_id", "role"]
        )
        for user, role in rows:
            wanted[user.id] |= groups_by_role.get(role, self.env["res.groups"])
        users_by_change = defaultdict(users_sudo.browse)
        for user in users_sudo:
            present = user.group_ids & managed
            added, removed = wanted[user.id] - present, present - wanted[user.id]
            if added or removed:
                users_by_change[added, removed] |= user
        for (added, removed), changed in users_by_change.items():
            changed.write(
                {
                    "group_ids": [
                        *(Command.link(group.id) for group in added),
                        *(Command.unlink(group.id) for group in removed),
                    ]
                }
            )

    # ------------------------------------------------------------------
    # when they end
    # ------------------------------------------------------------------

    def _find_waiting(self):
        """Return what waits for the holders and would have to go on without them. To be extended.

        :return: list of ``(kind, name, who could go on with it)``, texts for the reader
        """
        return []

    def _find_leaving(self):
        """Return those holders who have no other position in the company of these positions.

        :rtype: res.users
        """
        leaving = self.env["res.users"]
        for company, positions in self.grouped("company_id").items():
            # sudo: who holds a position is known in the organisation
            others = self.sudo().search(
                Domain("user_id", "in", positions.user_id.ids)
                & Domain("id", "not in", self.ids)
                & self._get_valid_domain(company)
            )
            leaving |= positions.user_id - others.user_id
        return leaving

    def action_ask_end(self):
        """Open the dialog that says what waits for the holders before the positions end.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End Today"),
            "res_model": "kam.position.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_position_ids": self.ids},
        }
