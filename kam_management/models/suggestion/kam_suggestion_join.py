from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ... import arguments, wording
from ...rules import suggestions


class KamSuggestion(models.Model):
    """Suggestions of several customers that are one matter: decided together, by one decision.

    One of them leads, all others are joined to it and to nothing else. Each keeps its customer, its
    words, its date and its promise, and can be taken out until the matter is decided.

    ``kam_suggestion_join_duties``: what is owed of them.
    """

    _inherit = "kam.suggestion"

    @api.depends("joined_to_id")
    def _compute_is_joined(self):
        for suggestion in self:
            suggestion.is_joined = bool(suggestion.joined_to_id)

    @api.depends("joined_to_id", "all_joined_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_joined(self):
        # sudo: of those that belong together, those are shown that the user may read
        own = self.sudo()
        named = (own.joined_to_id | own.all_joined_ids).with_env(self.env)
        seen = named._filtered_access("read")
        for suggestion in self:
            suggestion.joined_root_id = seen & suggestion.sudo().joined_to_id  # sudo: as above
            suggestion.joined_ids = seen & suggestion.sudo().all_joined_ids  # sudo: as above

    @api.depends("state", "joined_to_id", "all_joined_ids")
    @api.depends_context("uid")
    def _compute_can_take_out(self):
        for suggestion in self:
            own = suggestion.sudo()  # sudo: whether it belongs to others counts
            root = own._get_root()
            suggestion.can_take_out = (
                bool(root.all_joined_ids)
                and suggestion.can_write
                and own.state in suggestions.UNDECIDED_STATES
                and not (own == root and root.state in suggestions.LISTED_STATES)
                and (root.state not in suggestions.SIGNED_STATES or suggestion._leads())
            )

    @api.constrains("joined_to_id")
    def _check_joined_to(self):
        # sudo: what belongs together counts, whoever may read it
        for suggestion in self.sudo():
            root = suggestion.joined_to_id
            if root and (root.joined_to_id or suggestion.all_joined_ids):
                raise ValidationError(
                    self.env._(
                        "%(suggestion)s and %(other)s: what is joined has others joined to it. "
                        "One of the matter leads, and all others are joined to that one.",
                        suggestion=suggestion.number,
                        other=root.number,
                    )
                )

    def _word_joined(self):
        """Return of how many further customers a suggestion is, as far as the user may know."""
        joined = self.joined_ids
        if not joined:
            return ""
        # sudo: whoever reads a suggestion reads whose it is
        customers = joined.sudo().partner_id.mapped("name")
        return self.env._(
            "and %(count)s more of %(customers)s",
            count=len(joined),
            customers=wording.listed(self.env, customers),
        )

    # ------------------------------------------------------------------
    # what belongs together
    # ------------------------------------------------------------------

    def _get_root(self):
        """Return those that lead, as superuser: themselves where they are joined to none."""
        own = self.sudo()  # sudo: what belongs together counts, whoever may read it
        return own.filtered(lambda each: not each.joined_to_id) | own.joined_to_id

    def _get_covered(self):
        """See the base method: also those joined to them that wait for the same decision."""
        # sudo: what is decided together counts, whoever may read it
        own = super()._get_covered().sudo()
        return own | own.all_joined_ids.filtered(
            lambda joined: joined._is_undecided() or joined._comes_back_with(joined.joined_to_id)
        )

    def _is_undecided(self):
        return self.state in suggestions.UNDECIDED_STATES

    def _comes_back_with(self, root):
        """Tell whether it was postponed with the one that leads, and comes back with it."""
        return (
            self.decision == root.decision == "postponed"
            and self.state != "cancelled"
            and not root._is_undecided()
        )

    def _write_process(self, vals):
        """See the base method: what is opened again after its decision is a matter of its own."""
        super()._write_process(vals)
        if vals.get("state") not in suggestions.LISTABLE_STATES:
            return
        # sudo: what belongs together counts, whoever may read it
        alone = self.sudo().filtered(
            lambda each: each.joined_to_id and not each.joined_to_id._is_undecided()
        )
        if alone:
            super(KamSuggestion, alone)._write_process({"joined_to_id": False})

    def _lock_matter(self):
        """Let those who join, take out or decide come one after the other.

        Rows are locked in the order of their ids: two people who join the same two in opposite
        directions wait for each other in the same order.
        """
        roots = self._get_root()
        matter = self.sudo() | roots | roots.all_joined_ids
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kam_suggestion WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(matter.ids),
            )
        )
        matter._serialise()

    def _find_lead(self):
        """Return which of some undecided suggestions leads the others; the oldest of equals."""
        return max(
            self,
            key=lambda each: (
                *suggestions.lead(each.state, each.is_routed, each._is_reported()),
                -each.id,
            ),
        )

    @api.model
    def _find_joinable(self, own, others):
        """Return those of some suggestions that the user may join to one that is being written.

        :param own: the suggestion, or none for one that is not stored yet
        :param others: suggestions that the user may read
        """
        if own and (own.state not in suggestions.UNDECIDED_STATES or not own.has_access("write")):
            return others.browse()
        writable = others._filtered_access("write")
        root = own._get_root()
        return writable.filtered(
            lambda each: each.state != "cancelled" and not (own and each._get_root() == root)
        )

    # ------------------------------------------------------------------
    # joining
    # ------------------------------------------------------------------

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
        if root.state in suggestions.LISTED_STATES:
            line = root.summary_line_id
            joined._write_process({"state": "listed", "summary_line_id": line.id})
            root._follow(root.state)
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
        joined._write_process({"summary_line_id": root.summary_line_id.id})
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

        :raise UserError: for what nobody handles
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
        self._write_process({"joined_to_id": False, "summary_line_id": False})
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
    # what is done by the one that leads
    # ------------------------------------------------------------------

    def _check_root(self):
        """Refuse what is done for all of a matter by the suggestion that leads.

        :raise UserError: naming both
        """
        for suggestion in self:
            root = suggestion._get_root()
            if root != suggestion.sudo():  # sudo: to which one it is joined counts
                raise UserError(
                    self.env._(
                        "%(suggestion)s is joined to %(other)s: this is done there for both. Or "
                        "take it out first.",
                        suggestion=suggestion.display_name,
                        other=root.number,
                    )
                )

    def _begin_report(self):
        """See the base method: a matter has one report."""
        self._check_root()
        super()._begin_report()

    def _check_listable(self):
        """See the base method: a matter stands on one line."""
        self._check_root()
        super()._check_listable()

    def action_decide(self, decision="", reply="", reason=""):
        """See the base method: a matter is decided where it is led."""
        self.check_access("write")
        self._check_root()
        return super().action_decide(decision, reply, reason)

    def action_withdraw(self, reason=""):
        """See the base method: what was joined to it goes on with another one that leads."""
        result = super().action_withdraw(reason)
        own = self.sudo()  # sudo: the process's own fields; who may was checked
        for suggestion in own:
            suggestion._pass_on()
        own.filtered("joined_to_id")._write_process({"joined_to_id": False})
        return result

    def _on_decided(self):
        """See the base method: reports that were still being written are not needed."""
        super()._on_decided()
        unfinished = self.report_id.filtered(
            lambda report: report.approval_state in ("draft", "in_review")
        )
        unfinished._cancel("suggestion_decided")
