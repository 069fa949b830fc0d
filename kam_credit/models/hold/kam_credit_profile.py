from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, relations, transactions, wording

from ..profile.kam_position import CREDIT_ROLES
from .kam_credit_hold import STOPPING

# For so many days a temporary limit that ended explains why there is no room any more.
FORMER_DAYS = 90


class KamCreditProfile(models.Model):
    """Whether a customer's orders are stopped by hand, and what is held of it."""

    _inherit = "kam.credit.profile"

    is_blocked = fields.Boolean(
        string="Stopped",
        readonly=True,
        copy=False,
        help="Somebody stopped all orders of the customer by hand, whatever its limit.",
    )
    block_reason = fields.Text(string="Why Stopped", readonly=True, copy=False)
    blocked_by_id = fields.Many2one(
        "res.users", string="Stopped By", readonly=True, copy=False, ondelete="restrict"
    )
    hold_ids = relations.One2many("kam.credit.hold", "profile_id", readonly=True)
    hold_count = fields.Integer(string="Open Holds", compute="_compute_hold_count")
    can_block = fields.Boolean(compute="_compute_can_block")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"is_blocked", "block_reason", "blocked_by_id"}

    @api.depends("hold_ids.state")
    @api.depends_context("uid")
    def _compute_hold_count(self):
        counts = dict(
            self.env["kam.credit.hold"]._read_group(
                [("profile_id", "in", self.ids), ("state", "in", STOPPING)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.hold_count = counts.get(profile._origin, 0)

    @api.depends("account_id.unit_id", "account_id.manager_id")
    @api.depends_context("uid")
    def _compute_can_block(self):
        for profile in self:
            profile.can_block = profile._may_decide_on_credit()

    # ------------------------------------------------------------------
    # what the check asks
    # ------------------------------------------------------------------

    def _with_group(self):
        """Return the customers with all members of their credit groups; as superuser."""
        groups = self.credit_group_id
        return self | groups.all_member_ids if groups else self

    def _is_checked(self, policy):
        """Tell whether documents of the customer are looked at.

        Only those of key accounts that hold a tier; what is stopped by hand is stopped for
        everybody.

        :param str policy: the field of the tier that says what is done
        """
        self.ensure_one()
        if self.is_blocked:
            return True
        return self.account_state == "key" and bool(self.tier_id) and self.tier_id[policy] != "none"

    def _find_former_limits(self):
        """Return the temporary limits that ended lately: dict profile -> the last one."""
        # sudo: what explains a hold does not depend on who asks
        forms = self.env["kam.credit.temporary.limit"].sudo()
        found = {}
        for company, profiles in self.grouped("company_id").items():
            today = company._kam_today()
            rows = forms.search(
                Domain("profile_id", "in", profiles.ids)
                & Domain("approval_state", "=", "approved")
                & Domain("is_unlimited", "=", False)
                & Domain("date_last", "<", today)
                & Domain("date_last", ">=", fields.Date.subtract(today, days=FORMER_DAYS)),
                order="date_last, id",
            )
            # the latest one stays
            found.update((form.profile_id, form) for form in rows)
        return found

    def _get_granted_term(self):
        """Return the payment term that the customer is granted; as superuser."""
        self.ensure_one()
        return self.tier_id.payment_term_id or self.own_payment_term_id

    def _get_granted_pricelist(self):
        """Return the price list that the customer is granted, or what Odoo gives it."""
        self.ensure_one()
        return (
            self.tier_id.pricelist_id
            or self.own_pricelist_id
            or self.partner_id.with_company(self.company_id).property_product_pricelist
        )

    # ------------------------------------------------------------------
    # stopped by hand
    # ------------------------------------------------------------------

    def _may_decide_on_credit(self):
        """Tell whether the user decides on the credit of the customer: never its own manager."""
        self.ensure_one()
        account = self.sudo().account_id  # sudo: whose account it is counts, whoever may see it
        return account.manager_id != self.env.user and self.env["kam.position"]._has_role_over(
            self.env.user, account.unit_id, CREDIT_ROLES
        )

    def _check_decides_on_credit(self):
        """Refuse everybody who does not decide on the credit of the customers.

        :raise AccessError: naming the customer
        """
        self.check_access("read")
        for profile in self:
            if not profile._may_decide_on_credit():
                raise AccessError(
                    self.env._(
                        "The credit of %(customer)s is a matter of those who look after it: "
                        "officer, reviewer or approver over its unit, and never its own account "
                        "manager.",
                        customer=profile.display_name,
                    )
                )

    def action_block(self, reason=""):
        """Stop all orders of customers by hand.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for a customer that is stopped already
        :raise AccessError: for everybody but credit roles over the customer's unit
        """
        self._check_decides_on_credit()
        reason = self._require_reason(reason)
        for profile in self:
            if profile.is_blocked:
                raise UserError(
                    self.env._("Orders of %s are stopped already.", profile.display_name)
                )
            profile._set_blocked(reason)
        return True

    def action_unblock(self, reason=""):
        """Let orders of customers go again; they are checked as ever.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for a customer that is not stopped
        :raise AccessError: for everybody but credit roles over the customer's unit
        """
        self._check_decides_on_credit()
        reason = self._require_reason(reason)
        for profile in self:
            if not profile.is_blocked:
                raise UserError(self.env._("Orders of %s are not stopped.", profile.display_name))
            profile._set_blocked(False, reason)
        self.env["kam.credit.hold"]._trigger_recheck()
        return True

    def _require_reason(self, reason):
        reason = arguments.text(self.env, self._get_label("block_reason"), reason)
        if not reason:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: say why in a few words.",
                    field=self._get_label("block_reason"),
                )
            )
        return reason

    def _set_blocked(self, reason, why=None):
        """Stop the customer's orders, or let them go, and write it down.

        :param reason: why they are stopped; a false value lets them go
        :param str why: why they are let go
        """
        transactions.serialise(self)
        # sudo: protected fields; who decides was checked
        profile = self.sudo()
        profile._protected_write(
            {
                "is_blocked": bool(reason),
                "block_reason": reason or False,
                "blocked_by_id": self.env.uid if reason else False,
            }
        )
        self.env["kam.credit.event"]._record(
            profile,
            "blocked" if reason else "unblocked",
            reason or why,
            tier_from=profile.tier_id,
        )

    # ------------------------------------------------------------------
    # the way to what is held
    # ------------------------------------------------------------------

    def action_view_holds(self):
        """Open what is and was held of the customer.

        :return: a window action
        """
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_credit.action_kam_credit_hold")
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"search_default_stopping": 1},
        }

    def action_open_block(self):
        """Open the dialog that stops the customers' orders, or lets them go.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop Orders, or Let Them Go"),
            "res_model": "kam.credit.block",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_ids": self.ids},
        }
