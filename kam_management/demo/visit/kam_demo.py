from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...models.visit.kam_visit_duties import FOLLOW_UP, PLANNED, REPORT
from ...rules import visits

# what is owed of a visit that was made
REPORT_DAYS = 3


class KamDemo(models.AbstractModel):
    """Visits of six months: what became of each is told by its story."""

    _inherit = "kam.demo"

    @api.model
    def _visit(self, account, purpose, days, hour, vals, story=None):
        """Plan a visit as the user, and let happen what its story tells.

        Stamps and duties are of the day of the visit; decisions are of today, as in all demo data.

        :param kam.account account: who is visited
        :param str purpose: of the type of visit
        :param int days: how far ahead its day is; negative: ago. Days off are passed over.
        :param float hour: when it begins, by the clock of the company
        :param dict vals: what else is planned; ``hours`` is how long it takes, ``costs`` are
            ``(kind, amount, receiver, purpose)``, ``discussed`` is what was said before the visit
        :param dict story: any of ``ready`` (how many things are), ``decisions`` (of the plan),
            ``waits`` (for a decision), ``agreed`` (with the customer, how), ``moved`` (days,
            reason), ``cancelled`` (reason), ``begun`` (now), ``made`` (minutes late, minutes,
            notes), and of what was made those of :meth:`_report_visit`
        """
        story = story or {}
        visit = self.env["kam.visit"].create(
            self._prepare_visit(account, purpose, days, hour, dict(vals))
        )
        visit.item_ids[: story.get("ready", 0)].is_ready = True
        if "decisions" in story or story.get("waits"):
            visit.action_submit()
            self._decide_form(visit, story.get("decisions", ()))
        if "agreed" in story:
            visit.write(
                {
                    "appointment_channel": story["agreed"],
                    "appointment_stakeholder_id": visit.stakeholder_ids[:1].id,
                    "date_appointment": min(visit.date_start, fields.Datetime.now())
                    - timedelta(days=3),
                }
            )
            visit.action_confirm()
        if "moved" in story:
            later, reason = story["moved"]
            visit.action_reschedule(
                self._find_moment(visit.company_id, days + later, hour), reason=reason
            )
        if "cancelled" in story:
            visit.action_cancel(story["cancelled"])
        if story.get("begun"):
            visit.action_start()
        if "made" in story:
            self._make_visit(visit, *story["made"])
            self._report_visit(visit, story)

    @api.model
    def _prepare_visit(self, account, purpose, days, hour, vals):
        company = account.company_id
        visit_type = self.env["kam.visit.type"].search(
            [("company_id", "=", company.id), ("purpose", "=", purpose)], limit=1
        )
        start = self._find_moment(company, days, hour)
        hours = vals.pop("hours", visit_type.duration)
        if discussed := vals.pop("discussed", None):
            vals |= {
                "date_discussion": min(start, fields.Datetime.now()) - timedelta(days=1),
                "discussion_notes": discussed,
                "discussion_user_ids": [
                    Command.set([self.env.uid, *vals.get("participant_ids", ())])
                ],
            }
        for name in ("participant_ids", "stakeholder_ids", "material_ids"):
            vals[name] = [Command.set(vals.get(name, ()))]
        vals["budget_ids"] = [
            Command.create(
                {"kind_id": kind, "amount": amount, "stakeholder_id": receiver, "purpose": text}
            )
            for kind, amount, receiver, text in vals.pop("costs", ())
        ]
        return {
            "account_id": account.id,
            "type_id": visit_type.id,
            "date_start": start,
            "date_stop": start + timedelta(hours=hours),
            "place": self.env["kam.visit"]._get_address(account.partner_id),
            **vals,
        }

    @api.model
    def _find_moment(self, company, days, hour):
        """Return an hour of a day that is worked; days off are passed over, away from today."""
        if not days:
            # so that the visit may begin now
            return fields.Datetime.now().replace(second=0, microsecond=0) - timedelta(minutes=20)
        day = company._kam_today() + timedelta(days=days)
        is_working = company._kam_is_working()
        while not is_working(day):
            day += timedelta(days=1 if days > 0 else -1)
        return company._kam_day_start(day) + timedelta(hours=hour)

    @api.model
    def _decide_form(self, form, decisions):
        """Let the form be decided by those who may, step by step.

        :param decisions: ``(approve, return or reject, opinion)`` each
        """
        for decision, opinion in decisions:
            # sudo: whose turn it is
            review = form.sudo().review_ids.filtered(lambda review: review.state == "pending")[:1]
            user = review.candidate_ids[:1]
            getattr(review.with_user(user), f"action_{decision}")(opinion)

    @api.model
    def _make_visit(self, visit, late, minutes, notes):
        """The visit took place on its day: its stamps, its report, and what is owed for it."""
        leader, company = visit.leader_id, visit.company_id
        begun = visit.date_start + timedelta(minutes=late)
        visit._go("under_way", date_started=begun, started_by_id=leader.id)
        visit._go(
            "done",
            date_ended=begun + timedelta(minutes=minutes),
            ended_by_id=leader.id,
            site_notes=notes,
        )
        visit._make_report(notes)
        visit._note_contacts(notes)
        deadlines, day = self.env["kam.deadline"], visit._get_last_day()
        deadlines._close(visit, PLANNED, day=day, by=leader)
        duties = [
            visit._prepare_duty_vals(
                REPORT,
                company._kam_due(day, REPORT_DAYS),
                user_ids=leader.ids,
                date_open=day,
            )
        ]
        if visit._owes_follow_up():
            duties.append(
                visit._prepare_duty_vals(
                    FOLLOW_UP,
                    company._kam_due(day, visits.FOLLOW_UP_DAYS),
                    user_ids=visit._get_people().ids,
                    date_open=day,
                )
            )
        deadlines._open(duties)

    @api.model
    def _report_visit(self, visit, story):
        """Write the report of a visit that was made, and listen to the customer again.

        :param dict story: any of ``report`` (its texts), ``nothing`` (why nothing was found),
            ``read`` (by the superior: what was decided), ``listened`` (days, channel, attitude,
            what was said)
        """
        if "report" in story:
            report = visit.report_ids.with_env(self.env)
            report.write(story["report"])
            visit.no_finding_reason = story.get("nothing", False)
            self.env["kam.deadline"]._close(
                visit, REPORT, day=visit._get_last_day() + timedelta(days=1), by=visit.leader_id
            )
            if report._needs_approval():
                report.action_submit()
                self._decide_form(report, story.get("read", ()))
            else:
                report.action_complete()
        if "listened" in story:
            days, channel, attitude, result = story["listened"]
            visit.account_id._note_contact(
                {
                    "user_id": visit.leader_id.id,
                    "stakeholder_id": visit.stakeholder_ids[:1].id,
                    "date": visit.date_ended + timedelta(days=days),
                    "channel": channel,
                    "minutes": 15,
                    "attitude": attitude,
                    "topic": visit.goal[:200],
                    "result": result,
                }
            )
