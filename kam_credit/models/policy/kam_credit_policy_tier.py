from odoo import api, fields, models

from odoo.addons.kam_management import wording

from ...rules.limits import FIXED
from .kam_credit_policy_comparison import differs, word_value
from .kam_credit_policy_print import word_printed


class KamCreditPolicyTier(models.Model):
    """A list in an edition of the scheme: its intervals, what it grants and how it is checked."""

    _name = "kam.credit.policy.tier"
    _description = "List of a Credit Management Scheme"
    _inherit = ["kam.credit.tier.mixin", "kam.approval.line.mixin"]
    _order = "policy_id, amount_from desc, id"
    _check_company_auto = True

    _approval_form_field = "policy_id"
    _approval_lines_field = "tier_ids"
    _protected_fields = frozenset({"policy_id", "company_id"})
    _protected_except_on_create = frozenset({"policy_id"})

    policy_id = fields.Many2one(
        "kam.credit.policy",
        string="Credit Management Scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    differences = fields.Char(string="Changes of the List", compute="_compute_differences")

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "An edition of the scheme names each list once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note who wrote the lists of an edition."""
        lines = super().create(vals_list)
        lines.policy_id._note_writer()
        return lines

    def write(self, vals):
        """Note who wrote the lists of an edition."""
        result = super().write(vals)
        self.policy_id._note_writer()
        return result

    def unlink(self):
        """Note who took lists out of an edition."""
        policies = self.policy_id
        result = super().unlink()
        policies.exists()._note_writer()
        return result

    @api.depends(lambda self: ["code", "company_id", *self._get_term_fields()])
    @api.depends_context("lang")
    def _compute_differences(self):
        # sudo: tiers of the company, for readers of its scheme
        tiers = self.env["kam.credit.tier"].sudo()
        known = tiers.search([("company_id", "in", self.company_id.ids)])
        by_list = {(tier.company_id, tier.code): tier for tier in known}
        for line in self:
            tier = by_list.get((line.company_id, line.code))
            if tier is None:
                line.differences = self.env._("new")
                continue
            changes = [
                wording.labelled(
                    self.env,
                    line._fields[name]._description_string(self.env),
                    f"{word_value(tier, name)} → {word_value(line, name)}",
                )
                for name in line._get_changed_fields(tier)
            ]
            line.differences = wording.parted(self.env, changes)

    def _get_changed_fields(self, tier):
        """Return the names of what the list says otherwise than a tier or another list."""
        self.ensure_one()
        return [name for name in self._get_term_fields() if differs(self[name], tier[name])]

    def _prepare_changed_vals(self, tier):
        """Return what a tier has to be written to say what the list says."""
        vals = self._prepare_term_vals()
        return {name: vals[name] for name in self._get_changed_fields(tier)}

    def _word_term(self, name):
        """Return what the list says, for a print: a dash where another choice makes it idle.

        :param str name: name of a field
        """
        self.ensure_one()
        is_fixed, is_free = self.limit_method == FIXED, self.has_unlimited_credit
        idle = {
            "limit_method": is_free,
            "credit_limit": is_free or not is_fixed,
            "limit_share": is_free or is_fixed,
            "limit_ceiling": is_free or is_fixed,
            "price_tolerance": not self.checks_terms,
        }
        return "—" if idle.get(name) else word_printed(self, name)
