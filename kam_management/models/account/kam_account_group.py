from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import relations
from ..organisation.kam_root_company_mixin import COLLEAGUES


class KamAccountGroup(models.Model):
    """People who develop customers of certain kinds: a group 大客户小组 (development scheme, 2.1).

    Customers are given to a group first, and to a person then. A group gives nobody a right.
    """

    _name = "kam.account.group"
    _description = "Key Account Group"
    _inherit = ["kam.root.company.mixin"]
    _order = "unit_id, name, id"
    _check_company_auto = True
    _entity_fields = ("leader_id", "member_ids")

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    unit_id = fields.Many2one(
        "kam.unit", required=True, index=True, ondelete="restrict", check_company=True
    )
    leader_id = fields.Many2one(
        "res.users",
        string="Group Leader",
        index="btree_not_null",
        ondelete="restrict",
        domain=COLLEAGUES,
    )
    member_ids = fields.Many2many(
        "res.users",
        relation="kam_account_group_member_rel",
        column1="group_id",
        column2="user_id",
        string="Members",
        domain=COLLEAGUES,
    )
    class_ids = relations.Many2many(
        "kam.customer.class",
        relation="kam_account_group_class_rel",
        column1="group_id",
        column2="class_id",
        string="Customer Classes",
        check_company=True,
        help="Which classes the group develops. Empty: all.",
    )
    nature_ids = relations.Many2many(
        "kam.customer.nature",
        relation="kam_account_group_nature_rel",
        column1="group_id",
        column2="nature_id",
        string="Customer Natures",
        help="Which kinds of customers the group develops. Empty: all.",
    )
    product_category_ids = fields.Many2many(
        "product.category",
        relation="kam_account_group_category_rel",
        column1="group_id",
        column2="category_id",
        string="Product Categories",
        help="Which product categories the group develops. Empty: all.",
    )
    account_ids = relations.One2many("kam.account", "group_id", string="Accounts of the Group")
    account_count = fields.Integer(string="Accounts", compute="_compute_account_count")
    note = fields.Text(string="Notes")
    active = fields.Boolean(default=True)

    _unit_name_uniq = models.UniqueIndex(
        "(unit_id, lower(name))", "The unit has a group of this name already."
    )

    @api.depends("account_ids")
    @api.depends_context("uid")
    def _compute_account_count(self):
        counts = dict(
            self.env["kam.account"]._read_group(
                [("group_id", "in", self.ids)], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.account_count = counts.get(group._origin, 0)

    @api.constrains("leader_id", "member_ids")
    def _check_people_are_internal(self):
        for group in self:
            portal = (group.leader_id | group.member_ids).filtered("share")
            if portal:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is a portal user and cannot belong to “%(group)s”. Choose "
                        "internal users.",
                        user=portal[0].name,
                        group=group.name,
                    )
                )

    def write(self, vals):
        """Change groups; one that moves goes to a unit that the user leads.

        :raise AccessError: for the unit of others
        """
        result = super().write(vals)
        if "unit_id" in vals:
            self.check_access("write")
        return result

    def _suits(self, account):
        """Tell whether the group develops customers of the kind of an account.

        The group works in the unit of the account or above it; what is empty says nothing.

        :param kam.account account: the account
        """
        self.ensure_one()
        unit, categories = account.unit_id, account.product_category_ids
        ids = {
            number for category in categories for number in (category.parent_path or "").split("/")
        }
        return (
            (not unit or self.unit_id in unit._ancestors())
            and (not self.class_ids or account.class_id in self.class_ids)
            and (not self.nature_ids or account.nature_id in self.nature_ids)
            and (
                not self.product_category_ids
                or bool(ids & set(map(str, self.product_category_ids.ids)))
            )
        )

    def _get_precision(self, account):
        """Return how closely a group that suits is cut for an account: higher is closer."""
        self.ensure_one()
        named = (self.class_ids, self.nature_ids, self.product_category_ids)
        return (self.unit_id == account.unit_id, sum(map(bool, named)), -self.id)

    @api.model
    def _find_suiting(self, accounts):
        """Return the group that is proposed for each account: the one cut for it most closely.

        :param kam.account accounts: the accounts
        :return: dict account -> group, an empty one where none suits
        """
        groups = self.search([("company_id", "in", accounts.company_id.ids)])
        found = {}
        for account in accounts:
            suiting = groups.filtered(
                lambda group: group.company_id == account.company_id and group._suits(account)  # noqa: B023
            )
            found[account] = suiting.sorted(
                lambda group: group._get_precision(account),  # noqa: B023
                reverse=True,
            )[:1]
        return found

    def action_view_accounts(self):
        """Open the accounts of the group.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_account")
        return {
            **action,
            "domain": [("group_id", "=", self.id)],
            "context": {"default_group_id": self.id},
        }
