from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import wording
from ...wording import format_date

# What rights follow from: each change leaves a row in kam.right.change.
TRACKED = ("user_id", "delegate_id", "company_id", "date_from", "date_to")


class KamApprovalDelegation(models.Model):
    """Who decides for whom while somebody is away."""

    _name = "kam.approval.delegation"
    _description = "Delegation"
    _inherit = ["kam.root.company.mixin", "kam.thread.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Away",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    delegate_id = fields.Many2one(
        comodel_name="res.users",
        string="Decides Instead",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
        help="Must hold the same rights, and never decides forms of their own.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        tracking=True,
    )
    date_to = fields.Date(string="To", required=True, help="The last day.", tracking=True)
    reason = fields.Char()
    missing_roles = fields.Char(
        string="Roles Not Covered",
        compute="_compute_missing_roles",
        help="Roles of the person who is away that the other one has no rights for: these reviews "
        "wait for somebody else.",
    )

    _date_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A delegation cannot end before it begins."
    )

    @api.depends("user_id", "delegate_id", "company_id")
    @api.depends_context("lang")
    def _compute_missing_roles(self):
        # sudo: who holds which position is no secret among colleagues
        position_sudo = self.env["kam.position"].sudo()
        groups = position_sudo._role_groups()
        labels = dict(position_sudo._role_selection())
        held = position_sudo.search(
            Domain("user_id", "in", self.user_id.ids)
            & position_sudo._get_valid_domain(self.company_id)
        ).grouped(lambda position: (position.user_id, position.company_id))
        for delegation in self:
            positions = held.get((delegation.user_id, delegation.company_id), position_sudo)
            # sudo: as above
            delegate = delegation.delegate_id.sudo()
            missing = {
                labels[position.role]
                for position in positions
                if delegate and not delegate.has_group(groups[position.role])
            }
            delegation.missing_roles = wording.listed(self.env, sorted(missing))

    @api.constrains("user_id", "delegate_id")
    def _check_people(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(
                    self.env._("“Decides Instead” must be somebody else than “Away”.")
                )

    # What follows is asked when a delegation is entered, not of those that stand.

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_able(self):
        for delegation in self:
            company = delegation.company_id
            for name in ("user_id", "delegate_id"):
                user = delegation[name]
                if not user._kam_able(company):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: %(user)s cannot decide anything in %(company)s, as "
                            "an archived or portal user, or one of another company. Choose "
                            "somebody who works there.",
                            field=self._fields[name]._description_string(self.env),
                            user=user.name,
                            company=company.name,
                        )
                    )

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_rights(self):
        for delegation in self:
            roles = set(delegation._find_positions(delegation.user_id).mapped("role"))
            if not roles or roles & delegation._find_delegable_roles(roles):
                continue
            labels = dict(self.env["kam.position"]._role_selection())
            raise ValidationError(
                self.env._(
                    "“Decides Instead”: %(delegate)s has the rights of none of the roles in which "
                    "%(user)s decides (%(roles)s). Choose somebody who has, or enter a position "
                    "for %(delegate)s first.",
                    delegate=delegation.delegate_id.name,
                    user=delegation.user_id.name,
                    roles=wording.listed(self.env, sorted(labels[role] for role in roles)),
                )
            )

    def _find_positions(self, user):
        """Return the positions that a user has in these days, in the company."""
        self.ensure_one()
        # sudo: who holds which position is no secret among colleagues
        return (
            self.env["kam.position"]
            .sudo()
            .search(
                Domain("user_id", "=", user.id)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("active", "=", True)
                & Domain("date_from", "<=", self.date_to)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", self.date_from))
            )
        )

    def _find_delegable_roles(self, roles):
        """Return those roles whose rights the delegate has, or will have in these days."""
        self.ensure_one()
        groups = self.env["kam.position"]._role_groups()
        # sudo: which groups the delegate holds is asked for whoever enters the delegation
        delegate = self.delegate_id.sudo()
        held = delegate.all_group_ids
        for position in self._find_positions(delegate):
            group = self.env.ref(groups[position.role]).sudo()  # sudo: as above
            held |= group | group.all_implied_ids
        return {role for role in roles if self.env.ref(groups[role]) in held}

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_author(self):
        for delegation in self:
            if delegation.date_from > delegation.company_id._kam_today():
                continue
            waiting = (
                self.env["kam.approval.review"]
                .sudo()  # sudo: what waits counts, whoever enters the delegation
                .search(
                    Domain("state", "=", "pending")
                    & Domain("company_id", "=", delegation.company_id.id)
                    & Domain("candidate_ids", "in", delegation.user_id.ids)
                )
            )
            # somebody who could decide one of them is of use
            if waiting and all(delegation.delegate_id in review.author_ids for review in waiting):
                raise ValidationError(
                    self.env._(
                        "“Decides Instead”: %(delegate)s created or submitted all that waits for "
                        "%(user)s now, and decides none of it. Choose somebody else, or let it "
                        "begin when these are decided.",
                        delegate=delegation.delegate_id.name,
                        user=delegation.user_id.name,
                    )
                )

    def _validate_fields(self, field_names, excluded_names=()):
        """See the base method: whoever may not enter it learns nothing of what waits."""
        names = list(field_names)
        # Odoo asks rules of records that are created after their constraints
        self.check_access("create" if "create_uid" in names else "write")
        super()._validate_fields(names, excluded_names)

    def _check_not_over(self):
        """Refuse what is wholly past; one that has begun may end on any day.

        :raise ValidationError: naming the last day
        """
        for delegation in self:
            today = delegation.company_id._kam_today()
            if delegation.date_to < today:
                raise ValidationError(
                    self.env._(
                        "“To” is %(date_to)s, and today is %(today)s: the delegation would be over "
                        "already. Choose a later last day.",
                        date_to=format_date(self.env, delegation.date_to),
                        today=format_date(self.env, today),
                    )
                )

    def _check_days_movable(self, vals):
        """Refuse days that rewrite what was so: begun on time, ended yesterday at the earliest.

        :param dict vals: values that are going to be written
        :raise ValidationError: naming the field and the day
        """
        for delegation in self:
            today = delegation.company_id._kam_today()
            begin, end = delegation.date_from, delegation.date_to
            new_begin = fields.Date.to_date(vals.get("date_from", begin))
            new_end = fields.Date.to_date(vals.get("date_to", end))
            is_fixed = begin <= today or (new_begin and new_begin < today)
            if new_begin != begin and is_fixed:
                raise ValidationError(
                    self.env._(
                        "“From” cannot change from %(before)s to %(after)s: a delegation that has "
                        "begun began on that day, and none begins before today. End it, and enter "
                        "another one.",
                        before=begin,
                        after=new_begin,
                    )
                )
            # one that has begun may end yesterday, so that nobody decides today any more
            earliest = today - timedelta(days=1) if begin < today else today
            if new_end and new_end != end and min(end, new_end) < earliest:
                raise ValidationError(
                    self.env._(
                        "“To” cannot change from %(before)s to %(after)s: the last day of this "
                        "delegation is %(earliest)s at the earliest. Enter another delegation "
                        "where this one is over.",
                        before=end,
                        after=new_end,
                        earliest=format_date(self.env, earliest),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create delegations; pending reviews follow.

        :raise ValidationError: for what is wholly past
        """
        delegations = super().create(vals_list)
        delegations._check_not_over()
        changes = self.env["kam.right.change"]
        changes._note("created", delegations, {}, changes._take(delegations, TRACKED))
        self._on_delegations_changed(delegations.user_id)
        return delegations

    def write(self, vals):
        """Change delegations; pending reviews follow.

        :raise ValidationError: for days that would say of the past what was not so
        """
        self.check_access("write")
        self._kam_check_input([vals])
        begun = self.filtered(lambda delegation: delegation._has_begun())
        principals = self.user_id
        if vals.keys() & {"date_from", "date_to"}:
            self._check_days_movable(vals)
        changes = self.env["kam.right.change"]
        before = changes._take(self, TRACKED)
        result = super().write(vals)
        changes._note("changed", self, before, changes._take(self, TRACKED))
        # the rules hold for what the delegation becomes as well: nobody makes it another person's
        self.check_access("write")
        begun._check_people_stay(before)
        self._on_delegations_changed(principals | self.user_id)
        return result

    def unlink(self):
        """Delete delegations that have not begun; pending reviews follow."""
        self.check_access("unlink")
        principals = self.user_id
        changes = self.env["kam.right.change"]
        changes._note("deleted", self, changes._take(self, TRACKED), {})
        result = super().unlink()
        self._on_delegations_changed(principals)
        return result

    def _has_begun(self):
        self.ensure_one()
        return self.date_from <= self.company_id._kam_today()

    def _check_people_stay(self, before):
        """Refuse other people or another company for what has begun.

        :param dict before: what :meth:`kam.right.change._take` said, by id
        :raise UserError: naming the field
        """
        # what the system does leaves its row in kam.right.change
        for delegation in self if not self.env.su else ():
            for name in ("user_id", "delegate_id", "company_id"):
                if before[delegation.id][name][0] != delegation[name].id:
                    raise UserError(
                        self.env._(
                            "“%(field)s” cannot be changed: the delegation began on %(day)s and "
                            "stays in the records. End it, and enter another one.",
                            field=self._fields[name]._description_string(self.env),
                            day=format_date(self.env, delegation.date_from),
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for delegation in self:
            if delegation._has_begun() and not self.env.su:
                raise UserError(
                    self.env._(
                        "The delegation of %(user)s to %(delegate)s began on %(day)s and stays in "
                        "the records. End it: its last day may be yesterday.",
                        user=delegation.user_id.name,
                        delegate=delegation.delegate_id.name,
                        day=format_date(self.env, delegation.date_from),
                    )
                )

    @api.model
    def _on_delegations_changed(self, principals):
        self.env["kam.approval.review"]._refresh_pending(
            Domain("candidate_ids", "in", principals.ids)
        )
        self.env["kam.deadline"]._refresh(Domain("user_ids", "in", principals.ids))

    @api.model
    def _get_current_domain(self, company):
        today = company._kam_today()
        return (
            Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
        )

    @api.model
    def _find_delegates(self, candidates, excluded):
        """Return who may decide reviews on behalf of their candidates today.

        :param dict candidates: review -> users who may decide it
        :param dict excluded: review -> users who never do, for nobody
        :return: dict review -> users who hold a group that the review needs
        """
        principals = self.env["res.users"].union(*candidates.values())
        today = {company: {} for company in {review.company_id for review in candidates}}
        for company, delegates_by_user in today.items():
            # sudo: delegations count for everybody
            delegations = self.sudo().search(
                self._get_current_domain(company) & Domain("user_id", "in", principals.ids)
            )
            able = delegations.delegate_id._kam_able(company)
            for delegation in delegations:
                if delegation.delegate_id in able:
                    delegates_by_user.setdefault(delegation.user_id.id, []).append(
                        delegation.delegate_id.id
                    )
        result = {}
        for review, users in candidates.items():
            asked = today[review.company_id]
            delegates = self.env["res.users"].browse(
                {delegate for user in users for delegate in asked.get(user.id, ())}
            )
            delegates -= excluded[review] | users
            groups = review._get_groups() if delegates else ()
            # sudo: which groups a delegate holds is asked for whoever refreshes the review
            result[review] = delegates.filtered(
                lambda user: any(map(user.sudo().has_group, groups))  # noqa: B023
            )
        return result

    @api.model
    def _find_principals(self, user, review):
        """Return the candidates of a review for whom a user may decide today."""
        if user not in review.delegate_ids:
            return self.env["res.users"]
        # sudo: as in _find_delegates
        delegations = self.sudo().search(
            self._get_current_domain(review.company_id)
            & Domain("delegate_id", "=", user.id)
            & Domain("user_id", "in", review.candidate_ids.ids)
        )
        return delegations.user_id
