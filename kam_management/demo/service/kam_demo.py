from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Service of some customers: who serves them, what they asked for, what became of it."""

    _inherit = "kam.demo"

    @api.model
    def _serve_by_scheme(self, account, days, arrangements, story=None):
        """Write the service scheme of a customer as the user.

        :param kam.account account: the customer
        :param int days: how many days ago it was submitted
        :param dict arrangements: key of a content -> how this customer is served with it
        :param dict story: ``decisions`` as for ``_decide_form``; without, it is a draft
        """
        scheme = self.env["kam.service.scheme"].create({"account_id": account.id})
        for key, text in arrangements.items():
            content = self.env.ref(f"kam_management.service_content_{key}")
            lines = scheme.line_ids.filtered(lambda line: line.content_id == content)  # noqa: B023
            lines.arrangement = text
        if story:
            scheme.action_submit()
            moment = self._find_past_moment(account.company_id, days)
            decided = self._find_work_moment(account.company_id, moment)
            self._decide_form(scheme, story["decisions"], submitted=moment, decided=decided)

    @api.model
    def _request_service(self, account, days, lines, story=None):
        """Ask for services for a customer as the user, and let happen what its story tells.

        :param kam.account account: the customer
        :param int days: how many days ago it was asked for
        :param list lines: dicts: ``content`` (its key), ``wanted`` (days from now), and values
        :param dict story: any of ``vals`` (of the request), ``decisions`` (as for
            ``_decide_form``; an empty list: it waits), ``done`` (key of content -> days ago, how,
            who confirmed it), ``cost`` (key of content -> amount, external id of its kind)
        """
        story, company = story or {}, account.company_id
        today = company._kam_today()
        wanted = {}
        commands = []
        for vals in lines:
            content = self.env.ref(f"kam_management.service_content_{vals['content']}")
            wanted[content] = today + timedelta(days=vals["wanted"])
            rest = {name: vals[name] for name in vals if name not in ("content", "wanted")}
            commands.append(
                Command.create(
                    {"content_id": content.id, "date_wanted": max(wanted[content], today), **rest}
                )
            )
        request = self.env["kam.service.request"].create(
            {"account_id": account.id, "line_ids": commands, **story.get("vals", {})}
        )
        if "decisions" in story:
            request.action_submit()
            moment = self._find_past_moment(company, days)
            decided = self._find_work_moment(company, moment)
            self._decide_form(request, story["decisions"], submitted=moment, decided=decided)
        self._date_request(request, days, wanted)
        self._carry_out(request, story.get("done", {}), story.get("cost", {}))

    @api.model
    def _date_request(self, request, days, wanted):
        """Let a request, and what is carried out of it, be of the days on which they belong."""
        # sudo: the process's own fields
        own = request.sudo()
        company = own.company_id
        asked = company._kam_day_of(self._find_past_moment(company, days))
        own._protected_write({"date_requested": asked})
        for line in own.line_ids:
            line._protected_write({"date_wanted": wanted[line.content_id]})
        for part in own.execution_ids:
            part._protected_write({"date_due": wanted[part.content_id]})
            part.open_deadline_ids._protected_write({"date_due": wanted[part.content_id]})

    @api.model
    def _carry_out(self, request, done, costs):
        """Carry out parts of a request as the user, and let the customer confirm them."""
        today = request.company_id._kam_today()
        for part in request.execution_ids:
            key = part.content_id.get_external_id()[part.content_id.id].split("service_content_")[1]
            if key in costs:
                amount, kind = costs[key]
                part.write({"cost": amount, "cost_kind_id": self.env.ref(kind).id})
            if key in done:
                days, how, person = done[key]
                day = today - timedelta(days=days)
                # sudo: the process's own fields; what is final cannot be dated afterwards
                part.open_deadline_ids.sudo()._end(day=day, by=self.env.user)
                part.action_done(False, how)
                part.sudo()._protected_write({"date_done": day})  # sudo: as above
                if person:
                    part.action_confirm(person, fields.Date.to_string(day))
        if request.service_state == "done":
            ended = max(request.execution_ids.mapped("date_done"))
            # sudo: as above
            request.sudo()._protected_write({"date_ended": ended})
            self._date_ending(self._find_ending(request), request.date_requested, ended)

    @api.model
    def _grant_service(self, account, key, vals):
        """Grant a service to a customer as the user.

        :param str key: of its content
        :param dict vals: ``days`` (how long), and values of the entitlement
        """
        vals = dict(vals)
        today = account.company_id._kam_today()
        self.env["kam.service.entitlement"].create(
            {
                "account_id": account.id,
                "content_id": self.env.ref(f"kam_management.service_content_{key}").id,
                "date_to": today + timedelta(days=vals.pop("days")),
                **vals,
            }
        )
