from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import uploads

TYPES = ("pdf", "png", "docx", "doc", "txt", "dwg", "html")


@tagged("post_install", "-at_install")
class TestRulesUploads(BaseCase):
    """Which files come in and go out, and what they are called."""

    def test_endings(self):
        for text, types in (
            ("PDF, .png docx", ("pdf", "png", "docx")),
            ("pdf；png、PDF", ("pdf", "png")),
            (" , ", ()),
            ("", ()),
            (None, ()),
        ):
            with self.subTest(text=text):
                self.assertEqual(uploads.split_types(text), types)

    def test_unfit(self):
        self.assertEqual(uploads.find_unfit(("pdf", "svg", "a/b", "exe", "x" * 11)), [
            "svg", "a/b", "exe", "x" * 11,
        ])  # fmt: skip
        self.assertEqual(uploads.find_unfit(("pdf", "7z")), [])

    def test_names(self):
        for name, clean in (
            ("plan.pdf", "plan.pdf"),
            ("图纸 1.pdf", "图纸 1.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\li\\plan.pdf", "plan.pdf"),
            ("a\r\nb\0.pdf", "ab.pdf"),
            ("evil\u202efdp.exe", "evilfdp.exe"),
            ("", "file"),
            (None, "file"),
            ("...", "file"),
        ):
            with self.subTest(name=name):
                self.assertEqual(uploads.clean_name(name), clean)
        long = uploads.clean_name("x" * 300 + ".pdf")
        self.assertEqual((len(long), long[-4:]), (uploads.LONGEST_NAME, ".pdf"))

    def test_ending(self):
        for name, end in (("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".pdf", "")):
            with self.subTest(name=name):
                self.assertEqual(uploads.ending(name), end)

    def test_faults(self):
        for name, size, content, fault in (
            ("plan.pdf", 10, "application/pdf", None),
            ("plan.PDF", 10, "application/pdf", None),
            ("plan.pdf", 10, None, None),
            ("plan.pdf", 0, None, "empty"),
            ("plan.pdf", 101, "application/pdf", "size"),
            ("plan.pdf", 100, "application/pdf", None),
            ("plan.exe", 10, None, "type"),
            ("plan", 10, None, "type"),
            # allowed by mistake, and never taken all the same
            ("page.html", 10, "text/plain", "type"),
            ("plan.pdf", 10, "text/html", "content"),
            ("plan.png", 10, "image/svg+xml", "content"),
            ("plan.png", 10, "image/jpeg", None),
            ("plan.docx", 10, "application/zip", None),
            ("plan.docx", 10, "application/x-dosexec", "content"),
            ("plan.doc", 10, "application/CDFV2", None),
            ("note.txt", 10, "text/plain", None),
            ("note.txt", 10, "application/octet-stream", None),
            ("note.txt", 10, "text/html", "content"),
            # of which nothing is known but that it is nothing active
            ("plan.dwg", 10, "image/vnd.dwg", None),
            ("plan.dwg", 10, "application/x-sharedlib", "content"),
        ):
            with self.subTest(name=name, size=size, content=content):
                self.assertEqual(uploads.find_fault(name, size, content, TYPES, 100), fault)
