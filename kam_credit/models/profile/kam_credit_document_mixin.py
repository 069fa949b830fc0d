from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import arguments


class KamCreditDocumentMixin(models.AbstractModel):
    """What an order or invoice shows of its debtor's credit, to those who may see it.

    Nothing is stored on the document: everything is read with the reader's own rights, and empty
    for everybody else.
    """

    _name = "kam.credit.document.mixin"
    _description = "Document of a Debtor with a Credit Tier"

    # path from the document to the commercial partner who owes it
    _kam_credit_debtor = None

    kam_credit_profile_id = fields.Many2one(
        "kam.credit.profile", string="Credit Profile", compute="_compute_kam_credit_profile_id"
    )
    kam_credit_tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Credit Tier",
        compute="_compute_kam_credit_profile_id",
        help="The tier that the customer holds now, as far as you may see it.",
    )
    kam_credit_terms = fields.Char(
        string="Terms of the Tier",
        compute="_compute_kam_credit_profile_id",
        help="What the tier grants: payment term, price list, credit limit.",
    )

    @api.depends(lambda self: [self._kam_credit_debtor] if self._kam_credit_debtor else [])
    @api.depends("company_id")
    @api.depends_context("allowed_company_ids", "lang", "uid")
    def _compute_kam_credit_profile_id(self):
        debtors = self.mapped(self._kam_credit_debtor)
        profiles = self.env["kam.credit.profile"]._find_visible(debtors, self.company_id)
        terms = {tier: tier._describe_terms() for tier in profiles.tier_id}
        by_debtor = profiles.grouped(lambda profile: (profile.partner_id, profile.company_id))
        for document in self:
            debtor = document.mapped(self._kam_credit_debtor)._origin
            profile = by_debtor.get((debtor, document.company_id.root_id), profiles.browse())
            document.kam_credit_profile_id = profile
            document.kam_credit_tier_id = profile.tier_id
            document.kam_credit_terms = terms.get(profile.tier_id, False)

    def _find_terms_in_branches(self, name):
        """Return what tiers grant to documents that are made in a branch.

        Terms are properties of a customer in one company. A tier belongs to the legal entity: its
        terms hold in all branches of it, whatever a branch has of its own, as far as Odoo lets a
        branch use them.

        :param str name: the field of the tier
        :return: list of ``(document, what is granted)``, without documents of a root company
        """
        # sudo: the terms are granted to the customer, whoever writes the document
        branches = self.sudo().filtered(
            lambda document: document.company_id != document.company_id.root_id
        )
        if not branches:
            return []
        # sudo: as above
        profiles = self.env["kam.credit.profile"].sudo()
        by_document = profiles._find_of_debtors(
            {
                document: (document.partner_id.commercial_partner_id._origin, document.company_id)
                for document in branches
            },
            Domain("has_granted_terms", "=", True),
        )
        found = []
        for document in branches:
            profile = by_document.get(document)
            granted = profile.tier_id[name] if profile else None
            if granted and granted.filtered_domain(
                granted._check_company_domain(document.company_id)
            ):
                found.append((self.browse(document._ids), granted.with_env(self.env)))
        return found

    def action_open_credit_profile(self):
        """Open the credit profile of the debtor.

        :return: a window action
        """
        arguments.check_ids(self)
        arguments.one(self)
        return self.kam_credit_profile_id.get_formview_action()
