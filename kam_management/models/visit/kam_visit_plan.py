from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments
from ...rules import visits
from ..approval.kam_approval_mixin_process import is_blank

# what is written when the visit has begun
AFTERWARDS = frozenset({"no_finding_reason", "finding_ids"})
# fields on which approval of the plan hangs besides its content
MISSING_DEPENDS = {"date_start", "waived_by_id", "is_target", "needs_rank", "stakeholder_ids"}


class KamVisit(models.Model):
    """What a visit plan lacks, and who approves it (development scheme, 6.1 and 6.2)."""

    _inherit = "kam.visit"

    def _needs_approval(self):
        """See the base method: plans for target accounts, and those that cost much."""
        self.ensure_one()
        if self.purpose in visits.LIGHT_PURPOSES and not self.budget_total:
            return False
        # sudo: the limit holds for everybody
        limit = self.company_id.sudo().kam_visit_budget_limit
        return self.needs_rank or visits.is_over(self.budget_total, limit)

    @api.model
    def _get_missing_depends(self):
        """See the base method: also who leads, and what was discussed."""
        return super()._get_missing_depends() | MISSING_DEPENDS

    def _get_missing(self):
        """See the base method: of target accounts also a leader of rank, and the discussion."""
        missing = super()._get_missing()
        if not self.stakeholder_ids:
            missing.append(
                self.env._(
                    "“%s” is empty: say who is visited.",
                    self._fields["stakeholder_ids"]._description_string(self.env),
                )
            )
        if self.needs_rank and not self.waived_by_id:
            missing += self._find_rank_gaps()
        return missing

    def _find_rank_gaps(self):
        """Return what a visit to a target account lacks, as texts."""
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        gaps = []
        if not self._is_led_by_rank():
            gaps.append(
                self.env._(
                    "“%(field)s”: %(user)s is no supervisor or above over %(unit)s. A target "
                    "account is visited under the lead of one; a manager may waive it.",
                    field=labels["leader_id"],
                    user=self.leader_id.name,
                    unit=self.unit_id.complete_name or self.partner_id.name,
                )
            )
        for name in ("date_discussion", "discussion_notes"):
            if is_blank(self._fields[name], self[name]):
                gaps.append(
                    self.env._(
                        "“%s” is empty: a visit to a target account is discussed before; a "
                        "manager may waive it.",
                        labels[name],
                    )
                )
        if self._is_discussed_after():
            gaps.append(
                self.env._(
                    "“%(field)s” lies after the visit: discuss it before.",
                    field=labels["date_discussion"],
                )
            )
        return gaps

    def _is_led_by_rank(self):
        """Tell whether a supervisor or above over the account leads the visit."""
        positions = self.env["kam.position"]
        return positions._has_role_over(
            self.leader_id, self.unit_id, positions._supervising_roles()
        )

    def _is_discussed_after(self):
        return bool(self.date_discussion) and self.date_discussion > self.date_start

    def _check_submittable(self):
        """See the base method: plans of visits that are still to come."""
        super()._check_submittable()
        if self.state != "planned":
            self._refuse_state(["planned"])

    def _get_authors(self):
        """See the base method: whoever leads the visit answers for its plan, too."""
        return super()._get_authors() | self.leader_id

    def _check_may_be_given_up(self):
        """See the base method: a visit of which nobody was asked is cancelled, with a reason.

        :raise UserError: naming the visit
        """
        super()._check_may_be_given_up()
        if not self.approval_round:
            raise UserError(
                self.env._(
                    "%(visit)s was never submitted: cancel the visit, with the reason.",
                    visit=self.display_name,
                )
            )

    def _on_rejected(self):
        """See the base method: what is not wanted does not take place."""
        super()._on_rejected()
        self._end_visit(self.env._("The plan was rejected."))

    def _on_cancelled(self):
        """See the base method: a plan that is given up is not carried out."""
        super()._on_cancelled()
        if self.state in visits.AHEAD_STATES:
            self._end_visit(self.cancel_reason)

    def _on_revised(self):
        """See the base method: what was agreed with the customer waits for the new edition."""
        super()._on_revised()
        if self.state == "confirmed":
            self._protected_write({"state": "planned"})

    def _check_revisable(self):
        """See the base method: plans of visits that are still to come."""
        super()._check_revisable()
        self._check_ahead()

    def _file(self):
        """See the base method: the plan is filed with the report, when all is over.

        What is rejected or given up has no report.
        """
        ended = self.filtered(lambda visit: visit.approval_state in ("rejected", "cancelled"))
        return super(KamVisit, ended)._file()

    def _find_locked(self, names):
        """See the base method: what was planned stays when the visit has begun."""
        locked = super()._find_locked(names)
        content = self._get_content_fields()
        planned = {name for name in names if name.split(".")[0] in content}
        for visit in self.filtered(lambda visit: visit.state not in visits.AHEAD_STATES):
            open_still = AFTERWARDS if visit.state in ("under_way", "done") else frozenset()
            if begun := {name for name in planned if name.split(".")[0] not in open_still}:
                locked[visit] = locked.get(visit, set()) | begun
        return locked

    def _word_lock(self):
        """See the base method: of a visit that has begun, no edition and no step opens the plan."""
        if self.state in visits.AHEAD_STATES:
            return super()._word_lock()
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._("the visit is “%s”, and its plan stays as it was.", states[self.state])

    # ------------------------------------------------------------------
    # without a leader of rank, or a discussion
    # ------------------------------------------------------------------

    def action_waive(self, reason=""):
        """Let a visit to a target account do without a leader of rank and a discussion.

        Scheme, development, 6.1 and 6.2, whose rules bind everybody else.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a visit that needs neither
        :raise AccessError: for everybody but managers and above over the account
        """
        arguments.one(self)
        self.check_access("read")
        self._check_may_waive()
        reason = self._check_reason(reason)
        self._serialise()
        self._check_waivable()
        # sudo: who may waive was checked
        self.sudo()._protected_write(
            {
                "waiver_reason": reason,
                "waived_by_id": self.env.uid,
                "date_waived": fields.Datetime.now(),
            }
        )
        return True

    def _check_waivable(self):
        """Refuse for a visit of which nothing is to be waived.

        :raise UserError: naming the visit
        """
        if not self.needs_rank or self.state != "planned" or self.approval_state != "draft":
            raise UserError(
                self.env._(
                    "%(visit)s: only a draft plan for a visit to a target account is waived.",
                    visit=self.display_name,
                )
            )

    def _may_waive(self):
        """Tell whether the user is a manager or above over the account."""
        positions = self.env["kam.position"]
        # sudo: where the account hangs counts, whoever asks
        unit = self.sudo().account_id.unit_id
        return positions._has_role_over(self.env.user, unit, positions._managing_roles())

    def _check_may_waive(self):
        if not self._may_waive():
            # sudo: as above
            unit = self.sudo().account_id.unit_id
            raise AccessError(
                self.env._(
                    "%(visit)s: managers and above over %(unit)s waive what the scheme asks of a "
                    "visit to a target account.",
                    visit=self.display_name,
                    unit=unit.complete_name or self.partner_id.name,
                )
            )

    def _check_reason(self, reason):
        """Return a reason that somebody gave.

        :raise UserError: for a blank one, or what is no text
        """
        label = self.env._("Reason")
        reason = arguments.text(self.env, label, reason)
        if not reason:
            raise UserError(
                self.env._("“%(field)s” is empty: say in a few words why.", field=label)
            )
        return reason
