from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations, wording
from ...rules.keys import exact_key
from .kam_root_company_mixin import PARTNERS

LEVELS = [
    ("headquarters", "Headquarters centre"),
    ("region", "Regional department"),
    ("area", "Area office"),
]
# Where a unit hangs decides who sees its accounts: each change leaves a row in kam.right.change.
RIGHT_FIELDS = ("parent_id", "company_id", "level", "active")
RANKS = {level: rank for rank, (level, _label) in enumerate(LEVELS)}


class KamUnit(models.Model):
    """A part of the organisation: headquarters centre, regional department or area office."""

    _name = "kam.unit"
    _description = "Key Account Unit"
    _inherit = [
        "kam.exact.name.mixin",
        "kam.root.company.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
    ]
    _order = "parent_path, sequence, name"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _exact_name_fallback = "name"
    _parent_store = True
    _check_company_auto = True
    _entity_fields = ("department_id",)

    # what is stored for record rules and searches follows from the tree and the positions
    _protected_fields = frozenset(
        {"complete_name", "code_key", "parent_path", "viewer_ids", "leader_ids"}
    )

    name = fields.Char(required=True, tracking=True)
    complete_name = fields.Char(
        compute="_compute_complete_name",
        store=True,
        recursive=True,
        help="The unit with the units above it, the headquarters left out.",
    )
    code = fields.Char(help="Short name, unique in the company; also accepted in imported files.")
    code_key = fields.Char(
        compute="_compute_code_key",
        store=True,
        precompute=True,
        help="The code, whatever case, width and blanks it is written with.",
    )
    level = fields.Selection(
        selection=LEVELS,
        required=True,
        default=lambda self: self._default_level(),
        tracking=True,
    )
    parent_id = fields.Many2one(
        comodel_name="kam.unit",
        string="Belongs to",
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        help="The unit above. Supervisors and higher roles there see the accounts of this unit.",
    )
    parent_path = fields.Char(index=True)
    child_ids = relations.One2many(
        comodel_name="kam.unit", inverse_name="parent_id", string="Units below"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        ondelete="set null",
        domain=PARTNERS,
        help="The department of the company that this unit is, if there is one.",
    )
    position_ids = relations.One2many(
        comodel_name="kam.position", inverse_name="unit_id", string="Positions"
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    # Stored for the record rules: they end in this relation, so that a position that
    # begins or ends shows and hides accounts at once
    viewer_ids = fields.Many2many(
        comodel_name="res.users",
        relation="kam_unit_viewer_rel",
        column1="unit_id",
        column2="user_id",
        string="Viewers",
        compute="_compute_viewer_ids",
        store=True,
        recursive=True,
        copy=False,
        context={"active_test": False},
        help="Who sees the accounts of this unit: supervisors and higher roles, "
        "here and in the units above.",
    )

    # likewise: other addons let more roles see the accounts, but not work on them
    leader_ids = fields.Many2many(
        comodel_name="res.users",
        relation="kam_unit_leader_rel",
        column1="unit_id",
        column2="user_id",
        string="Leaders",
        compute="_compute_leader_ids",
        store=True,
        recursive=True,
        copy=False,
        context={"active_test": False},
        help="Who works on the accounts of this unit beside their account managers: supervisors "
        "and higher roles, here and in the units above.",
    )

    _name_not_blank = models.Constraint(
        "CHECK(btrim(name) <> '')", "“Name” of a unit is empty: give it one."
    )
    _code_not_blank = models.Constraint(
        "CHECK(btrim(code) <> '')", "“Code” of a unit is blank: give it one, or none at all."
    )
    _code_key_uniq = models.UniqueIndex(
        "(code_key, company_id) WHERE code_key IS NOT NULL",
        "Another unit of this company has the same code.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from “Belongs to” and from the positions: change these.")

    @api.model
    def _default_level(self):
        """Return the level of a new unit: a company begins with its headquarters."""
        of_company = [("company_id", "=", self.env.company.root_id.id)]
        return "area" if self.search_count(of_company, limit=1) else "headquarters"

    @api.depends("code")
    def _compute_code_key(self):
        for unit in self:
            unit.code_key = exact_key(unit.code) or False

    @api.depends("name", "level", "parent_id.complete_name", "parent_id.level")
    def _compute_complete_name(self):
        for unit in self:
            above = unit.parent_id
            if above and above.level != "headquarters":
                unit.complete_name = f"{above.complete_name} / {unit.name}"
            else:
                unit.complete_name = unit.name

    @api.depends(
        "parent_id.viewer_ids",
        "position_ids.is_current",
        "position_ids.role",
        "position_ids.user_id",
    )
    def _compute_viewer_ids(self):
        roles = self.env["kam.position"]._viewer_roles()
        for unit in self:
            unit.viewer_ids = unit.parent_id.viewer_ids | unit._get_holders(roles)

    @api.depends(
        "parent_id.leader_ids",
        "position_ids.is_current",
        "position_ids.role",
        "position_ids.user_id",
    )
    def _compute_leader_ids(self):
        roles = self.env["kam.position"]._supervising_roles()
        for unit in self:
            unit.leader_ids = unit.parent_id.leader_ids | unit._get_holders(roles)

    def _get_holders(self, roles):
        """Return who holds one of certain roles in this very unit at present."""
        self.ensure_one()
        return self.position_ids.filtered(
            lambda position: position.is_current and position.role in roles
        ).user_id

    @api.constrains("parent_id", "level")
    def _check_level(self):
        for unit in self:
            if unit.level == "headquarters":
                if unit.parent_id:
                    raise ValidationError(
                        self.env._(
                            "“%(unit)s” is a headquarters centre and cannot belong to "
                            "“%(parent)s”. Empty “Belongs to” or choose another level.",
                            unit=unit.name,
                            parent=unit.parent_id.name,
                        )
                    )
            elif not unit.parent_id:
                raise ValidationError(
                    self.env._(
                        "“Belongs to” is missing: “%(unit)s” (%(level)s) needs a unit above it.",
                        unit=unit.name,
                        level=unit._get_level_label(),
                    )
                )
            for lower in unit | unit.with_context(active_test=False).child_ids:
                lower._check_parent_level()

    @api.onchange("level", "company_id")
    def _onchange_level(self):
        """Warn of a second headquarters: allowed while an organisation moves to another one."""
        if self.level != "headquarters":
            return None
        others = self._find_headquarters(self.company_id) - self._origin
        if not others:
            return None
        return {
            "warning": {
                "title": self.env._("A Second Headquarters"),
                "message": self.env._(
                    "“%(other)s” is the headquarters of %(company)s already, and a company has "
                    "one. Choose another level, or move the units here and archive that one.",
                    other=others[0].name,
                    company=self.company_id.name,
                ),
            }
        }

    @api.model
    def _find_headquarters(self, company):
        """Return the headquarters of a company that are in use."""
        return self.search([("company_id", "=", company.id), ("level", "=", "headquarters")])

    def _check_parent_level(self):
        parent = self.parent_id
        if parent and RANKS[parent.level] >= RANKS[self.level]:
            raise ValidationError(
                self.env._(
                    "“%(unit)s” (%(level)s) cannot belong to “%(parent)s” (%(parent_level)s): "
                    "the unit above must be of a higher level.",
                    unit=self.name,
                    level=self._get_level_label(),
                    parent=parent.name,
                    parent_level=parent._get_level_label(),
                )
            )

    @api.constrains("company_id")
    def _check_company_of_content(self):
        # sudo: what belongs to the unit counts whether or not the user may see it
        for unit in self.sudo().with_context(active_test=False):
            moved = unit._get_content_companies() - unit.company_id
            if moved:
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” cannot move to company %(company)s: units or accounts of "
                        "%(other)s belong to it. Move these first.",
                        unit=unit.name,
                        company=unit.company_id.name,
                        other=wording.listed(self.env, moved.mapped("name")),
                    )
                )
            strangers = self._find_strangers(unit.position_ids.user_id, unit.company_id)
            if strangers:
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” cannot move to company %(company)s: %(users)s, who hold "
                        "positions there, do not work for it.",
                        unit=unit.name,
                        company=unit.company_id.name,
                        users=wording.listed(self.env, strangers.mapped("name")),
                    )
                )

    @api.constrains("active")
    def _check_archived_is_empty(self):
        # sudo: what belongs to the unit counts whether or not the user may see it
        for unit in self.filtered(lambda unit: not unit.active).sudo():
            today = unit.company_id._kam_today()
            present = unit.position_ids.filtered(
                lambda position, today=today: not position.date_to or position.date_to >= today
            )
            unit._check_is_empty(present, self.env._("archived"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # sudo: what belongs to the unit counts whether or not the user may see it
        for unit in self.sudo().with_context(active_test=False):
            unit._check_is_empty(unit.position_ids, self.env._("deleted"), being_deleted=self)

    def _check_is_empty(self, positions, verb, being_deleted=None):
        content = self._get_content(positions, being_deleted or self.browse())
        if content:
            raise UserError(
                self.env._(
                    "“%(unit)s” cannot be %(verb)s, because these belong to it: %(content)s. "
                    "Move or end them first.",
                    unit=self.name,
                    verb=verb,
                    content=wording.listed(self.env, content[:10]),
                )
            )

    def _get_content(self, positions, being_deleted):
        """Return the names of what belongs to the unit. To be extended.

        :param positions: those of its positions that count
        :param being_deleted: units that do not count
        :return: list of names
        """
        self.ensure_one()
        return [
            *(self.child_ids - being_deleted).mapped("name"),
            *positions.mapped("display_name"),
        ]

    def _get_content_companies(self):
        """Return the companies of what belongs to the unit, its positions apart. To be extended."""
        self.ensure_one()
        return self.child_ids.company_id

    def write(self, vals):
        """Refuse circles before the tree is stored.

        :raise UserError: when a unit is to belong to itself or to a unit below it
        """
        self.check_access("write")
        self._kam_check_input([vals])
        parent = self.browse(vals.get("parent_id"))
        # sudo: units above count whether or not the user may see them
        circle = self & parent.sudo()._ancestors() if parent else self.browse()
        if circle:
            raise UserError(
                self.env._(
                    "“%(unit)s” cannot belong to “%(parent)s”, which is the same unit or one "
                    "below it. Choose a unit above.",
                    unit=circle.name,
                    parent=parent.name,
                )
            )
        changes = self.env["kam.right.change"]
        names = [name for name in RIGHT_FIELDS if name in vals]
        before = changes._take(self, names) if names else {}
        result = super().write(vals)
        if names:
            changes._note("changed", self, before, changes._take(self, names))
        return result

    def _ancestors(self):
        """Return the unit and all units above it, the nearest first.

        :return: recordset, ordered
        """
        self.ensure_one()
        path = self.parent_path or ""
        return self.browse(int(unit_id) for unit_id in reversed(path.split("/")[:-1]))

    def _get_level_label(self):
        self.ensure_one()
        return dict(self._fields["level"]._description_selection(self.env))[self.level]
