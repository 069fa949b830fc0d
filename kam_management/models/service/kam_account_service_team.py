from odoo import api, fields, models
from odoo.fields import Domain

from ... import wording
from ...searching import by_tick


class KamAccount(models.Model):
    """How complete the service team of an account is (scheme, service, one)."""

    _inherit = "kam.account"

    def _get_team_duties(self):
        """Return the duties of a service team: dict code -> label, in the order of the scheme."""
        return dict(self.env["kam.account.team"]._fields["duty"]._description_selection(self.env))

    def _get_missing_duties(self):
        """Return the duties that nobody has today: list of codes.

        The account manager leads the team, whether or not they are listed.
        """
        self.ensure_one()
        held = self.team_ids.filtered("is_current")
        present = {member.duty for member in held if not member.deputy_of_id}
        if self.manager_id:
            present.add("account_manager")
        return [duty for duty in self._get_team_duties() if duty not in present]

    @api.depends("team_ids.is_current", "team_ids.duty", "team_ids.date_to", "manager_id", "state")
    @api.depends_context("lang")
    def _compute_team_gaps(self):
        for account in self:
            labels = account._get_team_duties()
            missing = account._get_missing_duties() if account.state == "key" else []
            account.team_gaps = wording.listed(self.env, [labels[duty] for duty in missing])
            ending = account.team_ids.filtered("is_ending")
            account.team_ending = wording.listed(self.env, ending.mapped("display_name"))

    @api.model
    def _search_has_team_gaps(self, operator, value):
        duties = [duty for duty in self._get_team_duties() if duty != "account_manager"]
        missing = Domain.OR(
            ~Domain(
                "team_ids",
                "any",
                [("duty", "=", duty), ("is_current", "=", True), ("deputy_of_id", "=", False)],
            )
            for duty in duties
        )
        return by_tick(operator, value, Domain("state", "=", "key") & missing)

    @api.depends("team_gaps")
    def _compute_has_team_gaps(self):
        for account in self:
            account.has_team_gaps = bool(account.team_gaps)

    def _describe_team(self):
        """Return the service team as its table shows it, in the order of the scheme.

        :return: list of dicts: ``duty`` (code), ``members``: list of dicts with ``name``,
            ``deputies`` (names), ``date_from`` and ``date_to`` (ISO texts or None)
        """
        self.ensure_one()
        held = self.team_ids.filtered("is_current")
        rows = []
        for duty in self._get_team_duties():
            own = held.filtered(lambda member: member.duty == duty and not member.deputy_of_id)  # noqa: B023
            members = [self._describe_member(member, held) for member in own]
            if duty == "account_manager" and self.manager_id not in own.user_id:
                members.insert(0, self._describe_manager(held))
            rows.append({"duty": duty, "members": members})
        return rows

    def _describe_member(self, member, held):
        deputies = held.filtered(lambda other: other.deputy_of_id == member)
        return {
            "name": member.user_id.name,
            "deputies": deputies.user_id.mapped("name"),
            "date_from": fields.Date.to_string(member.date_from),
            "date_to": fields.Date.to_string(member.date_to) if member.date_to else None,
        }

    def _describe_manager(self, held):
        return {
            "name": self.manager_id.name or "",
            "deputies": [],
            "date_from": fields.Date.to_string(self.since) if self.since else None,
            "date_to": None,
        }
