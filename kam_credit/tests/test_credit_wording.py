from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.tests.wording import WordingChecks


@tagged("post_install", "-at_install")
class TestCreditWording(WordingChecks, BaseCase):
    wording_of = ("kam_credit", "kam_management")
