from odoo import api, fields, models


class ResCompany(models.Model):
    """The address to which customers of the company send suggestions."""

    _inherit = "res.company"

    kam_suggestion_alias_id = fields.Many2one(
        "mail.alias",
        string="Alias of Suggestions",
        ondelete="set null",
        copy=False,
        groups="base.group_user",
    )
    kam_suggestion_alias_name = fields.Char(
        string="Address of Suggestions",
        compute="_compute_kam_suggestion_alias_name",
        inverse="_inverse_kam_suggestion_alias_name",
        compute_sudo=True,
        groups="base.group_user",
        help="What stands before the @. Mail that customers send there makes suggestions. Empty: "
        "none does.",
    )
    kam_suggestion_email = fields.Char(
        string="E-Mail of Suggestions",
        compute="_compute_kam_suggestion_email",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("parent_id", "kam_suggestion_alias_id.alias_name")
    def _compute_kam_suggestion_alias_name(self):
        for company in self:
            company.kam_suggestion_alias_name = company.root_id.kam_suggestion_alias_id.alias_name

    @api.depends("parent_id", "kam_suggestion_alias_id.alias_full_name")
    def _compute_kam_suggestion_email(self):
        for company in self:
            alias = company.root_id.kam_suggestion_alias_id
            # without a domain it is no address
            company.kam_suggestion_email = alias.alias_domain_id and alias.alias_full_name

    def _inverse_kam_suggestion_alias_name(self):
        for company in self:
            name = company.kam_suggestion_alias_name
            # sudo: who may change the company may change its address
            root = company.sudo().root_id
            if root.kam_suggestion_alias_id and name:
                root.kam_suggestion_alias_id.alias_name = name
            elif root.kam_suggestion_alias_id:
                root.kam_suggestion_alias_id.unlink()
            elif name:
                root.kam_suggestion_alias_id = root.env["mail.alias"].create(
                    root._kam_prepare_suggestion_alias(name)
                )

    def _kam_prepare_suggestion_alias(self, name):
        return {
            "alias_name": name,
            "alias_model_id": self.env["ir.model"]._get_id("kam.suggestion"),
            "alias_domain_id": self.alias_domain_id.id,
            "alias_parent_model_id": self.env["ir.model"]._get_id(self._name),
            "alias_parent_thread_id": self.id,
        }

    def write(self, vals):
        """Change companies; the address of suggestions is of their domain."""
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # sudo: as above
            for company in self.sudo().filtered("kam_suggestion_alias_id"):
                company.kam_suggestion_alias_id.alias_domain_id = company.alias_domain_id
        return result

    def unlink(self):
        """Delete companies, with their addresses of suggestions."""
        aliases = self.sudo().kam_suggestion_alias_id  # sudo: it goes with the company
        result = super().unlink()
        aliases.unlink()
        return result

    @api.model
    def _kam_find_of_aliases(self, aliases):
        """Return to which companies a mail to some addresses is sent.

        An address that somebody made by hand is of the company of its domain.

        :param mail.alias aliases: addresses of suggestions
        """
        owners = self.search([("kam_suggestion_alias_id", "in", aliases.ids)])
        others = aliases - owners.kam_suggestion_alias_id
        for alias in others:
            owners |= (alias.alias_domain_id.company_ids[:1] or self.env.company).root_id
        return owners.root_id
