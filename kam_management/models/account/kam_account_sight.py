from odoo import api, models
from odoo.fields import Domain

from ...searching import by_tick


class KamAccount(models.Model):
    """Who sees an account and who leads it, said once for record rules and for code.

    The domains end in stored relations to the user: as part of a rule they are conditions of the
    one statement that reads the records, whatever path of fields leads to the account.
    """

    _inherit = "kam.account"

    @api.model
    def _get_visible_domain(self):
        """Return the domain of the accounts in the user's sight."""
        return (
            Domain("manager_id", "=", self.env.uid)
            | self._get_member_domain()
            | Domain("unit_id", "any!", Domain("viewer_ids", "in", [self.env.uid]))
        )

    @api.model
    def _get_led_domain(self):
        """Return the domain of the accounts that the user leads."""
        return Domain("manager_id", "=", self.env.uid) | Domain(
            "unit_id", "any!", Domain("leader_ids", "in", [self.env.uid])
        )

    @api.model
    def _get_member_domain(self):
        """Return the domain of the accounts in whose service team the user is now."""
        current = Domain("is_current", "=", True) & Domain("user_id", "=", self.env.uid)
        return Domain("team_ids", "any!", current)

    @api.depends("manager_id", "team_ids.is_current", "team_ids.user_id", "unit_id.viewer_ids")
    @api.depends_context("uid")
    def _compute_is_visible(self):
        visible = self.filtered_domain(self._get_visible_domain())
        for account in self:
            account.is_visible = account in visible

    @api.depends("manager_id", "unit_id.leader_ids")
    @api.depends_context("uid")
    def _compute_is_led(self):
        led = self.filtered_domain(self._get_led_domain())
        for account in self:
            account.is_led = account in led

    @api.depends("team_ids.is_current", "team_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_member(self):
        served = self.filtered_domain(self._get_member_domain())
        for account in self:
            account.is_member = account in served

    @api.model
    def _search_is_visible(self, operator, value):
        return by_tick(operator, value, self._get_visible_domain())

    @api.model
    def _search_is_led(self, operator, value):
        return by_tick(operator, value, self._get_led_domain())

    @api.model
    def _search_is_member(self, operator, value):
        return by_tick(operator, value, self._get_member_domain())

    def _is_seen_by(self, user):
        """Tell whether a user of ours sees the account today.

        :param res.users user: a user, or none, who sees nothing
        """
        company = self.company_id
        if not user._kam_able(company):
            return False
        account = self.with_user(user).with_context(
            allowed_company_ids=user._kam_companies_of(company).ids
        )
        return account.has_access("read")

    def _filter_targets(self):
        """Return those accounts that are target accounts 目标大客户 now: to be won. To be extended.

        Scheme, development, 4 to 6.
        """
        return self.filtered(lambda account: account.state == "potential")

    def _get_team(self):
        """Return the account manager and the present members of the service team.

        :rtype: res.users
        """
        current = self.team_ids.filtered("is_current")
        return self.manager_id | current.user_id
