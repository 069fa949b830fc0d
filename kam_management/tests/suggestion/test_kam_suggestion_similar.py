import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.rules import text_grams

from .common import SuggestionCommon

NOTES = "希望送货单能够提前用邮件发给我们的仓库，方便安排卸货的人手"
ALIKE = "送货单能不能提前用邮件发到我们仓库，好安排人手卸货"
OTHER = "包装箱太薄，堆高以后容易压坏，请换厚一点的纸箱"


@tagged("post_install", "-at_install")
class TestKamSuggestionSimilar(SuggestionCommon):
    """Which suggestions are like a text, and what is told of them to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.suggestion.gram.count"].search([]).unlink()
        cls.notes = cls._suggestion(name="送货单用邮件发", description=NOTES)
        cls.boxes = cls._suggestion(name="厚纸箱", description=OTHER)
        # of a customer of the north
        cls.hidden = cls._suggestion(
            partner=cls.yard.partner_id,
            user=cls.rep_beijing,
            name="庭院秘密标题",
            description=NOTES + "谢谢",
        )

    def _ask(self, user, text=ALIKE, exclude_id=0):
        return self.seen_by(user, self.suggestion_model).find_similar(text, exclude_id)

    def _ids(self, user, *args):
        return [hit["id"] for hit in self._ask(user, *args)]

    def _count(self):
        self.env["kam.suggestion.gram.count"]._cron_count()

    # ------------------------------------------------------------------
    # what is found
    # ------------------------------------------------------------------

    def test_found_by_what_they_say(self):
        for counted in (False, True):
            if counted:
                self._count()
            with self.subTest(counted=counted):
                found = self.suggestion_model._find_similar_ids(ALIKE, self.company, 5)
                self.assertEqual({found[0][0], found[1][0]}, {self.notes.id, self.hidden.id})
                self.assertGreater(found[1][1], 0.3)
                self.assertNotIn(self.boxes.id, [number for number, score in found if score > 0.2])

    def test_rare_words_weigh_more(self):
        for number in range(8):
            self._suggestion(name=f"常见{number}", description="请尽快处理这件事情")
        rare = self._suggestion(name="铝箔", description="铝箔")
        self._count()
        found = self.suggestion_model._find_similar_ids("请尽快处理铝箔", self.company, 5)
        self.assertEqual(found[0][0], rare.id)

    def test_latin_words_and_full_width(self):
        mill = self._suggestion(name="Pallets", description="Please take the EUR-6 pallets back")
        self.assertEqual(self._ids(self.rep_shanghai, "take ＥＵＲ6 PALLETS back")[:1], [mill.id])

    def test_nothing_to_look_for(self):
        for text in ("", "送", "，。", " ", "a", None, False):
            with self.subTest(text=text):
                self.assertEqual(self._ask(self.rep_shanghai, text), [])

    def test_one_of_its_own_is_left_out(self):
        self.assertNotIn(self.notes.id, self._ids(self.rep_shanghai, NOTES, self.notes.id))
        self.assertIn(self.notes.id, self._ids(self.rep_shanghai, NOTES))

    def test_a_subject_may_change(self):
        own = self.seen_by(self.rep_shanghai, self.boxes)
        own.name = "铝箔内衬铝箔内衬铝箔内衬"
        self.assertEqual(self._ids(self.rep_shanghai, "铝箔内衬")[:1], [self.boxes.id])
        own.name = "厚纸箱"
        self.assertEqual(self._ids(self.rep_shanghai, "铝箔内衬"), [])

    def test_withdrawn_ones_are_not_found(self):
        self.seen_by(self.rep_shanghai, self.notes).action_withdraw("A mistake")
        self.assertNotIn(self.notes.id, self._ids(self.rep_shanghai))

    def test_decided_ones_say_how_and_when(self):
        self._decided(self._reported(name="铝箔", description="铝箔内衬"), decision="refused")
        hit = self._ask(self.rep_shanghai, "铝箔内衬")[0]
        self.assertIn("Not adopted", hit["standing"])
        self.assertIn(str(self.today.year), hit["standing"])
        self.assertEqual(hit["tone"], "refused")
        # of somebody who does not lead what would be joined
        theirs = self._suggestion(
            partner=self.shop.partner_id, user=self.rep_hangzhou, description="铝箔内衬"
        )
        for user, expected in ((self.rep_shanghai, False), (self.manager_east, True)):
            with self.subTest(user=user.login):
                found = self._ask(user, "铝箔内衬", theirs.id)
                self.assertEqual(found[0]["can_join"], expected)

    def test_matching_fragments(self):
        hit = next(hit for hit in self._ask(self.rep_shanghai) if hit["id"] == self.notes.id)
        self.assertEqual("".join(part["text"] for part in hit["parts"]), NOTES)
        marked = [part["text"] for part in hit["parts"] if part["is_match"]]
        self.assertIn("送货单能", marked)
        self.assertTrue(all(set(part) <= set(ALIKE) for part in marked))

    def test_another_company_is_not_asked(self):
        self.assertEqual(self._ask(self.manager_other), [])
        found = self.suggestion_model._find_similar_ids(ALIKE, self.other_company, 5)
        self.assertEqual(found, [])

    # ------------------------------------------------------------------
    # who is told what
    # ------------------------------------------------------------------

    def test_not_a_byte_of_what_is_hidden(self):
        """Over all roles: whoever may not read it hears that there is one, and nothing of it."""
        told = ("kind", "date", "standing", "is_hidden")
        people = (
            self.rep_shanghai,
            self.rep_hangzhou,
            self.supervisor_shanghai,
            self.manager_east,
            self.rep_beijing,
            self.supervisor_north,
            self.director,
            self.administrator,
        )
        texts = (NOTES, ALIKE, self.hidden.description, self.hidden.name)
        outsiders = 0
        for user in people:
            is_reader = self.seen_by(user, self.hidden).has_access("read")
            for text in texts:
                hits = self._ask(user, text)
                with self.subTest(user=user.login, text=text):
                    self.assertEqual(self.hidden.id in [hit["id"] for hit in hits], is_reader)
                    for hit in hits:
                        if not hit["is_hidden"]:
                            own = self.suggestion_model.browse(hit["id"])
                            self.assertTrue(self.seen_by(user, own).has_access("read"))
                            continue
                        outsiders += 1
                        self.assertEqual({key for key, value in hit.items() if value}, {*told})
                        self.assertEqual(hit["standing"], "Not decided yet")
                    if not is_reader:
                        said = json.dumps(hits, ensure_ascii=False)
                        for secret in ("Yard", self.hidden.number, "庭院", "秘密", "谢谢"):
                            self.assertNotIn(secret, said)
        self.assertGreater(outsiders, 0)

    def test_a_hidden_one_cannot_be_asked_out(self):
        every = "".join(sorted(set(NOTES + OTHER + "谢谢庭院秘密标题甲乙丙丁" * 3)))
        for text in ("谢谢", "秘密标题", "庭院 Yard", every):
            with self.subTest(text=text):
                hits = self._ask(self.rep_hangzhou, text)
                self.assertFalse([hit for hit in hits if hit["is_hidden"]])
        # leaving it out tells nothing either
        said = self.hidden.description
        before = self._ask(self.rep_hangzhou, said)
        self.assertTrue(before[-1]["is_hidden"])
        self.assertEqual(self._ask(self.rep_hangzhou, said, self.hidden.id), before)

    def test_a_hidden_one_cannot_be_guessed_word_by_word(self):
        """Whatever is tried before all is known, the answer is as if something else was said."""
        said = self.hidden.description
        words = [said[place : place + 3] for place in range(0, len(said), 3)]
        wrong = ("包装箱", "色差大")
        tried = {
            "".join(words[:number]) + word
            for number in range(len(words))
            for word in (words[number], *wrong)
        }
        # and those of whoever tells from what else is found, and in which order
        for word in (words[1], wrong[0]):
            self._suggestion(partner=self.shop.partner_id, user=self.rep_hangzhou, description=word)
        tried.add(words[1] + wrong[0])
        known = {said}
        self.assertLessEqual(known, tried)

        def answers():
            self._count()
            return {text: self._ask(self.rep_hangzhou, text) for text in sorted(tried)}

        told = answers()
        self.hidden._protected_write({"description": "一句完全不相干的话，谈的是另一件事情"})
        self.hidden._keep_grams()
        otherwise = answers()
        for text in tried - known:
            with self.subTest(text=text):
                self.assertEqual(told[text], otherwise[text])
        self.assertNotEqual(told[said], otherwise[said])

    def test_hidden_ones_take_no_place(self):
        """Neither which others are shown nor where they stand tells of hidden ones."""
        own = [
            self._suggestion(partner=self.shop.partner_id, user=self.rep_hangzhou, description=text)
            for text in (NOTES, ALIKE)
        ]
        before = self._ids(self.rep_hangzhou, NOTES + "谢谢")
        for _number in range(14):
            self._suggestion(
                partner=self.yard.partner_id, user=self.rep_beijing, description=NOTES + "谢谢"
            )
        after = self._ids(self.rep_hangzhou, NOTES + "谢谢")
        self.assertEqual(before[:2], [suggestion.id for suggestion in own])
        self.assertEqual(after, [*before[:2], False, False, False])

    def test_whoever_reads_no_suggestions_is_refused(self):
        for user in (self.employee, self.clerk, self.accountant, self.portal):
            for text in (ALIKE, 7, "\0", None):
                with self.subTest(user=user.login, text=text), self.assertRaises(AccessError):
                    self._ask(user, text)

    def test_hostile_values(self):
        for text, exclude_id in (
            (7, 0),
            ("a\0b", 0),
            ("\ud800", 0),
            ([], 0),
            ("送货", "x"),
            ("送货", -1),
            ("送货", [7]),
            ("送货", 2**40),
        ):
            with self.subTest(text=text, id=exclude_id), self.assertRaises(UserError):
                self._ask(self.rep_shanghai, text, exclude_id)
        for text in ("送货" * 10**5, "%s%%", "'; DROP TABLE kam_suggestion; --", "{}" * 50):
            with self.subTest(text=text[:20]):
                self.assertIsInstance(self._ask(self.rep_shanghai, text), list)
        self.assertNotIn(None, self._ask(self.rep_shanghai)[0].values())

    def test_nobody_reads_grams(self):
        grams = self.env["kam.suggestion.gram"].search([], limit=1)
        count = self.env["kam.suggestion.gram.count"]
        self.assertTrue(grams)
        for records in (grams, grams.browse(), count):
            self.assertRights(records, {(self.administrator, self.director, self.employee): ""})

    # ------------------------------------------------------------------
    # how it is kept
    # ------------------------------------------------------------------

    def test_grams_go_with_their_suggestion(self):
        gram_model = self.env["kam.suggestion.gram"]
        domain = [("suggestion_id", "=", self.notes.id)]
        kept = text_grams.kept(f"{self.notes.name}\n{NOTES}", self.company.id)
        rows = gram_model.search(domain)
        self.assertEqual({row.gram: row.times for row in rows}, kept)
        field = gram_model._fields["suggestion_id"]
        self.assertEqual(field.ondelete, "cascade")

    def test_counted_by_the_job(self):
        """Killed, it has counted nothing; run again, it counts the same."""
        counts = self.env["kam.suggestion.gram.count"]
        for _number in range(4):
            self._suggestion(name="一", description=NOTES)
        self._count()
        # so few are not counted: a count would tell of one of them
        self.assertFalse(counts.search([]))
        for _number in range(2):
            self._suggestion(name="一", description=NOTES)
        key = text_grams.key("送货", self.company.id)
        cron = self.env.ref("kam_management.ir_cron_kam_suggestion_gram")
        for _again in range(2):
            with self.enter_registry_test_mode():
                self.assertIs(cron.method_direct_trigger(), True)
            self.assertEqual(counts.search([("gram", "=", key)]).texts, 8)
        self._suggestion(name="一", description=NOTES)
        self._count()
        self.assertEqual(counts.search([("gram", "=", key)]).texts, 9)
        whole = counts.search([("gram", "=", text_grams.key("", self.company.id))])
        self.assertEqual(whole.texts, self.suggestion_model.search_count([]))

    def test_as_many_statements_however_many_there_are(self):
        def count(text):
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.suggestion_model.with_user(self.rep_shanghai)
            before = self.cr.sql_log_count
            found = model.find_similar(text)
            return len(found), self.cr.sql_log_count - before

        count(ALIKE)
        few, statements = count(self.hidden.description)
        self.assertEqual(few, 2)
        for number in range(10):
            self._suggestion(name=f"送货单{number}", description=NOTES)
        many, more = count(self.hidden.description)
        self.assertEqual(many, 5)
        self.assertLessEqual(more, statements)

    def test_creating_many_takes_no_more_statements(self):
        def count(number):
            self.env.flush_all()
            rows = self.suggestion_model.search([], limit=number)
            before = self.cr.sql_log_count
            rows._keep_grams()
            return self.cr.sql_log_count - before

        for number in range(10):
            self._suggestion(name=f"送货单{number}")
        count(1)
        self.assertEqual(count(2), count(10))
