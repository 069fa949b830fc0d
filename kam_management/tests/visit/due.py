from datetime import timedelta

from .common import VisitCommon


class DueCommon(VisitCommon):
    """Accounts with intervals: the shop is of class A, every 30 days; the yard every 60 by itself.

    The mill has no class, and no interval.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.due_model = cls.env["kam.visit.due"]
        classes = cls.env["kam.customer.class"].search([("company_id", "=", cls.company.id)])
        cls.class_of = {each.code: each for each in classes}
        cls.shop.class_id = cls.class_of["A"]
        cls.yard.visit_interval = 60

    @classmethod
    def _visited(cls, account, days, purpose="regular", state="done", ended=None):
        """Let an account have been visited some days ago; returned as superuser."""
        moment = ended or cls._ago(days=days)
        visit = cls.visit_model.create(
            cls._visit_vals(
                account=account,
                purpose=purpose,
                leader_id=account.manager_id.id,
                stakeholder_ids=[],
            )
        )
        visit._protected_write(
            {
                "date_start": moment - timedelta(hours=1),
                "date_stop": moment,
                "date_started": moment - timedelta(hours=1),
                "date_ended": moment,
                "state": state,
            }
        )
        return visit

    def _row(self, account, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.due_model.with_user(user) if user else self.due_model
        return rows.search([("account_id", "=", account.id)])
