from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ... import relations
from .kam_account import STATES

KAM_GROUPS = "kam_management.group_kam_representative,kam_management.group_kam_administrator"

# operators that ask for accounts which have a value; the ORM derives the negative ones
POSITIVE_OPERATORS = {"in", "any", "like", "ilike", "=like", "=ilike", "<", ">", "<=", ">="}


class ResPartner(models.Model):
    _inherit = "res.partner"

    kam_account_ids = relations.One2many(
        comodel_name="kam.account",
        inverse_name="partner_id",
        string="Key Account Data",
        groups=KAM_GROUPS,
    )
    kam_account_id = fields.Many2one(
        comodel_name="kam.account",
        string="Key Account",
        compute="_compute_kam_account",
        search="_search_kam_account_id",
        help="The account of the customer in the present company, as far as you may see it.",
    )
    kam_state = fields.Selection(
        selection=STATES,
        string="Key Account State",
        compute="_compute_kam_account",
        search="_search_kam_state",
    )
    kam_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        compute="_compute_kam_account",
        search="_search_kam_manager_id",
    )
    kam_unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="Key Account Unit",
        compute="_compute_kam_account",
        search="_search_kam_unit_id",
    )
    kam_number = fields.Char(
        string="Account Number", compute="_compute_kam_account", search="_search_kam_number"
    )

    @api.depends(
        "commercial_partner_id.kam_account_ids.active",
        "commercial_partner_id.kam_account_ids.company_id",
        "commercial_partner_id.kam_account_ids.manager_id",
        "commercial_partner_id.kam_account_ids.number",
        "commercial_partner_id.kam_account_ids.state",
        "commercial_partner_id.kam_account_ids.unit_id",
    )
    @api.depends_context("company", "uid")
    def _compute_kam_account(self):
        account_model = self.env["kam.account"]
        accounts = account_model
        if account_model.has_access("read"):
            accounts = account_model.search_fetch(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.root_id.id),
                    ("active", "=", True),
                ],
                ["partner_id", "state", "manager_id", "unit_id", "number"],
            )
        by_partner = accounts.grouped("partner_id")
        for partner in self:
            account = by_partner.get(partner.commercial_partner_id._origin, account_model)
            partner.kam_account_id = account
            partner.kam_state = account.state
            partner.kam_manager_id = account.manager_id
            partner.kam_unit_id = account.unit_id
            partner.kam_number = account.number

    def _search_kam_account_id(self, operator, value):
        return self._search_kam("id", operator, value)

    def _search_kam_state(self, operator, value):
        if operator == "in" and "ordinary" in value:
            # who has no account is an ordinary customer as well
            return self._search_kam("state", operator, {*value, False})
        return self._search_kam("state", operator, value)

    def _search_kam_manager_id(self, operator, value):
        return self._search_kam("manager_id", operator, value)

    def _search_kam_unit_id(self, operator, value):
        return self._search_kam("unit_id", operator, value)

    def _search_kam_number(self, operator, value):
        return self._search_kam("number", operator, value)

    @api.model
    def _search_kam(self, field_name, operator, value):
        """Search customers by their account, under the rights of the reader.

        :param str field_name: field of ``kam.account``
        :return: a domain; ``NotImplemented`` lets the ORM invert a negative operator
        """
        if operator not in POSITIVE_OPERATORS:
            return NotImplemented
        with_empty = operator == "in" and False in value
        if not self.env["kam.account"].has_access("read"):
            return Domain.TRUE if with_empty else Domain.FALSE
        present = Domain("company_id", "=", self.env.company.root_id.id) & Domain(
            "active", "=", True
        )

        def has_account(domain):
            return Domain("commercial_partner_id.kam_account_ids", "any", domain)

        found = has_account(present & Domain(field_name, operator, value))
        return found | ~has_account(present) if with_empty else found

    @api.constrains("active", "parent_id", "is_company", "company_id")
    def _check_kam_account(self):
        # sudo: the account counts whether or not the user may see it
        accounts_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
        for account in accounts_sudo.search([("partner_id", "in", self.ids)]):
            partner = account.partner_id
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” has a key account record (%(company)s) and cannot become a "
                        "contact of “%(parent)s”. Leave it a customer of its own.",
                        partner=partner.name,
                        company=account.company_id.name,
                        parent=partner.commercial_partner_id.name,
                    )
                )
            if not partner.active and account.state != "ordinary":
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” is a key account, or a potential one, of %(company)s and "
                        "cannot be archived. It has to become an ordinary customer first.",
                        partner=partner.name,
                        company=account.company_id.name,
                    )
                )
            if account._find_strangers(partner, account.company_id):
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” has a key account record in %(company)s and cannot be "
                        "restricted to %(other)s.",
                        partner=partner.name,
                        company=account.company_id.name,
                        other=partner.company_id.name,
                    )
                )

    def action_kam_account(self):
        """Open the account of the customer.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.kam_account_id.id,
            "view_mode": "form",
        }

    def action_kam_takeover(self):
        """Open the dialog that takes the customers over as key accounts.

        Contacts stand for the company they belong to.

        :return: a window action
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: when taking over is closed
        """
        self.env.company.root_id._kam_check_takeover()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over Key Accounts"),
            "res_model": "kam.account.takeover",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_ids": self.commercial_partner_id.ids,
                "dialog_size": "extra-large",
            },
        }
