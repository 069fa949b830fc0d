from odoo import api, fields, models
from odoo.exceptions import UserError


class KamScreening(models.Model):
    """What has to be there before the form is submitted, and what a decision asks for."""

    _inherit = "kam.screening"

    missing = fields.Text(
        string="To Do Before Submitting",
        compute="_compute_missing",
        help="What the form still lacks, one thing per line.",
    )
    can_start = fields.Boolean(compute="_compute_can_start")
    can_review_lines = fields.Boolean(compute="_compute_can_review_lines")

    @api.depends(
        "approval_state",
        "account_id.state",
        "class_id",
        "date_started",
        "import_reason",
        "is_likelihood_adjusted",
        "likelihood_reason",
        "line_ids.attachment_ids",
        "line_ids.evidence",
        "line_ids.reason",
        "line_ids.score",
        "manager_id",
        "need_ids.has_fit",
        "unit_id",
    )
    def _compute_missing(self):
        for screening in self:
            missing = screening._get_missing() if screening.approval_state == "draft" else []
            screening.missing = "\n".join(missing)

    @api.depends("stage")
    @api.depends_context("uid")
    def _compute_can_start(self):
        for screening in self:
            screening.can_start = screening.stage == "candidate" and screening._may_submit()

    @api.depends("approval_state", "review_ids.state", "review_ids.candidate_ids")
    @api.depends_context("uid")
    def _compute_can_review_lines(self):
        for screening in self:
            screening.can_review_lines = (
                screening.approval_state == "in_review"
                and screening._is_writable("line_ids.review_score")
            )

    def _get_missing(self):
        """Return what the form lacks, as a list of texts."""
        self.ensure_one()
        missing = []
        if not self.date_started:
            missing.append(self.env._("The analysis has not begun: use “Start”."))
        for name in ("unit_id", "manager_id", "class_id"):
            if not self[name]:
                missing.append(
                    self.env._(
                        "“%(field)s” is empty.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if self.origin == "import":
            if not (self.import_reason or "").strip():
                missing.append(
                    self.env._("“Reason Instead of the Analysis” is empty: name list and reason.")
                )
            return missing
        missing += self._get_missing_needs()
        missing += self._get_missing_scores()
        if self.is_likelihood_adjusted and not (self.likelihood_reason or "").strip():
            missing.append(self.env._("“Reason of the Adjustment” of the likelihood is empty."))
        return missing

    def _get_missing_needs(self):
        if not self.need_ids:
            return [self.env._("There is no need of the customer yet.")]
        unrated = self.need_ids.filtered(lambda need: not need.has_fit)
        return [
            self.env._("The need “%(need)s” asks for no resource: rate what it needs.", need=need)
            for need in unrated.mapped("name")
        ]

    def _get_missing_scores(self):
        if not self.line_ids:
            return [
                self.env._(
                    "There is no risk indicator: an administrator of key accounts activates a risk "
                    "template under Configuration."
                )
            ]
        missing = []
        unscored = self.line_ids.filtered(lambda line: not line.score)
        if unscored:
            missing.append(
                self.env._(
                    "%(count)s of %(total)s risk indicators have no score: %(indicators)s.",
                    count=len(unscored),
                    total=len(self.line_ids),
                    indicators=", ".join(unscored.mapped("name")),
                )
            )
        missing += [
            self.env._(
                "“%(indicator)s” has the score %(score)s: give the reason or evidence.",
                indicator=line.name,
                score=line.score,
            )
            for line in self.line_ids
            if line._is_extreme_without_ground()
        ]
        return missing

    def _check_submittable(self):
        """Refuse forms that lack something, naming all of it."""
        super()._check_submittable()
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(screening)s cannot be submitted yet:\n%(missing)s",
                    screening=self.display_name,
                    missing="\n".join(f"• {text}" for text in missing),
                )
            )
        self._check_account_state()

    def _get_authors(self):
        """See the base method: whoever found a candidate in the invoices has not written the form.

        Those who submit it are its authors, in every round.
        """
        authors = super()._get_authors()
        if self.origin in ("search", "job"):
            return authors - (self.create_uid - self.submitted_by_id - self.review_ids.author_ids)
        return authors

    def _check_account_state(self):
        """Refuse what approval could not carry out: the account has changed on another way."""
        # sudo: the state of the account counts, whoever submits or decides
        account = self.account_id.sudo()
        state = account.state
        wanted = "key" if self.revision_mark else "potential"
        if state != wanted:
            states = dict(self.account_id._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(customer)s is “%(state)s” by now, not “%(wanted)s”: this screening has "
                    "nothing left to confirm. Give it up, or let it be rejected.",
                    customer=self.partner_id.name,
                    state=states[state],
                    wanted=states[wanted],
                )
            )
        if account.unit_id != self.unit_id:
            raise UserError(
                self.env._(
                    "%(customer)s has moved to %(unit)s meanwhile: return the form, so that it is "
                    "submitted to who decides there.",
                    customer=self.partner_id.name,
                    unit=account.unit_id.complete_name,
                )
            )

    def _check_decision(self, review, decision, opinion):
        """See the base method: high risk is confirmed with the written reason of the last step."""
        super()._check_decision(review, decision, opinion)
        if decision != "approved":
            return
        self._check_account_state()
        last = max(self._get_round_reviews().mapped("sequence"))
        if self.risk_level == "high" and review.sequence == last and not opinion:
            raise UserError(
                self.env._(
                    "%(screening)s carries a high risk (%(total)s %%): write as “Opinion” why the "
                    "customer becomes a key account nevertheless.",
                    screening=self.display_name,
                    total=self.risk_total,
                )
            )
