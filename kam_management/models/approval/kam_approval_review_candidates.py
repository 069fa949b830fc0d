from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...rules import routing
from .kam_approval_review import OPEN_REVIEW_STATES


class KamApprovalReview(models.Model):
    """Who may decide a review: what follows from the positions and delegations of this moment.

    Everything here asks the database once for many reviews.
    """

    _inherit = "kam.approval.review"

    def _find_candidates(self):
        """Return who may decide the review: the holders at the nearest unit that has one."""
        self.ensure_one()
        return self._nearest(self._find_levels(self._find_excluded())[self])

    @api.model
    def _nearest(self, levels):
        return levels[0] if levels else self.env["res.users"]

    def _find_levels(self, excluded):
        """Return who may decide each review, unit by unit upwards.

        :param dict excluded: review -> users who may not
        :return: dict review -> list of users, the nearest unit first, units without any left out
        """
        ancestors = {
            review: (review.review_unit_id or review.unit_id)._ancestors()
            for review in self
            if not review.department_id
        }
        units = self.env["kam.unit"].concat(*ancestors.values())
        holders = self.env["kam.position"]._find_holders(units, set(self.mapped("role")))
        levels = {}
        for review in self:
            users = (
                [review._department_members()]
                if review.department_id
                else [holders[unit.id, review.role] for unit in ancestors[review]]
            )
            levels[review] = [left for each in users if (left := each - excluded[review])]
        return levels

    def _find_levels_without(self, positions):
        """Return who could decide those reviews whose candidates drop out when positions end.

        :param kam.position positions: positions of one company that are about to end
        :return: dict review -> list of users as in :meth:`_find_levels`
        """
        by_role = self.filtered(lambda review: not review.department_id)
        ancestors = {
            review: (review.review_unit_id or review.unit_id)._ancestors() for review in by_role
        }
        remaining = self.env["kam.position"]._find_holders(
            self.env["kam.unit"].concat(*ancestors.values()),
            set(by_role.mapped("role")),
            without=positions,
        )
        excluded = by_role._find_excluded()
        losing = self.browse()
        for review, units in ancestors.items():
            kept = self.env["res.users"].union(*(remaining[unit.id, review.role] for unit in units))
            gone = (review.candidate_ids & positions.user_id) - kept
            if gone:
                excluded[review] |= gone
                losing |= review
        return losing._find_levels(excluded)

    def _department_members(self):
        # sudo: who belongs to a department decides who may answer, not who may read employees
        members = self.department_id.sudo().member_ids.user_id
        return self.env["res.users"].browse(members.ids)._kam_able(self.company_id)

    def _find_excluded(self):
        """Return who may not decide each review: its authors, and those who decided another step.

        :return: dict review -> users
        """
        strict = self.filtered(lambda review: not review.allow_same_reviewer)
        # sudo: the whole round counts, whoever asks
        decided = self.sudo().search(
            Domain("res_model", "in", list(set(strict.mapped("res_model"))))
            & Domain("res_id", "in", strict.mapped("res_id"))
            & Domain("state", "=", "approved")
        )
        deciders = defaultdict(self.env["res.users"].browse)
        for other in decided:
            deciders[other.res_model, other.res_id, other.round] |= (
                other.decided_by_id | other.on_behalf_of_id
            )
        return {
            review: review.author_ids._origin
            | (
                self.env["res.users"]
                if review.allow_same_reviewer
                else deciders[review.res_model, review.res_id, review.round]
            )
            for review in self
        }

    def _check_leaves_deciders(self, deciders):
        """Refuse an approval after which nobody could decide another step of the round.

        :param deciders: who approves, and on whose behalf: they decide no other step
        :raise UserError: naming the other step, unless that one is stuck in any case
        """
        self.ensure_one()
        if self.allow_same_reviewer:
            return
        own = self.sudo()  # sudo: who could decide is asked, whoever may read the steps
        others = own.search(
            Domain("res_model", "=", self.res_model)
            & Domain("res_id", "=", self.res_id)
            & Domain("round", "=", self.round)
            & Domain("state", "in", OPEN_REVIEW_STATES)
            & Domain("id", "!=", self.id)
        )
        steps = [*others, own]
        levels = (others | own)._find_levels((others | own)._find_excluded())
        candidates = [self.env["res.users"].union(*levels[step]) for step in steps]
        if routing.find_unassignable([users.ids for users in candidates]) is not None:
            return
        stuck = routing.find_unassignable([(users - deciders).ids for users in candidates[:-1]])
        if stuck is not None:
            raise UserError(
                self.env._(
                    "Nobody could decide “%(other)s” of %(form)s after “%(step)s” was approved by "
                    "%(users)s, who then decide no other step. Leave “%(step)s” to somebody else, "
                    "or enter another position for “%(other)s”.",
                    other=steps[stuck]._get_step_label(),
                    form=self.document_name,
                    step=self._get_step_label(),
                    users=", ".join(deciders.mapped("name")),
                )
            )

    def _get_group(self):
        """Return the external id of the group that a delegate has to hold."""
        self.ensure_one()
        return self.env["kam.position"]._role_groups().get(self.role, "base.group_user")

    # ------------------------------------------------------------------
    # keeping it up to date
    # ------------------------------------------------------------------

    def _refresh_candidates(self):
        """Bring who may decide pending reviews up to date with positions and delegations."""
        pending = self.filtered(
            lambda review: review.state == "pending" and not review.is_form_gone
        )
        excluded = pending._find_excluded()
        levels = pending._find_levels(excluded)
        candidates = {review: self._nearest(levels[review]) for review in pending}
        delegates = self.env["kam.approval.delegation"]._find_delegates(candidates, excluded)
        changed = self.browse()
        for review in pending:
            # those who were archived leave as well
            present = review.with_context(active_test=False)
            vals = {}
            if candidates[review] != present.candidate_ids:
                vals["candidate_ids"] = [Command.set(candidates[review].ids)]
            if delegates[review] != present.delegate_ids:
                vals["delegate_ids"] = [Command.set(delegates[review].ids)]
            if vals:
                present._protected_write(vals)
                changed |= review
        changed._refresh_duties()

    @api.model
    def _refresh_pending(self, domain):
        """Refresh the pending reviews that match a domain."""
        # sudo: the reviews of everybody are refreshed, whoever changes what they follow from
        reviews_sudo = self.sudo()
        # for somebody who has been archived as well
        pending = reviews_sudo.with_context(active_test=False).search(
            Domain("state", "=", "pending") & domain
        )
        reviews_sudo.browse(pending.ids)._refresh_candidates()

    @api.model
    def _refresh_held(self, units, roles, users):
        """Refresh the pending reviews that some positions bear on.

        :param units: units of the positions; reviews there and below may look up to them
        :param roles: roles of the positions
        :param users: their holders; with a position they gain or lose the rights of a delegate
        """
        # sudo: delegations count for everybody
        delegation_sudo = self.env["kam.approval.delegation"].sudo()
        principals = delegation_sudo.search([("delegate_id", "in", users.ids)]).user_id
        self._refresh_pending(
            (Domain("role", "in", list(roles)) & Domain("review_unit_id", "child_of", units.ids))
            | Domain("candidate_ids", "in", principals.ids)
        )
        if principals:
            self.env["kam.deadline"]._refresh(Domain("user_ids", "in", principals.ids))

    def _get_step_label(self):
        self.ensure_one()
        # sudo: the name of a department is no secret
        return " – ".join(filter(None, (self.name, self.department_id.sudo().name)))
