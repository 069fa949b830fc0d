import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...rules import ratios, snapshots
from ...wording import format_date
from ..account.kam_account_form_mixin import one_open_form
from .kam_account import SALES_FIELDS

# as many periods as fit beside the names of the ratios on paper, and how many of them are years
PERIODS_SHOWN = 5
YEARS_SHOWN = 3
# of a decision maker, in the order of the scheme's columns; nothing personal
MAKER_FIELDS = ("name", "position", "pressure", "role", "influence", "stance")
# periods that have a name, and the days of others
SHORT_PERIOD = re.compile(r"(\d{4}) ([HQ])(\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class KamInformationTable(models.Model):
    """The customer information classification table 大客户信息分类表 (development scheme, 2.2).

    It shows the account's file as it was when the draft was made or refreshed, and needs nobody's
    approval. It is filed, hence it holds no personal facts.
    """

    _name = "kam.information.table"
    _description = "Customer Information Classification Table"
    _inherit = ["kam.account.form.mixin"]
    _order = "date_content desc, id desc"

    _approval_required = False
    _form_prefix = "CIT/%(year)s/"
    _one_open_per_account = one_open_form(
        "This account has an open information classification table already."
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

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"content", "date_content"}

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

    @api.model_create_multi
    def create(self, vals_list):
        """Make tables with what the accounts' files say now."""
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

        What has a code is kept as the code, and worded when it is read. Other words that come
        translated are those of the company's language, as in all that is filed, so that what the
        table says does not hang on who made it.
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

    def _forget_pressure(self, names):
        """Empty what drafts say weighs on some people.

        :param list names: of decision makers
        """
        for table in self:
            makers = (table.content or {}).get("decision_makers", [])
            if any(maker["name"] in names and maker.get("pressure") for maker in makers):
                kept = [
                    {**maker, "pressure": None} if maker["name"] in names else maker
                    for maker in makers
                ]
                table._protected_write({"content": {**table.content, "decision_makers": kept}})

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

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what was taken from the account's file."""
        return super()._get_missing_depends() | {"content"}

    def _get_missing(self):
        """See the base method: a table that says nothing is not completed."""
        missing = super()._get_missing()
        said = {part: value for part, value in (self.content or {}).items() if part != "account"}
        if not snapshots.places(said, "content"):
            missing.append(
                self.env._(
                    "The table says nothing: enter statements, sales information or decision "
                    "makers at the account first, then refresh it."
                )
            )
        return missing

    def _check_complete_as_entered(self):
        """See the base method: what a table says is taken from the account as it is stored."""

    def _on_approved(self):
        """See the base method: what another table said of the account before is obsolete now."""
        super()._on_approved()
        # one whose revision was rejected held until now
        held = Domain("approval_state", "=", "approved") | (
            Domain("approval_state", "=", "rejected") & Domain("revision_mark", "!=", False)
        )
        earlier = self.search(
            Domain("account_id", "=", self.account_id.id)
            & Domain("control_status", "=", "controlled")
            & Domain("id", "!=", self.id)
            & held
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

    @api.model
    def _word_period(self, name):
        """Return the name of a period as the reader writes it; names of another form as they are.

        :param str name: as of a statement, see :func:`periods.label`
        """
        if found := SHORT_PERIOD.fullmatch(name):
            year, kind, number = found.groups()
            if kind == "Q":
                return self.env._("%(year)s Q%(quarter)s", year=year, quarter=number)
            return self.env._("%s H1", year) if number == "1" else self.env._("%s H2", year)
        return DAY.sub(lambda day: format_date(self.env, day.group()), name)

    def _get_makers(self):
        """Return what the table says of decision makers, in the language of the reader.

        :return: list of dicts with ``MAKER_FIELDS``
        """
        self.ensure_one()
        account = self.env["kam.account"]
        makers = (self.content or {}).get("decision_makers", [])
        return [account._word_decision_maker(maker) for maker in makers]

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
