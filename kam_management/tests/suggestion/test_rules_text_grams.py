import random

from odoo.tests import BaseCase

from odoo.addons.kam_management.rules import suggestions, text_grams


class TestRulesTextGrams(BaseCase):
    """What a text is compared by, and what is shown of one that was found."""

    def test_grams(self):
        for text, expected in (
            ("", []),
            (None, []),
            ("，。！", []),
            ("送货", ["送", "货", "送货"]),
            ("送，货", ["送", "货"]),
            ("ABC 送货", ["abc", "送", "货", "送货"]),
            ("ＡＢＣ１", ["abc1"]),
            ("A4纸", ["a4", "纸"]),
            ("the mill", ["the", "mill"]),
            ("哈哈", ["哈", "哈", "哈哈"]),
        ):
            with self.subTest(text=text):
                self.assertEqual(text_grams.grams(text), expected)

    def test_pairs_are_no_words(self):
        self.assertTrue(text_grams.is_pair("送货"))
        for gram in ("a4", "送", "mill"):
            with self.subTest(gram=gram):
                self.assertFalse(text_grams.is_pair(gram))

    def test_what_can_be_looked_for(self):
        for text, expected in (("送货", True), ("送", False), ("m", False), ("mill", True)):
            with self.subTest(text=text):
                found = text_grams.grams(text)
                self.assertEqual(text_grams.is_searchable(found), expected)

    def test_numbers_of_grams(self):
        """They fit a column of the database, and differ from company to company."""
        numbers = [text_grams.key(gram, scope) for gram in ("", "送", "送货") for scope in (1, 2)]
        self.assertEqual(len(set(numbers)), 6)
        for number in numbers:
            self.assertTrue(-(2**31) <= number < 2**31)

    def test_what_is_kept(self):
        kept = text_grams.kept("哈哈", 1)
        key = text_grams.key
        self.assertEqual(kept, {key("", 1): 3, key("哈", 1): 2, key("哈哈", 1): 1})
        self.assertEqual(text_grams.kept("，", 1), {})

    def test_what_is_looked_for(self):
        wanted = text_grams.wanted(text_grams.grams("送货 mill"), 1)
        key = text_grams.key
        self.assertEqual(
            wanted,
            {key("送", 1): 1.0, key("货", 1): 1.0, key("送货", 1): 0.5, key("mill", 1): 1.0},
        )

    def test_matches(self):
        for text, looked_for, expected in (
            ("请早点送货到厂", "送货", [(3, 5)]),
            # places of the text itself, whatever folding makes of it
            ("㎏ 送货", "送货", [(2, 4)]),
            ("ＭＩＬＬ here", "mill", [(0, 4)]),
            ("送货单 mill", "送货单 mill", [(0, 3), (4, 8)]),
            # one character in common says nothing
            ("送他", "送货", []),
            ("milling", "mill", []),
            ("", "mill", []),
        ):
            with self.subTest(text=text):
                found = text_grams.matches(text, text_grams.grams(looked_for))
                self.assertEqual(found, expected)

    def test_excerpt(self):
        wanted = text_grams.grams("送货")
        self.assertEqual(
            text_grams.excerpt("请送货\n到厂", wanted),
            [("请", False), ("送货", True), (" 到厂", False)],
        )
        long = text_grams.excerpt("甲" * 300 + "送货" + "乙" * 300, wanted)
        self.assertEqual([part for part, is_match in long if is_match], ["送货"])
        text = "".join(part for part, _is_match in long)
        self.assertTrue(text.startswith("…") and text.endswith("…"))
        self.assertLessEqual(len(text), text_grams.SHOWN + 2)
        self.assertEqual(text_grams.excerpt(None, wanted), [])

    def test_excerpts_lose_nothing(self):
        chance = random.Random(5)
        for _number in range(300):
            text = "".join(chance.choices("送货单甲 mil㎏，", k=chance.randrange(40)))
            wanted = text_grams.grams("".join(chance.choices("送货单甲 mil", k=6)))
            with self.subTest(text=text, wanted=wanted):
                parts = text_grams.excerpt(text, wanted)
                shown = "".join(part for part, _is_match in parts)
                self.assertTrue(" ".join(text.split()).endswith(shown.removeprefix("…")))

    def test_a_hidden_text_cannot_be_asked_out(self):
        hidden = "希望送货单能够提前用邮件发给我们的仓库，方便安排卸货的人手"
        every = "".join(chr(number) for number in range(0x4E00, 0x4E00 + 3000)) + hidden
        for text, expected in (
            (hidden, True),
            (hidden.replace("，", " "), True),
            # what is left, or is another word, cannot be tried
            (hidden[:-1], False),
            (hidden + "好", False),
            (hidden.replace("希望", "请让"), False),
            ("送货单能不能提前用邮件发到我们仓库，好安排人手卸货", False),
            ("送货单", False),
            ("仓库", False),
            (every, False),
            ("", False),
        ):
            with self.subTest(text=text[:20]):
                self.assertEqual(text_grams.is_known(text, hidden), expected)
        self.assertFalse(text_grams.is_known("", ""))
        # short ones are soon guessed
        self.assertFalse(text_grams.is_known("送货太慢", "送货太慢"))

    def test_long_texts_cost_little(self):
        text = "a" * 10**6
        self.assertEqual(len(text_grams.grams(text)), 1)
        self.assertEqual(len(text_grams.matches(text, [text[: text_grams.MOST_CHARACTERS]])), 1)

    def test_which_one_leads(self):
        """The highest first; each of them leads the next."""
        order = (
            ("asking", False, True),
            ("listed", False, True),
            ("reporting", True, True),
            ("reporting", True, False),
            ("accepted", True, False),
            ("received", True, False),
            ("accepted", False, False),
            ("received", False, False),
        )
        ranks = [suggestions.lead(*each) for each in order]
        self.assertEqual(ranks, sorted(ranks, reverse=True))
