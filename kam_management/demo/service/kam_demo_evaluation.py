from datetime import timedelta

from odoo import api, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Services that have ended: heard again or not, judged by us and by the customer."""

    _inherit = "kam.demo"

    @api.model
    def _serve(self, account, days, key, story):
        """Let a customer have been served, as the user, and let happen what its story tells.

        :param kam.account account: the customer
        :param int days: how many days ago the service ended
        :param str key: of its content
        :param dict story: ``line`` (values of what was asked for), ``decisions`` (on the request,
            as for ``_decide_form``); any of ``heard`` (days ago, values of the contact),
            ``evaluation`` (values of the form, ``ours``: our points with remarks, ``theirs``: the
            customer's, told), ``asked`` (the customer is asked on the portal), ``answer`` (id of
            the portal user, points, words), ``judged`` (decisions on the evaluation)
        """
        company = account.company_id
        content = self.env.ref(f"kam_management.service_content_{key}")
        today = company._kam_today()
        line = {"content_id": content.id, "date_wanted": today, **story["line"]}
        request = self.env["kam.service.request"].create(
            {"account_id": account.id, "line_ids": [Command.create(line)]}
        )
        request.action_submit()
        asked = self._find_past_moment(company, days + 12)
        decided = self._find_work_moment(company, asked)
        self._decide_steps(request, story["decisions"], asked, decided)
        request.execution_ids.action_done(False, story.get("how", ""))
        self._date_service(request, company._kam_day_of(asked), today - timedelta(days=days))
        ending = self._find_ending(request)
        if "heard" in story:
            ago, vals = story["heard"]
            account._note_contact(
                {
                    "user_id": self.env.uid,
                    "date": self._find_past_moment(company, ago),
                    "channel": "phone",
                    "attitude": "warm",
                    **vals,
                },
                ending,
            )
        if "evaluation" in story:
            self._evaluate(ending.with_env(self.env), days, story)

    @api.model
    def _find_ending(self, document):
        # sudo: what has ended, whoever let it end
        endings = self.env["kam.service.ending"].sudo()
        return endings.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )

    @api.model
    def _date_service(self, request, asked, ended):
        """Let a request and what was carried out of it be of the days on which they belong."""
        # sudo: the process's own fields
        own = request.sudo()
        own._protected_write({"date_requested": asked, "date_ended": ended})
        own.line_ids._protected_write({"date_wanted": ended})
        own.execution_ids._protected_write({"date_due": ended, "date_done": ended})
        self._date_ending(self._find_ending(request), asked, ended)

    @api.model
    def _date_ending(self, ending, begun, ended):
        """Let a service have ended on a day; what is owed after it, and was met since, follows."""
        company = ending.company_id
        vals = {"date_begun": begun, "date_ended": ended}
        dues = {
            "service_evaluation": company._kam_due(ended, company.kam_service_evaluation_days),
            "service_return_visit": company._kam_due(ended, company.kam_return_visit_days),
        }
        if ending.owes_return_visit:
            vals["date_return_due"] = dues["service_return_visit"]
        ending._protected_write(vals)
        for duty in ending.open_deadline_ids:
            duty._protected_write({"date_due": dues[duty.code]})
        if ending.owes_return_visit:
            ending._take_contacts()

    @api.model
    def _evaluate(self, ending, days, story):
        """Write the evaluation of a service, and let the customer judge it."""
        form = self.env["kam.service.evaluation"].browse(ending.action_evaluate()["res_id"])
        vals = dict(story["evaluation"])
        ours, theirs = vals.pop("ours"), vals.pop("theirs", ())
        if story.get("asked") or "answer" in story:
            form.action_ask_customer()
        for line, (points, remark) in zip(form.line_ids, ours, strict=True):
            line.write({"our_score": points, "remark": remark})
        form.write(vals)
        for line, points in zip(form.line_ids, theirs, strict=False):
            line.customer_score = points
        if "answer" in story:
            user_id, points, words = story["answer"]
            public = self.env["kam.service.evaluation.public"].with_user(user_id)
            public = public.search([("number", "=", form.number)])
            public._answer({f"score_{at}": str(each) for at, each in enumerate(points)}, words)
        if "judged" in story:
            form.action_submit()
            written = self._find_past_moment(form.company_id, max(days - 8, 1))
            decided = self._find_work_moment(form.company_id, written)
            self._decide_steps(form, story["judged"], written, decided)
