from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hostile import HostileValues
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionHostile(HostileValues, PortalCommon):
    """What is handed over to suggestions is refused in words, whatever is there."""

    def setUp(self):
        super().setUp()
        self._written()
        self._answered()
        self._suggestion(kind_id=self.kind._find_first(self.company).id)
        asked = self._accepted()
        day = asked.date_promise.replace(year=asked.date_promise.year + 1)
        self.seen_by(self.rep_shanghai, asked).action_propose_interim("Soon", day)
        self._hostile_ids = {
            name: self.env[name].search([], limit=4).ids
            for name in self.env.registry
            if name.startswith("kam.suggestion") and not self.env[name]._abstract
        }
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
        )

    def test_every_public_method(self):
        users = [self.administrator, self.rep_shanghai, self.manager_east, self.clerk]
        self.assertNoServerErrors("kam.suggestion", [*users, self.buyer_mill], calls=400, seed=7)

    def test_missing_records_are_as_hidden_ones(self):
        decided = self._suggestion(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        self.seen_by(self.director, decided).action_decide("adopted", reply="With pleasure")
        self.env["kam.suggestion.task"].with_user(self.rep_shanghai).create(
            {
                "suggestion_id": decided.id,
                "name": "Mail the notes",
                "department_id": self.dispatch.id,
                "date_due": fields.Date.add(self.today, days=30),
            }
        )
        tried = set()
        for user in (self.rep_beijing, self.supervisor_north, self.buyer_yard, self.auditor):
            tried |= self.assertMissingAsHidden("kam.suggestion", user)
        self.assertLessEqual(
            {
                "kam.suggestion",
                "kam.suggestion.interim",
                "kam.suggestion.opinion",
                "kam.suggestion.opinion.line",
                "kam.suggestion.public",
                "kam.suggestion.report",
                "kam.suggestion.summary",
                "kam.suggestion.task",
            },
            tried,
        )
