from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import DevelopmentCommon

# words that occur nowhere else in a database
WHY = "the quokka likes brochures"
OTHER_WHY = "the wombat wants a seminar"


class MeetingCommon(DevelopmentCommon):
    """``chief`` is the development manager of the centre, and convenes over the yard.

    Asked are rep_beijing, who develops it, supervisor_north, and rep_shanghai, who does not see it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._user("chief")
        cls.chief_position = cls._position(cls.chief, cls.centre, "development_manager")
        cls.asked = cls.rep_beijing | cls.supervisor_north | cls.rep_shanghai
        cls.development = cls._development()
        cls.meeting_model = cls.env["kam.development.meeting"]
        exporting = cls.env.ref("base.group_allow_export")
        (cls.asked | cls.chief | cls.director | cls.administrator).group_ids = [
            Command.link(exporting.id)
        ]

    @classmethod
    def _convened(cls, user=None, development=None, **vals):
        """Let somebody convene a meeting; returned as superuser."""
        return (
            cls.meeting_model.with_user(user or cls.chief)
            .create(
                {
                    "development_id": (development or cls.development).id,
                    "date_meeting": fields.Datetime.now() + timedelta(days=5),
                    "place": "Room 7",
                    "participant_ids": [Command.set(cls.asked.ids)],
                    **vals,
                }
            )
            .sudo()
        )

    def _opine(self, meeting, user, why=WHY, **vals):
        self.seen_by(user, meeting).action_give_opinion("favour", why, **vals)
        self.env.flush_all()

    def _all_opine(self, meeting):
        self._opine(meeting, self.rep_beijing, with_seminar=True)
        self._opine(meeting, self.supervisor_north, OTHER_WHY, with_seminar=True)
        self._opine(meeting, self.rep_shanghai, with_material=True)

    def _decided(self, **vals):
        meeting = self._convened(**vals)
        self._all_opine(meeting)
        self.seen_by(self.chief, meeting).action_decide("Most said so", with_seminar=True)
        return meeting
