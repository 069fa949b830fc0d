from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments
from odoo.addons.kam_management.models.approval.kam_form_mixin import DEPARTMENTS
from odoo.addons.kam_management.rules.account_states import LOOKED_AFTER
from odoo.addons.kam_management.wording import format_date, worded

from ...rules import measures
from ..profile.kam_position import CREDIT_ROLES


class KamCreditMeasure(models.Model):
    """Who writes measures and ends them, what they lack, and what follows."""

    _inherit = "kam.credit.measure"

    # ------------------------------------------------------------------
    # who writes them: credit roles, supervisors and above over the unit
    # ------------------------------------------------------------------

    @api.model
    def _get_author_roles(self):
        """Return the roles whose holders write measures for customers of their units."""
        return self.env["kam.position"]._supervising_roles() | set(CREDIT_ROLES)

    @api.model
    def _may_author(self, profile):
        """Tell whether the user writes measures for a customer: nobody does for their own.

        :param kam.credit.profile profile: the customer
        """
        return profile._is_looked_after(self._get_author_roles())

    @api.model
    def _check_may_author(self, profiles):
        """Refuse everybody else.

        :raise AccessError: naming the customer
        """
        for profile in profiles:
            if not (self.env.su or self._may_author(profile)):
                raise AccessError(
                    self.env._(
                        "Individual measures for %(customer)s are written by credit roles, "
                        "supervisors and above over its unit, and not by its account manager.",
                        customer=profile.display_name,
                    )
                )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: written by those who use credit information for the customer.

        :raise AccessError: for everybody else
        """
        vals_list = super()._complete_create(vals_list)
        ids = {vals["profile_id"] for vals in vals_list if vals.get("profile_id")}
        self._check_may_author(self.env["kam.credit.profile"].browse(ids))
        return vals_list

    def _check_write(self, vals):
        """See the base method: what a measure says is written by the same.

        :raise AccessError: for everybody else
        """
        if self and not vals.keys().isdisjoint({*self._get_content_fields(), *DEPARTMENTS}):
            self.check_access("write")
            self._check_may_author(self.profile_id)
        super()._check_write(vals)

    @api.depends("profile_id")
    def _compute_can(self):
        """See the base method: also as soon as the customer of a new measure is chosen."""
        super()._compute_can()

    def _may_submit(self):
        """See the base method: the same who write it."""
        return super()._may_submit() and (self.env.su or self._may_author(self.profile_id))

    def _check_submittable(self):
        """See the base method: submitted by those who may write it."""
        self._check_may_author(self.profile_id)
        super()._check_submittable()

    # ------------------------------------------------------------------
    # what it lacks
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also what the customer is."""
        return super()._get_missing_depends() | {"profile_id.account_state"}

    def _get_missing(self):
        """See the base method: it concerns the future of a potential or key account."""
        missing = super()._get_missing()
        if self.profile_id and self.profile_id.account_state not in LOOKED_AFTER:
            missing.append(
                self.env._(
                    "%(customer)s is an ordinary customer: measures are for potential and key "
                    "accounts.",
                    customer=self.profile_id.display_name,
                )
            )
        if self._is_over():
            missing.append(self._word_over())
        if self.responsible_id and not self._may_read(self.responsible_id):
            missing.append(
                self.env._(
                    "“%(field)s”: %(user)s may not read the credit of this customer. Choose "
                    "somebody who may, and let them tell others what to do.",
                    field=self._get_label("responsible_id"),
                    user=self.responsible_id.name,
                )
            )
        return missing

    def _may_read(self, user):
        """Tell whether a user reads the credit profile of the customer."""
        companies = user._kam_companies_of(self.company_id)
        seen = self.profile_id.with_user(user).with_context(allowed_company_ids=companies.ids)
        return bool(companies) and seen.has_access("read")

    def _is_over(self):
        company = self.company_id
        return bool(self.date_to and company) and self.date_to < company._kam_today()

    def _word_over(self):
        return self.env._(
            "“%(field)s” %(day)s is past: choose a later last day.",
            field=self._get_label("date_to"),
            day=format_date(self.env, self.date_to),
        )

    def _check_decision(self, review, decision, opinion):
        """See the base method: nobody approves what would never hold.

        :raise UserError: when its last day is past
        """
        super()._check_decision(review, decision, opinion)
        if decision == "approved" and self._is_over():
            raise UserError(self._word_over())

    # ------------------------------------------------------------------
    # its end
    # ------------------------------------------------------------------

    @api.depends("phase", "profile_id")
    @api.depends_context("uid")
    def _compute_can_end(self):
        for measure in self:
            measure.can_end = measure._holds_still() and measure._may_author(measure.profile_id)

    def _holds_still(self):
        """Tell whether the measure holds, or is going to."""
        self.ensure_one()
        return self.phase in (measures.FUTURE, measures.CURRENT)

    def action_ask_end(self):
        """Open the dialog that asks why measures end.

        :return: a window action
        :raise UserError: for a measure that does not hold
        :raise AccessError: for those who do not write measures for the customer
        """
        self._check_endable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End the Measure"),
            "res_model": "kam.credit.measure.end",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_measure_ids": self.ids},
        }

    def action_end(self, reason=""):
        """End measures before their last day; today is the last day on which they hold.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for a measure that does not hold
        :raise AccessError: for those who do not write measures for the customer
        """
        self._check_endable()
        label = self._get_label("end_reason")
        why = arguments.text(self.env, label, reason)
        if not why:
            raise UserError(self.env._("“%s” is empty: say why the measure ends.", label))
        self._end(why)
        return True

    def _check_endable(self):
        self.check_access("read")
        for measure in self:
            self._check_may_author(measure.profile_id)
            if not measure._holds_still():
                raise UserError(
                    self.env._(
                        "%s does not hold and is not going to: only what holds ends.",
                        measure.display_name,
                    )
                )

    def _end(self, reason):
        """End measures today. The caller has checked who may.

        :param str reason: why, a text or a value of ``wording.worded``
        """
        # sudo: locked forms, ended by those who may or by what overtakes them
        for company, some in self.sudo().grouped("company_id").items():
            some._protected_write(
                {
                    "date_ended": company._kam_today(),
                    "end_reason": reason,
                    "ended_by_id": self.env.uid,
                }
            )

    def _check_revisable(self):
        """See the base method: what has ended is not revised.

        :raise UserError: for a measure that does not hold
        """
        super()._check_revisable()
        self._check_endable()

    def _on_replaced(self):
        """See the base method: the edition before ends, the next one holds from its approval."""
        super()._on_replaced()
        if self._holds_still():
            self._end(worded("replaced"))

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also what overtakes a measure."""
        return super()._get_cancel_reasons() | {
            "not_key": self.env._("Superseded: the customer is a key account no longer."),
        }

    @api.model
    def _end_with_state(self, accounts):
        """End what holds for accounts that lost their state, and cancel what is open.

        :param kam.account accounts: ordinary customers from now on
        """
        self._find_open(accounts)._cancel("not_key")
        # sudo: it ends with the state, whoever takes that away
        decided = self.sudo().search(
            [("account_id", "in", accounts.ids), ("approval_state", "=", "approved")]
        )
        decided.filtered(lambda measure: measure._holds_still())._end(worded("not_key"))
