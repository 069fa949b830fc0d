from odoo import models

# What decides whether somebody can act at all; groups, because a portal user is one by them.
STANDING_FIELDS = {"active", "company_ids", "group_ids"}


class ResUsers(models.Model):
    """Who can act in a company, and what follows when somebody cannot any more, or can again."""

    _inherit = "res.users"

    def write(self, vals):
        """Change users; what waits for them follows at once."""
        if not STANDING_FIELDS & vals.keys():
            return super().write(vals)
        before = self._kam_get_standing()
        result = super().write(vals)
        after = self._kam_get_standing()
        changed = self.filtered(lambda user: before[user.id] != after[user.id])
        if changed:
            changed._kam_on_standing_changed()
        return result

    def _kam_get_standing(self):
        # sudo: asked by whoever changes the user
        return {
            user.id: (user.active, user.share, frozenset(user.company_ids.ids))
            for user in self.sudo()
        }

    def _kam_on_standing_changed(self):
        """Do what follows when users were archived, made portal users, or changed companies.

        To be extended.
        """
        # sudo: the positions of the users count, whoever changes the users
        positions = self.env["kam.position"].sudo().search([("user_id", "in", self.ids)])
        positions._sync_user_groups(self)
        positions._on_holders_changed(positions.unit_id, set(positions.mapped("role")), self)

    def _kam_able(self, company):
        """Return those who can act in a company: active, internal, and among its users.

        Whoever may work in one of its branches may act in the company, as long as it exists.

        :param res.company company: the company
        :rtype: res.users
        """
        # sudo: who works in the company is no secret there
        root = company.sudo().root_id
        if not root.active:
            return self.browse()
        # sudo: as above
        able = self.sudo().filtered(
            lambda user: user.active and not user.share and root in user.company_ids.root_id
        )
        return self.browse(able.ids)

    def _kam_companies_of(self, company):
        """Return the companies of a user that belong to the same legal entity as a company.

        What is read or written for the user in that entity is so while working in these.

        :param res.company company: the company, or one of its branches
        :rtype: res.company
        """
        # sudo: the companies of a user count, whoever asks
        own = self.sudo().company_ids
        return own.filtered(lambda each: each.root_id == company.root_id).with_env(self.env)
