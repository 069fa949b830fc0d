from unittest import TestCase

from ...rules.keys import exact_key


class TestKeys(TestCase):
    def test_the_same(self):
        for text in (
            "KA00001",
            "ka00001",
            "ＫＡ００００１",
            " KA 000 01\t",
            "KA\u3000000\u200b01\u00a0",
        ):
            with self.subTest(text=text):
                self.assertEqual(exact_key(text), "ka00001")
        self.assertEqual(exact_key("Straße"), exact_key("STRASSE"))
        self.assertEqual(exact_key("①"), "1")

    def test_not_the_same(self):
        keys = {exact_key(text) for text in ("KA1", "KA-1", "KA01", "上海1", "北京1")}
        self.assertEqual(len(keys), 5)

    def test_nothing(self):
        for text in ("", None, False, " ", "\u3000"):
            self.assertEqual(exact_key(text), "")
