from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_list

from ...rules import ranking


class KamPosition(models.Model):
    """Who decides follows from the positions."""

    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: pending reviews get other reviewers."""
        super()._on_holders_changed(units, roles, users)
        self.env["kam.approval.review"]._refresh_held(units, roles, users)

    @api.model
    def _get_ranks(self):
        """Return the rank of each role, for whose form whom may decide.

        :return: dict role -> rank; roles left out stand beside the ladder. Extended by other addons
        """
        return ranking.RANKS

    @api.model
    def _find_ranks(self, users, companies):
        """Return how high users rank today in companies, by the dates of their positions.

        :param res.users users: whom to look for
        :param res.company companies: where
        :return: defaultdict (id of the company, id of the user) -> rank; 0 beside the ladder
        """
        ranks = defaultdict(int)
        # sudo: who holds which role is known in the organisation
        rows = self.sudo()._read_group(
            Domain("user_id", "in", users.ids) & self._get_valid_domain(companies),
            ["company_id", "user_id"],
            ["role:array_agg"],
        )
        for company, user, roles in rows:
            ranks[company.id, user.id] = ranking.highest_rank(roles, self._get_ranks())
        return ranks

    @api.model
    def _describe_roles(self, roles):
        """Return the names of roles of which any holder is asked, in the reader's language.

        :param roles: iterable of roles
        :rtype: str
        """
        labels = dict(self._role_selection())
        return format_list(self.env, [labels.get(role, role) for role in roles], style="or")
