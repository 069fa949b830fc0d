from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import limits


class KamCreditTemporaryLimit(models.Model):
    """Who writes temporary limits, what they lack, how they begin and end."""

    _inherit = "kam.credit.temporary.limit"

    # ------------------------------------------------------------------
    # who writes it
    # ------------------------------------------------------------------

    def _is_of_credit(self):
        """Tell whether the user looks after the credit of the customer."""
        return self.profile_id._is_looked_after()

    def _check_written_by_credit(self):
        """Refuse the work of everybody else.

        :raise AccessError: naming the customer
        """
        for form in self:
            if not self.env.su and not form._is_of_credit():
                raise AccessError(
                    self.env._(
                        "Temporary limits of %(customer)s are a matter of those who look after its "
                        "credit: officer, reviewer or approver over its unit, and never its own "
                        "account manager.",
                        customer=form.profile_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create forms.

        :raise AccessError: for customers whose credit others look after
        """
        forms = super().create(vals_list)
        forms._check_written_by_credit()
        return forms

    def _check_write(self, vals):
        """See the base method: what people enter is written by credit roles.

        :raise AccessError: for everybody else
        """
        if self._find_bound(vals):
            self._check_written_by_credit()
        super()._check_write(vals)

    def _may_submit(self):
        """See the base method: only those who write it."""
        return super()._may_submit() and (self.env.su or self._is_of_credit())

    @api.depends("profile_id")
    def _compute_can(self):
        """See the base method: also as soon as the customer of a new form is chosen."""
        super()._compute_can()

    def _get_authors(self):
        """See the base method: the account manager decides as little as who wrote it."""
        # sudo: whose account it is counts, whoever submits
        return super()._get_authors() | self.account_id.sudo().manager_id

    def _may_revise(self):
        """See the base method: what was granted is ended, and another one is asked for."""
        return False

    def _check_revisable(self):
        """See the base method: nobody revises what was granted.

        :raise UserError: always
        """
        super()._check_revisable()
        raise UserError(
            self.env._(
                "%(form)s is not revised: end it early, and ask for another temporary limit.",
                form=self.display_name,
            )
        )

    # ------------------------------------------------------------------
    # what it lacks
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what the customer holds."""
        return super()._get_missing_depends() | {"profile_id.account_state", "profile_id.tier_id"}

    def _get_missing(self):
        """See the base method: a limit for a time that is not over, of who holds a tier."""
        missing = super()._get_missing()
        customer = self.profile_id.display_name
        if self.profile_id.account_state != "key" or not self.profile_id.tier_id:
            missing.append(
                self.env._(
                    "%(customer)s holds no credit tier: there is no limit to replace.",
                    customer=customer,
                )
            )
        if not self.is_unlimited and not self.amount:
            missing.append(
                self.env._(
                    "“%(field)s” is 0: enter an amount, or tick “%(unlimited)s”.",
                    field=self._get_label("amount"),
                    unlimited=self._get_label("is_unlimited"),
                )
            )
        if self.date_to and self.date_to < self.company_id._kam_today():
            missing.append(self._word_over())
        return missing

    def _word_over(self):
        return self.env._(
            "“%(field)s” %(day)s is past: nothing would hold any more.",
            field=self._get_label("date_to"),
            day=format_date(self.env, self.date_to),
        )

    def _check_submittable(self):
        """See the base method: who writes it submits it.

        :raise AccessError: for everybody else
        """
        self._check_written_by_credit()
        super()._check_submittable()

    def _check_decision(self, review, decision, opinion):
        """See the base method: what would be over already is not granted.

        :raise UserError: naming the day
        """
        super()._check_decision(review, decision, opinion)
        if decision == "approved" and self.date_to < self.company_id._kam_today():
            raise UserError(
                self.env._(
                    "%(form)s: %(why)s Reject it, or return it for correction.",
                    form=self.display_name,
                    why=self._word_over(),
                )
            )

    @api.model
    def _step_conditions(self):
        """See the base method."""
        return {
            **super()._step_conditions(),
            "_step_is_large": self.env._(
                "The temporary limit is large, by the settings of the company"
            ),
        }

    def _step_is_large(self):
        """The temporary limit is large, by the settings of the company."""
        self.ensure_one()
        # sudo: the policy decides, whoever submits; figures are those of the profile
        company, profile = self.company_id.sudo(), self.profile_id.sudo()
        return limits.is_large(
            (Decimal(str(self.amount)), self.is_unlimited),
            (Decimal(str(profile.credit_limit)), profile.has_unlimited_credit),
            Decimal(str(company.kam_credit_temporary_most)),
            Decimal(str(company.kam_credit_temporary_share)),
        )

    # ------------------------------------------------------------------
    # how it begins
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """Freeze what the tier grants; who asks for another limit has decided what follows."""
        super()._on_submitted()
        profile = self.profile_id
        self._protected_write(
            {
                "tier_id": profile.tier_id.id,
                "tier_limit": profile.credit_limit,
                "is_tier_unlimited": profile.has_unlimited_credit,
            }
        )
        self._close_notices()

    def _on_approved(self):
        """Let it hold from its first day on, or from today, and write it down."""
        super()._on_approved()
        self._protected_write({"date_first": max(self.date_from, self.company_id._kam_today())})
        self._record(
            wording.worded(
                "temporary",
                amount=self._get_amount_value(),
                date_from=wording.day(self.date_first),
                date_to=wording.day(self.date_to),
            )
        )
        self._open_notice()

    def _get_amount_value(self):
        """Return the limit as a value of a reason that is worded when it is read."""
        return "∞" if self.is_unlimited else wording.amount(self.amount, self.currency_id)

    def _record(self, reason):
        """Write into the credit history what happened; the limit of the tier is what it was."""
        profile = self.profile_id.sudo()  # sudo: as the process
        self.env["kam.credit.event"]._record(
            profile, "limited", reason, tier_from=profile.tier_id, document=self
        )

    # ------------------------------------------------------------------
    # how it ends
    # ------------------------------------------------------------------

    @api.depends("phase")
    @api.depends_context("uid")
    def _compute_can_end(self):
        for form in self:
            form.can_end = form.phase in ("future", "current") and form._is_of_credit()

    @api.model
    def _get_reasons(self):
        """Return the reasons that are kept as codes, worded for the reader."""
        return self._get_cancel_reasons()

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also what overtakes a temporary limit."""
        return super()._get_cancel_reasons() | {
            "not_key": self.env._("Superseded: the customer is a key account no longer."),
            "no_tier": self.env._("Superseded: the customer holds no credit tier any more."),
        }

    def action_end(self, reason=""):
        """End temporary limits early: from today on the tier's limit holds again.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, and for what was not approved or is over
        :raise AccessError: for everybody but those who look after the customer's credit
        """
        self.check_access("read")
        reason = arguments.text(self.env, self._get_label("end_reason"), reason)
        for form in self:
            form._serialise()
            form._check_written_by_credit()
            form._check_endable()
            if not reason:
                raise UserError(
                    self.env._(
                        "“%(field)s” is empty: say why %(form)s ends early.",
                        field=self._get_label("end_reason"),
                        form=form.display_name,
                    )
                )
            # sudo: a locked form; who ends it was checked
            ended = form.sudo()
            ended._end_early(reason)
            ended._record(wording.worded("temporary_ended", why=reason))
            ended._file()
        return True

    def _check_endable(self):
        self._check_state("approved")
        if self._get_phase() == "over":
            raise UserError(
                self.env._(
                    "%(form)s holds no more since %(day)s.",
                    form=self.display_name,
                    day=format_date(self.env, self.date_last),
                )
            )

    @api.model
    def _get_filed_again_label(self):
        """See the base method: a form is filed with its early end."""
        return self.env._("Ended early")

    def _end_early(self, reason):
        """Let forms of one company hold no more from today on.

        :param str reason: why, as the field keeps it
        """
        for company, forms in self.grouped("company_id").items():
            forms._protected_write(
                {
                    "date_ended": company._kam_today(),
                    "ended_by_id": self.env.uid,
                    "end_reason": reason,
                }
            )
        self._cancel_notices()

    def _supersede(self, code):
        """End forms that hold or are going to, because what they replace ends.

        :param str code: why, a reason of :meth:`_get_cancel_reasons`
        """
        if self:
            self._end_early(wording.worded(code))
            self._file()

    def action_open_end(self):
        """Open the dialog that ends the forms early.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End Early"),
            "res_model": "kam.credit.temporary.limit.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_form_ids": self.ids},
        }
