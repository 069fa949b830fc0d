from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..mails import MailHelpers
from .common_portal import PortalCommon

VERIFIED = {"score": "5", "points": 5, "is_verified": True, "author_name": "Buyer"}


@tagged("post_install", "-at_install")
class TestKamSuggestionRating(MailHelpers, PortalCommon):
    """What customers think of an answer, and what follows from it."""

    def _own(self, suggestion, user=None):
        return self._as(user or self.buyer_mill, self._public(suggestion))

    def test_verified_on_the_portal(self):
        suggestion = self._answered()
        own = self._own(suggestion)
        self.assertTrue(own._may_rate())
        self.assertFalse(own._rate("5", "Thank you"))
        rating = self._public(suggestion).answer_rating_ids
        self.assertEqual((rating.score, rating.points, rating.text), ("5", 5, "Thank you"))
        self.assertTrue(rating.is_verified)
        self.assertEqual(rating.author_name, self.buyer_mill.name)
        self.assertEqual(rating.date_answered, suggestion.date_replied)
        self.assertFalse(rating.taken_by_id)
        # nothing is left to do
        self.assertEqual(suggestion.state, "closed")
        self.assertTrue(suggestion._is_satisfied())

    def test_once_per_answer(self):
        suggestion = self._answered()
        self._own(suggestion)._rate("4", "")
        for user in (self.buyer_mill, self.clerk_mill):
            own = self._own(suggestion, user)
            self.assertFalse(own._may_rate())
            with self.subTest(user=user.login), self._refused("already"):
                own._rate("1", "Changed my mind")

    def test_not_before_the_answer(self):
        suggestion = self._reported()
        self.assertIsNone(suggestion._is_satisfied())
        with self._refused("not given yet"):
            self._own(suggestion)._rate("5", "")
        self._decided(suggestion)
        with self._refused("not given yet"):
            self._own(suggestion)._rate("5", "")

    def test_faults_stand_beside_the_field(self):
        own = self._own(self._answered())
        self.assertIn("score", own._rate("", ""))
        self.assertIn("score", own._rate("9", ""))
        self.assertIn("score", own._rate(None, ""))
        self.assertIn("text", own._rate("1", "  "))
        self.assertIn("text", own._rate("5", "x" * 6000))
        self.assertFalse(own.answer_rating_ids)

    def test_only_for_the_own_customer(self):
        public = self._public(self._answered())
        for user in (self.buyer_yard, self.visitor, self.portal, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, public)._rate("5", "")

    def test_no_colleague_makes_a_verified_one(self):
        public = self._public(self._answered())
        # with all that rights, contexts and addresses can give
        self.rep_shanghai.partner_id.parent_id = self.mill.partner_id
        self.administrator.group_ids |= self.env.ref("base.group_system")
        ratings = self.env["kam.suggestion.rating"]
        vals = {**VERIFIED, "public_id": public.id, "company_id": self.company.id}
        for user in (self.rep_shanghai, self.manager_east, self.administrator, self.env.user):
            own = self._as(user, public, uid=self.buyer_mill.id, kam_verified=True)
            with self.subTest(user=user.login):
                self.assertFalse(own._may_rate())
                with self.assertRaises(AccessError):
                    own._rate("5", "")
                with self.assertRaises(AccessError):
                    own.sudo()._rate("5", "")
                with self.assertRaises(UserError):
                    ratings.with_user(user).create(vals)
                with self.assertRaises(UserError):
                    ratings.with_user(user).sudo().create(vals)
        self.assertFalse(public.answer_rating_ids)

    def test_no_server_action_makes_a_verified_one(self):
        public = self._public(self._answered())
        self.administrator.group_ids |= self.env.ref("base.group_system")
        codes = (
            f"model.with_user({self.buyer_mill.id}).browse({public.id})._rate('5', 'x')",
            (
                f"env['kam.suggestion'].sudo().browse({public.suggestion_id.id})"
                "._note_rating('5', 'x', is_verified=True, author_name='x')"
            ),
            "env['kam.suggestion.rating']._append([{}])",
        )
        for code in codes:
            action = self.env["ir.actions.server"].create(
                {
                    "name": "Forge",
                    "model_id": self.env["ir.model"]._get_id(public._name),
                    "state": "code",
                    "code": code,
                }
            )
            with self.subTest(code=code), self.assertRaises(AccessError):
                action.with_user(self.administrator).run()
        self.assertFalse(public.answer_rating_ids)

    def test_rows_stay(self):
        suggestion = self._answered()
        self._own(suggestion)._rate("2", "Too late")
        rating = self._public(suggestion).answer_rating_ids
        for user in (self.env.user, self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rating.with_user(user).write({"score": "5"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rating.with_user(user).unlink()

    def test_it_leads_to_the_suggestion(self):
        suggestion = self._answered()
        self._own(suggestion)._rate("4", "")
        rating = self._public(suggestion).answer_rating_ids
        action = self._as(self.rep_shanghai, rating).action_open_suggestion()
        self.assertEqual(action["res_id"], suggestion.id)
        for user in (self.buyer_mill, self.rep_beijing, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, rating).action_open_suggestion()

    # ------------------------------------------------------------------
    # told to a colleague
    # ------------------------------------------------------------------

    def _tell(self, user, suggestion, **vals):
        action = self._as(user, suggestion).action_note_rating()
        dialog = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        dialog.write({"score": "4", "text": "By phone", **vals})
        return dialog.action_note()

    def test_told_is_not_verified(self):
        suggestion = self._answered()
        self._tell(self.rep_shanghai, suggestion, author_name="Ms Li")
        rating = self._public(suggestion).answer_rating_ids
        self.assertFalse(rating.is_verified)
        self.assertEqual((rating.author_name, rating.taken_by_id), ("Ms Li", self.rep_shanghai))
        # the customer rates all the same, and that counts first
        self.assertFalse(self._own(suggestion)._rate("3", ""))
        with self._refused("already"):
            self._tell(self.rep_shanghai, suggestion)

    def test_who_writes_it_down(self):
        suggestion = self._answered()
        for user in (self.rep_hangzhou, self.rep_beijing, self.administrator, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, suggestion).action_note_rating()
        with self._refused("In the Customer's Words"):
            self._tell(self.rep_shanghai, suggestion, score="1", text="")
        with self._refused("Satisfaction"):
            self._tell(self.rep_shanghai, suggestion, score=False)

    def test_nothing_told_before_the_answer(self):
        with self._refused("Answered to the customer"):
            self._as(self.rep_shanghai, self._reported()).action_note_rating()

    # ------------------------------------------------------------------
    # not satisfied
    # ------------------------------------------------------------------

    def test_opened_once_more(self):
        suggestion = self._answered()
        first = suggestion.date_promise_first
        since = self._mark()
        self._own(suggestion)._rate("2", "Not on Mondays")
        self.assertTrue(suggestion.is_reopened)
        self.assertEqual(suggestion.state, "reporting")
        self.assertFalse(suggestion.decision or suggestion.reply_text or suggestion.date_replied)
        promise = self.company._kam_add_working_days(self.today, self.kind.promise_days)
        self.assertEqual(suggestion.date_promise, promise)
        self.assertEqual(suggestion.date_promise_first, first)
        codes = suggestion.open_deadline_ids.mapped("code")
        self.assertEqual(sorted(codes), ["suggestion_listing", "suggestion_reply"])
        for user in (self.rep_shanghai, self.supervisor_shanghai):
            with self.subTest(user=user.login):
                self.assertIn("Not on Mondays", self._told(user, since).body)
        public = self._public(suggestion)
        self.assertEqual((public.state, public.decision, public.answer), ("studied", False, False))
        self.assertTrue(public.is_reopened)
        self.assertIn("You have them from Monday on", public.message_ids.mapped("text"))
        self.assertIsNone(suggestion._is_satisfied())

    def test_it_goes_on_to_a_second_answer(self):
        suggestion = self._answered()
        self._own(suggestion)._rate("1", "No")
        self._decided(suggestion)
        self._replied(suggestion, "On Tuesdays")
        public = self._public(suggestion)
        self.assertEqual((public.state, public.answer), ("replied", "On Tuesdays"))
        own = self._own(suggestion)
        self.assertTrue(own._may_rate())
        self.assertFalse(own._rate("4", ""))
        self.env.invalidate_all()
        self.assertEqual(sorted(public.answer_rating_ids.mapped("answer_number")), [1, 2])

    def test_never_a_second_time(self):
        suggestion = self._answered()
        self._own(suggestion)._rate("1", "No")
        self._decided(suggestion)
        self._replied(suggestion)
        promise = suggestion.date_promise
        since = self._mark()
        self._own(suggestion)._rate("1", "Still no")
        self.assertEqual((suggestion.state, suggestion.date_promise), ("replied", promise))
        self.assertFalse(suggestion._is_satisfied())
        told = self._told(self.supervisor_shanghai, since)
        self.assertIn("call the customer", told.body)

    def test_of_other_customers_the_supervisor_decides_anew(self):
        suggestion = self._suggestion(self.stranger, self.rep_shanghai)
        user = self._portal_user("buyer_stranger", self.stranger)
        leader = suggestion.unit_id.leader_ids[:1]
        self.assertTrue(leader)
        self._as(leader, suggestion).action_decide("refused", "Not this year")
        self._replied(suggestion, "Not this year")
        self._own(suggestion, user)._rate("1", "Why?")
        self.assertEqual(suggestion.state, "accepted")
        self.assertIn("suggestion_direct", suggestion.open_deadline_ids.mapped("code"))

    def test_told_opens_it_as_well(self):
        suggestion = self._answered()
        since = self._mark()
        self._tell(self.rep_shanghai, suggestion, score="1", text="Angry on the phone")
        self.assertTrue(suggestion.is_reopened)
        self.assertIn("Angry", self._told(self.supervisor_shanghai, since).body)
        self.assertFalse(self._told(self.rep_shanghai, since))
        # and what the customer could choose for the first answer is over
        self.assertFalse(self._own(suggestion)._may_rate())
