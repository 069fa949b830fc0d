from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain

from odoo.addons.kam_management import arguments, relations, transactions, wording
from odoo.addons.kam_management.models.organisation.kam_root_company_mixin import COLLEAGUES
from odoo.addons.kam_management.searching import by_tick

# What the dialog changes.
CHANGED_FIELDS = ("name", "credit_limit", "has_unlimited_credit", "responsible_id")
# Of affiliated customers so many are proposed.
PROPOSED = 20


class KamCreditGroup(models.Model):
    """Affiliated customers 关联客户组 who share a credit limit, beside that of each.

    Only credit approvers over all its customers and credit administrators change it, by a dialog
    that asks why; each change leaves a row in its history. Whoever may not see one of its customers
    neither reads nor counts it.
    """

    _name = "kam.credit.group"
    _description = "Credit Group"
    _inherit = ["kam.root.company.mixin", "kam.credit.amount.mixin", "kam.protected.mixin"]
    _order = "name, id"
    _check_company_auto = True
    _entity_fields = ("responsible_id",)
    _colleague_fields = ("responsible_id",)

    _protected_fields = frozenset({*CHANGED_FIELDS, "company_id", "reason", "active"})
    _protected_except_on_create = frozenset({*CHANGED_FIELDS, "company_id", "reason"})

    name = fields.Char(string="Name of the Group", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    credit_limit = fields.Monetary(
        string="Limit of the Group",
        aggregator=None,
        help="For all customers of the group together, in company currency. 0 means no credit.",
    )
    has_unlimited_credit = fields.Boolean(
        string="Without a Limit", help="The group does not limit the credit of its customers."
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Who watches over the group.",
    )
    reason = fields.Text(
        string="Why They Belong Together",
        required=True,
        help="Who owns or controls whom, for example.",
    )
    member_ids = relations.One2many(
        "kam.credit.profile", "credit_group_id", string="Customers in the Group", readonly=True
    )
    # For record rules, which read as superuser. What a relation holds in the cache is the same for
    # everybody: asking `member_ids` would then show people customers that they may not see.
    all_member_ids = relations.One2many(
        "kam.credit.profile",
        "credit_group_id",
        string="All Customers in the Group",
        readonly=True,
        groups=NO_ACCESS,
    )
    member_count = fields.Integer(
        string="Number of Customers", compute="_compute_member_count", help="That you may see."
    )
    event_ids = relations.One2many("kam.credit.group.event", "group_id", readonly=True)
    affiliated_ids = fields.Many2many(
        "kam.credit.profile",
        string="Affiliated Customers",
        compute="_compute_affiliated_ids",
        help="Customers of the same parent company or with the same tax number, who are in no "
        "group.",
    )
    is_visible = fields.Boolean(
        string="In My Sight",
        compute="_compute_is_visible",
        compute_sudo=True,
        search="_search_is_visible",
        help="You see one of its customers, or have just formed it.",
    )
    can_change = fields.Boolean(compute="_compute_can_change")

    _limit_positive = models.Constraint(
        "CHECK(credit_limit IS NULL OR credit_limit >= 0)",
        "The limit of a credit group cannot be negative.",
    )

    # ------------------------------------------------------------------
    # what a reader sees
    # ------------------------------------------------------------------

    @api.model
    def _get_visible_domain(self):
        """Return the domain of the groups in the user's sight."""
        profiles = self.env["kam.credit.profile"]
        empty = Domain("all_member_ids", "=", False) & Domain("create_uid", "=", self.env.uid)
        return Domain("all_member_ids", "any!", profiles._get_visible_domain()) | empty

    @api.depends("all_member_ids.account_id.unit_id.viewer_ids")
    @api.depends_context("uid")
    def _compute_is_visible(self):
        visible = self.filtered_domain(self._get_visible_domain())
        for group in self:
            group.is_visible = group in visible

    @api.model
    def _search_is_visible(self, operator, value):
        return by_tick(operator, value, self._get_visible_domain())

    @api.depends("member_ids")
    @api.depends_context("uid")
    def _compute_member_count(self):
        counts = dict(
            self.env["kam.credit.profile"]._read_group(
                [("credit_group_id", "in", self.ids)], ["credit_group_id"], ["__count"]
            )
        )
        for group in self:
            group.member_count = counts.get(group._origin, 0)

    @api.depends("member_ids.partner_id.parent_id", "member_ids.partner_id.vat")
    @api.depends_context("uid")
    def _compute_affiliated_ids(self):
        for group in self:
            members = self.env["kam.credit.profile"].search([("credit_group_id", "in", group.ids)])
            group.affiliated_ids = group._find_affiliated(members)

    def _find_affiliated(self, members):
        """Return customers who look affiliated with some, and are in no group.

        :param kam.credit.profile members: customers that the reader may see
        """
        self.ensure_one()
        # sudo: which companies belong together is asked, whoever may open these contacts; only
        # profiles that the reader may see are told
        partners = members.sudo().partner_id
        heads = partners
        while heads.parent_id - heads:
            heads |= heads.parent_id
        tops = heads.filtered(lambda partner: not partner.parent_id)
        related = Domain("partner_id", "child_of", tops.ids)
        # "/" says that a company has no number
        numbers = [number for number in partners.mapped("vat") if number and number != "/"]
        if numbers:
            related |= Domain("partner_id.vat", "in", numbers)
        if not members:
            return members
        return members.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("credit_group_id", "=", False)
            & Domain("account_id", "!=", False)
            & Domain("id", "not in", members.ids)
            & related,
            limit=PROPOSED,
        )

    # ------------------------------------------------------------------
    # who changes it, and how
    # ------------------------------------------------------------------

    @api.depends("member_ids")
    @api.depends_context("uid")
    def _compute_can_change(self):
        for group in self:
            group.can_change = group.active and group._may_change()

    def _may_change(self, profiles=None):
        """Tell whether the user changes the group, also for customers who are added to it.

        :param kam.credit.profile profiles: who else it is about
        """
        user = self.env.user
        if self.env.su or user.has_group("kam_credit.group_credit_administrator"):
            return True
        if not user.has_group("kam_credit.group_credit_approver"):
            return False
        # sudo: all customers of the group count, whoever may see them
        members = self.sudo().all_member_ids
        accounts = (members | profiles.sudo() if profiles else members).account_id
        positions = self.env["kam.position"]
        return user not in accounts.manager_id and all(
            positions._has_role_over(user, unit, ["credit_approver"]) for unit in accounts.unit_id
        )

    def _check_may_change(self, profiles=None):
        if not self._may_change(profiles):
            raise AccessError(
                self.env._(
                    "Credit groups are changed by credit administrators, and by credit approvers "
                    "over all customers they are about; never by the account manager of one."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Form groups; who did it, and why, begins their history.

        :raise AccessError: for everybody but credit approvers and administrators
        """
        groups = super().create(vals_list)
        for group in groups:
            group._check_may_change()
            events = self.env["kam.credit.group.event"]
            events._record(group, "created", events._check_reason(group.reason))
        return groups

    @api.model
    def _get_protected_remedy(self):
        """See the base method."""
        return self.env._("Use “Change” of the group: it writes down who did it and why.")

    def change(self, reason, vals=None, added_ids=(), removed_ids=()):
        """Change what a group says, and who belongs to it; each leaves a row in its history.

        :param str reason: why, not blank
        :param dict vals: what changes of ``name``, ``credit_limit``, ``has_unlimited_credit`` and
            ``responsible_id``
        :param list added_ids: ids of credit profiles who join
        :param list removed_ids: ids of credit profiles who leave
        :return: True
        :raise UserError: without a reason, for other fields, customers of another company or in
            another group, or when nothing changes
        :raise AccessError: for everybody but credit administrators and approvers over all of them
        """
        arguments.one(self)
        self.check_access("read")
        profiles = self.env["kam.credit.profile"]
        customers = self._get_label("member_ids")
        added = profiles.browse(arguments.ids(self.env, customers, list(added_ids or ())))
        removed = profiles.browse(arguments.ids(self.env, customers, list(removed_ids or ())))
        (added | removed).check_access("read")
        self._check_may_change(added | removed)
        reason = self.env["kam.credit.group.event"]._check_reason(reason)
        vals = self._check_changed(vals)
        # those who change the group, or the same customers, come one after the other
        transactions.serialise(self)
        transactions.serialise(added | removed)
        self.env.invalidate_all()
        # sudo: protected fields; who changes them was checked
        self.sudo()._change(reason, vals, added.sudo(), removed.sudo())
        return True

    def _check_changed(self, vals):
        """Return what is to be changed of the group itself, once it was looked at.

        :param vals: as a caller gave them
        :raise UserError: for what is none of the fields that change, or cannot be their value
        """
        vals = vals or {}
        self._check_shape([vals])
        if vals.keys() - {*CHANGED_FIELDS}:
            raise UserError(
                self.env._(
                    "Of a credit group only these change: %s.",
                    wording.listed(self.env, [self._get_label(name) for name in CHANGED_FIELDS]),
                )
            )
        self._kam_check_input([vals])
        return dict(vals)

    def _change(self, reason, vals, added, removed):
        self._check_added(added)
        removed = removed.filtered(lambda profile: profile.credit_group_id == self)
        changed = {name: value for name, value in vals.items() if self._differs(name, value)}
        if not (changed or added or removed):
            raise UserError(self.env._("Nothing would change in %s.", self.display_name))
        events = self.env["kam.credit.group.event"]
        if changed:
            self._protected_write(changed)
            events._record(self, "changed", reason)
        if added:
            added._protected_write({"credit_group_id": self.id})
            events._record(self, "added", reason, added)
        if removed:
            removed._protected_write({"credit_group_id": False})
            events._record(self, "removed", reason, removed)

    def _differs(self, name, value):
        """Tell whether a field of the group holds something else than a value for it."""
        field = self._fields[name]
        return self[name] != field.convert_to_record(field.convert_to_cache(value, self), self)

    def _check_added(self, added):
        for profile in added:
            if profile.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(customer)s is a customer of %(company)s: choose customers of the "
                        "company of the group.",
                        customer=profile.display_name,
                        company=profile.company_id.display_name,
                    )
                )
            if profile.credit_group_id:
                raise UserError(
                    self.env._(
                        "%(customer)s belongs to %(group)s already: a customer is in one group. "
                        "Take it out there first.",
                        customer=profile.display_name,
                        group=profile.credit_group_id.display_name,
                    )
                )

    def action_open_change(self):
        """Open the dialog that changes the group.

        :return: a window action
        :raise AccessError: for who may not change it
        """
        arguments.one(self)
        self.check_access("read")
        self._check_may_change()
        return {
            "type": "ir.actions.act_window",
            "name": wording.labelled(self.env, self.env._("Change"), self.display_name),
            "res_model": "kam.credit.group.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_group_id": self.id},
        }

    def dissolve(self, reason):
        """Dissolve a group: its limit holds for nobody any more, and it stays in the records.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for one that is dissolved
        :raise AccessError: for everybody but credit administrators and approvers over all of them
        """
        arguments.one(self)
        self.check_access("read")
        self._check_may_change()
        reason = self.env["kam.credit.group.event"]._check_reason(reason)
        self._serialise()
        if not self.active:
            raise UserError(self.env._("%s is dissolved already.", self.display_name))
        # sudo: protected fields; who dissolves it was checked
        group = self.sudo()
        events = self.env["kam.credit.group.event"]
        members = group.all_member_ids
        if members:
            members._protected_write({"credit_group_id": False})
            events._record(group, "removed", reason, members)
        group._protected_write({"active": False})
        events._record(group, "ended", reason)
        return True
