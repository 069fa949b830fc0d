from odoo import api, models
from odoo.exceptions import UserError

from ... import arguments, wording
from ...rules import suggestions


class KamSuggestion(models.Model):
    """Making one matter of several suggestions, and taking one out again."""

    _inherit = "kam.suggestion"

    def action_join(self, other_id):
        """Make one matter of this suggestion and another one: they are decided together.

        The one that has come further leads. Where the other one is decided, its decision and its
        sentence for the customer hold for this one at once.

        :param int other_id: the other suggestion
        :return: True
        :raise UserError: for suggestions that cannot be one matter
        :raise AccessError: for whoever may not write both; where one is decided, or the director
            has the summary, for all who do not lead what is joined
        """
        arguments.one(self)
        self.check_access("write")
        label = self._get_label("joined_root_id")
        other = self.browse(arguments.ids(self.env, label, [other_id]))
        other.check_access("write")
        (self | other)._lock_matter()
        roots = self._get_root() | other._get_root()
        if len(roots) < 2:
            raise UserError(
                self.env._(
                    "%(suggestion)s and %(other)s are one matter already.",
                    suggestion=self.display_name,
                    other=other.display_name,
                )
            )
        roots.with_env(self.env).check_access("write")
        self._check_may_join(roots)
        decided = roots.filtered(lambda each: each.state not in suggestions.UNDECIDED_STATES)
        if decided:
            (roots - decided)._take_over(decided)
        else:
            roots._merge()
        return True

    def _check_may_join(self, roots):
        """Refuse what cannot be one matter.

        :param roots: the two that lead
        :raise UserError: naming them
        """
        first, second = roots
        if first.company_id != second.company_id:
            raise UserError(
                self.env._(
                    "%(suggestion)s and %(other)s are of different companies: each decides on its "
                    "own.",
                    suggestion=first.number,
                    other=second.number,
                )
            )
        for root in roots:
            if root.state == "cancelled":
                root._refuse_state(
                    [state for state in suggestions.NEXT_STATES if state != "cancelled"]
                )
        waiting = roots.filtered(lambda each: each.state in suggestions.UNDECIDED_STATES)
        if not waiting:
            raise UserError(
                self.env._(
                    "%(suggestion)s and %(other)s are both decided: nothing is left to decide "
                    "together.",
                    suggestion=first.number,
                    other=second.number,
                )
            )
        listed = waiting.filtered(lambda each: each.state in suggestions.LISTED_STATES)
        # of two that wait one may stand on a summary, and leads there
        if len(listed) > len(waiting) - 1:
            raise UserError(
                self.env._(
                    "%(suggestion)s stands on %(summary)s: take it off there first. On a summary "
                    "stands only the one that leads.",
                    suggestion=listed[-1:].number,
                    summary=listed[-1:].summary_id.number,
                )
            )

    def _merge(self):
        """Join those that lead two matters, both undecided; the other one's follow it."""
        root = self._find_lead()
        others = self - root
        # of one that was opened again, others may be decided
        joined = (others | others.all_joined_ids).filtered(lambda each: each._is_undecided())
        if root.state in suggestions.SIGNED_STATES:
            joined._check_all_led()
        joined._accept_received()
        others._join_to(root)
        root._take_along()
        joined._note_joined(root)
        joined._drop_led_duties()
        (joined | root)._open_duties()

    def _join_to(self, root):
        """Be joined to another one that leads, with all that were joined to these."""
        followers = self.all_joined_ids
        followers._write_process({"joined_to_id": root.id})
        self._write_process({"joined_to_id": root.id})

    def _take_over(self, root):
        """Let what was decided on another suggestion hold for this one and those joined to it.

        :param root: the one that leads, decided
        """
        joined = (self | self.all_joined_ids).filtered(lambda each: each._is_undecided())
        joined._check_all_led()
        for suggestion in joined:
            if suggestion.is_routed and not root.summary_line_id:
                raise UserError(
                    self.env._(
                        "%(suggestion)s is of a potential or key account, and %(other)s was not "
                        "decided on a summary: put it on one.",
                        suggestion=suggestion.number,
                        other=root.number,
                    )
                )
        joined._accept_received()
        joined.filtered(lambda each: each.state == "reporting")._write_process(
            {"state": "accepted"}
        )
        self._join_to(root)
        joined._note_joined(root)
        joined._drop_led_duties()
        joined._decide(
            root.decision,
            root.decision_reason,
            root.reply_text,
            date_back=root.date_back,
            user=self.env.user,
        )

    def _check_all_led(self):
        """Refuse those who do not lead all of the suggestions.

        :raise AccessError: naming one of them
        """
        for suggestion in self:
            suggestion._check_leads()

    def _accept_received(self):
        """Accept what was only received: whoever joins it has looked at it.

        :raise UserError: for what nobody handles or has classified
        """
        received = self.filtered(lambda each: each.state == "received")
        if received:
            received._accept()

    def _note_joined(self, root):
        """Leave a trace on all of a matter; numbers only, as readers of one need not read another.

        :param root: the one that leads
        """
        for suggestion in self:
            suggestion._message_log(body=self.env._("Joined to %s: decided together.", root.number))
        root._message_log(
            body=self.env._(
                "Joined to this one, and decided together: %s",
                wording.listed(self.env, self.mapped("number")),
            )
        )

    # ------------------------------------------------------------------
    # taking out
    # ------------------------------------------------------------------

    def action_take_out(self):
        """Let a suggestion be a matter of its own again; it stands where it stood by itself.

        Taken out the one that leads, the furthest of the others leads them.

        :return: True
        :raise UserError: for one that is not joined, is decided, or leads others on a summary
        :raise AccessError: for whoever may not write it; while the director has the summary, for
            all who do not lead it
        """
        arguments.one(self)
        self.check_access("write")
        self._lock_matter()
        root = self._get_root()
        if not root.all_joined_ids:
            raise UserError(
                self.env._("%s is not joined to another suggestion.", self.display_name)
            )
        self._check_state(suggestions.UNDECIDED_STATES)
        if root.state in suggestions.SIGNED_STATES:
            self._check_leads()
        own = self.sudo()  # sudo: the process's own fields; who may was checked
        if own == root:
            own._check_off_summary()
            own._pass_on()
        else:
            own._leave()
        own._message_log(body=self.env._("Taken out: a matter of its own."))
        (own | root)._open_duties()
        return True

    def _check_off_summary(self):
        if self.state in suggestions.LISTED_STATES:
            raise UserError(
                self.env._(
                    "%(suggestion)s stands on %(summary)s for others: take these out, or take it "
                    "off the summary.",
                    suggestion=self.number,
                    summary=self.summary_id.number,
                )
            )

    def _leave(self):
        """Be joined to nothing, and stand where it stood by itself."""
        self._write_process({"joined_to_id": False})
        listed = self.filtered(lambda each: each.state in suggestions.LISTED_STATES)
        listed._write_process({"state": "reporting"})
        self._stand_by_report()

    def _stand_by_report(self):
        """Stand as accepted, where no report of its own is written or approved."""
        for suggestion in self:
            report = suggestion.report_id
            # a report that was given up is none
            lives = report and report.approval_state not in ("rejected", "cancelled")
            if suggestion.state == "reporting" and not lives:
                suggestion._write_process({"state": "accepted", "report_id": False})

    def _pass_on(self):
        """Let another one lead those that are joined to this one."""
        # sudo: what belongs together, whoever may read it
        joined = self.sudo().all_joined_ids.filtered(lambda each: each._is_undecided())
        if not joined:
            return
        root = joined._find_lead()
        root._write_process({"joined_to_id": False})
        (joined - root)._write_process({"joined_to_id": root.id})
        root._open_duties()

    # ------------------------------------------------------------------
    # what may be joined
    # ------------------------------------------------------------------

    @api.model
    def _find_joinable(self, own, others):
        """Return those of some suggestions that the user may join to one that is being written.

        :param own: the suggestion, or none for one that is not stored yet
        :param others: suggestions that the user may read
        """
        if own and (own.state not in suggestions.UNDECIDED_STATES or not own.has_access("write")):
            return others.browse()
        writable = others._filtered_access("write")
        root, is_led = own._get_root(), not own or own._leads()

        def can_join(each):
            lead = each._get_root()
            free = lead._is_undecided() and lead.state not in suggestions.SIGNED_STATES
            return each.state != "cancelled" and lead != root and (free or is_led)

        return writable.filtered(can_join)
