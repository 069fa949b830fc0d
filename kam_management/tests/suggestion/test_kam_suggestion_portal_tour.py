from odoo.tests import tagged

from ..tours import TourCase
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionPortalTour(PortalCommon, TourCase):
    """The portal on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_from_the_list_to_the_rating(self):
        answered = self._public(self._answered())
        self.env.flush_all()
        self.start_tour("/my/home", "kam_suggestion_portal_tour", login=self.buyer_mill.login)
        self.env.invalidate_all()
        written = self.public_model.search([("name", "=", "Tour notes")])
        self.assertEqual(written.attachment_ids.mapped("name"), ["notes.txt"])
        self.assertEqual(written.message_ids[-1].text, "On Mondays, please")
        self.assertEqual(answered.answer_rating_ids.mapped("score"), ["5"])
