from odoo import fields
from odoo.fields import Command

from ..approval.forms import FormHelpers
from ..ledger.common import LedgerCommon

SCHEME = {
    "meaning": "A third of the year's target of the region",
    "own_strengths": "Depot next door",
    "own_weaknesses": "Few references in the trade",
    "development_risk": "The old supplier answers with prices",
}
# sales, margin and costs of the expected case, year by year
YEARS = [
    {"sales": 1000, "margin": 300, "stock": 100, "staff": 60, "travel": 20, "management": 10,
     "development": 200},
    {"sales": 2000, "margin": 600, "stock": 200, "staff": 60, "travel": 20, "management": 10},
    {"sales": 3000, "margin": 900, "stock": 300, "staff": 60, "travel": 20, "management": 10},
]  # fmt: skip


class DevelopmentCommon(FormHelpers, LedgerCommon):
    """``rep_beijing`` develops the yard, a potential key account of the north.

    Its supervisor and then the director decide; over the shop manager_east and the director.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.development_model = cls.env["kam.development"]
        cls.point = cls.env.ref("kam_management.development_advantage_transport_loss")

    @classmethod
    def _development(cls, account=None, user=None, **vals):
        """Let somebody begin a development; returned as superuser."""
        return (
            cls.development_model.with_user(user or cls.rep_beijing)
            .create({"account_id": (account or cls.yard).id, **vals})
            .sudo()
        )

    def _filled(self, account=None, user=None, **vals):
        """Return a development with all that its scheme is asked for."""
        user = user or self.rep_beijing
        development = self._development(account, user)
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        self.seen_by(user, development).write(
            {
                **SCHEME,
                "forecast_ids": [
                    Command.update(line.id, year)
                    for line, year in zip(expected.sorted("year"), YEARS, strict=True)
                ],
                "advantage_ids": [
                    Command.create(
                        {"kind_id": self.point.id, "claim": "Nothing breaks", "value": 500}
                    )
                ],
                **vals,
            }
        )
        return development

    def _approved(self, account=None, user=None, **vals):
        """Return a development whose scheme was approved, which starts it."""
        development = self._filled(account, user, **vals)
        self.submit(development, user or self.rep_beijing)
        self.approve(development, *self._deciders(development))
        return development

    def _deciders(self, form):
        superior = self.manager_east if form.account_id == self.shop else self.supervisor_north
        return superior, self.director

    def _begun(self, days=60, account=None, user=None, **vals):
        """Return an approved development that was started some days ago."""
        development = self._approved(account, user, **vals)
        development._write_process({"date_started": self._ago(days=days)})
        return development

    def _contacted(self, development, days=1, person=None, attitude="warm", user=None, **vals):
        """Let who develops a customer write a contact down; returned as superuser."""
        return self._met(
            user or development.developer_id,
            account=development.account_id,
            stakeholder_id=person.id if person else False,
            date=self._ago(days=days),
            attitude=attitude,
            **vals,
        )

    def _reasons(self, result):
        return self.env["kam.development.reason"].search(
            [("kind", "=", result), ("company_id", "=", self.company.id)], limit=1
        )

    def _recorded(self, development, result="won", **vals):
        """Return the record of a development, complete and not submitted."""
        reasons = self._reasons(result)
        return (
            self.env["kam.development.record"]
            .with_user(development.developer_id)
            .create(
                {
                    "development_id": development.id,
                    "result": result,
                    "reason_ids": [Command.set(reasons.ids)],
                    "reasons_text": "We were there when the old supplier failed",
                    "date_retry": fields.Date.add(self.company._kam_today(), months=6),
                    **vals,
                }
            )
            .sudo()
        )

    def _ended(self, development, result="won", **vals):
        """End a development by its record, approved; return the record."""
        record = self._recorded(development, result, **vals)
        self.submit(record, development.developer_id)
        self.approve(record, *self._deciders(record))
        return record
