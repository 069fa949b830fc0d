from odoo.tests import BaseCase, tagged

from .wording import WordingChecks


@tagged("post_install", "-at_install")
class TestWording(WordingChecks, BaseCase):
    wording_of = ("kam_management",)
