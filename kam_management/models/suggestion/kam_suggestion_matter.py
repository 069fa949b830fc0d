from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ... import wording
from ...rules import suggestions


class KamSuggestion(models.Model):
    """Suggestions of several customers that are one matter: decided together, by one decision.

    One of them leads, all others are joined to it and to nothing else. Each keeps its customer, its
    words, its date and its promise, and can be taken out until the matter is decided.

    ``kam_suggestion_matter_duties``: what is owed of them.
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

    def _take_along(self):
        """Let those that are joined stand where the one that leads does, which alone is listed."""
        for root in self:
            if root.state in suggestions.LISTED_STATES:
                joined = root._get_covered() - root
                joined.filtered(
                    lambda each: each.state not in suggestions.LISTED_STATES
                )._write_process({"state": "listed"})
                root._follow(root.state)

    def _lock_matter(self):
        """Let those who join, take out or decide come one after the other.

        Rows are locked in the order of their ids: two people who join the same two in opposite
        directions wait for each other in the same order.
        """
        roots = self._get_root()
        matter = self.sudo() | roots | roots.all_joined_ids
        if not matter:
            return
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
        self.check_access("write")
        self._check_all_led()
        self._lock_matter()
        own = self.sudo()  # sudo: the process's own fields; who may was checked
        own.filtered(lambda each: each.joined_to_id and each._is_undecided())._leave()
        result = super().action_withdraw(reason)
        for suggestion in own:
            suggestion._pass_on()
        return result

    def _on_decided(self):
        """See the base method: reports that were still being written are not needed."""
        super()._on_decided()
        unfinished = self.report_id.filtered(
            lambda report: report.approval_state in ("draft", "in_review")
        )
        unfinished._cancel("suggestion_decided")
