from odoo.tests import new_test_user

from .common import ServiceCommon


class EvaluationCommon(ServiceCommon):
    """Services of the mill that have ended, and ``buyer_mill`` and ``buyer_yard`` on the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endings = cls.env["kam.service.ending"]
        cls.evaluations = cls.env["kam.service.evaluation"]
        cls.publics = cls.env["kam.service.evaluation.public"]
        cls.buyer_mill = cls._portal_user("service_buyer_mill", cls.mill.partner_id)
        cls.buyer_yard = cls._portal_user("service_buyer_yard", cls.yard.partner_id)

    @classmethod
    def _portal_user(cls, login, company_partner):
        user = new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            groups="base.group_portal",
            email=f"{login}@example.com",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            tz="Asia/Shanghai",
        )
        user.partner_id.parent_id = company_partner
        return user

    def _ended(self, *contents):
        """Return the ending of a request that was carried out today, as superuser."""
        request = self._approved(*(contents or (self.consulting,)))
        self.seen_by(self.rep_shanghai, request.execution_ids).action_done()
        return self.endings.search([("res_id", "=", request.id)])

    def _evaluation(self, ending=None, user=None):
        ending = ending or self._ended()
        action = self.seen_by(user or self.rep_shanghai, ending).action_evaluate()
        return self.evaluations.browse(action["res_id"])

    def _judge(self, form, ours=4, user=None, **vals):
        """Let whoever serves the customer fill the form in."""
        own = self.seen_by(user or self.rep_shanghai, form)
        own.line_ids.write({"our_score": ours})
        own.write({"assessment": "Everything as agreed", **vals})

    def _asked(self, form=None):
        """Let the customer be asked; return the form and what the customer knows of it."""
        form = form or self._evaluation()
        self.seen_by(self.rep_shanghai, form).action_ask_customer()
        return form, self.publics.search([("evaluation_id", "=", form.id)])

    def _answers(self, public, *scores, text="", user=None):
        """Let a customer judge; return what is wrong."""
        given = {f"score_{number}": str(score) for number, score in enumerate(scores)}
        return self.seen_by(user or self.buyer_mill, public)._answer(given, text)

    def _duty(self, record, code):
        return self.env["kam.deadline"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("code", "=", code),
            ],
            order="id desc",
            limit=1,
        )
