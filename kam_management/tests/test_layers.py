import re

from odoo.tests import BaseCase, tagged

from .layers import Source, find_upward, path_of_addon, read_sources, read_topics

ADDON = path_of_addon(__file__)
LAYERS = [("kam_x", "low"), ("kam_x", "high"), ("kam_y", "top")]
HIGH = """
class KamHigh(models.Model):
    _name = "kam.high"
    def _rise(self):
        pass
"""
TOP = 'class KamTop(models.Model):\n    _name = "kam.top.thing"\n'


@tagged("post_install", "-at_install")
class TestLayers(BaseCase):
    """Imports, names of models and calls go down only; see ``layers.py``."""

    def test_this_addon(self):
        layers = [(ADDON.name, topic) for topic in read_topics(ADDON)]
        self.assertEqual(find_upward(layers, read_sources(ADDON)), [])

    def test_no_addon_that_builds_on_this_one_is_named(self):
        for path in sorted(ADDON.rglob("*")):
            if path.suffix in (".py", ".xml", ".js", ".csv") and "tests" not in path.parts:
                with self.subTest(path=str(path.relative_to(ADDON))):
                    self.assertFalse(
                        re.search(r"kam[._]credit", path.read_text(encoding="utf-8")), path.name
                    )

    # ------------------------------------------------------------------
    # that it would be found
    # ------------------------------------------------------------------

    def _find(self, text, room="models", topic="low", name="kam_low.py", addon="kam_x"):
        """Return what is found in a made-up source, with what lies above."""
        sources = [
            Source("kam_x", "models", "high", "kam_high.py", HIGH),
            Source("kam_y", "models", "top", "kam_top.py", TOP),
            Source(addon, room, topic, name, text),
        ]
        return find_upward(LAYERS, sources)

    def assertFound(self, pattern, text, **place):
        (sentence,) = self._find(text, **place)
        self.assertRegex(sentence, pattern)

    def test_name_of_a_model(self):
        self.assertFound("kam_low.py:1 names kam.high", 'a = env["kam.high"]')
        self.assertFound("wizards/low/w.py:1", "a = 'kam.high'", room="wizards", name="w.py")
        self.assertFound("names kam.top.thing", 'a = env["kam.top.thing"]')
        self.assertFound("names kam.top.thing", 'a = "kam.top.thing"', topic="high")
        self.assertFound("names kam.high", 'a = ("kam.high.field", "name")')

    def test_call_of_a_method(self):
        self.assertFound("calls _rise, of kam_x/high", "records._rise()")
        self.assertFalse(self._find("def _rise(self): pass\nrecords._rise()"))

    def test_import(self):
        self.assertFound("imports kam_x.high", "from ..high.kam_high import KamHigh")
        self.assertFound("imports kam_x.high", "from .. import high")
        self.assertFound(
            "imports kam_x.high", "from ...models.high.kam_high import X", room="wizards"
        )
        self.assertFound(
            "imports kam_y.top", "from odoo.addons.kam_y.models.top import kam_top", topic="high"
        )

    def test_record_rule(self):
        place = {"room": "security", "name": "rules.xml"}
        self.assertFound("names kam.high", '<field ref="model_kam_high"/>', **place)
        self.assertFound("names kam.high", '<field ref="kam_x.model_kam_high"/>', **place)
        self.assertFound("rules.xml:2 names", "<a>\n[('res_model', '=', 'kam.high')]", **place)
        self.assertFound("names kam.high", '<field name="model">kam.high</field>', **place)

    def test_what_goes_down_or_stays(self):
        below = Source("kam_x", "models", "low", "kam_low.py", HIGH.replace("High", "Low"))
        for text in (
            'a = env["kam.high"]',
            "from .kam_high import KamHigh",
            "from ..low.kam_low import KamLow",
            '"""Like ``kam.top.thing``, only lower."""',
            "records._rise()",
        ):
            with self.subTest(text=text):
                source = Source("kam_x", "models", "high", "kam_other.py", text)
                self.assertFalse(find_upward(LAYERS, [below, source]))

    def test_topic_that_is_not_listed(self):
        self.assertFound("no topic", "", topic="elsewhere")
