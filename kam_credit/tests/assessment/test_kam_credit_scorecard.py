from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.assessment.kam_credit_scorecard_default import DEFAULT_CRITERIA
from ..common import TODAY, day
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditScorecard(KamCreditAssessmentCommon):
    def revise(self):
        self.card.with_user(self.credit_admin).action_revise()
        return self.card.edition_ids

    def approve(self, card):
        card.with_user(self.credit_admin).action_submit()
        for user, opinion in ((self.credit_approver, "Fine"), (self.director, "")):
            self.review(card, user).action_approve(opinion)

    def test_it_begins_with_the_criteria_of_the_scheme(self):
        card = self.root["kam.credit.scorecard"].create(
            {"company_id": self.other_company.id, "valid_from": TODAY}
        )
        self.assertEqual(len(card.criterion_ids), len(DEFAULT_CRITERIA))
        self.assertEqual(card.weight_sum, 100)
        self.assertEqual(
            set(card.criterion_ids.mapped("category")),
            {"basic", "capability", "capital", "environment"},
        )
        for criterion in card.criterion_ids:
            self.assertEqual(criterion._get_defects(), [])

    def test_its_texts_are_there_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        card = self.root["kam.credit.scorecard"].create({"company_id": self.other_company.id})
        chinese = card.with_context(lang="zh_CN")
        for criterion in chinese.criterion_ids:
            self.assertRegex(criterion.name, "[\u4e00-\u9fff]|Z″")
            if criterion.kind == "manual":
                for level in criterion.level_ids:
                    self.assertRegex(level.text, "[\u4e00-\u9fff]")

    def test_what_is_approved_stays(self):
        criterion = self.card.criterion_ids[0].with_user(self.credit_admin)
        for attempt in (
            lambda: criterion.write({"weight": 51}),
            lambda: criterion.level_ids[0].write({"points": 90}),
            criterion.level_ids[0].unlink,
            lambda: criterion.write({"level_ids": [Command.create({"points": 10, "text": "x"})]}),
            lambda: criterion.env["kam.credit.scorecard.level"].create(
                {"criterion_id": criterion.id, "points": 10, "text": "x"}
            ),
            lambda: criterion.scorecard_id.write({"valid_from": TODAY}),
            criterion.unlink,
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_an_edition_takes_everything_along(self):
        edition = self.revise()
        self.assertEqual(edition.number, self.card.number)
        self.assertEqual(edition.revision_mark, "A")
        for before, after in zip(
            self.card.criterion_ids, edition.criterion_ids.sorted("id"), strict=True
        ):
            self.assertEqual(after.name, before.name)
            self.assertEqual(
                [(level.points, level.value_from, level.text) for level in after.level_ids],
                [(level.points, level.value_from, level.text) for level in before.level_ids],
            )
        # a level that moved is one place
        edition.criterion_ids[0].level_ids[0].with_user(self.credit_admin).text = "Other words"
        self.approve(edition)
        self.assertEqual(edition.revision_places, 1)

    def test_the_edition_of_a_day(self):
        edition = self.revise()
        edition.with_user(self.credit_admin).valid_from = day(10)
        self.approve(edition)
        find = self.root["kam.credit.scorecard"]._find_valid
        # the one before holds until the next one begins
        self.assertEqual(find(self.company), self.card)
        self.assertEqual(find(self.company, day(9)), self.card)
        self.assertEqual(find(self.company, day(10)), edition)
        self.assertFalse(find(self.company, day(-101)))
        self.assertFalse(find(self.other_company))

    def test_what_a_draft_lacks(self):
        edition = self.revise()
        first = edition.criterion_ids[0].with_user(self.credit_admin)
        first.weight = 40
        first.level_ids.filtered(lambda level: level.points == 100).unlink()
        first.level_ids[0].text = " "
        self.assertIn("90", edition.missing)
        self.assertIn("100", edition.missing)
        self.assertIn("in words", edition.missing)
        with self.assertRaises(UserError):
            edition.with_user(self.credit_admin).action_submit()

    def test_a_company_has_one(self):
        with self.assertRaisesRegex(UserError, self.card.number):
            self.root["kam.credit.scorecard"].with_user(self.credit_admin).create(
                {"company_id": self.company.id}
            )

    def test_who_writes_it(self):
        for user in self.credit_officer | self.credit_approver | self.supervisor:
            cards = self.card.with_user(user)
            self.assertTrue(cards.criterion_ids.level_ids)
            for attempt in (
                lambda cards=cards: cards.create({"company_id": self.other_company.id}),
                lambda cards=cards: cards.write({"valid_from": TODAY}),
                lambda cards=cards: cards.criterion_ids[0].write({"weight": 1}),
                lambda cards=cards: cards.action_revise(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()
        for user in self.representative | self.clerk | self.accountant | self.portal:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.card.with_user(user).read(["valid_from"])
