from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...models.visit.kam_visit_duties import FOLLOW_UP, PLANNED, REPORT
from ...rules import visits


class KamDemo(models.AbstractModel):
    """Visits of six months: what became of each is told by its story.

    ``kam_demo_report``: what was found, spent and reported, and who decided when.
    """

    _inherit = "kam.demo"

    @api.model
    def _visit(self, account, purpose, days, hour, vals, story=None):
        """Plan a visit as the user, and let happen what its story tells.

        Stamps, duties and decisions are of the day on which they belong.

        :param kam.account account: who is visited
        :param str purpose: of the type of visit
        :param int days: how far ahead its day is; negative: ago. Days off are passed over.
        :param float hour: when it begins, by the clock of the company
        :param dict vals: what else is planned; ``hours`` is how long it takes, ``costs`` are
            ``(kind, amount, receiver, purpose)``, ``discussed`` is what was said before the visit
        :param dict story: any of ``ready`` (how many things are), ``decisions`` (of the plan),
            ``waits`` (for a decision), ``agreed`` (with the customer, how), ``moved`` (days,
            reason), ``away`` (who stands in for whoever leads it, or how many days later it is
            made; reason), ``cancelled`` (reason), ``begun`` (now), ``made`` (minutes late,
            minutes, notes), and of what was made those of :meth:`_report_visit`
        """
        story = story or {}
        # as a process: people plan nothing for a time that has passed
        visit = self.env["kam.visit"]._protected_create(
            [self._prepare_visit(account, purpose, days, hour, dict(vals))]
        )
        visit.item_ids[: story.get("ready", 0)].is_ready = True
        if "decisions" in story or story.get("waits"):
            visit.action_submit()
            # what lies ahead is submitted and decided today
            is_past = visit.date_start < fields.Datetime.now()
            submitted = visit.date_start - timedelta(days=7) if is_past else None
            self._decide_form(
                visit,
                story.get("decisions", ()),
                submitted=submitted,
                decided=submitted and self._find_work_moment(visit.company_id, submitted),
            )
        if "agreed" in story:
            visit.write(
                {
                    "appointment_channel": story["agreed"],
                    "appointment_stakeholder_id": visit.stakeholder_ids[:1].id,
                    "date_appointment": self._find_work_moment(
                        visit.company_id, visit.date_start - timedelta(days=5)
                    ),
                }
            )
            visit.action_confirm()
        if "moved" in story:
            later, reason = story["moved"]
            visit.action_reschedule(
                self._find_moment(visit.company_id, days + later, hour), reason=reason
            )
        if "away" in story:
            self._replace_leader(visit, **story["away"])
        if "cancelled" in story:
            visit.action_cancel(story["cancelled"])
        if story.get("begun"):
            visit.action_start()
        if "made" in story:
            self._make_visit(visit, *story["made"])
            self._report_visit(visit, story)

    @api.model
    def _replace_leader(self, visit, reason, user=None, days=0):
        """Whoever leads the visit is away: somebody stands in, or it is made later."""
        if user:
            visit._replace_person(visit.leader_id, self.env["res.users"].browse(user), reason)
        else:
            visit._postpone(days, reason)

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
                "date_discussion": min(start - timedelta(days=7, hours=2), fields.Datetime.now()),
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
                # sudo: the days hold for everybody
                company._kam_due(day, company.sudo().kam_visit_report_days),
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
