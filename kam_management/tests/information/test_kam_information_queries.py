from datetime import date

from odoo.tests import tagged

from .common import FIGURES, InformationCommon

FEW, MANY = 10, 100
STATEMENT_COLUMNS = (
    "name",
    "date_to",
    "revenue",
    "current_asset_ratio_text",
    "net_profit_margin_text",
    "return_on_assets_text",
    "collection_days_text",
    "inventory_days_text",
    "is_audited",
)


@tagged("post_install", "-at_install")
class TestKamInformationQueries(InformationCommon):
    """What is asked of the database does not grow with the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {at}", "is_company": True} for at in range(MANY)]
        )
        cls.many = cls.env["kam.account"]._get_or_create(partners, cls.company)
        cls.many._protected_write({"unit_id": cls.shanghai.id, "manager_id": cls.rep_shanghai.id})
        cls.statements = cls.env["kam.financial.statement"].create(
            [
                {"account_id": account.id, "date_from": date(2024, 1, 1), **FIGURES}
                for account in cls.many
            ]
        )
        cls.materials = cls.env["kam.sales.material"].create(
            [{"name": f"Material {at}"} for at in range(MANY)]
        )
        cls.many.sales_material_ids = cls.materials
        cls.env["kam.competitor"].create(
            [{"account_id": account.id, "name": "Rival"} for account in cls.many]
        )

    def _count(self, user, records, work):
        """Return how many queries the work takes, with nothing in the cache."""
        work(self._as(user, records))
        fresh = self._as(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def _assert_constant(self, records, work, user=None):
        user = user or self.rep_shanghai
        few, many = (self._count(user, records[:size], work) for size in (FEW, MANY))
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few)

    def test_list_of_statements(self):
        account = {"account_id": {"fields": {"display_name": {}}}}
        previous = {"previous_id": {"fields": {"display_name": {}}}}
        specification = {**{name: {} for name in STATEMENT_COLUMNS}, **account, **previous}
        self._assert_constant(self.statements, lambda rows: rows.web_read(specification))

    def test_trend_of_ratios(self):
        def work(statements):
            statements.env["kam.financial.ratio"].formatted_read_group(
                [("statement_id", "in", statements.ids)], ["period", "kind"], ["value:avg"]
            )

        self._assert_constant(self.statements, work)

    def test_list_of_ratios(self):
        rows = self.env["kam.financial.ratio"].search(
            [("statement_id", "in", self.statements.ids)], order="id"
        )
        self._assert_constant(
            rows,
            lambda found: found.web_read(
                {"kind": {}, "value": {}, "unit": {}, "formula": {}, "meaning": {}}
            ),
        )

    def test_list_of_materials(self):
        self._assert_constant(
            self.materials,
            lambda rows: rows.web_read({"name": {}, "is_expired": {}, "account_count": {}}),
        )

    def test_counts_of_accounts(self):
        self._assert_constant(
            self.many,
            lambda rows: rows.read(
                ["statement_count", "competitor_count", "information_table_count"]
            ),
        )

    def test_entering_statements(self):
        """The check for overlaps asks once for all that are entered together."""

        def work(accounts):
            year = next(self.years)
            accounts.env["kam.financial.statement"].with_context(tracking_disable=True).create(
                [{"account_id": account.id, "date_from": f"{year}-01-01"} for account in accounts]
            )

        self.years = iter(range(2000, 2010))
        few, many = (self._count(self.rep_shanghai, self.many[:size], work) for size in (FEW, MANY))
        # rows are inserted in one go, and the computed ones written in batches
        self.assertLess(many, few + FEW)
