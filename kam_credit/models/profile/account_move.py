from odoo import api, fields, models
from odoo.exceptions import UserError

# Documents by which a customer owes; credit notes lessen what others have granted.
REMEMBERED_TYPES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "kam.credit.document.mixin"]

    _kam_credit_debtor = "commercial_partner_id"

    kam_credit_posted_tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Posted under Tier",
        compute="_compute_kam_credit_posted_tier_id",
        help="The tier that the customer held when the invoice was posted, as far as you may see "
        "it.",
    )

    @api.depends("state", "commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_kam_credit_posted_tier_id(self):
        posted = self.env["kam.credit.posting"]._find_latest(
            self.filtered(lambda move: move.state == "posted")
        )
        for move in self:
            row = posted.get(move._origin, self.env["kam.credit.posting"])
            # posted again to somebody else, what was remembered before is no longer its own
            own = row.partner_id == move.commercial_partner_id
            move.kam_credit_posted_tier_id = row.tier_id if own else False

    def _compute_invoice_payment_term_id(self):
        """Let the term of a tier hold in branches as well."""
        super()._compute_invoice_payment_term_id()
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        for move, term in sales._find_terms_in_branches("payment_term_id"):
            move.invoice_payment_term_id = term

    def _post(self, soft=True):
        """Remember the credit tiers under which customer invoices are posted."""
        posted = super()._post(soft)
        self.env["kam.credit.posting"]._remember(
            posted.filtered(lambda move: move.move_type in REMEMBERED_TYPES)
        )
        return posted

    @api.ondelete(at_uninstall=False)
    def _unlink_except_remembered(self):
        # sudo: the invoice stays, whoever may see what refers to it
        kept = self.env["kam.credit.posting"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if kept:
            raise UserError(
                self.env._(
                    "%(invoice)s was posted once and stays in the records. Cancel it instead.",
                    invoice=kept.move_id.display_name,
                )
            )
