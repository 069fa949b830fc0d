import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError

from ... import relations
from ...rules.keys import exact_key
from ..organisation.kam_root_company_mixin import COLLEAGUES, PARTNERS

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
    """What a company knows of one customer as a key account, or as one that may become one.

    An account is made once per customer and company and stays. Its state, unit, account manager
    and number change through processes only.

    ``kam_account_process``: what processes do to it.
    ``kam_account_processes``: what one process asks of another by way of it.
    ``kam_account_messages``: who is told of it.
    ``kam_account_joining``: how two of them become one.
    ``kam_account_language``: in which language it is told.
    ``kam_account_sight``: who sees it.
    ``kam_account_grade``: the class it had on a day.
    ``kam_account_numbering``: the numbers that each company gives.
    ``kam_account_figures``: the strip of figures of its page.
    ``kam_account_measures``: what lists of accounts are grouped and summed by.
    ``kam_account_documents``: how many documents of its customer there are, and the way to them.
    ``kam_account_timeline``: what happened, from every source, page by page.
    ``kam_account_timeline_sources``: the sources that accounts have themselves.

    What other topics add stands in the file of the same name of each.
    """

    _name = "kam.account"
    _description = "Key Account"
    _inherit = [
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "number"]
    _check_company_auto = True
    _entity_fields = ("partner_id", "manager_id")
    _customer_fields = ("partner_id",)

    _protected_fields = frozenset(
        {
            "partner_id",
            "company_id",
            "name",
            "state",
            "number",
            "number_key",
            "successor_id",
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
        domain=PARTNERS,
        copy=False,
        help="The company itself, not one of its contacts.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
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
    number_key = fields.Char(
        compute="_compute_number_key",
        store=True,
        precompute=True,
        help="The number, whatever case, width and blanks it is written with.",
    )
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
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
        domain=COLLEAGUES,
        tracking=True,
        copy=False,
    )
    group_id = fields.Many2one(
        comodel_name="kam.account.group",
        string="Key Account Group",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        help="The group that develops the customer. It is given to a group first, and to a person "
        "then.",
    )
    proposed_group_id = fields.Many2one(
        comodel_name="kam.account.group",
        string="Group That Suits",
        compute="_compute_proposed_group_id",
        compute_sudo=False,
        help="By unit, class, nature and product categories.",
    )
    successor_id = fields.Many2one(
        comodel_name="kam.account",
        string="Goes On As",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The account in favour of which this one ended: both were the same customer.",
    )
    since = fields.Date(
        string="Key Account Since", copy=False, help="The day on which it became a key account."
    )
    team_ids = relations.One2many(
        comodel_name="kam.account.team",
        inverse_name="account_id",
        string="Service Team",
        # who was a member stays in the list
        context={"active_test": False},
    )
    is_visible = fields.Boolean(
        string="In My Sight",
        compute="_compute_is_visible",
        compute_sudo=True,
        search="_search_is_visible",
        help="You are the account manager, in the service team now, or supervise the unit.",
    )
    is_led = fields.Boolean(
        string="Led by Me",
        compute="_compute_is_led",
        compute_sudo=True,
        search="_search_is_led",
        help="You are the account manager, or lead the unit.",
    )
    is_member = fields.Boolean(
        string="Served by Me",
        compute="_compute_is_member",
        compute_sudo=True,
        search="_search_is_member",
        help="You are in the service team now.",
    )
    event_ids = relations.One2many(
        comodel_name="kam.account.event", inverse_name="account_id", string="History", readonly=True
    )
    event_count = fields.Integer(compute="_compute_event_count")
    # What the page of the account shows, each as far as the reader may see it.
    figures = fields.Json(compute="_compute_figures")
    turnover = fields.Monetary(
        string="Net Sales of 12 Months",
        compute="_compute_turnover",
        help="Posted customer invoices less credit notes, untaxed, of the 12 months up to today, "
        "as far as you may open them.",
    )
    opportunity_count = fields.Integer(
        string="Number of Opportunities", compute="_compute_document_counts"
    )
    order_count = fields.Integer(string="Number of Orders", compute="_compute_document_counts")
    invoice_count = fields.Integer(string="Number of Invoices", compute="_compute_document_counts")
    meeting_count = fields.Integer(string="Number of Meetings", compute="_compute_document_counts")
    # those of its forms as well, and read under the rules of the reader
    all_deadline_ids = relations.One2many(
        comodel_name="kam.deadline",
        inverse_name="account_id",
        string="Deadlines of the Account and Its Forms",
        domain=[],
        readonly=True,
        groups=None,
    )
    duty_count = fields.Integer(string="Number of Open Deadlines", compute="_compute_duties")
    duty_late_count = fields.Integer(string="Late Deadlines", compute="_compute_duties")
    note = fields.Html(string="Notes")
    active = fields.Boolean(default=True, tracking=True)
    # The dimensions by which accounts are classified (scheme, two.1: product category, customer
    # nature, service content), and the class by the standard of the company.
    class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Customer Class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        help="The class by the standard of the company. A confirmed screening sets it; whoever may "
        "change the account may correct it.",
    )
    product_category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="kam_account_product_category_rel",
        column1="account_id",
        column2="category_id",
        string="Product Categories",
        help="What the customer buys, or might buy.",
    )
    nature_id = fields.Many2one(
        comodel_name="kam.customer.nature",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="What kind of customer it is.",
    )
    service_content_ids = relations.Many2many(
        comodel_name="kam.service.content",
        relation="kam_account_service_content_rel",
        column1="account_id",
        column2="content_id",
        string="Service Contents",
        help="What the customer is served with.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "This customer has an account in the company already.",
    )
    _number_key_uniq = models.UniqueIndex(
        "(number_key, company_id) WHERE number_key IS NOT NULL",
        "Another account of this company has the same number.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "It changes through screening, development, credit, the take-over or "
            "“Change unit or account manager”, each with a reason."
        )

    @api.depends("event_ids")
    @api.depends_context("uid")
    def _compute_event_count(self):
        counts = dict(
            self.env["kam.account.event"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.event_count = counts.get(account._origin, 0)

    @api.depends("number")
    def _compute_number_key(self):
        for account in self:
            account.number_key = exact_key(account.number) or False

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

    @api.constrains("manager_id")
    def _check_manager_is_internal(self):
        for account in self:
            if account.manager_id.share:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is a portal user and cannot be the account manager of "
                        "%(account)s. Choose an internal user.",
                        user=account.manager_id.name,
                        account=account.name,
                    )
                )

    @api.constrains("unit_id", "active")
    def _check_unit_is_active(self):
        for account in self:
            if account.active and account.unit_id and not account.unit_id.active:
                raise ValidationError(
                    self.env._(
                        "The unit “%(unit)s” of %(account)s is archived. Choose another unit.",
                        unit=account.unit_id.complete_name,
                        account=account.name,
                    )
                )

    @api.constrains("active", "state")
    def _check_archived_is_ordinary(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for account in self:
            if not account.active and account.state != "ordinary":
                raise ValidationError(
                    self.env._(
                        "%(account)s is a “%(state)s” and cannot be archived: that would end "
                        "its state without a trace. It becomes an ordinary customer first.",
                        account=account.display_name,
                        state=labels[account.state],
                    )
                )

    def write(self, vals):
        """Leave archiving to administrators, because it hides the account from its customer.

        :raise AccessError: when somebody else archives or restores an account
        :raise ValidationError: when an archived user is to become account manager
        """
        changes_active = "active" in vals and any(
            account.active != bool(vals["active"]) for account in self
        )
        if changes_active and not self._may_archive():
            raise AccessError(
                self.env._("Only an administrator of key accounts archives or restores accounts.")
            )
        managers = {account.id: account.manager_id for account in self if "manager_id" in vals}
        result = super().write(vals)
        # only who becomes account manager: one who is archived later hinders nobody
        self.filtered(
            lambda account: account.manager_id != managers.get(account.id, account.manager_id)
        )._check_manager_is_active()
        return result

    def _check_manager_is_active(self):
        for account in self:
            if account.manager_id and not account.manager_id.active:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is archived and cannot become the account manager of "
                        "%(account)s. Choose a user who is active.",
                        user=account.manager_id.name,
                        account=account.name,
                    )
                )

    def _may_archive(self):
        return self.env.su or self.env.user.has_group("kam_management.group_kam_administrator")

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

    @api.model
    def _get_or_create(self, partners, company):
        """Return the accounts of customers in a company; make ordinary ones where there is none.

        :param partners: customers, or contacts that stand for them
        :param company: the company
        :return: one account per customer, in the order of the customers and in the
            environment of the caller
        :raise ConcurrencyError: when somebody else makes one at this moment: the call is repeated
        """
        # sudo: there is one account per customer and company, whether or not the process
        # runs for somebody who may see it
        account_sudo = self.sudo()
        customers = partners.commercial_partner_id
        found = account_sudo.with_context(active_test=False).search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        )
        missing = customers - found.partner_id
        try:
            found |= account_sudo._protected_create(
                [{"partner_id": customer.id, "company_id": company.id} for customer in missing]
            )
        except psycopg2.errors.UniqueViolation as error:
            # whoever comes second looks again, and finds what the first one has begun
            raise ConcurrencyError(str(error)) from error
        by_customer = {account.partner_id.id: account.id for account in found}
        return self.browse(by_customer[customer.id] for customer in customers)
