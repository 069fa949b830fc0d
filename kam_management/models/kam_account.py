from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("ordinary", "Ordinary customer"),
    ("potential", "Potential key account"),
    ("key", "Key account"),
]
SOURCES = [
    ("takeover", "Take-over"),
    ("screening", "Screening"),
    ("development", "Development"),
    ("credit", "Credit"),
    ("manual", "By hand"),
]


class KamAccount(models.Model):
    _name = "kam.account"
    _description = "Key Account"
    _inherit = ["kam.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "number"]
    _check_company_auto = True

    _protected_fields = frozenset(
        {
            "partner_id",
            "company_id",
            "state",
            "number",
            "since",
            "date_state",
            "unit_id",
            "manager_id",
        }
    )
    _protected_except_on_create = frozenset({"partner_id", "company_id"})

    name = fields.Char(related="partner_id.complete_name", store=True, index="trigram")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The company itself, not one of its contacts.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        copy=False,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="ordinary",
        index=True,
        tracking=True,
        group_expand=True,
        copy=False,
        help="Changed by the processes only: screening, development, credit, take-over.",
    )
    date_state = fields.Date(
        string="In this state since", copy=False, help="The day on which the present state began."
    )
    number = fields.Char(
        string="Account Number",
        copy=False,
        index="btree_not_null",
        help="Given when the customer becomes a key account for the first time; kept afterwards.",
    )
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="Unit",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        help="The office that looks after the account. Supervisors and higher roles there and "
        "in the units above see it.",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
        copy=False,
    )
    since = fields.Date(
        string="Key Account Since", copy=False, help="The day on which it became a key account."
    )
    team_ids = fields.One2many(
        comodel_name="kam.account.team", inverse_name="account_id", string="Service Team"
    )
    event_ids = fields.One2many(
        comodel_name="kam.account.event", inverse_name="account_id", string="History", readonly=True
    )
    event_count = fields.Integer(compute="_compute_event_count")
    note = fields.Html(string="Notes")
    active = fields.Boolean(default=True, tracking=True)

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "This customer has an account in the company already.",
    )
    _number_company_uniq = models.UniqueIndex(
        "(number, company_id) WHERE number IS NOT NULL",
        "Another account of this company has the same number.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "It changes through screening, development, credit, the take-over or "
            "“Change unit or account manager”, each with a reason."
        )

    @api.depends("event_ids")
    def _compute_event_count(self):
        counts = dict(
            self.env["kam.account.event"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.event_count = counts.get(account._origin, 0)

    @api.depends("name", "number")
    def _compute_display_name(self):
        for account in self:
            if account.number:
                account.display_name = f"[{account.number}] {account.name or ''}"
            else:
                account.display_name = account.name

    @api.constrains("partner_id")
    def _check_commercial_partner(self):
        for account in self:
            commercial = account.partner_id.commercial_partner_id
            if commercial != account.partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is a contact of “%(company)s”. "
                        "An account belongs to the company itself: choose “%(company)s”.",
                        contact=account.partner_id.display_name,
                        company=commercial.display_name,
                    )
                )

    @api.constrains("state", "unit_id", "manager_id")
    def _check_key_is_owned(self):
        for account in self:
            if account.state == "key" and not (account.unit_id and account.manager_id):
                raise ValidationError(
                    self.env._(
                        "The key account %(account)s needs a unit and an account manager.",
                        account=account.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        for account in self:
            if account.event_ids:
                raise UserError(
                    self.env._(
                        "%(account)s has a history and cannot be deleted. Archive it instead.",
                        account=account.display_name,
                    )
                )

    def action_view_partner(self):
        """Open the customer.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_view_events(self):
        """Open the history of the account.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_event"
        )
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}

    def action_change_owner(self):
        """Open the dialog that gives the accounts to another unit or account manager.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Unit or Account Manager"),
            "res_model": "kam.account.owner.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }

    @api.model
    def _get_or_create(self, partner, company):
        """Return the account of a customer in a company; make an ordinary one if there is none.

        :param partner: the customer or one of its contacts
        :param company: the company
        :return: the account, in the environment of the caller
        """
        commercial = partner.commercial_partner_id
        domain = [("partner_id", "=", commercial.id), ("company_id", "=", company.id)]
        # sudo: there is one account per customer and company, whether or not the process
        # runs for somebody who may see it
        account = self.sudo().with_context(active_test=False).search(domain, limit=1)
        if not account:
            # sudo: as above
            account = self.sudo()._protected_create(
                [{"partner_id": commercial.id, "company_id": company.id}]
            )
        return account.with_env(self.env)
