from markupsafe import Markup

from odoo import api, models

from ... import wording
from ...wording import format_date, format_datetime
from .kam_development_meeting import COLLECTING, DISCLOSED

OPINION = "development_opinion"
MEETING = "development_meeting"


class KamDevelopmentMeeting(models.Model):
    """Who owes what for a method meeting, and who is told of it. Opinions appear nowhere here."""

    _inherit = "kam.development.meeting"

    def _get_duty_title(self):
        """See the base method: the customer, and what it is."""
        # sudo: who is asked learns whose customer it is
        customer = self.sudo().account_id.partner_id.name
        return wording.labelled(self.env, customer, self.env._("Method Meeting"))

    def _open_duties(self):
        """Let participants owe their opinions, and whoever convenes the decision."""
        duties = []
        # sudo: who has written, whoever may read what
        for meeting in self.sudo().filtered(lambda each: each.state == COLLECTING):
            left = meeting.participant_ids - meeting.opinion_ids.user_id
            duties += [
                meeting._prepare_duty_vals(
                    OPINION, meeting.date_opinions, slot=str(user.id), user_ids=user.ids
                )
                for user in left
            ]
            duties.append(meeting._prepare_duty_vals(MEETING, meeting._get_last_day()))
        self.env["kam.deadline"]._open(duties)

    def _get_last_day(self):
        """Return the day on which the method is decided: that of the meeting."""
        day = self.company_id._kam_day_of(self.date_meeting)
        return max(day, self.date_opinions) if day else self.date_opinions

    def _move_meeting(self):
        self.env["kam.deadline"]._move(self, MEETING, self._get_last_day(), "updated")

    def _find_opinion_duties(self):
        """Return the opinions that are owed, as superuser."""
        return self.env["kam.deadline"]._find_open(self, OPINION)

    def _close_opinion(self, writer):
        principal = writer if writer != self.env.user else None
        self.env["kam.deadline"]._close(
            self, OPINION, slot=str(writer.id), by=self.env.user, on_behalf_of=principal
        )

    def _cancel_opinions(self, users):
        for user in users:
            self.env["kam.deadline"]._cancel(self, "not_needed", OPINION, slot=str(user.id))

    def _close_meeting_duty(self):
        self.env["kam.deadline"]._close(self, MEETING, by=self.env.user)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: each participant in person; whoever convenes now."""
        people = super()._find_duty_users(deadlines)
        documents = self._find_duty_documents(deadlines)
        meetings = self.browse(deadlines.mapped("res_id"))
        conveners = meetings.development_id._find_conveners()
        asked = meetings.participant_ids
        present = {
            company: meetings.filtered(lambda each: each.company_id == company)[  # noqa: B023
                :1
            ]._find_present(asked)
            for company in meetings.company_id
        }
        for duty, meeting in documents.items():
            if duty.code == OPINION:
                people[duty] = present[meeting.company_id].filtered(
                    lambda user: str(user.id) == duty.slot  # noqa: B023
                )
            elif duty.code == MEETING:
                people[duty] = conveners[meeting.development_id]
        return people

    def _get_minutes(self):
        """Return the minutes, for a print: pairs of label and text, without empty ones.

        Opinions are read as whoever prints may read them, and none before the round is over.
        """
        self.ensure_one()
        opinions = self.opinion_ids if self.is_disclosed else self.opinion_ids.browse()
        stances = dict(opinions._fields["stance"]._description_selection(self.env))
        rows = [
            (self._get_label("convener_id"), self.convener_id.name),
            (self._get_label("date_meeting"), self._word_when()),
            (self._get_label("place"), self.place),
            (
                self._get_label("participant_ids"),
                wording.listed(self.env, self.participant_ids.mapped("name")),
            ),
            (
                self._get_label("missing_ids"),
                wording.listed(self.env, self.missing_ids.mapped("name")),
            ),
            (self._get_label("agenda"), self.agenda),
            *(
                (
                    opinion.display_name,
                    "\n".join(
                        filter(None, [stances[opinion.stance], opinion.methods_text, opinion.why])
                    ),
                )
                for opinion in opinions
            ),
            (self._get_label("methods_text"), self.methods_text),
            (self._get_label("decision_reasons"), self.decision_reasons),
            *((dissent.display_name, dissent.why) for dissent in self.dissent_ids),
        ]
        return [row for row in rows if row[1]]

    def _make_papers(self):
        """Return pages of these as they are now, as attachments to be filed."""
        return self.env["kam.development"]._make_pages(
            self, "kam_management.development_meeting_minutes"
        )

    # ------------------------------------------------------------------
    # telling
    # ------------------------------------------------------------------

    def _word_when(self):
        """Return when they meet, where the company works, as people say it."""
        zone = self.company_id._kam_timezone().zone
        return format_datetime(self.env, self.date_meeting, tz=zone, dt_format="short")

    def _tell(self, people, word):
        """Tell people something of the meeting, each in their language.

        :param res.users people: who is told; not whoever is the cause of it
        :param word: called with the meeting in a language; returns subject and facts
        """
        # sudo: as the process, whoever is the cause of it
        for lang, some in wording.by_language(people):
            own = self.sudo().with_context(lang=lang)
            subject, facts = word(own)
            own._kam_tell(
                some,
                subject,
                own.env["ir.qweb"]._render(
                    "kam_management.mail_facts", {"lead": own.display_name, "facts": facts}
                ),
            )

    def _tell_invited(self, people):
        """Invite people to write an opinion, and to the meeting."""
        self._tell(
            people,
            lambda own: (
                own.env._("Your opinion is asked for: %s", own._get_duty_title()),
                [
                    (
                        own._get_label("date_opinions"),
                        format_date(own.env, own.date_opinions),
                    ),
                    (own._get_label("date_meeting"), own._word_when()),
                    *(
                        (own._get_label(name), own[name])
                        for name in ("place", "video_url", "agenda")
                        if own[name]
                    ),
                ],
            ),
        )

    def _get_people(self):
        """Return who takes part: who is asked, and whoever convenes."""
        # sudo: who takes part, whoever is the cause of it
        return self.sudo().participant_ids | self.sudo().convener_id | self.sudo().convened_by_id

    def _tell_disclosed(self):
        """Say that the opinions are open, and who did not write; not what they say."""

        def word(own):
            missing = wording.listed(own.env, own.missing_ids.mapped("name"))
            return (
                own.env._("The opinions are open: %s", own._get_duty_title()),
                [(own._get_label("missing_ids"), missing)] if missing else [],
            )

        self._note(word)
        self._tell(self._get_people(), word)

    def _tell_decided(self):
        """Say what was decided, and that dissent can be noted."""
        # sudo: who develops the customer hears of it
        developer = self.sudo().development_id.developer_id
        self._tell(
            self._get_people() | developer,
            lambda own: (
                own.env._("The method is decided: %s", own._get_duty_title()),
                [
                    (own._get_label("methods_text"), own.methods_text),
                    (own._get_label("decision_reasons"), own.decision_reasons),
                ],
            ),
        )

    def _tell_cancelled(self):
        """Say that the meeting does not take place, and why."""

        def word(own):
            return (
                own.env._("The meeting does not take place: %s", own._get_duty_title()),
                [
                    (
                        own._get_label("meeting_cancel_reason"),
                        own.meeting_cancel_reason,
                    )
                ],
            )

        self._tell(self._get_people(), word)

    def _note(self, word):
        """Write into the conversation what people are told."""
        # sudo: as the process, whoever is the cause of it
        own = wording.for_readers(self.sudo())
        subject, facts = word(own)
        lines = [subject, *(wording.labelled(own.env, label, text) for label, text in facts)]
        own._message_log(body=Markup("<br/>").join(lines))

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "date_meeting", "place", "state", "company_id"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: by when the opinion is written; how far the round is."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, meeting in documents.items():
            if duty.code == OPINION:
                told[duty] = {
                    "why": self.env._("Meets on %s", meeting._word_when()),
                    "facts": list(filter(None, [meeting.place])),
                    "actions": [my_day._prepare_action("opinion", self.env._("Write the Opinion"))],
                }
            elif duty.code == MEETING:
                told[duty] = meeting._describe_meeting()
        return told

    def _describe_meeting(self):
        my_day = self.env["kam.my.day"]
        action = my_day._prepare_action("open", self.env._("Open the Meeting"))
        actions = [action]
        if self.state == DISCLOSED:
            decide = my_day._prepare_action("decide", self.env._("Decide the Method"))
            actions = [decide, action]
        return {
            "why": self.env._("Meets on %s", self._word_when()),
            "facts": [
                self.env._(
                    "Opinions written: %(number)s of %(total)s",
                    number=self.written_count,
                    total=self.asked_count,
                )
            ],
            "actions": actions,
        }

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: the opinion is written, the method decided in a dialog."""
        meetings = self.browse(set(deadlines.mapped("res_id")))
        if key == "opinion":
            return meetings.action_ask_opinion()
        if key == "decide":
            return meetings.action_ask_decision()
        return super()._settle_duties(deadlines, key)
