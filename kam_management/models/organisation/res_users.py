from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS

from ... import wording

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named(self):
        """Say what stands in the way: what people did and are in charge of stays in the records.

        :raise UserError: naming the user and what names them
        """
        for user in self:
            names = user._kam_find_naming()
            if names:
                raise UserError(
                    self.env._(
                        "“%(user)s” cannot be deleted, because records name them: %(records)s. "
                        "Archive it instead, and give what is theirs to somebody else.",
                        user=user.name,
                        records=wording.listed(self.env, names),
                    )
                )

    def _kam_find_naming(self):
        """Return which of our records name the user for good, as model, field and number."""
        self.ensure_one()
        names = []
        for model_name, model in sorted(self.env.registry.items()):
            if not model_name.startswith("kam.") or model._abstract or model._transient:
                continue
            # sudo: what names the user counts, whoever may see it
            records = self.env[model_name].sudo().with_context(active_test=False)
            if not records._auto:
                continue
            for name, field in records._fields.items():
                if field.type != "many2one" or field.comodel_name != "res.users":
                    continue
                is_logged = name in LOG_ACCESS_COLUMNS and getattr(records, "_is_guarded", False)
                if field.store and (is_logged or field.ondelete == "restrict"):
                    count = records.search_count([(name, "=", self.id)])
                    if count:
                        label = field._description_string(self.env)
                        title = self.env["ir.model"]._get(model_name).name
                        names.append(
                            self.env._(
                                "“%(field)s” of %(model)s (%(count)s)",
                                field=label,
                                model=title,
                                count=count,
                            )
                        )
        return names

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
