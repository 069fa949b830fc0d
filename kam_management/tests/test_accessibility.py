from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, TransactionCase, tagged

from . import accessible

ADDON = Path(__file__).parents[1]


@tagged("post_install", "-at_install")
class TestAccessibility(BaseCase):
    """Icons, buttons and pictures have names, and text can be told from its ground."""

    def test_names(self):
        self.assertEqual(accessible.find_nameless(ADDON), [])

    def test_what_has_no_name_is_found(self):
        for source, is_fault in (
            ('<button icon="fa-star" name="x"/>', True),
            ('<button icon="fa-star" name="x" title="Star"/>', False),
            ('<button><i class="fa fa-star" aria-hidden="true"/></button>', True),
            ('<button><i class="fa fa-star" aria-hidden="true"/> Star</button>', False),
            ('<button t-att-aria-label="name"><i class="fa" aria-hidden="true"/></button>', False),
            ('<div><i class="fa fa-star"/></div>', True),
            ('<div><i class="fa fa-star" title="Star"/></div>', False),
            ('<img src="x"/>', True),
            ('<img src="x" alt=""/>', True),
            ('<img src="x" alt="A ship"/>', False),
            ('<div class="alert alert-info"><p class="text-muted">x</p></div>', True),
            ('<div><p class="text-muted">x</p></div>', False),
            ('<p><t t-if="a">x</t><field t-else="" name="b" widget="badge"/></p>', True),
            ('<p><t t-if="a">x</t><t t-else=""><field name="b" widget="badge"/></t></p>', False),
        ):
            with self.subTest(source=source):
                root = etree.fromstring(f"<root>{source}</root>")
                faults = [accessible._find_fault(node) for node in root.iter()]
                self.assertEqual(any(faults), is_fault)

    def test_contrast(self):
        self.assertEqual(accessible.contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(accessible.contrast("#777777", "#ffffff"), 4.48, 2)
        source = (ADDON / "static/src/kam_colors/kam_colors.scss").read_text()
        pairs = accessible.find_pairs(source)
        self.assertGreater(len(pairs), 5)
        for name, pair in pairs.items():
            with self.subTest(pair=name):
                self.assertGreaterEqual(accessible.contrast(*pair), accessible.LOWEST_CONTRAST)

    def test_no_colour_beside_the_pairs(self):
        for path in sorted((ADDON / "static/src").rglob("*.scss")):
            with self.subTest(sheet=path.name):
                self.assertEqual(accessible.find_loose_colours(path.read_text()), [])


@tagged("post_install", "-at_install")
class TestViewClass(TransactionCase):
    def test_views_of_ours_say_so(self):
        """Style of ours stays in views of ours."""
        for model, is_ours in (("kam.screening", True), ("res.partner", False)):
            for view_type in ("form", "list", "kanban"):
                with self.subTest(model=model, view_type=view_type):
                    arch = self.env[model].get_view(view_type=view_type)["arch"]
                    classes = etree.fromstring(arch).get("class") or ""
                    self.assertEqual("o_kam_view" in classes, is_ours)
