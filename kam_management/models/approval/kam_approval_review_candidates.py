from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ... import protection, wording
from ...rules import ranking, routing
from ...rules.review_states import OPEN_REVIEW_STATES


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

    def _is_consent(self):
        """Tell whether the review decides, instead of giving an opinion or completing the form."""
        self.ensure_one()
        return self.kind in (False, "decide")

    def _is_exclusive(self):
        """Tell whether who decides the review decides no other step of the round."""
        self.ensure_one()
        return self._is_consent() and not self.allow_same_reviewer

    def _is_sure(self):
        """Tell whether the review is certain to want somebody: it neither lapses nor is passed."""
        self.ensure_one()
        return self.on_due != "lapse" and not (self.is_superior and self.state == "waiting")

    def _find_levels(self, excluded, without=None):
        """Return who may decide each review, unit by unit upwards.

        :param dict excluded: review -> users who may not
        :param kam.position without: positions that do not count
        :return: dict review -> list of users, the nearest unit first, units without any left out
        """
        position = self.env["kam.position"]
        forms = self._find_forms()
        upward = {
            review: (review.review_unit_id or review.unit_id)._ancestors()
            for review in self
            if not review.department_id and review.kind != "complete"
        }
        supervising = position._supervising_roles()
        roles = {role for review in self for role in review._get_roles()}
        if any(review.is_superior for review in upward):
            roles |= supervising
        units = self.env["kam.unit"].concat(*upward.values())
        holders = position._find_holders(units, roles, without=without)
        ranks = self.filtered("is_superior")._find_ranks(self.env["res.users"])
        members = self._find_department_members()
        levels = {}
        for review in self:
            if review.department_id:
                users = [members[review]]
            elif review.kind == "complete":
                in_charge = forms[review]._find_correctors()._kam_able(review.company_id)
                users = [self.env["res.users"].browse(in_charge.ids)]
            else:
                by_rank = [review._get_roles()]
                if review.is_superior:
                    authors = review._get_authors_rank(ranks)
                    by_rank = ranking.roles_above(authors, supervising, position._get_ranks())
                users = [
                    self.env["res.users"].union(*(holders[unit.id, role] for role in equal))
                    for unit in upward[review]
                    for equal in by_rank
                ]
            levels[review] = [left for each in users if (left := each - excluded[review])]
        return self._keep_readers(levels, forms)

    def _get_authors_rank(self, ranks):
        """Return the rank of the highest of those who wrote the form."""
        company = self.company_id.id or self.unit_id.company_id.id
        return max((ranks[company, user.id] for user in self.author_ids._origin), default=0)

    def _find_successors(self, positions):
        """Return who decides those reviews whose candidates drop out when positions end.

        :param kam.position positions: positions of one company that are about to end
        :return: dict review -> users
        """
        levels = self._find_levels(self._find_excluded(), without=positions)
        return {
            review: self._nearest(levels[review])
            for review in self
            if (review.candidate_ids & positions.user_id)
            - self.env["res.users"].union(*levels[review])
        }

    def _find_department_members(self):
        """Return who works in the departments of reviews and can act: dict review -> users."""
        found = {}
        of_departments = self.filtered("department_id")
        for company, reviews in of_departments.grouped("company_id").items():
            # sudo: who belongs to a department decides who may answer, not who reads employees
            departments = reviews.department_id.sudo()
            able = departments.member_ids.user_id._kam_able(company)
            for review in reviews:
                own = review.department_id.sudo().member_ids.user_id & able  # sudo: as above
                found[review] = self.env["res.users"].browse(own.ids)
        return found

    def _find_excluded(self):
        """Return who may not decide each review: its authors, and those who decided another step.

        Who gave an opinion may decide as well, and who completed the form.

        :return: dict review -> users
        """
        strict = self.filtered(lambda review: review._is_exclusive())
        # sudo: the whole round counts, whoever asks
        decided = self.sudo().search(
            Domain("res_model", "in", list(set(strict.mapped("res_model"))))
            & Domain("res_id", "in", strict.mapped("res_id"))
            & Domain("state", "=", "approved")
        )
        deciders = defaultdict(self.env["res.users"].browse)
        for other in decided:
            deciders[other._get_round_key()] |= other.decided_by_id | other.on_behalf_of_id
        excluded = {}
        for review in self:
            key = review._get_round_key()
            # whoever is in charge completes what they wrote
            excluded[review] = (
                self.env["res.users"] if review.kind == "complete" else review.author_ids._origin
            )
            if review._is_exclusive():
                excluded[review] |= deciders[key]
        return excluded

    def _check_leave_deciders(self, deciders):
        """Refuse approvals after which nobody could decide another step of a round.

        :param dict deciders: review, one of each round -> who approves it, and on whose behalf:
            they decide no other step
        :raise UserError: naming the other step, unless that one is stuck in any case
        """
        exclusive = self.filtered(lambda review: review._is_exclusive())
        rivals = exclusive._find_rivals() - exclusive
        everyone = exclusive | rivals
        levels = everyone._find_levels(everyone._find_excluded())
        of_round = rivals.grouped(lambda review: review._get_round_key())
        for review in exclusive:
            others = of_round.get(review._get_round_key(), self.browse())
            review._check_leaves_deciders(deciders[review], others, levels)

    def _check_leaves_deciders(self, deciders, others, levels):
        steps = [*others, self]
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
                    users=wording.listed(self.env, deciders.mapped("name")),
                )
            )

    def _find_rivals(self):
        """Return the open steps of the same rounds that want somebody each for themselves.

        Those that may be passed over, or lapse, stand back.
        """
        strict = self.filtered(lambda review: review._is_exclusive())
        # sudo: who could decide is asked, whoever may read the steps
        found = self.sudo().search(
            Domain("res_model", "in", list(set(strict.mapped("res_model"))))
            & Domain("res_id", "in", strict.mapped("res_id"))
            & Domain("state", "in", OPEN_REVIEW_STATES)
        )
        rounds = {review._get_round_key() for review in strict}
        return found.filtered(
            lambda review: (
                review._get_round_key() in rounds and review._is_exclusive() and review._is_sure()
            )
        )

    def _get_round_key(self):
        self.ensure_one()
        return self.res_model, self.res_id, self.round

    def _choose(self, levels, others):
        """Return who decides the review: the nearest whom the other steps of the round can spare.

        Where everybody is needed for another step it stays with the nearest, who are told so.

        :param list levels: who may decide it, the nearest unit first
        :param list others: for each other step that wants somebody for itself, who may decide it
        """
        self.ensure_one()
        if not self._is_exclusive():
            return self._nearest(levels)
        index = routing.find_level([users.ids for users in levels], [users.ids for users in others])
        return levels[index] if index is not None else self._nearest(levels)

    def _get_groups(self):
        """Return the external ids of the groups of which a delegate has to hold one."""
        self.ensure_one()
        groups = self.env["kam.position"]._role_groups()
        roles = self._get_roles()
        if self.is_superior:
            position = self.env["kam.position"]
            rank = self._get_authors_rank(self._find_ranks(self.env["res.users"]))
            above = ranking.roles_above(rank, position._supervising_roles(), position._get_ranks())
            roles = set().union(*above)
        if not roles:
            return ["base.group_user"]
        return [groups.get(role, "base.group_user") for role in roles]

    # ------------------------------------------------------------------
    # keeping it up to date
    # ------------------------------------------------------------------

    def _refresh_candidates(self, tell=True):
        """Bring who may decide pending reviews up to date with positions and delegations.

        :param bool tell: whether those are told who gain or lose a review
        """
        pending = self.filtered(
            lambda review: review.state == "pending" and not review.is_form_gone
        )
        rivals = pending._find_rivals()
        (pending | rivals)._place()
        levels = (pending | rivals)._find_levels((pending | rivals)._find_excluded())
        excluded = pending._find_excluded()
        candidates = {
            review: review._choose(
                levels[review],
                [
                    self.env["res.users"].union(*levels[other])
                    for other in rivals - review
                    if other._get_round_key() == review._get_round_key()
                ],
            )
            for review in pending
        }
        delegates = pending._find_delegates(candidates, excluded)
        before = {review: review._get_entitled() for review in pending}
        changed, vals_by_review = self.browse(), {}
        # those who were archived leave as well
        for review, present in zip(pending, pending.with_context(active_test=False), strict=True):
            vals = {}
            if candidates[review] != present.candidate_ids:
                vals["candidate_ids"] = [Command.set(candidates[review].ids)]
            if delegates[review] != present.delegate_ids:
                vals["delegate_ids"] = [Command.set(delegates[review].ids)]
            if vals:
                vals_by_review[present] = vals
                changed |= review
        protection.write_each(vals_by_review)
        changed._refresh_duties()
        if tell:
            changed._tell(before)

    def _find_delegates(self, candidates, excluded):
        """Return who decides on behalf of candidates: dict review -> users.

        Nobody does for a superior who ranks below the authors.
        """
        delegates = self.env["kam.approval.delegation"]._find_delegates(candidates, excluded)
        superiors = self.filtered(lambda review: review.is_superior and delegates[review])
        ranks = superiors._find_ranks(self.env["res.users"].union(*delegates.values()))
        for review in superiors:
            authors = review._get_authors_rank(ranks)
            company = review.company_id.id
            delegates[review] = delegates[review].filtered(
                lambda user: not ranking.is_below(ranks[company, user.id], authors)  # noqa: B023
            )
        return delegates

    def _find_ranks(self, users):
        """Return the ranks of users and of those who wrote the forms of these reviews."""
        if not self:
            return defaultdict(int)
        companies = self.company_id | self.unit_id.company_id
        return self.env["kam.position"]._find_ranks(users | self.author_ids._origin, companies)

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
        :param users: their holders; with a position they gain or lose the rights of a delegate, and
            may come to rank above others or below
        """
        # sudo: delegations count for everybody
        delegation_sudo = self.env["kam.approval.delegation"].sudo()
        principals = delegation_sudo.search([("delegate_id", "in", users.ids)]).user_id
        held = Domain("candidate_ids", "in", principals.ids)
        held |= Domain("is_superior", "=", True) & Domain("author_ids", "in", users.ids)
        asked = Domain("role", "in", list(roles)) | Domain.OR(
            Domain("roles", "like", f", {role}") for role in roles
        )
        if self.env["kam.position"]._supervising_roles() & roles:
            asked |= Domain("is_superior", "=", True)
        self._refresh_pending((asked & Domain("review_unit_id", "child_of", units.ids)) | held)
        if principals:
            self.env["kam.deadline"]._refresh(Domain("user_ids", "in", principals.ids))

    def _get_step_label(self):
        self.ensure_one()
        # sudo: the name of a department is no secret
        return " – ".join(filter(None, (self.step_name, self.department_id.sudo().name)))
