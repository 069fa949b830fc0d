from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONEY = "money"
WITHHELD = "withheld"
EXCHANGE = "exchange"
MOVED = "moved"
ASSIGNED = "assigned"
WRITTEN_OFF = "written_off"
# What becomes of a receivable that is none of the others: Odoo's own meaning of its type.
CLAIM = "claim"
PAYABLE = "payable"

TREATMENTS = [
    (MONEY, "Money: honoured on its day"),
    (WITHHELD, "Withheld: paid to the state for us, honoured"),
    (EXCHANGE, "Exchange difference: neither honoured nor missed"),
    (MOVED, "Moved: still owed until money comes"),
    (ASSIGNED, "Assigned: nothing is known of the customer any more"),
    (WRITTEN_OFF, "Written off: not honoured"),
]


class KamCreditTreatment(models.Model):
    """What an account means when it stands against a receivable, where the default is not right."""

    _name = "kam.credit.treatment"
    _description = "Treatment of an Account"
    _inherit = ["kam.root.company.mixin"]
    _order = "company_id, account_id"
    _rec_name = "account_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        help="The legal entity. Its branches share the table.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Ledger Account",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="An account that entries post to when they settle receivables.",
    )
    treatment = fields.Selection(
        TREATMENTS,
        required=True,
        default=WRITTEN_OFF,
        help="What an entry against a receivable is on this account.",
    )
    default_treatment = fields.Selection(
        [*TREATMENTS, (CLAIM, "Receivable"), (PAYABLE, "Payable: set off")],
        string="Otherwise",
        compute="_compute_default_treatment",
        help="What the account is without this line, by its type and the settings of accounting.",
    )

    _account_unique = models.Constraint(
        "UNIQUE (company_id, account_id)", "An account has one treatment in a company."
    )

    @api.depends("account_id", "company_id")
    def _compute_default_treatment(self):
        ledger = self.env["kam.credit.ledger"]
        for company, lines in self.grouped("company_id").items():
            by_account = ledger._default_treatments(ledger._legal_entity(company))
            for line in lines:
                line.default_treatment = by_account.get(line.account_id.id, WRITTEN_OFF)

    @api.constrains("account_id", "treatment")
    def _check_treatment(self):
        for line in self:
            if line.account_id.account_type == "liability_payable":
                raise ValidationError(
                    self.env._(
                        "Account cannot be %(account)s: payables are set off against the "
                        "receivables of the same customer.",
                        account=line.account_id.display_name,
                    )
                )
