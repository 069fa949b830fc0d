from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kam_management.wording import format_date

from ...rules import windows

# What decides on figures is known to whom figures are shown, and to whom settings are open.
READERS = "kam_credit.group_credit_reader,base.group_system"


class ResCompany(models.Model):
    """Going live with credit: from when figures are complete, and whether they are acted upon.

    Both are settings of the legal entity; branches follow it.
    """

    _inherit = "res.company"

    kam_credit_complete_from = fields.Date(
        string="Credit Figures Complete From",
        copy=False,
        groups=READERS,
        help="From this day on everything that was invoiced and paid is known, by the ledger or by "
        "history lines. Figures that look further back are shown as incomplete and never acted "
        "upon. Empty: they always were complete.",
    )
    kam_credit_opening_journal_ids = fields.Many2many(
        "account.journal",
        "kam_credit_opening_journal_rel",
        "company_id",
        "journal_id",
        string="Opening Journals",
        copy=False,
        groups=READERS,
        help="Entries of these journals bring in what a former system knew: their debits on "
        "receivables are instalments with their due date, their credits money of their day.",
    )
    kam_credit_auto_downgrade = fields.Boolean(
        string="Automatic Downgrade",
        copy=False,
        groups=READERS,
        help="Key accounts whose contract fulfilment rate is below the threshold become ordinary "
        "customers by themselves. Off until a credit administrator has seen the list of whom it "
        "would hit.",
    )

    @api.constrains("kam_credit_complete_from")
    def _check_kam_credit_complete_from(self):
        for company in self:
            day = company.kam_credit_complete_from
            if day and not windows.FIRST_DAY <= day <= company._kam_today():
                raise ValidationError(
                    self.env._(
                        "“Credit Figures Complete From” of %(company)s cannot be %(day)s: enter a "
                        "day from %(first)s to today.",
                        company=company.name,
                        day=format_date(self.env, day),
                        first=format_date(self.env, windows.FIRST_DAY),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """See the base method: nobody begins with automatic downgrades but by code."""
        if not self.env.su and any(vals.get("kam_credit_auto_downgrade") for vals in vals_list):
            self._kam_refuse_downgrade()
        companies = super().create(vals_list)
        # sudo: whoever makes a company
        companies.sudo().filtered("kam_credit_auto_downgrade")._kam_record_switch(True)
        return companies

    def write(self, vals):
        """See the base method: automatic downgrades are switched on by their list, and recorded.

        :raise UserError: when somebody switches them on another way
        """
        if "kam_credit_auto_downgrade" not in vals:
            return super().write(vals)
        is_on = bool(vals["kam_credit_auto_downgrade"])
        changed = self.filtered(lambda company: company.kam_credit_auto_downgrade != is_on)
        if changed and is_on and not self.env.su:
            self._kam_refuse_downgrade()
        result = super().write(vals)
        changed._kam_record_switch(is_on)
        return result

    @api.model
    def _kam_refuse_downgrade(self):
        raise UserError(
            self.env._(
                "“Automatic Downgrade” is switched on from the list of the customers that it would "
                "hit: open Key Accounts / Credit / Automatic Downgrade."
            )
        )

    def _kam_record_switch(self, is_on):
        """Write down that automatic downgrades were switched, unless that is done already."""
        self.env["kam.credit.switch"]._record(self, is_on)

    def _kam_credit_acts(self):
        """Tell whether key accounts below the threshold are downgraded by themselves."""
        self.ensure_one()
        # sudo: the setting of the legal entity holds for its branches
        return self.sudo().root_id.kam_credit_auto_downgrade

    def _kam_credit_is_complete(self, days):
        """Tell whether everything is known that figures rest on.

        :param rules.windows.Window days: the window of the figures
        """
        self.ensure_one()
        # sudo: as above
        return windows.is_complete(days, self.sudo().root_id.kam_credit_complete_from)
