from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import relations
from ... import values as checks
from ..organisation.kam_root_company_mixin import COLLEAGUES


class KamSalesMaterial(models.Model):
    """What goes along to a customer (scheme, development scheme, section 6.3: 销售资料准备).

    The library belongs to the company; each account says which of it is used there.
    """

    _name = "kam.sales.material"
    _description = "Sales Material"
    _inherit = [
        "kam.root.company.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]
    _order = "kind, name, id"
    _check_company_auto = True
    _entity_fields = ("user_id",)

    # an account is given material by who keeps its file, and shown to who sees it
    _protected_fields = frozenset({"account_ids"})

    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [
            ("company", "Company"),
            ("product", "Product"),
            ("person", "Personal"),
            ("news", "News"),
            ("certificate", "Certificate"),
            ("picture", "Picture"),
            ("sample", "Sample"),
        ],
        required=True,
        default="product",
        index=True,
        tracking=True,
        group_expand=True,
        help="Personal: what introduces our people, such as cards and references.",
    )
    product_category_id = fields.Many2one(
        comodel_name="product.category", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        tracking=True,
        help="Who keeps it up to date.",
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    edition = fields.Char(help="Such as 2026/2.")
    date_valid_until = fields.Date(
        string="Valid Until", tracking=True, help="Last day on which it may be used. Empty: always."
    )
    is_expired = fields.Boolean(
        string="Expired", compute="_compute_is_expired", search="_search_is_expired"
    )
    note = fields.Text(
        string="Notes", help="What it is for, where samples are kept, how many there are."
    )
    account_ids = relations.Many2many(
        comodel_name="kam.account",
        relation="kam_account_sales_material_rel",
        column1="material_id",
        column2="account_id",
        string="Used For",
        copy=False,
        help="Chosen at the account. You see those of your accounts.",
    )
    account_count = fields.Integer(string="Accounts", compute="_compute_account_count")
    active = fields.Boolean(default=True)

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Choose the material at the account, under “Sales Information”.")

    @api.depends("date_valid_until")
    def _compute_is_expired(self):
        for material in self:
            until = material.date_valid_until
            company = material.company_id or self.env.company
            material.is_expired = bool(until) and until < company._kam_today()

    @api.model
    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        # sudo: only the day is asked, which is not the same in every company's time zone
        companies = self.env["res.company"].sudo().search([])
        return Domain.OR(
            Domain("company_id", "in", [company.id for company in same_day])
            & Domain("date_valid_until", "<", today)
            for today, same_day in companies.grouped(lambda company: company._kam_today()).items()
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for material in self:
            # sudo: what is used counts, whoever may see the accounts
            accounts = material.sudo().account_ids
            if accounts:
                raise UserError(
                    self.env._(
                        "“%(material)s” is used for %(count)s accounts and cannot be deleted. "
                        "Archive it instead.",
                        material=material.display_name,
                        count=len(accounts),
                    )
                )

    @api.depends("account_ids")
    @api.depends_context("uid")
    def _compute_account_count(self):
        counts = dict(
            self.env["kam.account"]._read_group(
                [("sales_material_ids", "in", self.ids)], ["sales_material_ids"], ["__count"]
            )
        )
        for material in self:
            material.account_count = counts.get(material._origin, 0)

    @api.constrains("company_id")
    def _check_company_of_accounts(self):
        # sudo: an account that uses it counts whether or not the user sees it
        for material in self.sudo():
            foreign = material.account_ids.company_id - material.company_id
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(material)s” is used for accounts of %(company)s and stays there. Make "
                        "a copy for the other company.",
                        material=material.name,
                        company=foreign[0].name,
                    )
                )

    def copy_data(self, default=None):
        """Name a copy as such.

        :raise UserError: for values that are none
        """
        if default is not None:
            checks.check_shape(self, default)
        return [
            {**vals, "name": self.env._("%s (copy)", material.name)}
            if "name" not in (default or {})
            else vals
            for material, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_accounts(self):
        """Open the accounts that the material is used for.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_account")
        return {**action, "domain": [("sales_material_ids", "in", self.ids)]}
