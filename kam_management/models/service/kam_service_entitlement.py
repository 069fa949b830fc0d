from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import texts


class KamServiceEntitlement(models.Model):
    """What one account is granted beside what its class has: an individual measure.

    Scheme, credit, six.3. A supervisor or above grants it, from one day to another.
    """

    _name = "kam.service.entitlement"
    _description = "Service Entitlement"
    _inherit = ["kam.account.record.mixin", "kam.service.term.mixin"]
    _order = "account_id, date_from desc, id"
    _check_company_auto = True

    _term_key = ("account_id", "content_id")
    _protected_fields = frozenset(
        {"account_id", "company_id", "verdict", "counted_by", "granted_by_id"}
    )

    content_id = fields.Many2one(index=True)
    date_to = fields.Date(required=True, help="The last day.")
    reason = fields.Text(required=True, help="Why this customer is granted it.")
    granted_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    can_end = fields.Boolean(compute="_compute_can_end")
    used = fields.Float(
        string="Used This Year",
        compute="_compute_used",
        digits=(16, 2),
        help="Of this content, over all that the customer is entitled to.",
    )

    @api.depends("account_id", "content_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entitlement in self:
            entitlement.display_name = (
                f"{entitlement.content_id.name or ''} · {entitlement.account_id.name or ''}"
            )

    @api.depends("account_id", "phase")
    @api.depends_context("uid")
    def _compute_can_end(self):
        for entitlement in self:
            is_held = entitlement.phase == "current"
            entitlement.can_end = is_held and entitlement.account_id._may_grant_service()

    @api.depends("account_id", "content_id")
    def _compute_used(self):
        for company, some in self.grouped("company_id").items():
            year = (company or self.env.company)._kam_today().year
            used = some.account_id._get_service_used(year, some.content_id)
            for entitlement in some:
                key = (entitlement.account_id.id, entitlement.content_id.id)
                entitlement.used = used.get(key, 0)

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from who grants it, and to whom: enter another one.")

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: granted by supervisors and above, to key accounts, with a reason.

        :raise UserError: for a customer that is no key account, or a blank reason
        :raise AccessError: for everybody else
        """
        vals_list = super()._complete_create(vals_list)
        accounts = self.env["kam.account"].browse(
            {vals["account_id"] for vals in vals_list if vals.get("account_id")}
        )
        accounts._check_may_grant_service()
        for account in accounts:
            if account.state != "key":
                raise UserError(
                    self.env._(
                        "%(account)s is no key account: only key accounts are granted services.",
                        account=account.display_name,
                    )
                )
        for vals in vals_list:
            if not texts.trimmed(vals.get("reason") or ""):
                raise UserError(
                    self.env._(
                        "“%s” is empty: say why this customer is granted it.",
                        self._get_label("reason"),
                    )
                )
        return vals_list

    def _check_write(self, vals):
        """See the base method: ended by those who may grant.

        :raise AccessError: for everybody else
        """
        if self and vals:
            self.check_access("write")
            self.account_id._check_may_grant_service()
        super()._check_write(vals)

    def _check_unlink(self):
        """See the base method: taken back by those who may grant, before it begins.

        :raise AccessError: for everybody else
        """
        self.account_id._check_may_grant_service()
        super()._check_unlink()

    def _end_with_state(self):
        """End what is granted to customers that lost the state of a key account."""
        # sudo: it ends with the state, whoever takes that away
        for company, some in self.sudo().grouped("company_id").items():
            today = company._kam_today()
            future = some.filtered_domain([("date_from", ">", today)])
            held = (some - future).filtered_domain([("date_to", ">", today)])
            future._protected_unlink()
            held._protected_write({"date_to": today})
