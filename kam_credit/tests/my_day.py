"""What waits for people about credit, said by requests and profiles; no deadline is read."""

from odoo.fields import Domain

from odoo.addons.kam_management.tests.my_day import MyDayOracle


class CreditDayOracle(MyDayOracle):
    """See the base class: also what is owed on tier changes and receipts."""

    def _get_finders(self):
        return [
            *super()._get_finders(),
            self._find_requests,
            self._find_receipts,
            self._find_ending_limits,
        ]

    def _officers(self, change):
        return self._nearest(change.env, change.unit_id, ["credit_officer"])

    def _correctors(self, form):
        if form._name == "kam.credit.change":
            return self._officers(form)
        return super()._correctors(form)

    def _is_corrected(self, form, states):
        # what was withdrawn is owed as well
        is_change = form._name == "kam.credit.change"
        return super()._is_corrected(form, states) or (is_change and "cancelled" in states)

    def _find_requests(self, env, domain):
        for change in env["kam.credit.change"].search(domain):
            if change.stage == "prepare" and not change.date_first_submitted:
                yield "credit_submission", change, self._officers(change)
            elif change.stage == "confirm":
                yield "credit_confirmation", change, self._officers(change)

    def _find_receipts(self, env, domain):
        for profile in env["kam.credit.profile"].search(
            domain & Domain("date_allocation_due", "!=", False)
        ):
            yield (
                "credit_allocation",
                profile,
                profile.company_id._kam_credit_allocation_user(),
            )

    def _find_ending_limits(self, env, domain):
        limits = env["kam.credit.temporary.limit"].search(domain)
        for limit in limits:
            later = limits.filtered(
                lambda other: (
                    other.profile_id == limit.profile_id  # noqa: B023
                    and other.approval_round
                    and other.id > limit.id  # noqa: B023
                )
            )
            if limit.phase in ("future", "current") and not later:
                yield (
                    "credit_temporary_limit_end",
                    limit,
                    self._nearest(env, limit.account_id.unit_id, ["credit_officer"]),
                )
