from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import relations
from ...rules import findings

# The account's own words on these; the account manager and the units above write them.
SALES_FIELDS = (
    "buyer_sex",
    "buyer_age",
    "buyer_note",
    "marketing",
    "storage",
    "transport",
)
COMPANY_FIELDS = (
    "persons_in_charge",
    "industry",
    "main_products",
    "structure",
    "performance",
    "staff",
    "plans",
    "problems",
    "information_classes",
    "information_analysis",
    "information_judgement",
)
INFORMATION_FIELDS = frozenset({*SALES_FIELDS, *COMPANY_FIELDS, "sales_material_ids"})


class KamAccount(models.Model):
    """What is known of the customer: the account's file (development scheme, 2.2 and 6.3)."""

    _inherit = "kam.account"

    # sales information 客户销售信息
    buyer_sex = fields.Selection(
        [("women", "Mostly women"), ("men", "Mostly men"), ("both", "Women and men")],
        string="Buyers' Sex",
        copy=False,
        help="Who buys the customer's products.",
    )
    buyer_age = fields.Char(string="Buyers' Age", copy=False)
    buyer_note = fields.Text(string="More on the Buyers", copy=False)
    marketing = fields.Text(
        copy=False, help="How the customer sells: channels, promotion, prices, service."
    )
    storage = fields.Text(copy=False, help="How the customer keeps its products.")
    transport = fields.Text(copy=False, help="How the customer's products travel.")
    # company file 企业
    persons_in_charge = fields.Text(
        copy=False,
        help="Who handles our business there. Decision makers are stakeholders of their own.",
    )
    industry = fields.Text(copy=False, help="The industry and the customer's place in it.")
    main_products = fields.Text(string="Products", copy=False, help="What the customer sells.")
    structure = fields.Text(
        copy=False, help="How the company is organised: owners, subsidiaries, departments."
    )
    performance = fields.Text(copy=False, help="How well the company does.")
    staff = fields.Text(copy=False, help="How many work there, and where.")
    plans = fields.Text(copy=False, help="What the company intends.")
    problems = fields.Text(copy=False, help="What troubles the company.")
    # analysis 客户资料分析
    information_classes = fields.Text(
        string="Classified", copy=False, help="The information by subject: what belongs together."
    )
    information_analysis = fields.Text(
        string="Analysed", copy=False, help="What the information means."
    )
    information_judgement = fields.Text(
        string="Judged", copy=False, help="What follows from it for our work with the customer."
    )
    information_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Information Updated By",
        ondelete="restrict",
        copy=False,
    )
    date_information = fields.Datetime(string="Information Updated On", copy=False)
    can_write_information = fields.Boolean(compute="_compute_can_write_information")

    statement_ids = relations.One2many(
        comodel_name="kam.financial.statement", inverse_name="account_id", string="Statements"
    )
    competitor_ids = relations.One2many(
        comodel_name="kam.competitor", inverse_name="account_id", string="Competitors"
    )
    information_table_ids = relations.One2many(
        comodel_name="kam.information.table",
        inverse_name="account_id",
        string="Information Classification Tables",
    )
    sales_material_ids = relations.Many2many(
        comodel_name="kam.sales.material",
        relation="kam_account_sales_material_rel",
        column1="account_id",
        column2="material_id",
        check_company=True,
        copy=False,
        help="What we use for this account.",
    )
    statement_count = fields.Integer(compute="_compute_file_counts")
    competitor_count = fields.Integer(compute="_compute_file_counts")
    information_table_count = fields.Integer(compute="_compute_form_counts")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"information_user_id", "date_information"}

    @api.depends("is_led")
    @api.depends_context("uid")
    def _compute_can_write_information(self):
        for account in self:
            account.can_write_information = account._may_write_information()

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"information_table_count": "kam.information.table"}

    @api.depends("statement_ids", "competitor_ids")
    @api.depends_context("uid")
    def _compute_file_counts(self):
        for name in ("statement", "competitor"):
            model = self.env[self._fields[f"{name}_ids"].comodel_name]
            counts = dict(
                model._read_group([("account_id", "in", self.ids)], ["account_id"], ["__count"])
            )
            for account in self:
                account[f"{name}_count"] = counts.get(account._origin, 0)

    @api.model
    def _get_information_fields(self):
        """Return the names of the fields that are the file; whoever keeps it writes them.

        To be extended.
        """
        return INFORMATION_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        """Create accounts; what is known of the customer comes from who looks after it."""
        accounts = super().create(vals_list)
        for account, vals in zip(accounts, vals_list, strict=True):
            if any(vals.get(name) for name in self._get_information_fields()):
                account._check_may_write_information()
                account._note_information()
        return accounts

    def write(self, vals):
        """Write down who changed what is known of the customer.

        :raise AccessError: when somebody changes it who only reads it, as the service team does
        """
        if not self._get_information_fields() & vals.keys():
            return super().write(vals)
        self._check_may_write_information()
        result = super().write(vals)
        self._note_information()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_file(self):
        for account in self:
            if account.statement_ids or account.competitor_ids or account.information_table_ids:
                raise UserError(
                    self.env._(
                        "%(account)s has a file (statements, competitors or information tables) "
                        "and cannot be deleted. Archive it instead.",
                        account=account.display_name,
                    )
                )

    def _may_write_information(self):
        """Tell whether the user keeps the file: the account manager and the units above do."""
        self.ensure_one()
        return self.env.su or self.is_led

    @api.model
    def _get_text_places(self):
        """Return the places in the file that take a text: pairs of name and label."""
        return [
            (name, self._fields[name]._description_string(self.env))
            for name in (*COMPANY_FIELDS, *SALES_FIELDS)
            if self._fields[name].type in ("char", "text")
        ]

    def _take_information(self, texts, day, mode="append"):
        """Write into the file what a process has found out, with the rights of the environment.

        :param dict texts: name of a place -> text
        :param date day: when it was found
        :param str mode: ``append`` or ``replace``
        :raise AccessError: for whoever does not keep the file
        """
        self.ensure_one()
        self.write(
            {
                name: findings.merge_text(
                    self[name], text, day, mode, is_short=self._fields[name].type == "char"
                )
                for name, text in texts.items()
            }
        )

    def _get_decision_makers(self):
        """Return the people who have a say at the customer, for the information table.

        Nothing personal is among it: tables are filed, personal facts stay erasable. To be
        extended by who knows the people.

        :return: list of dicts, the most influential first, each with ``name``, ``position``,
            ``pressure`` (in the business), ``role`` and ``stance`` (codes) and ``influence``
            (1 to 5)
        """
        self.ensure_one()
        return []

    @api.model
    def _word_decision_maker(self, maker):
        """Return what was kept of a decision maker, worded for the reader.

        :param dict maker: one of ``_get_decision_makers``, as it was kept
        :return: dict with the same keys
        """
        return maker

    def _check_may_write_information(self):
        # who may not even read the account is told so first
        self.check_access("write")
        for account in self:
            if not account._may_write_information():
                raise AccessError(
                    self.env._(
                        "The information on %(account)s is kept by its account manager and by "
                        "supervisors and above of its unit. Tell them what you know.",
                        account=account.display_name,
                    )
                )

    def _note_information(self):
        self._protected_write(
            {"information_user_id": self.env.uid, "date_information": fields.Datetime.now()}
        )

    def _open_of_account(self, xmlid, **context):
        """Return an action on the records of one account's file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"kam_management.{xmlid}")
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "hide_account": True, **context},
        }

    def action_view_statements(self):
        """Open the account's financial statements.

        :return: a window action
        """
        return self._open_of_account("action_kam_financial_statement")

    def action_view_ratios(self):
        """Open the trend of the account's ratios, of the kind of period with most statements.

        :return: a window action
        """
        self.ensure_one()
        counts = self.env["kam.financial.statement"]._read_group(
            [("account_id", "=", self.id)], ["period_type"], ["__count"]
        )
        kind = max(counts, key=lambda row: row[1])[0] if counts else "year"
        action = self._open_of_account(
            "action_kam_financial_ratio",
            **{f"search_default_{kind}": 1, "search_default_share": 1},
        )
        # of one account lines over the years; of all of them the table that the menu opens
        return {**action, "views": [(False, view) for view in ("graph", "pivot", "list")]}

    def action_view_competitors(self):
        """Open the account's competitors, by product line.

        :return: a window action
        """
        return self._open_of_account("action_kam_competitor")

    def action_view_information_tables(self):
        """Open the account's information classification tables.

        :return: a window action
        """
        return self._open_forms("kam.information.table")

    def action_make_information_table(self):
        """Open the draft of the account's information classification table; make it if needed.

        :return: a window action
        :raise AccessError: for whoever does not keep the account's file
        """
        self.ensure_one()
        self._check_may_write_information()
        tables = self.env["kam.information.table"]
        table = tables._find_open(self) or tables.create({"account_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": table._name,
            "res_id": table.id,
            "view_mode": "form",
        }
