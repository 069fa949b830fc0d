from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, transactions, wording
from odoo.addons.kam_management.rules.account_states import LOOKED_AFTER
from odoo.addons.kam_management.rules.form_states import OPEN_STATES

REASSESSMENT = "credit_assessment"
# until when a customer is assessed whose assessment came to nothing
DAYS_TO_ASSESS = 30


class KamCreditProfile(models.Model):
    """The customer's score, and when it is assessed again.

    ``kam_credit_profile_path``: what would move it to a better tier.
    ``kam_credit_profile_reassessment``: what happens that asks for another assessment.
    """

    _inherit = "kam.credit.profile"

    score = fields.Float(
        string="Assessment Score",
        digits=(6, 2),
        readonly=True,
        aggregator="avg",
        help="From 0 to 100, of the last approved assessment.",
    )
    is_score_overridden = fields.Boolean(
        string="Tier by Score Adjusted",
        readonly=True,
        help="People rated another tier than the one that the score leads to.",
    )
    assessment_id = fields.Many2one(
        "kam.credit.assessment",
        string="Assessment in Force",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_scored = fields.Date(string="Score of", readonly=True)
    date_reassess = fields.Date(
        string="Assess Again By", readonly=True, index="btree_not_null", copy=False
    )
    reassess_code = fields.Selection(
        [
            ("period", "The time of the last assessment is over"),
            ("late", "First late payment since the last assessment"),
            ("statement", "Statements are older than a year"),
            ("limit", "More than 90 % of the credit limit is used"),
        ],
        string="Why It Is Assessed Again",
        readonly=True,
        copy=False,
    )
    assessment_count = fields.Integer(string="Assessments", compute="_compute_assessments")
    open_assessment_id = fields.Many2one("kam.credit.assessment", compute="_compute_assessments")
    path_table = fields.Html(
        string="What Would Move This Customer", compute="_compute_path_table", sanitize=False
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "score",
            "is_score_overridden",
            "assessment_id",
            "date_scored",
            "date_reassess",
            "reassess_code",
        }

    @api.depends_context("uid")
    def _compute_assessments(self):
        assessments = self.env["kam.credit.assessment"]
        found = assessments
        if assessments.has_access("read"):
            found = assessments.search_fetch(
                [("profile_id", "in", self.ids)], ["profile_id", "approval_state"]
            )
        by_profile = found.grouped("profile_id")
        for profile in self:
            own = by_profile.get(profile._origin, assessments)
            profile.assessment_count = len(own)
            profile.open_assessment_id = own.filtered(
                lambda one: one.approval_state in OPEN_STATES
            )[:1]

    @api.depends_context("lang", "uid")
    def _compute_path_table(self):
        for profile in self:
            profile.path_table = self.env["ir.qweb"]._render(
                "kam_credit.profile_path", profile._get_path()
            )

    # ------------------------------------------------------------------
    # beginning an assessment
    # ------------------------------------------------------------------

    def _check_assessable(self):
        """Refuse to assess ordinary customers, and one's own.

        :raise UserError: for customers that are neither potential nor key accounts
        :raise AccessError: for the account manager
        """
        for profile in self:
            if not self.env.su and self.env.user == profile.account_id.manager_id:
                raise AccessError(
                    self.env._(
                        "%(customer)s: nobody assesses the customers whom they look after.",
                        customer=profile.display_name,
                    )
                )
            if profile.account_state not in LOOKED_AFTER:
                raise UserError(
                    self.env._(
                        "%(customer)s is an ordinary customer: only potential and key accounts are "
                        "assessed.",
                        customer=profile.display_name,
                    )
                )

    def _word_documents_for_assessment(self):
        """Return for want of which documents the customer is not assessed, one sentence each.

        Only where documents are asked for: see ``_filter_asked_for_documents``.
        """
        # sudo: what blocks the sheet is told to whoever writes it
        profiles = self.sudo()._filter_asked_for_documents()
        states = dict(
            self.env["kam.credit.document.owed"]._fields["status"]._description_selection(self.env)
        )
        return [
            self.env._(
                "%(document)s (%(state)s): bring it, and have it verified by somebody else.",
                document=row["kind"].with_env(self.env).sudo().display_name,
                state=states[row["status"]],
            )
            for rows in profiles._get_document_status().values()
            for row in rows
            if "assessment" in row["blocks"]
        ]

    def _find_scorecard(self):
        """Return the scorecard by which the customer is assessed today.

        :raise UserError: when none was approved
        """
        self.ensure_one()
        card = self.env["kam.credit.scorecard"]._find_valid(self.company_id)
        if not card:
            raise UserError(
                self.env._(
                    "%(company)s has no approved scorecard that is valid today: a credit "
                    "administrator prepares one under Configuration, and headquarters approves it.",
                    company=self.company_id.name,
                )
            )
        return card

    def action_assess(self):
        """Open the customer's score sheet: the one that is open, or a new one.

        :return: a window action
        :raise UserError: for ordinary customers, or without an approved scorecard
        :raise AccessError: for everybody but credit officers, and for the account manager
        """
        arguments.one(self)
        self.check_access("read")
        assessments = self.env["kam.credit.assessment"]
        assessments.check_access("create")
        assessment = self.open_assessment_id or assessments.create({"profile_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.assessment",
            "res_id": assessment.id,
            "view_mode": "form",
        }

    def action_assess_all(self):
        """Begin the score sheets of several customers; what is refused is named.

        :return: a window action on the open score sheets, or what was not done
        :raise AccessError: for everybody but credit officers
        """
        self.env["kam.credit.assessment"].check_access("create")
        if len(self) == 1:
            return self.action_assess()
        _done, failures = transactions.run_each(
            self - self.filtered("open_assessment_id"), lambda profile: profile.action_assess()
        )
        if failures:
            return transactions.notify_done(
                self.env,
                len(self) - len(failures),
                [profile._explain(error) for profile, error in failures],
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_assessment"
        )
        return {**action, "domain": [("profile_id", "in", self.ids)]}

    def action_view_assessments(self):
        """Open the assessments of the customer.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_assessment"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id},
        }

    # ------------------------------------------------------------------
    # the score
    # ------------------------------------------------------------------

    def _take_score(self, assessment):
        """Let an approved assessment be the customer's score; a tier change is proposed.

        :param kam.credit.assessment assessment: approved
        """
        self.ensure_one()
        # sudo: the process that decided has checked who may; nobody writes profiles themselves
        profile = self.sudo()
        profile._protected_write(
            {
                "has_score": True,
                "score": assessment.score,
                "tier_by_score_id": assessment.tier_rated_id.id,
                "is_score_overridden": bool(assessment.override_tier_id),
                "assessment_id": assessment.id,
                "date_scored": assessment.date_assessed,
                "reassess_code": False,
            }
        )
        self.env["kam.credit.event"]._record(
            profile,
            "scored",
            wording.worded("scored", score=f"{assessment.score:.2f}", number=assessment.number),
            tier_from=profile.tier_id,
            document=assessment,
        )
        profile._plan_assessment()
        profile._lead_again()

    def _rate_by_score(self, tiers):
        """Let customers have the tier by score to which their scores lead now.

        :param kam.credit.tier tiers: those of their company
        """
        for profile in self:
            rated = tiers._find_by_score(profile.score)
            if rated != profile.tier_by_score_id:
                profile._protected_write({"tier_by_score_id": rated.id})

    def _lead_again(self):
        """Compute the figures anew, which the score is one of, and propose what they lead to."""
        for company, profiles in self.grouped("company_id").items():
            ladder = self.env["kam.credit.tier"]._ladder(company)
            today = company._kam_today()
            ratings = profiles._rate(company, today, profiles.partner_id.ids, ladder)
            profiles._store_figures(company, today, ratings, ladder)
        self.filtered(lambda profile: profile.account_state == "key")._on_figures_stored()

    # ------------------------------------------------------------------
    # when it is assessed again
    # ------------------------------------------------------------------

    def _plan_assessment(self):
        """Let the area owe the next assessment, by what the tier says."""
        for profile in self:
            tier = profile.tier_id or profile.tier_by_score_id
            months = tier.reassess_months
            if months:
                day = profile.date_scored + relativedelta(months=months)
                profile._owe_assessment(day, "period")
            else:
                profile._owe_no_assessment()

    def _owe_assessment(self, day=None, code="period"):
        """Let the area owe an assessment of customers that are assessed.

        :param date day: the last day; by default a month from today
        :param str code: why, a value of ``reassess_code``
        """
        # sudo: what is owed follows from the customer, whoever makes it so
        owed = self.sudo().filtered(lambda profile: profile.account_state in LOOKED_AFTER)
        (self.sudo() - owed)._owe_no_assessment()  # sudo: as above
        vals_list = []
        for profile in owed:
            due = day or profile.company_id._kam_due(
                profile.company_id._kam_today(), DAYS_TO_ASSESS, "calendar"
            )
            profile._protected_write({"date_reassess": due, "reassess_code": code})
            vals_list.append(
                profile._prepare_duty_vals(REASSESSMENT, due, unit_id=profile.unit_id.id)
            )
        self.env["kam.deadline"]._open(vals_list)

    def _owe_no_assessment(self):
        """Nobody owes an assessment of the customers any more."""
        self.env["kam.deadline"]._cancel(self, "not_needed", REASSESSMENT)
        self._protected_write({"date_reassess": False, "reassess_code": False})

    def _on_assessment_submitted(self):
        """The area has done what it owed."""
        # sudo: as in _owe_assessment
        self.env["kam.deadline"]._close(self.sudo(), REASSESSMENT)

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: assessments are owed by the unit of the account."""
        units = super()._find_duty_units(deadlines)
        for duty, profile in self._find_duty_documents(deadlines).items():
            if duty.code == REASSESSMENT:
                units[duty] = profile.unit_id
        return units

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "reassess_code"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: why the customer is assessed, and the way there."""
        told = super()._describe_duties(deadlines, documents)
        reasons = dict(self._fields["reassess_code"]._description_selection(self.env))
        for duty, profile in documents.items():
            if duty.code == REASSESSMENT:
                told[duty] = {"why": reasons.get(profile.reassess_code, "")}
        return told
