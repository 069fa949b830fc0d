from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kam_credit_complete_from = fields.Date(
        string="Credit Figures Complete From",
        help="Since this day the ledger, with the history lines, knows everything that customers "
        "owed and paid. Entries before it bring in what a former system knew.",
    )
    kam_credit_opening_journal_ids = fields.Many2many(
        "account.journal",
        "kam_credit_opening_journal_rel",
        "company_id",
        "journal_id",
        string="Opening Journals",
        help="Entries of these journals bring in what a former system knew: their debits on "
        "receivables are instalments with their due date, their credits money of their day.",
    )
