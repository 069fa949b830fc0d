from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.rules.account_states import LOOKED_AFTER

OFFICER_ROLES = ("credit_officer",)


class KamCreditAssessment(models.Model):
    """Beginning an assessment, submitting it, and what follows when it is approved."""

    _inherit = "kam.credit.assessment"

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: the edition in force is the one to go by.

        :raise UserError: for a company without an approved scorecard, and for customers who are not
            assessed
        :raise AccessError: for the customer's own account manager, and for everybody but credit
            officers over its unit
        """
        completed = []
        for vals in super()._complete_create(vals_list):
            profile = self.env["kam.credit.profile"].browse(vals.get("profile_id"))
            if not profile:
                completed.append(vals)
                continue
            profile._check_assessable()
            self._check_credit_role(profile, OFFICER_ROLES)
            completed.append({**vals, "scorecard_id": profile._find_scorecard().id})
        return completed

    @api.model_create_multi
    def create(self, vals_list):
        """Begin assessments with the criteria of the scorecard and today's figures."""
        assessments = super().create(vals_list)
        assessments._take_criteria()
        assessments._take_figures()
        return assessments

    def _take_criteria(self):
        """Keep the criteria of the scorecard, with their levels and in all languages."""
        # sudo: as the process, which alone makes the lines
        self.env["kam.credit.assessment.line"].sudo()._protected_create(
            [
                {"assessment_id": assessment.id, **criterion._prepare_line_vals()}
                for assessment in self
                # sudo: who assesses a customer need not keep the scheme
                for criterion in assessment.sudo().scorecard_id.criterion_ids
            ]
        )

    def action_refresh(self):
        """Take today's figures into drafts.

        :return: True
        :raise UserError: for a form that is no draft
        :raise AccessError: for whoever may not write the form
        """
        self.check_access("write")
        for assessment in self:
            assessment._check_state("draft")
        self._take_figures()
        return True

    def _take_figures(self):
        """Keep the figures of the customer as they are today, and what is computed of them."""
        # sudo: the figures follow from the ledger, whichever part of it the user reads
        for assessment in self.sudo():
            profile = assessment.profile_id
            assessment._protected_write(
                {
                    **assessment._prepare_figures(profile),
                    "count_late": profile.count_due - profile.count_honoured,
                    "date_assessed": assessment.company_id._kam_today(),
                    "tier_policy": assessment.company_id.kam_credit_tier_policy,
                }
            )
            assessment.line_ids._take_values()

    @api.model
    def _get_step_titles(self):
        """See the base method: the scheme's form has its own words for the steps of the scheme."""
        return {
            **super()._get_step_titles(),
            "Verification of the score by the region": self.env._(
                "Opinion of the Regional Department"
            ),
            "Signature of the score by headquarters": self.env._("Decision of Headquarters"),
        }

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    @api.model
    def _check_credit_role(self, profile, roles):
        """Refuse who holds none of the roles over the customer's unit.

        :param kam.credit.profile profile: the customer
        :param roles: credit roles
        :raise AccessError: naming the customer
        """
        # sudo: whose unit it is counts, whoever may see it
        unit = profile.sudo().account_id.unit_id
        positions = self.env["kam.position"]
        if not self.env.su and not positions._has_role_over(self.env.user, unit, roles):
            raise AccessError(
                self.env._(
                    "%(customer)s is assessed by the credit officers over its unit; the second "
                    "score may be given by its credit reviewers.",
                    customer=profile.display_name,
                )
            )

    def _check_written_by(self, roles):
        """Refuse drafts to others; in review the steps say who writes what.

        :param roles: credit roles
        :raise AccessError: for who holds none of them over the customer's unit
        """
        for assessment in self.filtered(lambda one: one.approval_state == "draft"):
            self._check_credit_role(assessment.profile_id, roles)

    def _check_write(self, vals):
        """See the base method: what the sheet says is written by the area.

        :raise AccessError: for everybody but credit officers over the customer's unit
        """
        super()._check_write(vals)
        # lines ask for themselves
        if self._find_bound(vals.keys() - {"line_ids"}):
            self._check_written_by(OFFICER_ROLES)

    def _check_decision(self, review, decision, opinion):
        """See the base method: a second score that was given in review is explained.

        :raise UserError: naming the criteria
        """
        super()._check_decision(review, decision, opinion)
        lacking = [text for line in self.line_ids for text in line._get_lacking()]
        if decision == "approved" and lacking:
            raise UserError("\n".join(lacking))

    def _get_authors(self):
        """See the base method: nobody decides on the score of an own customer, or a score that
        they gave; the second one may be the region's.
        """
        # sudo: who looks after the customer, and who scored, is asked, whoever submits
        assessment = self.sudo()
        return (
            super()._get_authors()
            | assessment.account_id.manager_id
            | assessment.line_ids.scored_by_id
        )

    def _may_submit(self):
        """See the base method: the area submits, never the customer's own account manager."""
        return super()._may_submit() and (
            self.env.su or (self._is_officer() and self.env.user != self.account_id.manager_id)
        )

    def _may_revise(self):
        """See the base method: another assessment takes the place of this one."""
        return False

    def _check_revisable(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                "%(form)s stays as it is, because the customer's score rests on it. Begin another "
                "assessment.",
                form=self.display_name,
            )
        )

    def _check_submittable(self):
        """See the base method: the area submits what it has assessed.

        :raise AccessError: for everybody but credit officers of the area
        """
        if not self._may_submit():
            raise AccessError(
                self.env._(
                    "%(form)s is submitted by a credit officer of %(unit)s who is not the account "
                    "manager.",
                    form=self.display_name,
                    unit=self.unit_id.complete_name,
                )
            )
        super()._check_submittable()

    # ------------------------------------------------------------------
    # what it lacks
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what the lines still lack."""
        return super()._get_missing_depends() | {"line_ids.is_open", "profile_id.account_state"}

    def _get_missing(self):
        """See the base method: each criterion is judged, extremes and adjustments are proven."""
        missing = super()._get_missing()
        if self.profile_id and self.profile_id.account_state not in LOOKED_AFTER:
            missing.append(
                self.env._(
                    "%(customer)s is an ordinary customer: only potential and key accounts are "
                    "assessed.",
                    customer=self.profile_id.display_name,
                )
            )
        missing += self.profile_id._word_documents_for_assessment()
        for line in self.line_ids:
            missing += line._get_lacking()
        if self.override_tier_id:
            missing += [
                self.env._(
                    "“%(field)s” is empty: a tier is adjusted for a reason of the list and with "
                    "evidence.",
                    field=self._get_label(name),
                )
                for name in ("override_reason", "override_note")
                if not texts.trimmed(self[name] or "")
            ]
        return missing

    def _check_complete_as_entered(self):
        """See the base method: criteria are judged on a sheet that is stored."""

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """See the base method: the figures are those of the day on which it is submitted."""
        self._take_figures()
        super()._on_submitted()
        self.profile_id._on_assessment_submitted()

    def _on_approved(self):
        """See the base method: it becomes the customer's score, and those before hold no more."""
        super()._on_approved()
        self.profile_id._take_score(self)
        earlier = self.search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("approval_state", "=", "approved"),
                ("id", "!=", self.id),
                ("control_status", "=", "controlled"),
            ]
        )
        earlier._protected_write({"control_status": "obsolete"})

    def _on_rejected(self):
        """See the base method: the customer is still to be assessed."""
        super()._on_rejected()
        self.profile_id._owe_assessment()

    def _on_cancelled(self):
        """See the base method: the customer is still to be assessed, if it is one to be."""
        super()._on_cancelled()
        self.profile_id._owe_assessment()

    def _on_withdrawn(self):
        """See the base method: what was taken back is owed as what was returned."""
        super()._on_withdrawn()
        self._open_correction()

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also the end of the key account."""
        return super()._get_cancel_reasons() | {
            "not_key": self.env._("Superseded: the customer is a key account no longer."),
        }
