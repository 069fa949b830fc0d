from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import REPORT, SuggestionCommon

SHOP_WORDS = "Could we have the notes earlier?"


@tagged("post_install", "-at_install")
class TestKamSuggestionJoin(SuggestionCommon):
    """Suggestions of several customers that are one matter.

    ``rep_shanghai`` manages the mill and is in the team of the shop, which ``rep_hangzhou`` manages
    and who does not see the mill.
    """

    def _of_shop(self, **vals):
        return self._suggestion(
            partner=self.shop.partner_id,
            user=self.rep_hangzhou,
            **{"name": "Notes earlier", "description": SHOP_WORDS, **vals},
        )

    def _join(self, one, other, user=None):
        self.seen_by(user or self.rep_shanghai, one).action_join(other.id)
        self.env.invalidate_all()

    def _take_out(self, one, user=None):
        self.seen_by(user or self.rep_shanghai, one).action_take_out()
        self.env.invalidate_all()

    def _codes(self, suggestion):
        codes = suggestion.open_deadline_ids.mapped("code")
        return sorted(code.removeprefix("suggestion_") for code in codes)

    def _make_other_kind(self, days):
        return self.kind.create({"name": f"{days} days", "promise_days": days})

    # ------------------------------------------------------------------
    # one decision
    # ------------------------------------------------------------------

    def test_decided_together(self):
        mine, theirs = self._reported(), self._of_shop()
        promise, received = theirs.date_promise, theirs.date_received
        self._join(theirs, mine)
        self.assertEqual((theirs.joined_to_id, theirs.state), (mine, "accepted"))
        summary = self._summary(mine)
        self.assertEqual(theirs.state, "listed")
        self.submit(summary, self.manager_east)
        self.assertEqual(theirs.state, "asking")
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary)
        self.assertEqual(theirs.state, "deciding")
        self._decide_lines(summary)
        for suggestion in (mine, theirs):
            with self.subTest(suggestion=suggestion.name):
                self.assertEqual(
                    (suggestion.state, suggestion.decision, suggestion.reply_text),
                    ("executing", "adopted", "You will have them"),
                )
                self.assertEqual(suggestion.decided_by_id, self.general)
        self.assertEqual(theirs.partner_id, self.shop.partner_id)
        self.assertEqual(theirs.description, SHOP_WORDS)
        self.assertEqual((theirs.date_promise, theirs.date_received), (promise, received))
        self.assertEqual(theirs.date_promise_first, promise)
        self.assertIn("reply", self._codes(theirs))

    def test_the_furthest_leads(self):
        for ahead_joins in (True, False):
            ahead, behind = self._reported(), self._of_shop()
            self._join(*((ahead, behind) if ahead_joins else (behind, ahead)))
            with self.subTest(ahead_joins=ahead_joins):
                self.assertEqual(behind.joined_to_id, ahead)
                self.assertFalse(ahead.joined_to_id)

    def test_of_equals_the_oldest_leads(self):
        first, second = self._suggestion(), self._of_shop()
        self._join(first, second)
        self.assertEqual(second.joined_to_id, first)

    def test_what_is_joined_has_one_that_leads(self):
        """Two matters become one: all are joined to the same, to any depth and in any order."""
        every = [self._suggestion(name=f"Wording {number}") for number in range(5)]
        for one, other in ((0, 1), (2, 3), (3, 1), (4, 2)):
            self._join(every[one], every[other])
        roots = [each for each in every if not each.joined_to_id]
        self.assertEqual(roots, [every[0]])
        self.assertEqual({each.joined_to_id for each in every[1:]}, {every[0]})

    def test_no_cycle(self):
        one, other = self._suggestion(), self._of_shop()
        self._join(one, other)
        for pair in ((one, other), (other, one), (one, one)):
            with self.subTest(pair=pair), self._refused("one matter already"):
                self._join(*pair)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            one._protected_write({"joined_to_id": other.id})
            self.env.flush_all()

    def test_nobody_writes_it(self):
        one, other = self._suggestion(), self._of_shop()
        own = self.seen_by(self.rep_shanghai, one)
        for vals in ({"joined_to_id": other.id}, {"is_joined": True}, {"all_joined_ids": []}):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                own.write(vals)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._suggestion(joined_to_id=other.id)

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------

    def test_whoever_may_write_both(self):
        mine, theirs = self._suggestion(), self._of_shop()
        for user in (self.rep_hangzhou, self.rep_beijing, self.administrator, self.clerk):
            for pair in ((mine, theirs), (theirs, mine)):
                with self.subTest(user=user.login, pair=pair), self.assertRaises(AccessError):
                    self._join(*pair, user=user)
        self._join(mine, theirs, user=self.manager_east)

    def test_nor_past_the_one_that_leads(self):
        """Joining to one that is joined is joining to the one that leads, which is hidden."""
        mine, theirs, own = self._reported(), self._of_shop(), self._of_shop()
        self._join(theirs, mine)
        with self.assertRaises(AccessError):
            self._join(own, theirs, user=self.rep_hangzhou)
        self.assertFalse(own.joined_to_id)

    def test_a_hidden_one_and_none_are_refused_alike(self):
        mine, theirs = self._suggestion(), self._of_shop()
        messages = []
        for other_id in (mine.id, 2**31 - 1):
            with self.assertRaises(AccessError) as caught:
                self.seen_by(self.rep_hangzhou, theirs).action_join(other_id)
            messages.append(str(caught.exception).replace(str(other_id), "N"))
        self.assertEqual(*messages)
        for value in (False, None, "7", [7], -1, 2**40):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.seen_by(self.rep_hangzhou, theirs).action_join(value)

    def test_readers_of_one_do_not_see_the_other(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        own = self.seen_by(self.rep_hangzhou, theirs)
        self.assertTrue(own.is_joined)
        self.assertFalse(own.joined_root_id)
        with self.assertRaises(AccessError):
            own.read(["joined_to_id"])
        said = " ".join(own.message_ids.mapped("body"))
        self.assertIn(mine.number, said)
        self.assertNotIn("Mill", said)
        lead = self.seen_by(self.manager_east, mine)
        self.assertEqual(lead.joined_ids.sudo(), theirs)
        self.assertEqual(self.seen_by(self.manager_east, theirs).joined_root_id.sudo(), mine)

    def test_the_line_names_further_customers(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        summary = self._summary(mine)
        line = self.seen_by(self.manager_east, summary.line_ids)
        self.assertEqual(line.joined_text, "and 1 more of Shop")
        # as far as the reader knows them
        self.shop._protected_write({"unit_id": self.beijing.id})
        theirs._protected_write({"unit_id": self.beijing.id})
        line = self.seen_by(self.manager_east, summary.line_ids)
        self.assertFalse(line.joined_text)

    # ------------------------------------------------------------------
    # states
    # ------------------------------------------------------------------

    def test_only_the_one_that_leads_is_reported_and_listed(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        with self._refused("joined to"):
            self.seen_by(self.rep_shanghai, theirs).action_write_report()
        with self._refused("joined to"):
            self._summary(theirs)
        reported = self._reported()
        own = self.seen_by(self.rep_shanghai, reported)
        self._join(own, mine)
        with self._refused("joined to"):
            self._summary(reported)

    def test_two_that_stand_on_summaries(self):
        one, other = self._reported(), self._reported()
        self._summary(one)
        summary = self._summary(other)
        with self._refused(summary.number):
            self._join(one, other)
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self._join(one, other)
        self.assertEqual((other.joined_to_id, other.state), (one, "listed"))

    def test_departments_are_being_asked(self):
        mine, theirs = self._reported(), self._of_shop()
        self._asked(mine)
        self._join(theirs, mine)
        self.assertEqual(theirs.state, "asking")

    def test_nothing_is_added_to_what_the_director_has(self):
        mine, theirs = self._reported(), self._of_shop()
        summary = self._asked(mine)
        self._answer_all(summary)
        self._consolidate(summary)
        self.assertEqual(mine.state, "reviewing")
        # in the team of the shop, which rep_shanghai does not lead
        with self.assertRaises(AccessError):
            self._join(theirs, mine)
        self._join(theirs, mine, user=self.manager_east)
        self.assertEqual(theirs.state, "reviewing")
        with self.assertRaises(AccessError):
            self._take_out(theirs)
        self._take_out(theirs, user=self.manager_east)
        self.assertEqual(theirs.state, "accepted")

    def test_what_is_over_is_not_joined(self):
        one, other = self._suggestion(), self._of_shop()
        self.seen_by(self.rep_hangzhou, other).action_withdraw("A mistake")
        for pair in ((one, other), (other, one)):
            with self.subTest(pair=pair), self._refused("Withdrawn"):
                self._join(*pair)

    def test_nobody_handles_it(self):
        one, other = self._suggestion(), self._suggestion(partner=self.stranger)
        self.assertFalse(other.author_id)
        with self._refused("say who handles it"):
            self._join(one, other, self.director)
        self.assertEqual(other.state, "received")

    def test_another_company(self):
        self._make_other_company()
        theirs = self.suggestion_model.with_company(self.other_company).create(
            {
                "partner_id": self.mill.partner_id.id,
                "name": "Elsewhere",
                "description": SHOP_WORDS,
                "company_id": self.other_company.id,
                "kind_id": self.kind._find_first(self.other_company).id,
            }
        )
        self.rep_shanghai.company_ids = [Command.link(self.other_company.id)]
        theirs._protected_write({"author_id": self.rep_shanghai.id})
        mine = self._suggestion()
        context = {"allowed_company_ids": (self.company | self.other_company).ids}
        own = self.seen_by(self.rep_shanghai, mine).with_context(**context)
        with self._refused("different companies"):
            own.action_join(theirs.id)

    # ------------------------------------------------------------------
    # decided already
    # ------------------------------------------------------------------

    def test_answered_like_one_that_was_decided(self):
        theirs = self._of_shop()
        decided = self._reported()
        self._decided(decided, decision="refused", reply_text="The law forbids it")
        # whoever leads what is joined, and nobody else
        with self.assertRaises(AccessError):
            self._join(theirs, decided)
        self._join(theirs, decided, user=self.manager_east)
        self.assertEqual(theirs.joined_to_id, decided)
        self.assertEqual(
            (theirs.state, theirs.decision, theirs.reply_text),
            ("decided", "refused", decided.reply_text),
        )
        self.assertEqual(theirs.decided_by_id, self.manager_east)
        self.assertIn(decided.number, " ".join(theirs.message_ids.mapped("body")))
        self.assertNotIn("report", self._codes(theirs))
        with self._refused("is .*; this is possible for"):
            self._take_out(theirs, user=self.manager_east)

    def test_adopted_and_being_reported_itself(self):
        mine = self._accepted()
        self.seen_by(self.rep_shanghai, mine).action_write_report()
        decided = self._reported()
        self._decided(decided)
        self._join(mine, decided)
        self.assertEqual((mine.state, mine.decision), ("executing", "adopted"))
        self.assertEqual(mine.report_id.approval_state, "cancelled")

    def test_two_that_were_decided(self):
        one, other = self._reported(), self._reported()
        self._decided(one, other)
        with self._refused("both decided"):
            self._join(one, other)

    def test_no_key_account_past_the_general_manager(self):
        """What a supervisor decided for another customer is no decision for a key account."""
        direct = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        self.seen_by(self.director, direct).action_decide("adopted", reply="With pleasure")
        mine = self._suggestion()
        with self._refused("not decided on a summary"):
            self._join(mine, direct, user=self.director)
        self.assertFalse(mine.decision)

    # ------------------------------------------------------------------
    # customers without an account
    # ------------------------------------------------------------------

    def test_decided_by_the_supervisor(self):
        one, other = (
            self._accepted(partner=partner, author_id=self.rep_shanghai.id)
            for partner in (self.farm.partner_id, self.stranger)
        )
        self._join(one, other)
        with self._refused("joined to"):
            self.seen_by(self.director, other).action_decide("adopted", reply="With pleasure")
        self.seen_by(self.director, one).action_decide("adopted", reply="With pleasure")
        self.env.invalidate_all()
        self.assertEqual((one.state, other.state), ("executing", "executing"))
        self.assertEqual(other.reply_text, "With pleasure")

    def test_a_key_account_leads(self):
        direct = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        mine = self._suggestion()
        self._join(mine, direct)
        self.assertEqual(direct.joined_to_id, mine)
        self.assertEqual(self._codes(direct), ["reply"])
        with self._refused("joined to"):
            self.seen_by(self.director, direct).action_decide("adopted")

    # ------------------------------------------------------------------
    # duties
    # ------------------------------------------------------------------

    def test_owed_once_and_answered_each(self):
        mine, theirs = self._accepted(), self._of_shop()
        self.assertEqual(self._codes(theirs), ["reply", "report"])
        self._join(theirs, mine)
        self.assertEqual(self._codes(theirs), ["reply"])
        self.assertEqual(self._codes(mine), ["reply", "report"])
        ended = theirs.deadline_ids - theirs.open_deadline_ids
        self.assertEqual(ended.mapped("state"), ["cancelled"])
        self.assertEqual(ended.reason_text, "The suggestion was joined to another one")
        self._take_out(theirs)
        self.assertEqual(self._codes(theirs), ["reply", "report"])

    def test_done_by_the_earliest_promise(self):
        long, short = self._make_other_kind(200), self._make_other_kind(60)
        mine = self._accepted(kind_id=long.id)
        theirs = self._of_shop(kind_id=short.id)

        def due(suggestion, code):
            duties = suggestion.open_deadline_ids
            return duties.filtered(lambda duty: duty.code == f"suggestion_{code}").date_due

        late, early = due(mine, "report"), due(theirs, "report")
        self.assertLess(early, late)
        self._join(theirs, mine)
        self.assertEqual(due(mine, "report"), early)
        self.assertEqual(due(mine, "reply"), mine.date_promise)
        self.assertEqual(due(theirs, "reply"), theirs.date_promise)
        # and moves with it
        theirs._protected_write({"date_promise": theirs.date_promise + timedelta(days=14)})
        theirs._open_duties()
        self.assertGreater(due(mine, "report"), early)
        self._take_out(theirs)
        self.assertEqual(due(mine, "report"), late)

    # ------------------------------------------------------------------
    # taking out
    # ------------------------------------------------------------------

    def test_taken_out_it_stands_where_it_stood(self):
        mine, accepted, reported = self._reported(), self._of_shop(), self._reported()
        self._join(accepted, mine)
        self._join(reported, mine)
        self._summary(mine)
        self.assertEqual((accepted.state, reported.state), ("listed", "listed"))
        for suggestion, state, owed in (
            (accepted, "accepted", "report"),
            (reported, "reporting", "listing"),
        ):
            self._take_out(suggestion)
            with self.subTest(state=state):
                self.assertEqual(suggestion.state, state)
                self.assertFalse(suggestion.joined_to_id)
                self.assertFalse(suggestion.summary_line_id)
                self.assertIn(owed, self._codes(suggestion))
        self.assertEqual(mine.state, "listed")

    def test_a_summary_that_is_given_up(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        summary = self._summary(mine)
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self.env.invalidate_all()
        self.assertEqual((mine.state, theirs.state), ("reporting", "accepted"))
        self.assertEqual(theirs.joined_to_id, mine)
        self.assertEqual(self._codes(theirs), ["reply"])

    def test_the_one_that_leads_is_taken_out(self):
        mine, theirs, third = self._reported(), self._of_shop(), self._suggestion()
        self._join(theirs, mine)
        self._join(third, mine)
        summary = self._summary(mine)
        with self._refused(summary.number):
            self._take_out(mine)
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self._take_out(mine)
        self.assertFalse(mine.joined_to_id or mine.all_joined_ids)
        self.assertEqual(third.joined_to_id, theirs)
        self.assertEqual(self._codes(theirs), ["reply", "report"])

    def test_the_one_that_leads_is_withdrawn(self):
        mine, theirs, third = self._reported(), self._of_shop(), self._suggestion()
        self._join(theirs, mine)
        self._join(third, mine)
        self.seen_by(self.rep_shanghai, mine).action_withdraw("They changed their mind")
        self.env.invalidate_all()
        self.assertFalse(theirs.joined_to_id)
        self.assertEqual(third.joined_to_id, theirs)
        self.seen_by(self.rep_shanghai, third).action_withdraw("They, too")
        self.env.invalidate_all()
        self.assertFalse(third.joined_to_id or theirs.all_joined_ids)

    def test_who_may_take_out(self):
        mine, theirs = self._suggestion(), self._of_shop()
        with self._refused("not joined"):
            self._take_out(mine)
        self._join(mine, theirs)
        for user in (self.rep_beijing, self.administrator, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._take_out(theirs, user=user)
        for user, suggestion, expected in (
            (self.rep_hangzhou, theirs, True),
            (self.rep_shanghai, mine, True),
            (self.administrator, mine, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen_by(user, suggestion).can_take_out, expected)
        self._take_out(theirs, user=self.rep_hangzhou)
        self.assertFalse(self.seen_by(self.rep_shanghai, mine).can_take_out)

    def test_opened_again_it_is_a_matter_of_its_own(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        self._decided(mine)
        for suggestion in (mine, theirs):
            suggestion._write_process({"state": "replied"})
        theirs._write_process({"state": "accepted"})
        self.assertFalse(theirs.is_joined)
        self.assertEqual(mine.state, "replied")

    def test_postponed_they_come_back_together(self):
        mine, theirs = self._reported(), self._of_shop()
        self._join(theirs, mine)
        back = self.today + timedelta(days=40)
        self._decided(mine, decision="postponed", date_back=back)
        self.assertEqual((mine.date_back, theirs.date_back), (back, back))
        self.assertEqual(mine._get_covered(), mine | theirs)
        theirs._write_process({"state": "replied"})
        self.assertEqual(mine._get_covered(), mine | theirs)

    def test_a_report_of_its_own_goes_on(self):
        mine, theirs = self._reported(), self._of_shop()
        own = self.seen_by(self.rep_hangzhou, theirs)
        own.action_accept()
        own.action_write_report()
        report = theirs.report_id
        self._join(theirs, mine)
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.submit(report, self.rep_hangzhou)
        self.approve(report, self.manager_east)
        self.env.invalidate_all()
        self.assertEqual(self._codes(theirs), ["reply"])
        self._take_out(theirs)
        self.assertEqual((theirs.state, self._codes(theirs)), ("reporting", ["listing", "reply"]))
