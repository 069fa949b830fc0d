from odoo.fields import Command

from ..approval.forms import FormHelpers
from ..ledger.common import LedgerCommon

WORDS = "Please send the delivery notes by mail as well: we file them before the lorry comes."
REPORT = {
    "cause": "Their store books goods before they arrive",
    "feasibility": "The notes are there when the lorry leaves",
}


class SuggestionCommon(FormHelpers, LedgerCommon):
    """Suggestions of the mill, a key account of ``rep_shanghai``.

    ``supervisor_shanghai``, ``manager_east`` and ``director`` stand above; ``general`` is the
    general manager. ``clerk`` works in the dispatch department, ``auditor`` in finance; neither has
    a position.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suggestion_model = cls.env["kam.suggestion"]
        cls.general = cls._user("general")
        cls._position(cls.general, cls.centre, "general_manager")
        cls.dispatch, cls.clerk = cls._department("Dispatch", "clerk")
        cls.finance, cls.auditor = cls._department("Finance", "auditor")
        cls.kinds = cls.env["kam.suggestion.kind"].search([("company_id", "=", cls.company.id)])
        cls.kind = cls.kinds.filtered(
            lambda kind: kind.with_context(lang="en_US").name == "Delivery"
        )
        cls.kind.department_ids = cls.dispatch

    @classmethod
    def _department(cls, name, login):
        department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
        user = cls._user(login)
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": department.id,
                "company_id": cls.company.id,
            }
        )
        return department, user

    @classmethod
    def _suggestion(cls, partner=None, user=None, **vals):
        """Let somebody take a suggestion in; returned as superuser."""
        return (
            cls.suggestion_model.with_user(user or cls.rep_shanghai)
            .create(
                {
                    "partner_id": (partner or cls.mill.partner_id).id,
                    "name": "Delivery notes by mail",
                    "description": WORDS,
                    "kind_id": cls.kind.id,
                    **vals,
                }
            )
            .sudo()
        )

    def _accepted(self, user=None, **vals):
        suggestion = self._suggestion(user=user, **vals)
        self.seen_by(user or self.rep_shanghai, suggestion).action_accept()
        return suggestion

    def _reported(self, user=None, **vals):
        """Return a suggestion whose report the manager has approved."""
        suggestion = self._accepted(user, **vals)
        author = user or self.rep_shanghai
        self.seen_by(author, suggestion).action_write_report()
        report = suggestion.report_id
        self.seen_by(author, report).write(REPORT)
        self.submit(report, author)
        self.approve(report, self.manager_east)
        return suggestion

    def _summary(self, *listed, user=None, **vals):
        """Return a draft summary of the east with suggestions on it."""
        listed = listed or (self._reported(),)
        return (
            self.env["kam.suggestion.summary"]
            .with_user(user or self.manager_east)
            .create(
                {
                    "unit_id": self.east.id,
                    "line_ids": [Command.create({"suggestion_id": each.id}) for each in listed],
                    **vals,
                }
            )
            .sudo()
        )

    def _asked(self, *listed, **vals):
        """Return a summary whose departments are asked."""
        summary = self._summary(*listed, **vals)
        self.submit(summary, self.manager_east)
        return summary

    def _answer_all(self, summary):
        """Let the departments answer what they are asked."""
        for opinion in summary.opinion_ids.filtered(lambda each: each.state == "pending"):
            member = self.clerk if opinion.department_id == self.dispatch else self.auditor
            own = self.seen_by(member, opinion)
            own.line_ids.write({"feasibility": "yes", "opinion": "From the first of the month"})
            own.action_answer()

    def _consolidate(self, summary):
        own = self.seen_by(self.manager_east, summary)
        own.line_ids.write({"consolidated": "Dispatch sends them when the lorry leaves"})
        self.complete(summary, self.manager_east)

    def _vote(self, summary, vote="adopted"):
        self.seen_by(self.director, summary).line_ids.write({"vote": vote})
        self.approve(summary, self.director)

    def _decide_lines(self, summary, decision="adopted", **vals):
        own = self.seen_by(self.general, summary)
        own.line_ids.write({"decision": decision, "reply_text": "You will have them", **vals})
        self.approve(summary, self.general)

    def _decided(self, *listed, decision="adopted", **vals):
        """Return a summary that the general manager has decided."""
        summary = self._asked(*listed)
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary, decision)
        self._decide_lines(summary, decision, **vals)
        return summary
