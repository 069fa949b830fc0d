from markupsafe import Markup

from odoo import api, fields, models

from ... import arguments, wording
from ...rules import visits
from ...wording import format_date, format_datetime
from .kam_visit_duties import FOLLOW_UP, PLANNED, REPORT

# What My Day says of visits.
DESCRIBED = [
    "appointment_channel",
    "appointment_stakeholder_id",
    "approval_state",
    "budget_total",
    "channel",
    "company_id",
    "date_ended",
    "date_start",
    "date_stop",
    "goal",
    "leader_id",
    "leeway",
    "needs_rank",
    "participant_ids",
    "purpose",
    "stakeholder_ids.partner_id.name",
    "state",
]
# so much of a goal is shown in one line
EXCERPT = 120


class KamVisit(models.Model):
    """What My Day, mails and the conversation say of a visit."""

    _inherit = "kam.visit"

    def _word_when(self, moment=None):
        """Return when the visit begins, where the company works, as people say it."""
        zone = self.company_id._kam_timezone().zone
        return format_datetime(self.env, moment or self.date_start, tz=zone, dt_format="short")

    def _word_persons(self):
        """Return whom we visit, as far as the reader may know them."""
        return wording.listed(self.env, self.stakeholder_ids.mapped("display_name"))

    def _word_goal(self):
        lines = (self.goal or "").strip().splitlines()
        return lines[0][:EXCERPT] if lines else ""

    def _get_mail_facts(self):
        """See the base method: when, with whom, and what for."""
        return [
            (self._fields["date_start"]._description_string(self.env), self._word_when()),
            self._get_persons_fact(),
            (self._fields["goal"]._description_string(self.env), self._word_goal()),
        ]

    def _get_persons_fact(self):
        """Return whom we visit; who leads the visit, where somebody decides for somebody else.

        Delegates read the plan, and not who the stakeholders of the account are.
        """
        # sudo: who is asked counts, whoever submits
        pending = self.sudo().all_review_ids.filtered(lambda review: review.state == "pending")
        name = "leader_id" if pending.delegate_ids else "stakeholder_ids"
        text = self.leader_id.name if pending.delegate_ids else self._word_persons()
        return self._fields[name]._description_string(self.env), text

    # ------------------------------------------------------------------
    # what was changed
    # ------------------------------------------------------------------

    def _tell_move(self, move, informed=None):
        """Say in the conversation what was changed of the visit, and tell who takes part.

        :param kam.visit.move move: the change
        :param res.users informed: who hears of it otherwise
        """
        people = (self._get_people() | move.leader_from_id) - (informed or self.env["res.users"])
        self._tell_people(people, lambda own: own._word_move(move.with_env(own.env)))

    def _word_move(self, move):
        """Return what was changed, as subject and text."""
        if move.leader_to_id:
            return (
                self.env._("%s is led by somebody else", self._get_mail_title()),
                self.env._(
                    "%(before)s led the visit, from now on %(after)s does: %(reason)s",
                    before=move.leader_from_id.name,
                    after=move.leader_to_id.name,
                    reason=move.reason,
                ),
            )
        if not move.start_to:
            return (
                self.env._("%s is to be confirmed again", self._get_mail_title()),
                self.env._("To be confirmed with the customer again: %s", move.reason),
            )
        if move.start_from == move.start_to:
            return self._word_length(move)
        parts = {
            "before": self._word_when(move.start_from),
            "after": self._word_when(move.start_to),
            "reason": move.reason,
        }
        return (
            self.env._("%s takes place at another time", self._get_mail_title()),
            self.env._(
                "From %(before)s to %(after)s, to be confirmed with the customer again: %(reason)s",
                **parts,
            )
            if move.must_confirm
            else self.env._("From %(before)s to %(after)s: %(reason)s", **parts),
        )

    def _word_length(self, move):
        """Return how the length of the visit was changed, as subject and text."""
        parts = {
            "before": self._word_when(move.stop_from),
            "after": self._word_when(move.stop_to),
            "reason": move.reason,
        }
        return (
            self.env._("%s ends at another time", self._get_mail_title()),
            self.env._(
                "Until %(after)s instead of %(before)s, to be confirmed with the customer again: "
                "%(reason)s",
                **parts,
            )
            if move.must_confirm
            else self.env._("Until %(after)s instead of %(before)s: %(reason)s", **parts),
        )

    def _tell_cancelled(self):
        """Say in the conversation that the visit does not take place, and tell who takes part."""
        self._tell_people(
            self._get_people(),
            lambda own: (
                own.env._("%s does not take place", own._get_mail_title()),
                own.env._("Cancelled: %s", own.visit_cancel_reason),
            ),
        )

    def _tell_people(self, people, word):
        """Write something into the conversation, and tell people of it in their language.

        :param res.users people: who is told; not whoever is the cause of it
        :param word: called with the visit in a language; returns subject and text
        """
        paragraph = Markup("<p>%s</p>")
        # sudo: as the process, whoever changes it
        visit = self.sudo()
        visit._message_log(body=paragraph % word(wording.for_readers(visit))[1])
        for lang, some in wording.by_language(people):
            own = visit.with_context(lang=lang)
            subject, text = word(own)
            own._kam_tell(some, subject, paragraph % text)

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), *DESCRIBED]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: when, whom and what for; what was visited for what comes after."""
        told = super()._describe_duties(deadlines, documents)
        describe = {
            PLANNED: "_describe_planned",
            REPORT: "_describe_report",
            FOLLOW_UP: "_describe_follow_up",
        }
        for duty, visit in documents.items():
            if duty.code in describe:
                told[duty] = getattr(visit, describe[duty.code])()
        return told

    def _describe_planned(self):
        my_day = self.env["kam.my.day"]
        channels = dict(self._fields["channel"]._description_selection(self.env))
        whom, moment = self._word_persons(), self._word_when()
        is_free = self.approval_state == "approved" or not self._needs_approval()
        actions = []
        if not is_free and self.approval_state == "draft":
            actions.append(my_day._prepare_action("submit", self.env._("Submit"), bulk=True))
        if is_free and self._is_possible_on(fields.Datetime.now()) and self.is_participant:
            actions.append(my_day._prepare_action("site", self.env._("On Site")))
        elif is_free and self.state == "planned" and self.appointment_channel:
            actions.append(my_day._prepare_action("confirm", self.env._("Confirm"), bulk=True))
        actions.append(my_day._prepare_action("open", self.env._("Open the Visit")))
        return {
            "why": self.env._("%(moment)s, with %(whom)s", moment=moment, whom=whom)
            if whom
            else moment,
            "facts": list(filter(None, [channels.get(self.channel), self._word_goal()])),
            "actions": actions,
            "batch": ",".join([PLANNED, *(action["key"] for action in actions)]),
        }

    def _describe_made(self, action):
        """Return what is said of a visit that was made, with one thing to be done."""
        day = format_date(self.env, self.company_id._kam_day_of(self.date_ended or self.date_stop))
        return {
            "why": self.env._("Visited on %s", day),
            "facts": list(filter(None, [self._word_persons(), self._word_goal()])),
            "actions": [action],
        }

    def _describe_report(self):
        label = self.env._("Write the Report")
        return self._describe_made(self.env["kam.my.day"]._prepare_action("open", label))

    def _describe_follow_up(self):
        label = self.env._("Listened Again")
        return self._describe_made(self.env["kam.my.day"]._prepare_action("listen", label))

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: visits are confirmed, made on site, and followed by a contact."""
        planned = self.browse(deadlines.mapped("res_id"))
        my_day = self.env["kam.my.day"]
        if key == "listen":
            return planned.action_listen()
        if key == "site":
            return planned.action_open_site()
        if key != "confirm":
            return super()._settle_duties(deadlines, key)
        if len(planned) > 1:
            return planned._run_each("action_confirm")
        return my_day._attempt(planned, "action_confirm", my_day._open_form(planned))

    def action_listen(self):
        """Open the contact record that notes how the customer was listened to again.

        Development scheme, 6.6: within a week, by phone or in person.

        :return: a window action
        :raise UserError: before the visit was made
        :raise AccessError: for whoever may not read the visit
        """
        arguments.one(self)
        self.check_access("read")
        if self.state not in visits.DONE_STATES:
            self._refuse_state(visits.DONE_STATES)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Listened Again"),
            "res_model": "kam.account.contact",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_account_id": self.account_id.id,
                "default_stakeholder_id": self.stakeholder_ids[:1].id,
                "default_channel": "phone",
                "default_topic": self.env._("After the visit %s", self.number),
                "hide_account": True,
            },
        }
