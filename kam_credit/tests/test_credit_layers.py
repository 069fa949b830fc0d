from odoo.tests import BaseCase, tagged

from odoo.addons import kam_management
from odoo.addons.kam_management.tests.layers import (
    find_upward,
    path_of_addon,
    read_sources,
    read_topics,
)

ADDON = path_of_addon(__file__)
BASE = path_of_addon(f"{kam_management.__path__[0]}/tests/common.py")


@tagged("post_install", "-at_install")
class TestCreditLayers(BaseCase):
    """The topics of this addon lie above those of kam_management; nothing refers upwards."""

    def test_both_addons(self):
        layers = [(addon.name, topic) for addon in (BASE, ADDON) for topic in read_topics(addon)]
        sources = [source for addon in (BASE, ADDON) for source in read_sources(addon)]
        self.assertEqual(find_upward(layers, sources), [])
        # the same list is not empty the other way round
        self.assertTrue(find_upward(layers[::-1], sources))
