from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ...rules import validity

# What makes another holder of a role.
HOLDER_FIELDS = {"user_id", "unit_id", "role", "date_from", "date_to", "active"}


class KamPosition(models.Model):
    """Who acts in which unit, in which role, from when to when: rights follow from it.

    ``kam_position_job``: what the passing of days does to positions.
    """

    _name = "kam.position"
    _description = "Position"
    _inherit = ["kam.protected.mixin", "mail.thread"]
    _order = "unit_id, role, date_from desc, id"
    _check_company_auto = True

    # what rights hang on follows from unit and dates
    _protected_fields = frozenset({"company_id", "is_current"})

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
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
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        tracking=True,
    )
    date_to = fields.Date(
        string="To", tracking=True, help="The last day. Empty: until further notice."
    )
    active = fields.Boolean(default=True, tracking=True)
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        store=True,
        index=True,
        help="Valid today, by the calendar of the company.",
    )
    phase = fields.Selection(
        selection=[("current", "Current"), ("future", "Begins later"), ("ended", "Ended")],
        compute="_compute_phase",
    )

    _date_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A position cannot end before it begins.",
    )

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

    @api.depends("active", "date_from", "date_to", "company_id")
    def _compute_is_current(self):
        for company, positions in self.grouped("company_id").items():
            today = (company or self.env.company)._kam_today()
            for position in positions:
                position.is_current = position.active and validity.is_current(
                    position.date_from, position.date_to, today
                )

    @api.depends("is_current", "active", "date_from")
    def _compute_phase(self):
        for position in self:
            today = (position.company_id or self.env.company)._kam_today()
            if position.is_current:
                position.phase = "current"
            elif position.active and position.date_from and position.date_from > today:
                position.phase = "future"
            else:
                position.phase = "ended"

    @api.model
    def _role_selection(self):
        """Return the roles with their labels in the reader's language, for fields that name one:
        Odoo translates a selection only where it is written out as a list.

        :return: list of ``(role, label)``
        """
        return self._fields["role"]._description_selection(self.env)

    @api.depends("user_id", "role", "unit_id.complete_name")
    def _compute_display_name(self):
        labels = dict(self._role_selection())
        for position in self:
            position.display_name = self.env._(
                "%(user)s, %(role)s, %(unit)s",
                user=position.user_id.name or "",
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

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for position in self:
            if position.date_to and position.date_to < position.date_from:
                raise ValidationError(
                    self.env._(
                        "The position of %(user)s cannot end on %(date_to)s: it begins on "
                        "%(date_from)s. Choose a later last day or leave “To” empty.",
                        user=position.user_id.name,
                        date_to=position.date_to,
                        date_from=position.date_from,
                    )
                )

    @api.constrains("user_id", "unit_id", "role", "date_from", "date_to", "active")
    def _check_overlap(self):
        others_by_key = self.search(
            [
                ("user_id", "in", self.user_id.ids),
                ("unit_id", "in", self.unit_id.ids),
                ("role", "in", list(set(self.mapped("role")))),
            ]
        ).grouped(lambda other: (other.user_id, other.unit_id, other.role))
        for position in self.filtered("active"):
            key = (position.user_id, position.unit_id, position.role)
            for other in others_by_key.get(key, self.browse()) - position:
                if validity.overlap(
                    (position.date_from, position.date_to), (other.date_from, other.date_to)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(position)s: the same position exists already from %(date_from)s to "
                            "%(date_to)s. Change the dates so that they do not overlap.",
                            position=position.display_name,
                            date_from=other.date_from,
                            date_to=other.date_to or self.env._("further notice"),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create positions; their users get the rights that go with them."""
        positions = super().create(vals_list)
        positions._schedule_refresh()
        self._sync_user_groups(positions.user_id)
        self._on_holders_changed(
            positions.unit_id, set(positions.mapped("role")), positions.user_id
        )
        return positions

    def write(self, vals):
        """Change positions; rights of the users before and after follow."""
        users, units, roles = self.user_id, self.unit_id, set(self.mapped("role"))
        result = super().write(vals)
        if "date_from" in vals or "date_to" in vals:
            self._schedule_refresh()
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

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """Do what follows when positions begin or end: pending reviews get other reviewers.

        :param units: units of the positions, before and after
        :param roles: set of their roles, before and after
        :param users: their holders, before and after
        """
        # Record rules read who supervises a unit from the table: it has to be there at once.
        self.env["kam.unit"].flush_model(["viewer_ids", "leader_ids"])
        self.env["kam.approval.review"]._refresh_held(units, roles, users)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for position in self:
            if position.date_from <= position.company_id._kam_today():
                raise UserError(
                    self.env._(
                        "%(position)s: the position began on %(date_from)s and stays in the "
                        "records. End it instead.",
                        position=position.display_name,
                        date_from=position.date_from,
                    )
                )

    def action_end(self):
        """End the positions today; what they allowed ends at once.

        :return: True
        :raise UserError: for a position that has not begun
        """
        for position in self:
            today = position.company_id._kam_today()
            if position.date_from > today:
                raise UserError(
                    self.env._(
                        "%(position)s: the position begins on %(date_from)s only. "
                        "Delete it instead.",
                        position=position.display_name,
                        date_from=position.date_from,
                    )
                )
            last_day = min(position.date_to or today, today)
            position.write({"date_to": last_day, "active": False})
        return True

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
            domain &= Domain("is_current", "=", True)
        else:
            domain &= Domain("date_from", "<=", date)
            domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", date)
        # sudo: who holds which role is known in the organisation; processes ask for it
        # on behalf of people who have no access to the list of positions
        users = self.sudo().search(domain).user_id.filtered("active")
        return self.env["res.users"].browse(users.ids)

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
                [
                    ("user_id", "=", user.id),
                    ("unit_id", "in", unit_sudo._ancestors().ids),
                    ("role", "in", list(roles)),
                    ("is_current", "=", True),
                ],
                limit=1,
            )
        )

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
