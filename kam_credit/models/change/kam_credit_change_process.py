import logging
from collections.abc import Collection
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, transactions, wording
from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.wording import format_date

_logger = logging.getLogger(__name__)
# A tier that was refused is not proposed again for this long.
QUIET_DAYS = 30

# What the area writes about the new tier, on a form that is locked otherwise.
CONFIRMATION_FIELDS = ("is_customer_told", "measures")

# What says the same as “Customer” and “Present Tier”: lists are grouped by one of them.
SAID_ALREADY = ("account_id", "held_tier_id", "partner_id")


class KamCreditChange(models.Model):
    """What happens before and after a request is decided: the evaluation proposes it, and the area
    confirms that management follows the new tier (scheme, credit management, section 5)."""

    _inherit = "kam.credit.change"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """See the base method: people group by each thing once.

        :raise UserError: for fields or attributes that are no list of names
        """
        for argument, names in (("allfields", allfields), ("attributes", attributes)):
            is_list = isinstance(names, Collection) and not isinstance(names, str | bytes)
            if names is not None and not is_list:
                raise UserError(
                    self.env._(
                        "“%(argument)s” %(value)s is no list of names: give names such as "
                        "['string'], or nothing for all.",
                        argument=argument,
                        value=arguments.shown(names),
                    )
                )
        described = super().fields_get(allfields, attributes)
        for name in SAID_ALREADY:
            if "groupable" in described.get(name, ()):
                described[name]["groupable"] = False
        return described

    # ------------------------------------------------------------------
    # confirmation by the area (section 5.4)
    # ------------------------------------------------------------------

    @api.depends("stage")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for change in self:
            change.can_confirm = change.stage == "confirm" and change._is_officer()

    def _may_submit(self):
        """See the base method: reviewers write requests too, only the area submits them."""
        return super()._may_submit() and (self.env.su or self._is_officer())

    @api.depends("profile_id")
    def _compute_can(self):
        """See the base method: also as soon as the customer of a new request is chosen."""
        super()._compute_can()

    def _may_revise(self):
        """See the base method: the area in which the account is by now."""
        return self.has_access("write") and (
            self.env.su or self._is_officer(self.account_id.unit_id)
        )

    def _is_writable(self, name):
        """See the base method: the area fills the confirmation when the tier applies."""
        if name in CONFIRMATION_FIELDS:
            return self.stage == "confirm" and self._is_officer()
        return super()._is_writable(name)

    def action_confirm(self):
        """Confirm that management follows the new tier (scheme, credit management, section 5.4).

        :return: True
        :raise UserError: before approval, twice, or while the confirmation is incomplete
        :raise AccessError: for everybody but the credit officers of the area
        """
        for change in self:
            change._check_confirmable()
            # sudo: a locked form; who confirms was checked
            change_sudo = change.sudo()
            change_sudo._protected_write(
                {
                    "confirmed_by_id": self.env.uid,
                    "date_confirmed": change.company_id._kam_today(),
                }
            )
            self.env["kam.deadline"]._close(change_sudo, "credit_confirmation")
            # the form ends here: filed once more, with its confirmation
            change._file()
        return True

    @api.model
    def _get_filed_again_label(self):
        """See the base method: a request is filed with its confirmation."""
        return self.env._("Confirmed: management follows the new tier")

    def _check_confirmable(self):
        self.ensure_one()
        self._check_state("approved")
        if not self._is_officer():
            raise AccessError(
                self.env._(
                    "%(change)s is confirmed by a credit officer of %(unit)s.",
                    change=self.display_name,
                    unit=self.unit_id.complete_name,
                )
            )
        if self.date_confirmed:
            raise UserError(
                self.env._(
                    "%(change)s was confirmed already on %(day)s.",
                    change=self.display_name,
                    day=format_date(self.env, self.date_confirmed),
                )
            )
        if not self.is_customer_told:
            raise UserError(
                self.env._(
                    "“Customer Told” of %(change)s is not ticked: tell the customer which terms "
                    "hold from now on, then confirm.",
                    change=self.display_name,
                )
            )
        if not texts.trimmed(self.measures):
            raise UserError(
                self.env._(
                    "“Measures Adjusted” of %(change)s is empty: write what changed in the "
                    "treatment of the customer.",
                    change=self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # what ends and begins anew, and the day from which dates count
    # ------------------------------------------------------------------

    def _check_write(self, vals):
        """Keep the day from which all dates count.

        :raise UserError: for the day of a proposal, or of a request that was submitted once
        """
        if "date_standard_met" in vals:
            self._check_day_movable(vals["date_standard_met"])
        super()._check_write(vals)

    def _check_day_movable(self, day):
        field = self._fields["date_standard_met"]
        for change in self:
            fixed = change.origin == "job" or change.approval_round
            if fixed and change.date_standard_met != field.convert_to_cache(day, change):
                raise UserError(
                    self.env._(
                        "“Standard Met On” of %(change)s stays %(day)s: all its dates count from "
                        "that day since it was proposed or first submitted.",
                        change=change.display_name,
                        day=format_date(self.env, change.date_standard_met),
                    )
                )

    # ------------------------------------------------------------------
    # end and revision
    # ------------------------------------------------------------------

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also what overtakes a request."""
        return super()._get_cancel_reasons() | {
            "not_key": self.env._("Superseded: the customer is a key account no longer."),
            "figures": self.env._("The figures lead elsewhere by now."),
        }

    def _check_revisable(self):
        """See the base method: revised is the request on which the tier rests that is held now.

        A revision that asks for the same tier corrects what the request says; one that asks for
        another tier changes it when it is approved.
        """
        super()._check_revisable()
        unit = self.account_id.unit_id
        if not self._may_revise():
            raise AccessError(
                self.env._(
                    "%(change)s is revised by a credit officer of %(unit)s.",
                    change=self.display_name,
                    unit=unit.complete_name,
                )
            )
        if self.profile_id.account_state != "key":
            raise UserError(
                self.env._(
                    "%(customer)s is no key account: only these hold tiers.",
                    customer=self.profile_id.display_name,
                )
            )
        if not self._holds():
            raise UserError(
                self.env._(
                    "The tier of %(customer)s does not rest on %(change)s any more: request "
                    "another tier change instead of revising this one.",
                    customer=self.profile_id.display_name,
                    change=self.display_name,
                )
            )

    def _holds(self):
        """Tell whether the customer's tier, or having none, was last decided by this request."""
        event = (
            self.env["kam.credit.event"]
            .sudo()  # sudo: what decided the tier counts, whoever may read it
            .search([("profile_id", "=", self.profile_id.id), ("kind", "!=", "limited")], limit=1)
        )
        return (event.res_model, event.res_id) == (self._name, self.id)

    def _on_revised(self):
        """The dates of a revision count from today, and it is confirmed anew."""
        super()._on_revised()
        self._cancel_own_duties()
        self._freeze_figures()
        self._protected_write(
            {
                "date_standard_met": self.company_id._kam_today(),
                "date_applied": False,
                "is_customer_told": False,
                "measures": False,
                "confirmed_by_id": False,
                "date_confirmed": False,
            }
        )

    # ------------------------------------------------------------------
    # proposals of the evaluation (section 5.1)
    # ------------------------------------------------------------------

    def _is_outdated_proposal(self):
        """Tell whether the evaluation made this draft, and would not make it now."""
        self.ensure_one()
        return (
            self.origin == "job"
            and self.approval_state == "draft"
            and not self.approval_round
            # somebody may have corrected it: then it is theirs
            and self.tier_to_id == self.tier_led_id
            and self.tier_to_id != self.profile_id.tier_led_id
        )

    @api.model
    def _find_refused(self, profiles):
        """Return ``(profile id, tier id)`` pairs that were rejected not long ago."""
        since = fields.Datetime.now() - timedelta(days=QUIET_DAYS)
        rejected = self.search_fetch(
            [
                ("profile_id", "in", profiles.ids),
                ("approval_state", "=", "rejected"),
                ("date_closed", ">=", since),
            ],
            ["profile_id", "tier_to_id"],
        )
        return {(change.profile_id.id, change.tier_to_id.id) for change in rejected}

    @api.model
    def _propose(self, profiles):
        """Make a draft request for each profile, and ask its area to submit it.

        Set-based: many at once cost the database little more than one. A customer whose request is
        refused stays for the next run and holds nobody up.
        """
        # The evaluation is the author, not the person who happened to start it: who decides on
        # tier changes may start evaluations as well.
        proposals = self.with_user(SUPERUSER_ID)
        changes, refused = transactions.run_together(profiles, proposals._propose_together)
        for profile, error in refused:
            # for example somebody opened a request at this moment
            _logger.warning("%s: no tier change proposed: %s", profile.display_name, error)
        return proposals.browse().union(*changes).with_env(self.env)

    @api.model
    def _propose_together(self, profiles):
        """Make a draft request for each profile.

        :param kam.credit.profile profiles: evaluated, without an open request
        :return: the requests
        """
        vals_list = []
        for company, some in profiles.grouped("company_id").items():
            # what a form says is filed in the language of the company
            own = wording.for_readers(some[:1])
            reasons = dict(some._fields["reason"]._description_selection(own.env))
            today = company._kam_today()
            vals_list += [
                {
                    "profile_id": profile.id,
                    "tier_to_id": profile.tier_led_id.id,
                    "date_standard_met": today,
                    "origin": "job",
                    "justification": own.env._(
                        "Figures of %(day)s: %(reason)s.",
                        day=format_date(self.env, profile.date_figures),
                        reason=reasons.get(profile.reason, ""),
                    ),
                }
                for profile in some
            ]
        return self._protected_create(vals_list)
