from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_company import is_writing_policy

# What says which tiers there are, besides what each says.
PLACES = ("code", "company_id", "active")


class KamCreditTier(models.Model):
    """Tiers hold what the edition of the scheme in force says; it alone changes them."""

    _inherit = "kam.credit.tier"

    policy_id = fields.Many2one(
        related="company_id.kam_credit_policy_id", string="Credit Management Scheme"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """See the base method: from the first edition on, tiers come with an edition.

        :raise UserError: naming the edition in force
        """
        self.check_access("create")
        # whichever way their company is said
        default = self.default_get(["company_id"])
        for vals in vals_list:
            company = self.env["res.company"].browse({**default, **vals}.get("company_id"))
            company._kam_check_policy_open(self._fields["code"])
        return super().create(vals_list)

    def write(self, vals):
        """See the base method: what is policy is revised in the scheme.

        :raise UserError: naming the field and the edition in force
        """
        self._check_policy_open(vals)
        result = super().write(vals)
        if "company_id" in vals:
            self._check_policy_open(vals)
        return result

    def _write_bands(self, vals_by_tier):
        """See the base method: intervals are revised in the scheme.

        :raise UserError: naming the edition in force
        """
        for tier, vals in vals_by_tier.items():
            tier._check_policy_open(vals)
        return super()._write_bands(vals_by_tier)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_policy_open(["code"])

    def _check_policy_open(self, names):
        """Refuse to change what an edition of the scheme says.

        :param names: names of fields that are going to be written
        :raise UserError: naming the field and the edition in force
        """
        held = [name for name in (*PLACES, *self._get_term_fields()) if name in names]
        if held:
            # whoever may not write tiers is told nothing of the scheme
            self.check_access("write")
        for company in self.company_id if held else ():
            company._kam_check_policy_open(self._fields[held[0]])

    def _check_bands(self):
        """See the base method: while an edition writes, only its outcome has to be without gap."""
        if not is_writing_policy():
            super()._check_bands()

    def _check_unheld(self, policy):
        """Refuse to take a tier away that customers hold.

        :param kam.credit.policy policy: the edition that does not know it
        :raise UserError: naming the tier and how many customers hold it
        """
        count = len(self._get_holders())
        if count:
            raise UserError(
                self.env._(
                    "%(count)s customers hold the tier %(tier)s, which %(policy)s does not know: "
                    "change their tiers first, or add the list to the scheme.",
                    count=count,
                    tier=self.display_name,
                    policy=policy.display_name,
                )
            )
