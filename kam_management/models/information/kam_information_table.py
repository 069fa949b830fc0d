from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import ratios, snapshots
from .kam_account import SALES_FIELDS

# as many periods as fit beside the names of the ratios on paper, and how many of them are years
PERIODS_SHOWN = 5
YEARS_SHOWN = 3
# of a decision maker; nothing personal
MAKER_FIELDS = ("name", "position", "role", "influence", "stance")


class KamInformationTable(models.Model):
    """The customer information classification table 大客户信息分类表 (development scheme, 2.2).

    It shows the account's file as it was when the draft was made or refreshed, and needs nobody's
    approval. It is filed, hence it holds no personal facts.
    """

    _name = "kam.information.table"
    _description = "Customer Information Classification Table"
    _inherit = ["kam.form.mixin"]
    _order = "date_content desc, id desc"
    _rec_name = "number"
    _check_company_auto = True
    _follows_account = True

    _approval_required = False
    # the account is chosen when the table is made, and stays
    _protected_except_on_create = frozenset({"account_id"})

    _form_report = "kam_management.action_report_kam_information_table"
    _form_sequence = "kam.information.table"
    _form_prefix = "CIT/%(year)s/"

    account_id = fields.Many2one(
        comodel_name="kam.account", required=True, index=True, ondelete="restrict", copy=False
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(related="account_id.manager_id")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        compute="_compute_unit_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    content = fields.Json(copy=False)
    date_content = fields.Datetime(
        string="Information As Of", copy=False, help="When the account's file was copied."
    )
    content_table = fields.Html(compute="_compute_content_table", sanitize=False)
    is_outdated = fields.Boolean(
        string="Account Changed Since",
        compute="_compute_is_outdated",
        help="The account's file says something else by now.",
    )
    can_write = fields.Boolean(compute="_compute_can_write")
    note = fields.Text(string="Remarks", help="Printed below the table.")

    _one_open_per_account = models.UniqueIndex(
        "(account_id) WHERE approval_state IN ('draft', 'in_review')",
        "This account has an open information classification table already.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "account_id",
            "company_id",
            "unit_id",
            "content",
            "date_content",
        }

    @api.depends("account_id.unit_id")
    def _compute_unit_id(self):
        """A draft follows its account; completing freezes the unit."""
        for table in self:
            if table.approval_state == "draft" or not table.unit_id:
                table.unit_id = table.account_id.unit_id

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_content_table(self):
        for table in self:
            table.content_table = bool(table.content) and self.env["ir.qweb"]._render(
                "kam_management.information_table_form", {"o": table}
            )

    @api.depends("content", "approval_state")
    def _compute_is_outdated(self):
        for table in self:
            table.is_outdated = (
                table.approval_state == "draft"
                and bool(table.content)
                and table.content != table._prepare_content()
            )

    @api.depends("account_id.is_led")
    @api.depends_context("uid")
    def _compute_can_write(self):
        for table in self:
            table.can_write = bool(table.account_id) and table.account_id._may_write_information()

    @api.depends("number", "account_id")
    def _compute_display_name(self):
        for table in self:
            names = (table.number, table.account_id.name)
            table.display_name = " ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        """Make tables with what the accounts' files say now."""
        # one that ended in this transaction is open no longer for the unique index
        self.flush_model(["approval_state"])
        tables = super().create(vals_list)
        tables._take_content()
        return tables

    def action_refresh(self):
        """Take what the accounts' files say now into the drafts.

        :return: True
        :raise UserError: for a table that is no draft
        :raise AccessError: for whoever does not keep the account's file
        """
        self.check_access("write")
        for table in self:
            table._check_state("draft")
        self._take_content()
        return True

    def _take_content(self):
        for table in self:
            table._protected_write(
                {"content": table._prepare_content(), "date_content": fields.Datetime.now()}
            )

    def _prepare_content(self):
        """Return what the account's file says now, as plain values.

        Words that come translated are those of the company's language, as in all that is filed,
        so that what the table says does not hang on who made it.
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        account = self.account_id.with_context(lang=lang)
        return {
            "account": {
                "customer": account.partner_id.name,
                "number": account.number or None,
                "manager": account.manager_id.name or None,
                "unit": account.unit_id.complete_name or None,
            },
            "statements": [
                {
                    "period": statement.name,
                    "is_audited": statement.is_audited,
                    "ratios": statement.ratios,
                }
                for statement in self._get_statements()
            ],
            "sales": {name: account[name] or None for name in SALES_FIELDS},
            "decision_makers": [
                {name: maker.get(name) or None for name in MAKER_FIELDS}
                for maker in account._get_decision_makers()
            ],
        }

    def _get_statements(self):
        """Return the statements to show: the latest years, then the latest shorter periods."""
        statements = self.env["kam.financial.statement"].search(
            [("account_id", "=", self.account_id.id)], order="date_to, id"
        )
        years = statements.filtered(lambda statement: statement.period_type == "year")
        years = years[-YEARS_SHOWN:]
        shorter = statements.filtered(lambda statement: statement.period_type != "year")
        return years + shorter[len(years) - PERIODS_SHOWN :]

    # ------------------------------------------------------------------
    # the form
    # ------------------------------------------------------------------

    def _get_content(self):
        """See the base method: what was copied from the account counts as content, too."""
        return super()._get_content() | snapshots.places(self.content, "content")

    def _check_submittable(self):
        """Refuse to complete a table that says nothing."""
        super()._check_submittable()
        said = {part: value for part, value in self.content.items() if part != "account"}
        if not snapshots.places(said, "content"):
            raise UserError(
                self.env._(
                    "%(table)s says nothing: enter statements, sales information or decision "
                    "makers at %(account)s first, then refresh it.",
                    table=self.display_name,
                    account=self.account_id.name,
                )
            )

    def _on_approved(self):
        """See the base method: what another table said of the account before is obsolete now."""
        super()._on_approved()
        earlier = self.search(
            [
                ("account_id", "=", self.account_id.id),
                ("approval_state", "=", "approved"),
                ("control_status", "=", "controlled"),
                ("id", "!=", self.id),
            ]
        )
        earlier._protected_write({"control_status": "obsolete"})

    # ------------------------------------------------------------------
    # what the print shows
    # ------------------------------------------------------------------

    def _get_ratio_rows(self):
        """Return the five ratios of the periods in the table, in the language of the reader.

        :return: list of dicts: what ``kam.financial.ratio._describe`` returns, and ``texts``, one
            per period
        """
        self.ensure_one()
        ratio = self.env["kam.financial.ratio"]
        statements = (self.content or {}).get("statements", [])
        return [
            {
                **ratio._describe(kind),
                "texts": [
                    ratio._format_number(kind, statement["ratios"].get(kind))
                    for statement in statements
                ],
            }
            for kind in ratios.KINDS
        ]

    def _get_sales_rows(self):
        """Return what the table says of sales as ``(label, text)``, in the reader's language."""
        self.ensure_one()
        sales = (self.content or {}).get("sales", {})
        account = self.env["kam.account"]
        rows = []
        for name in SALES_FIELDS:
            field, value = account._fields[name], sales.get(name)
            if field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value)
            rows.append((field._description_string(self.env), value or ""))
        return rows
