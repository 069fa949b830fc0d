from odoo.fields import Command

from ..change.common import KamCreditChangeCommon
from ..common import day


class KamCreditAssessmentCommon(KamCreditChangeCommon):
    """A scorecard of three criteria that was approved, by which customers are assessed.

    ``assess`` begins a score sheet, ``judge`` chooses levels by their points; ``submit``,
    ``verify`` and ``sign`` of tier changes move it on.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_scorecard()

    @classmethod
    def make_scorecard(cls, criteria=None, **vals):
        """Return an approved scorecard.

        :param criteria: ``(name, weight, formula or None, levels)``, levels as ``(points, from)``
        """
        levels = [(100, 0), (80, 0), (60, 0), (40, 0), (20, 0)]
        criteria = criteria or [
            ("Operator", 50, None, levels),
            ("Rate", 30, "fulfilment_rate", [(100, 95), (60, 75), (0, 0)]),
            ("Z", 20, "altman_z", [(100, 2.6), (50, 1.1), (0, -1000)]),
        ]
        card = (
            cls.root["kam.credit.scorecard"]
            .with_user(cls.credit_admin)
            .create(
                {
                    "company_id": cls.company.id,
                    "valid_from": day(-100),
                    "criterion_ids": [
                        Command.create(
                            {
                                "name": name,
                                "weight": weight,
                                "kind": "computed" if formula else "manual",
                                "formula": formula,
                                "level_ids": [
                                    Command.create(
                                        {
                                            "points": points,
                                            "value_from": low,
                                            "text": f"{name} is {points}",
                                        }
                                    )
                                    for points, low in rows
                                ],
                            }
                        )
                        for name, weight, formula, rows in criteria
                    ],
                    **vals,
                }
            )
        )
        card.action_submit()
        card = card.sudo()
        for user, opinion in ((cls.credit_approver, "Complete"), (cls.director, "")):
            review = card.review_ids.filtered(lambda review: review.state == "pending")
            review.with_user(user).action_approve(opinion)
        cls.env.flush_all()
        return card

    def assess(self, partner=None, user=None):
        """Begin the score sheet of a customer, as superuser record."""
        sheet = (
            self.root["kam.credit.assessment"]
            .with_user(user or self.credit_officer)
            .create({"profile_id": self.profile(partner or self.customer).id})
        )
        return sheet.sudo()

    def line(self, sheet, name, user=None):
        """Return the line of a criterion, as a user sees it."""
        line = sheet.line_ids.filtered(lambda line: line.name == name)
        return line.with_user(user or self.credit_officer)

    def level(self, line, points):
        return line.sudo().criterion_id.level_ids.filtered(lambda level: level.points == points)

    def judge(self, sheet, points=80, name="Operator", user=None, field="level_id", **vals):
        """Choose the level of a manual criterion that gives so many points."""
        line = self.line(sheet, name, user)
        if points in (20, 100):
            vals.setdefault("evidence", "Annual report, page 3")
        line.write({field: self.level(line, points).id, **vals})

    def assessed(self, points=80, partner=None, **vals):
        """Return a score sheet that went through its route."""
        sheet = self.assess(partner)
        self.judge(sheet, points)
        if vals:
            sheet.with_user(self.credit_officer).write(vals)
        self.submit(sheet)
        self.verify(sheet)
        self.sign(sheet)
        return sheet

    def state_figures(self, account=None, **figures):
        """Enter a statement of last year."""
        return self.root["kam.financial.statement"].create(
            {
                "account_id": (account or self.account).id,
                "period_type": "year",
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "current_assets": 600,
                "total_assets": 1000,
                "current_liabilities": 300,
                "total_liabilities": 500,
                "equity": 500,
                "retained_earnings": 200,
                "operating_profit": 100,
                "net_profit": 80,
                "revenue": 1600,
                **figures,
            }
        )
