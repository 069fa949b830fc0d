from datetime import date

from ..approval.forms import FormHelpers
from ..common import KamCommon

FIGURES = {
    "current_assets": 450,
    "total_assets": 1000,
    "net_profit": 60,
    "revenue": 1200,
    "cost_of_sales": 900,
    "receivables": 300,
    "inventory": 150,
}


class InformationCommon(FormHelpers, KamCommon):
    """Makes records of the accounts' files."""

    @classmethod
    def _statement(cls, account, year=2024, kind="year", user=None, **vals):
        return (
            cls.env["kam.financial.statement"]
            .with_user(user or cls.env.user)
            .create(
                {
                    "account_id": account.id,
                    "period_type": kind,
                    "date_from": date(year, 1, 1),
                    **FIGURES,
                    **vals,
                }
            )
            .sudo()
        )

    @classmethod
    def _competitor(cls, account, name="Rival", user=None, **vals):
        return (
            cls.env["kam.competitor"]
            .with_user(user or cls.env.user)
            .create({"account_id": account.id, "name": name, **vals})
            .sudo()
        )

    @classmethod
    def _material(cls, name="Catalogue", **vals):
        return cls.env["kam.sales.material"].create({"name": name, **vals})

    @classmethod
    def _table(cls, account, user=None, **vals):
        return (
            cls.env["kam.information.table"]
            .with_user(user or account.manager_id)
            .create({"account_id": account.id, **vals})
            .sudo()
        )
