from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kam_management.arguments import shown
from odoo.addons.kam_management.values import FIRST_YEAR, LAST_ID, LAST_YEAR

from .kam_credit_ledger import LEDGER_FIELDS


class KamCreditEvidenceMixin(models.AbstractModel):
    """What stands behind a figure: rows computed from the ledger at the moment they are read.

    Two keys of the context narrow what is computed; neither opens anything, the record rules apply
    to the rows as ever:

    ``kam_credit_profile_id``  one profile only, which spares the work for all others
    ``kam_credit_as_of``       figures as of this day instead of the profile's own
    """

    _name = "kam.credit.evidence.mixin"
    _description = "What Stands behind a Credit Figure"
    _auto = False
    _depends = {
        **LEDGER_FIELDS,
        "kam.credit.profile": ["company_id", "date_figures", "partner_id"],
        "res.company": ["kam_credit_grace_days", "kam_credit_with_tax"],
    }

    profile_id = fields.Many2one("kam.credit.profile", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def _view_profile(self):
        """Return the profile that the context narrows to, or an empty one."""
        profile_id = self.env.context.get("kam_credit_profile_id")
        if type(profile_id) is not int or not 0 < profile_id <= LAST_ID:
            profile_id = False
        # sudo: whether the reader may see the rows is for the record rules to say
        return self.env["kam.credit.profile"].sudo().browse(profile_id or []).exists()

    @api.model
    def _view_scope(self):
        """Return the scope: the narrowed profile's company, or those the reader has chosen."""
        companies = self._view_profile().company_id or self.env.companies
        return self.env["kam.credit.ledger"]._scope(companies)

    @api.model
    def _view_condition(self):
        """Return the condition on ``profile``."""
        profile = self._view_profile()
        return SQL("profile.id = %s", profile.id) if profile else SQL("TRUE")

    @api.model
    def _view_as_of(self):
        """Return the day of the figures: the context's, or the profile's own.

        :raise UserError: when the context's is no day
        """
        value = self.env.context.get("kam_credit_as_of")
        if not value:
            return SQL("profile.date_figures")
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UserError(
                self.env._("“%(value)s” is no day: give it as YYYY-MM-DD.", value=shown(value))
            )
        return SQL("%s::date", day)

    def _open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
